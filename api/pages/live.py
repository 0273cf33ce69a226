"""The stream of a page: that something it shows has changed."""

from typing import Annotated

from fastapi import APIRouter, Header, Query, Request
from fastapi.responses import StreamingResponse

from api.actors import Graph
from api.live import Listener, Tail, numbered
from api.pages.readers import Reader, Reading
from graph import documents, positions
from graph.db import Transaction

router = APIRouter()

HEADERS = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}


@router.get("/live", response_class=StreamingResponse)
async def read(
    request: Request,
    graph: Graph,
    reader: Reading,
    about: Annotated[list[str], Query(max_length=20)] = [],  # noqa: B006 - FastAPI copies it
    last_event_id: Annotated[str | None, Header(max_length=20)] = None,
) -> StreamingResponse:
    """Events for my unions, and for the directives named, as far as I see them. No session of the database is held."""
    tail: Tail = request.app.state.tail
    listener = await graph.read(lambda tx: _listener(tx, reader, about))
    stream = tail.stream(listener, numbered(last_event_id))
    return StreamingResponse(stream, media_type="text/event-stream", headers=HEADERS)


async def _listener(tx: Transaction, reader: Reader, about: list[str]) -> Listener:
    """What a page hears of; raises Missing for a directive that its reader does not see."""
    own = {chair.union for chair in reader.chairs}
    places = await positions.positions(tx, own)
    above = {superior for place in places.values() for superior in place.superiors}
    subjects = [(await documents.first_of(tx, reader.id, each)).cascade for each in about]
    return Listener(frozenset(own), frozenset(above), frozenset(subjects))
