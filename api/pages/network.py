"""The network: every union a dot that can be flown to, as it is today or was on a day that is over."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from api import days
from api.actors import Graph
from api.clock import Now
from api.drawing import lay_out_anew, wanted_anew
from api.pages.atlas import shelf
from api.pages.forms import Sent
from api.pages.readers import Reading
from api.pages.rendering import render
from api.pages.sessions import onward
from api.shelves import Shelf
from graph import issued
from graph.atlas import begins, lays_out, may_lay_out
from graph.db import Transaction
from orgnet.directives import Directive
from orgnet.errors import Missing

router = APIRouter(prefix="/network")

RECENT = 20


@router.get("")
async def read(
    request: Request, graph: Graph, reader: Reading, now: Now, day: Annotated[date | None, Query()] = None
) -> Response:
    """The map of the whole network, today or at the end of a day."""
    atlases, first = shelf(request), await graph.read(begins)
    if day is not None and day < graph.today(now):
        return await _past(request, atlases, day, first)

    async def look(tx: Transaction) -> list[Directive]:
        going = [each for chair in reader.chairs for each in await issued.seen(tx, reader.id, chair.union, "~", RECENT)]
        return [each for each in going if each.issued and not each.relay]

    context = {
        "version": atlases.latest(),
        "first": first,
        "day": None,
        "directives": await graph.read(look),
        "administers": await graph.read(lambda tx: lays_out(tx, reader.id)),
        "anew": wanted_anew(atlases),
    }
    return render(request, "network.html", context)


async def _past(request: Request, atlases: Shelf, day: date, first: date | None) -> Response:
    """The map of a day that is over; where it is not drawn yet, the page asks again until it is."""
    if first is None or day < first:
        raise Missing(f"there was no network on {day}; it begins on {first}")
    version = days.drawn(atlases, day)
    if version is None:
        days.want(atlases, day)
        request.app.state.drawing.set()
    elif "HX-Request" in request.headers:
        return Response(headers={"HX-Refresh": "true"})
    path = None if version is None else f"days/{day}/{version}"
    context = {"version": path, "first": first, "day": day, "directives": (), "administers": False, "anew": False}
    return render(request, "network.html", context)


@router.post("/editions")
async def lay_out(request: Request, graph: Graph, reader: Reading, sent: Sent) -> Response:
    """Have all laid out anew, beside the requests; for who administers the top."""
    await graph.read(lambda tx: may_lay_out(tx, reader.id))
    lay_out_anew(shelf(request))
    request.app.state.drawing.set()
    return onward("/network")
