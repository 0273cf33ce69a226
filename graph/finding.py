"""Finding directives, the latest first: bounded work for a page, however many there are and however few one sees.

Where to look, `graph.doors` says. What it finds is weighed by a rule that needs no more queries, and whoever passes is
asked for in full. Where a page's work is done before it is full, it is short, and says where to go on.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from graph import tallies
from graph.access import seats
from graph.db import Transaction, rows
from graph.documents import visible
from graph.doors import Bounds, Place, search
from graph.positions import positions
from orgnet.cells import total
from orgnet.finding import Question, Reader
from orgnet.permissions import OPERATOR
from orgnet.positions import Position
from orgnet.shelving import OLDEST
from orgnet.tallies import NETWORK, plus, row_key, twin_key

BOUNDS = Bounds()


async def find(
    tx: Transaction, actor: str, question: Question, before: str, limit: int, bounds: Bounds = BOUNDS
) -> tuple[Sequence[Place], str]:
    """The directives that the actor sees and that answer a question, each with its place, from before a place; and
    the place from before which to go on, `OLDEST` where there are no more."""
    reader, few = await _reader(tx, actor, bounds)
    looking = await search(tx, question, reader, few, bounds)
    page, before = _Page(tx, reader, limit, bounds.judged), min(before, question.until) if looking else OLDEST
    while looking and before > OLDEST and not looking.spent:
        places, before = await looking.part(before, limit)
        if stopped := await page.take(places):
            return page.found, stopped
    return page.found, before


@dataclass(slots=True)
class _Page:
    """A page that is filled with what the reader sees, who is asked for in full so often."""

    tx: Transaction
    reader: Reader
    limit: int
    judging: int
    found: list[Place] = field(default_factory=list[Place])
    near: dict[str, Position] = field(default_factory=dict[str, Position])

    async def take(self, places: Sequence[Place]) -> str | None:
        """Take what the reader sees of these; the place from before which to go on, where that was enough."""
        near = await self._near(places)
        for directive, place in places:
            if not self.reader.may_see(directive, near):
                continue
            if not self.judging:
                return place + "~"
            self.judging -= 1
            if await visible(self.tx, self.reader.actor, directive):
                self.found.append((directive, place))
            if len(self.found) == self.limit:
                return place
        return None

    async def _near(self, places: Sequence[Place]) -> Mapping[str, Position]:
        """Where the issuers of these and the tops of their audiences stand."""
        ends = {end for each, _ in places for end in (each.issuer, each.top)}
        if self.reader.actor != OPERATOR:
            self.near |= await positions(self.tx, ends - self.near.keys())
        return self.near


async def _reader(tx: Transaction, actor: str, bounds: Bounds) -> tuple[Reader, Collection[str] | None]:
    """Somebody who looks for directives, and his unions with all below them: None where these are not few."""
    held = await seats(tx, actor)
    places = await positions(tx, {seat.union for seat in held})
    below = await _below(tx, places)
    reader = Reader(actor, held, list(places.values()), {union for union, unions in below.items() if unions})
    if actor == OPERATOR or sum(below.values()) > bounds.few:
        return reader, None
    found = await rows(tx, BRANCHES, ids=list(reader.tops))
    return reader, reader.own | {record["id"] for record in found}


async def _below(tx: Transaction, unions: Collection[str]) -> dict[str, int]:
    """How many unions are below each of these, on whichever line has more."""
    keys = {union: (row_key(NETWORK, union), twin_key(NETWORK, union)) for union in unions}
    found = await tallies.read(tx, [key for pair in keys.values() for key in pair])
    counts = {union: (found.get(first, {}), found.get(twin, {})) for union, (first, twin) in keys.items()}
    return {union: max(total(first), total(plus(first, twin))) for union, (first, twin) in counts.items()}


BRANCHES = """
UNWIND $ids AS id MATCH (:Union {id: id})<-[:PART_OF*1..24]-(u) RETURN u.id AS id
UNION UNWIND $ids AS id MATCH (:Union {id: id})<-[:PART_OF|GUIDED_BY*1..24 {second: true}]-(u) RETURN u.id AS id
"""
