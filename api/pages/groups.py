"""Groups: audiences that a union keeps under a name, made, tried, changed and dropped."""

from collections.abc import Mapping, Sequence

import uuid_utils
from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from api.actors import Graph
from api.clock import Now
from api.groups import GroupId, GroupIn
from api.pages.administration import office
from api.pages.forms import Form, Sent, valid
from api.pages.readers import Reading
from api.pages.rendering import language_of, render
from api.pages.sessions import onward
from api.refusals import refusal
from api.unions import UnionId
from graph import groups
from graph.db import Database, Transaction
from graph.naming import union_named
from graph.positions import positions
from orgnet.audiences import Follows, Reach
from orgnet.errors import Invalid, Refusal
from orgnet.groups import Group
from orgnet.kinds import Kind
from orgnet.levels import Level
from orgnet.sectors import Sector
from orgnet.standings import Standing
from orgnet.unions import Union

router = APIRouter(prefix="/unions/{union}/groups")

CHOICES: Mapping[str, object] = {
    "reaches": list(Reach),
    "ways": list(Follows),
    "levels": list(Level),
    "kinds": list(Kind),
    "sectors": list(Sector),
    "sizes": range(5),
}


@router.get("")
async def read(request: Request, graph: Graph, reader: Reading, union: UnionId) -> HTMLResponse:
    """The groups of a union."""

    async def look(tx: Transaction) -> dict[str, object]:
        kept = await groups.kept(tx, reader.id, union)
        return {"office": await office(tx, reader.id, union), "groups": kept, "names": await _roots(tx, kept)}

    return render(request, "groups.html", await graph.read(look))


async def _roots(tx: Transaction, kept: Sequence[Group]) -> dict[str, Union]:
    """The unions at which the rules of groups begin."""
    roots = {rule.root for group in kept for rule in (*group.selectors, *group.exclusions) if rule.root}
    return {id: place.union for id, place in (await positions(tx, roots)).items()}


@router.get("/new")
async def begin(request: Request, graph: Graph, reader: Reading, union: UnionId) -> HTMLResponse:
    """A form for a new group."""
    place = await graph.read(lambda tx: office(tx, reader.id, union))
    context: dict[str, object] = {"office": place, "group": None, "names": {}, "reached": None}
    return render(request, "group.html", dict(CHOICES) | context)


@router.get("/{group}")
async def read_one(
    request: Request, graph: Graph, reader: Reading, now: Now, union: UnionId, group: GroupId
) -> HTMLResponse:
    """One group, and whom it reaches now."""

    async def look(tx: Transaction) -> dict[str, object]:
        found = await groups.read(tx, reader.id, group)
        return {
            "office": await office(tx, reader.id, found.union),
            "group": found,
            "names": await _roots(tx, [found]),
            "reached": await groups.reached(tx, reader.id, group, now),
        }

    return render(request, "group.html", dict(CHOICES) | await graph.read(look))


@router.post("")
async def keep(graph: Graph, reader: Reading, now: Now, sent: Sent, union: UnionId) -> Response:
    """Keep a new group."""
    await groups.keep(graph, sent.ask, await _typed(graph, sent, str(uuid_utils.uuid7()), union), now)
    return onward(f"/unions/{union}/groups")


@router.post("/preview")
async def preview(
    request: Request, graph: Graph, reader: Reading, now: Now, sent: Sent, union: UnionId
) -> HTMLResponse:
    """Whom the group that is typed would reach; nothing is kept."""
    context: dict[str, object] = {"reached": None, "wrong": None}
    try:
        typed = await _typed(graph, sent, "trial", union)
        found: Standing = await graph.read(lambda tx: groups.tried(tx, reader.id, typed, now))
        context["reached"] = found
    except Refusal as wrong:
        context["wrong"] = refusal(language_of(request), wrong.detail)
    return render(request, "reached.html", context)


@router.post("/{group}")
async def edit(graph: Graph, reader: Reading, now: Now, sent: Sent, union: UnionId, group: GroupId) -> Response:
    """Change a group."""
    typed = await _typed(graph, sent, group, union)
    await groups.edit(graph, sent.ask, typed, now, _version(sent))
    return onward(f"/unions/{union}/groups")


@router.post("/{group}/dropped")
async def drop(graph: Graph, reader: Reading, now: Now, sent: Sent, union: UnionId, group: GroupId) -> Response:
    """Keep a group no longer."""
    await groups.drop(graph, sent.ask, group, now, _version(sent))
    return onward(f"/unions/{union}/groups")


def _version(sent: Form) -> int:
    if not sent["changed"].isdecimal():
        raise Invalid("this form is not one of ours; go back to the page and try again", field="changed")
    return int(sent["changed"][:18])


async def _typed(graph: Database, sent: Form, id: str, union: str) -> Group:
    said = {
        "name": sent["name"],
        "selectors": await _rules(graph, sent, "selector"),
        "exclusions": await _rules(graph, sent, "exclusion"),
    }
    return valid(GroupIn, said).group(id, union)


async def _rules(graph: Database, sent: Form, which: str) -> list[dict[str, object]]:
    """The rules that were typed; one without a reach is left out."""
    found, n = list[dict[str, object]](), 0
    while f"{which}.{n}.reach" in sent.fields:
        if sent[f"{which}.{n}.reach"]:
            found.append(await _rule(graph, sent, f"{which}.{n}"))
        n += 1
    return found


async def _rule(graph: Database, sent: Form, name: str) -> dict[str, object]:
    root = sent[f"{name}.root"]
    return {
        "root": await graph.read(lambda tx: union_named(tx, root)) if root else None,
        "reach": sent[f"{name}.reach"],
        "line": sent[f"{name}.line"] or Follows.PRIMARY,
        "levels": sent.all(f"{name}.level"),
        "kinds": sent.all(f"{name}.kind"),
        "sectors": sent.all(f"{name}.sector"),
        "sizes": sent.all(f"{name}.size"),
    }
