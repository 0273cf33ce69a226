"""The twin of the map: what is below a union as a table, with the figures that the map shows."""

from collections.abc import Mapping
from dataclasses import dataclass

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from api.actors import Graph
from api.models import UnionOut
from api.pages.atlas import Asked, Before, Dot, Looked, Place
from api.pages.readers import Reading
from api.pages.rendering import render
from api.paging import Cursor, decode, encode
from graph import tides, unions
from graph.db import Transaction
from graph.tides import Height
from graph.turnovers import Turnover, turnover
from orgnet.directives import Directive
from orgnet.errors import Missing
from orgnet.past import Moment
from orgnet.unions import Union

router = APIRouter()

MOST = 100


@dataclass(frozen=True, slots=True)
class Twin:
    """A union and those directly below it."""

    top: Union
    children: list[UnionOut]
    more: str | None
    directive: Directive | None
    heights: Mapping[str, Height]
    turnover: Turnover


@router.get("/places/{place}/table")
async def read(
    request: Request,
    looked: Looked,
    graph: Graph,
    reader: Reading,
    before: Before,
    place: Place,
    dot: Dot = None,
    directive: Asked = None,
    cursor: Cursor = None,
) -> HTMLResponse:
    """Those directly below what is at a place, a hundred at a time."""
    index, moment = looked.index, looked.moment
    union, name = index.union(place, dot), f"twin {place} {dot}"
    after = decode(name, cursor, "")

    async def look(tx: Transaction) -> Twin:
        top = (await unions.one(tx, reader.id, union, moment)).place.union
        found = [UnionOut.seen(each) for each in await unions.children(tx, reader.id, union, after, MOST + 1, moment)]
        children = found[:MOST]
        more = encode(name, children[-1].code) if len(found) > MOST else None
        document, heights = await _heights(tx, reader.id, directive, children)
        return Twin(top, children, more, document, heights, await _turnover(tx, union, children, before))

    twin = await graph.read(look)
    context = {"twin": twin, "spots": index.children(place), "since": before.day if before else None}
    return render(request, "twin.html", context)


async def _heights(
    tx: Transaction, actor: str, directive: str | None, children: list[UnionOut]
) -> tuple[Directive | None, Mapping[str, Height]]:
    """How high a directive stands at each child whose figures the reader sees."""
    if directive is None:
        return None, {}
    try:
        document, tops = await tides.seen(tx, actor, directive)
    except Missing:
        return None, {}
    found = await tides.heights(tx, document, [child.id for child in children])
    return document, {each.union: each for each in found if not tops.isdisjoint({each.union, *each.superiors})}


async def _turnover(tx: Transaction, union: str, children: list[UnionOut], moment: Moment | None) -> Turnover:
    return await turnover(tx, union, [child.id for child in children], moment) if moment else Turnover()
