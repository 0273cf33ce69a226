"""Series: which numbers a union's documents have used, on paper too."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from api.actors import Graph
from api.clock import Now
from api.pages.administration import office
from api.pages.forms import Sent, valid
from api.pages.readers import Reading
from api.pages.rendering import render
from api.pages.sessions import onward
from api.series import SeriesIn
from api.unions import UnionId
from graph import series
from graph.db import Transaction

router = APIRouter()


@router.get("/unions/{union}/series")
async def read(request: Request, graph: Graph, reader: Reading, now: Now, union: UnionId) -> HTMLResponse:
    """The series of a union, the latest year first."""

    async def look(tx: Transaction) -> dict[str, object]:
        return {"office": await office(tx, reader.id, union), "found": await series.of_union(tx, reader.id, union)}

    return render(request, "series.html", {"year": graph.today(now).year} | await graph.read(look))


@router.post("/unions/{union}/series")
async def set_last(graph: Graph, reader: Reading, now: Now, sent: Sent, union: UnionId) -> Response:
    """Say up to which number this year's series is used already."""
    await series.set_last(graph, sent.ask, union, valid(SeriesIn, {"last": sent["last"]}).last, now)
    return onward(f"/unions/{union}/series")


@router.post("/unions/{union}/series/bookings")
async def book(graph: Graph, reader: Reading, now: Now, sent: Sent, union: UnionId) -> Response:
    """Book the next number for a document on paper."""
    await series.book(graph, sent.ask, union, sent["reason"], now)
    return onward(f"/unions/{union}/series")
