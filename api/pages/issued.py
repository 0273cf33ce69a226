"""Issued: one table of all that my union has going, as a page, in print, and as a workbook."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse

from api.actors import Graph
from api.clock import Now
from api.pages.home import Seat
from api.pages.readers import Reading
from api.pages.rendering import render
from api.paging import Cursor, decode, encode
from api.progress import Figures
from graph import positions
from graph.db import Transaction
from graph.issued import Issued, issued
from orgnet.directives import Directive, Stage
from orgnet.ledgers import stuck
from orgnet.unions import Union

router = APIRouter()

MOST = 100
"""Documents of a page: filters and orders are of these."""


@dataclass(frozen=True, slots=True)
class Going:
    """A document of a union, and how far it has got; of drafts there is nothing to tell yet."""

    directive: Directive
    figures: Figures | None = None
    stalled: int = 0
    questions: int = 0

    @classmethod
    def of(cls, found: Issued, today: date) -> "Going":
        """From the domain."""
        if found.standing is None:
            return cls(found.directive)
        figures = Figures.of(found.first, found.standing, today)
        return cls(found.directive, figures, stuck(found.first, found.standing), found.questions)

    @property
    def expected(self) -> int:
        """How many it reaches."""
        return self.figures.expected if self.figures else 0

    @property
    def late(self) -> int:
        """How many have not done in time what it asks."""
        return self.figures.overdue if self.figures else 0

    def share(self, what: str) -> float:
        """Which share of those whom it reaches have signed or done."""
        return getattr(self.figures, what) / self.expected if self.figures and self.expected else 0


class Only(StrEnum):
    """Which of them are shown."""

    ALL = "all"
    LATE = "late"
    STALLED = "stalled"
    ASKED = "asked"


class Order(StrEnum):
    """What comes first: the latest, or what needs somebody most."""

    LATEST = "latest"
    DUE = "due"
    EXPECTED = "expected"
    SIGNED = "signed"
    DONE = "done"
    LATE = "late"
    STALLED = "stalled"
    ASKED = "asked"


SHOWN: Mapping[Only, Callable[[Going], bool]] = {
    Only.ALL: lambda each: True,
    Only.LATE: lambda each: each.late > 0,
    Only.STALLED: lambda each: each.stalled > 0,
    Only.ASKED: lambda each: each.questions > 0,
}

ORDERS: Mapping[Order, Callable[[Going], float | str]] = {
    Order.LATEST: lambda each: 0,
    Order.DUE: lambda each: str(each.directive.deadline or "9999"),
    Order.EXPECTED: lambda each: -each.expected,
    Order.SIGNED: lambda each: each.share("signed"),
    Order.DONE: lambda each: each.share("done"),
    Order.LATE: lambda each: -each.late,
    Order.STALLED: lambda each: -each.stalled,
    Order.ASKED: lambda each: -each.questions,
}


@router.get("/issued")
async def read(
    request: Request,
    graph: Graph,
    reader: Reading,
    now: Now,
    seat: Seat = None,
    stage: Stage = Stage.GOING,
    only: Only = Only.ALL,
    order: Order = Order.LATEST,
    words: Annotated[str, Query(alias="q", max_length=100)] = "",
    cursor: Cursor = None,
) -> HTMLResponse:
    """What one of my unions has drafted, has going, or is over."""
    chair = (reader.at(seat) if seat else None) or next(iter(reader.chairs), None)
    asked = {"chair": chair, "stage": stage, "only": only, "order": order, "words": words, "begins": not cursor}
    name, today = f"issued page {chair.union if chair else ''} {stage}", graph.today(now)
    before = decode(name, cursor, "~")

    async def look(tx: Transaction) -> tuple[Union | None, Sequence[Going]]:
        if chair is None:
            return None, []
        found = await issued(tx, reader.id, chair.union, stage, before, MOST + 1)
        return (await positions.position(tx, chair.union)).union, [Going.of(each, today) for each in found]

    union, found = await graph.read(look)
    more = encode(name, found[MOST - 1].directive.id) if len(found) > MOST else None
    context = asked | {"union": union, "more": more} | _chosen(found[:MOST], only, order, words)
    return render(request, "issued.html", context)


def _chosen(page: Sequence[Going], only: Only, order: Order, words: str) -> dict[str, object]:
    """Those that are asked for, in the order that is asked for."""
    said = [each for each in page if words.strip() in f"{each.directive.text.title} {each.directive.number}"]
    shown = sorted(filter(SHOWN[only], said), key=ORDERS[order])  # pyright: ignore[reportArgumentType]
    return {"all": page, "shown": shown, "counts": {each: sum(map(SHOWN[each], said)) for each in Only}}
