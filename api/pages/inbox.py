"""Received: all that has come to my unions and is not closed, with filters."""

from enum import StrEnum
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse

from api.actors import Graph
from api.clock import Now
from api.pages.due import Item, items
from api.pages.home import Seat
from api.pages.readers import Reading
from api.pages.rendering import render

router = APIRouter()

MOST = 200


class Show(StrEnum):
    """Which of it is shown."""

    ALL = "all"
    OPEN = "open"
    LATE = "late"
    DONE = "done"


def shows(show: Show, item: Item) -> bool:
    """Whether an item is among those shown."""
    entry = item.entry
    return {Show.ALL: True, Show.OPEN: entry.open, Show.LATE: entry.overdue, Show.DONE: not entry.open}[show]


@router.get("/inbox")
async def read(
    request: Request,
    graph: Graph,
    reader: Reading,
    now: Now,
    seat: Seat = None,
    show: Show = Show.ALL,
    words: Annotated[str, Query(alias="q", max_length=100)] = "",
) -> HTMLResponse:
    """What has come to my unions."""
    chairs = reader.seated(seat)
    come = await graph.read(lambda tx: items(tx, reader, chairs, graph.today(now), open_only=False))
    said = [
        item for item in come if words.strip() in f"{item.entry.directive.text.title} {item.entry.directive.number}"
    ]
    context = {
        "items": [item for item in said if shows(show, item)][:MOST],
        "counts": {each: sum(shows(each, item) for item in said) for each in Show},
        "show": show,
        "seat": seat or "",
        "words": words,
    }
    return render(request, "inbox.html", context)
