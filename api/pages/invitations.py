"""Invitations: officers-to-be are invited, one by one or for all unions below that have nobody; slips to hand out."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

import segno
from fastapi import APIRouter, Path, Request
from fastapi.responses import HTMLResponse, Response

from api.actors import Graph
from api.clock import Now
from api.files import Chosen
from api.invitations import NewInvitation
from api.pages.administration import office
from api.pages.forms import Sent, valid
from api.pages.readers import Reading
from api.pages.rendering import render
from api.pages.sessions import onward
from api.unions import UnionId
from graph import invitations, vacancies
from graph.db import Database, Transaction
from graph.positions import position
from graph.settings import Settings
from graph.vacancies import Slip
from orgnet.invitations import DAYS, LONGEST, Invitee
from orgnet.permissions import Role

router = APIRouter(prefix="/unions/{union}/invitations")


@dataclass(frozen=True, slots=True)
class Printed:
    """A slip with the picture of the code that leads to the page on which it is redeemed."""

    slip: Slip
    picture: str


@router.get("")
async def read(request: Request, graph: Graph, reader: Reading, union: UnionId) -> HTMLResponse:
    """The invitations to a union's seats."""
    return await _shown(request, graph, reader.id, union, ())


async def _shown(request: Request, graph: Database, actor: str, union: str, slips: Sequence[Printed]) -> HTMLResponse:
    async def look(tx: Transaction) -> dict[str, object]:
        return {
            "office": await office(tx, actor, union),
            "invitations": await invitations.of(tx, actor, union),
            "vacant": await vacancies.below(tx, union),
        }

    settings: Settings = request.app.state.settings
    more = {"slips": slips, "roles": list(Role), "days": DAYS, "longest": LONGEST, "most": vacancies.MOST}
    return render(request, "invitations.html", await graph.read(look) | more | {"address": f"{settings.address}/join"})


@router.post("")
async def invite(
    request: Request, graph: Graph, reader: Reading, now: Now, chosen: Chosen, sent: Sent, union: UnionId
) -> HTMLResponse:
    """Invite somebody to a seat; his slip is shown this once."""
    said = {name: sent[name] for name in ("role", "name", "mobile", "days") if sent[name]}
    new = valid(NewInvitation, said)
    invitee = Invitee(union, **new.model_dump(exclude={"days"}))
    made = await invitations.invite(graph, sent.ask, invitee, new.days, now)
    where = await graph.read(lambda tx: position(tx, union))
    slip = Slip(where.union, None, new.role, new.name, made.code, made.until)
    return await _shown(request, graph, reader.id, union, [_printed(chosen, slip)])


@router.post("/vacant")
async def invite_all(
    request: Request, graph: Graph, reader: Reading, now: Now, chosen: Chosen, sent: Sent, union: UnionId
) -> HTMLResponse:
    """Invite an officer for each of the unions below for which nobody acts; the slips are shown this once."""
    slips = await vacancies.invite_all(graph, sent.ask, union, sent["name"], now)
    return await _shown(request, graph, reader.id, union, [_printed(chosen, slip) for slip in slips])


def _printed(chosen: Settings, slip: Slip) -> Printed:
    address = f"{chosen.address}/join?code={slip.code}"
    return Printed(slip, segno.make(address, error="m").svg_data_uri(scale=3, border=1))


@router.post("/{invitation}/revoked")
async def revoke(
    graph: Graph,
    reader: Reading,
    now: Now,
    sent: Sent,
    union: UnionId,
    invitation: Annotated[str, Path(max_length=64)],
) -> Response:
    """Take an open invitation back."""
    await invitations.revoke(graph, sent.ask, invitation, now)
    return onward(f"/unions/{union}/invitations")
