"""Issued: one table of all that my unions have going."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from api.actors import Graph
from api.clock import Now
from api.pages.home import Seat
from api.pages.readers import Chair, Reading
from api.pages.rendering import render
from api.paging import Cursor, decode, encode
from api.progress import Figures
from graph import inbox, progress
from graph.db import Transaction
from orgnet.directives import Directive

router = APIRouter()

MOST = 25


@dataclass(frozen=True, slots=True)
class Going:
    """A directive of a union, and how far it has got; of drafts there is nothing to tell yet."""

    directive: Directive
    figures: Figures | None


@router.get("/issued")
async def read(
    request: Request,
    graph: Graph,
    reader: Reading,
    now: Now,
    seat: Seat = None,
    cursor: Cursor = None,
) -> HTMLResponse:
    """What one of my unions has issued and drafted, the latest first."""
    chair = (reader.at(seat) if seat else None) or next(iter(reader.chairs), None)
    today = graph.today(now)
    before = decode(f"issued page {chair.union if chair else ''}", cursor, "~")
    found = await graph.read(lambda tx: _going(tx, reader.id, chair, before, today)) if chair else list[Going]()
    more = encode(f"issued page {chair.union}", found[MOST - 1].directive.id) if chair and len(found) > MOST else None
    return render(request, "issued.html", {"going": found[:MOST], "chair": chair, "more": more})


async def _going(tx: Transaction, actor: str, chair: Chair, before: str, today: date) -> Sequence[Going]:
    issued = await inbox.issued(tx, actor, chair.union, before, MOST + 1)
    return [Going(each, await _figures(tx, each, today)) for each in issued]


async def _figures(tx: Transaction, directive: Directive, today: date) -> Figures | None:
    if directive.issued is None or directive.relay:
        return None
    found = await progress.progress(tx, directive, directive.issuer)
    return Figures.of(directive, found.standing, today)
