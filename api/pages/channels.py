"""Channels: how somebody is reached, by what and when he is told; and what applies in a branch to who has chosen nothing."""

from typing import Annotated, Any

import uuid_utils
from fastapi import APIRouter, Path, Request
from fastapi.responses import HTMLResponse, Response

from api.actors import Graph
from api.channels import ChannelIn, DefaultBody, HabitsBody
from api.clock import Now
from api.files import Chosen
from api.pages.administration import office
from api.pages.forms import Form, Sent, valid
from api.pages.readers import Reading
from api.pages.rendering import render
from api.pages.sessions import onward
from api.people import PersonEdit
from api.unions import UnionId
from graph import channels, messages, people
from graph.access import allow
from graph.db import Transaction
from graph.positions import position
from orgnet.channels import MOST, SERVED, Carrier, Channel, Default, Pace, chosen
from orgnet.permissions import Action

router = APIRouter()

GIVEN_UP = 20
"""Messages that did not arrive, of which is told."""

CHOICES: dict[str, object] = {"carriers": list(Carrier), "paces": list(Pace), "served": SERVED, "most": MOST}


@router.get("/me/messages")
async def read(request: Request, graph: Graph, reader: Reading) -> HTMLResponse:
    """How I am reached and told, and what did not arrive."""

    async def look(tx: Transaction) -> dict[str, object]:
        chair = next(iter(reader.chairs), None)
        default = await channels.default_of(tx, chair.union) if chair else Default()
        me, own = await people.one(tx, reader.id), await channels.own(tx, reader.id)
        return {
            "me": me,
            "own": own,
            "told": chosen(me, own, default),
            "chosen": await channels.habits_of(tx, reader.id),
            "default": default,
            "failed": await messages.failed(tx, reader.id, "", GIVEN_UP),
        }

    return render(request, "channels.html", CHOICES | await graph.read(look))


@router.post("/me/contacts")
async def keep(graph: Graph, reader: Reading, now: Now, sent: Sent) -> Response:
    """Change how I am reached; what is left empty is removed."""
    said = {name: sent[name] or None for name in ("mobile", "mail", "wecom")}
    changed = valid(PersonEdit, said | {"name": sent["name"]}).model_dump(exclude_unset=True)
    await people.edit(graph, sent.ask, reader.id, changed, now)
    return onward("/me/messages")


@router.post("/me/channels")
async def add(graph: Graph, reader: Reading, now: Now, sent: Sent, settings: Chosen) -> Response:
    """Add a channel of mine."""
    body = valid(ChannelIn, {"carrier": sent["carrier"], "address": sent["address"]})
    channel = Channel(str(uuid_utils.uuid7()), body.carrier, body.address)
    await channels.add(graph, sent.ask, channel, settings.webhook_hosts, now)
    return onward("/me/messages")


@router.post("/me/channels/{channel}/removed")
async def remove(
    graph: Graph, reader: Reading, now: Now, sent: Sent, channel: Annotated[str, Path(max_length=64)]
) -> Response:
    """Remove a channel of mine."""
    await channels.remove(graph, sent.ask, channel, now)
    return onward("/me/messages")


@router.post("/me/habits")
async def choose(graph: Graph, reader: Reading, now: Now, sent: Sent) -> Response:
    """Choose when I am told."""
    await channels.set_habits(graph, sent.ask, valid(HabitsBody, _habits(sent)).habits(), now)
    return onward("/me/messages")


@router.get("/unions/{union}/channels")
async def read_default(request: Request, graph: Graph, reader: Reading, union: UnionId) -> HTMLResponse:
    """What applies in a branch to who has chosen nothing."""

    async def look(tx: Transaction) -> dict[str, object]:
        await allow(tx, reader.id, Action.EDIT, await position(tx, union))
        return {"office": await office(tx, reader.id, union), "default": await channels.default_of(tx, union)}

    return render(request, "defaults.html", CHOICES | await graph.read(look))


@router.post("/unions/{union}/channels")
async def set_default(graph: Graph, reader: Reading, now: Now, sent: Sent, union: UnionId) -> Response:
    """Set what applies in a branch to who has chosen nothing."""
    body = valid(DefaultBody, {"carriers": list(sent.all("carrier")), "habits": _habits(sent)})
    await channels.set_default(graph, sent.ask, union, Default(tuple(body.carriers), body.habits.habits()), now)
    return onward(f"/unions/{union}/channels")


def _habits(sent: Form) -> dict[str, Any]:
    """When somebody is told, as it was chosen; without both ends of the quiet hours there are none."""
    quiet = {"begins": sent["begins"], "ends": sent["ends"]}
    return {"pace": sent["pace"], "digest": sent["digest"], "quiet": quiet if all(quiet.values()) else None}
