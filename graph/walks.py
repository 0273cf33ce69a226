"""Walks down a branch to those who are looked for, led by tallies: so a page costs its own length."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from graph import past
from graph.db import Transaction, rows
from graph.deliveries import deliveries, passed
from graph.progress import Progress, children, seen
from graph.standings import apart
from orgnet.directives import Directive
from orgnet.duties import Thing
from orgnet.errors import Missing
from orgnet.fulfilments import owed
from orgnet.positions import Position
from orgnet.receipts import Milestone, owes
from orgnet.rulings import Stage, standing_at, stands
from orgnet.standings import Standing
from orgnet.tallies import row_key

READ_AHEAD = 100
"""Children read at once while looking."""


@dataclass(frozen=True, slots=True)
class Sought:
    """Who is looked for: whether a union itself is, and how many of a branch are, its top included."""

    itself: Callable[[Progress], bool]
    of: Callable[[Standing], int]


def missing(milestone: Milestone) -> Sought:
    """Those that are expected to have reached a milestone and have not."""
    return Sought(
        lambda here: here.standing.addressed and owes(here.receipt, milestone),
        lambda standing: standing.missing(milestone),
    )


def lacking(directive: Directive, key: str) -> Sought:
    """Those that are expected to have met one of the duties that the first document asks, and have not."""
    duties = directive.text.duties
    place = next((place for place, duty in enumerate(duties) if duty.key == key), None)
    if place is None or duties[place].thing is Thing.RELAY:
        raise Missing(f"directive {directive.id} asks no {key} of all; it says itself what it asks")
    return Sought(
        lambda here: here.standing.addressed and duties[place] in owed(duties, here.receipt),
        lambda standing: standing.lacking(duties, 1 << place),
    )


def staged(directive: Directive, stage: Stage) -> Sought:
    """Those whose answers stand at a stage."""
    return Sought(
        lambda here: here.standing.addressed and stands(here.receipt, stage),
        lambda standing: standing_at(directive, standing, stage),
    )


async def seen_walk(
    tx: Transaction, actor: str, id: str, at: str | None, sought: Milestone | str, after: Sequence[str], limit: int
) -> tuple[Directive, list[Progress], Sequence[str]]:
    """Those who have not reached a milestone, or met the duty of a key, in a branch whose figures the actor may see."""
    directive, found = await seen(tx, actor, id, at)
    looked_for = missing(sought) if isinstance(sought, Milestone) else lacking(directive, sought)
    return directive, *await walk(tx, directive, found, looked_for, after, limit)


async def walk(
    tx: Transaction, directive: Directive, top: Progress, sought: Sought, after: Sequence[str], limit: int
) -> tuple[list[Progress], Sequence[str]]:
    """Those of a branch who are looked for, and where to go on.

    The branch is walked down in the order of codes, into those children only whose tallies say that there are some.
    `after` is the path of codes, from the branch's child down, of the last one found; an empty path begins, and an
    empty one in the answer says that there are no more.
    """
    found = list[Progress]()
    here = _Walk(tx, directive, sought, limit, found)
    if not after and sought.itself(top):
        found.append(top)
    path = await here.below(top.place.union.id, list(after), [])
    return found, path or []


@dataclass(slots=True)
class _Walk:
    tx: Transaction
    directive: Directive
    sought: Sought
    limit: int
    found: list[Progress]

    async def below(self, union: str, resume: list[str], path: list[str]) -> list[str] | None:
        """Walk the children of a union, from where the path to resume leads; the path of the last one
        found if the limit was reached, else None."""
        after = resume[0] if resume else ""
        if resume and (child := await self._child(union, after)):
            stopped = await self.below(child, resume[1:], [*path, after])
            if stopped is not None:
                return stopped
        while page := await children(self.tx, self.directive, union, after, READ_AHEAD, beside=not path):
            for child in page:
                stopped = await self._visit(child, path)
                if stopped is not None:
                    return stopped
            after = page[-1].place.union.code
        return None

    async def _child(self, union: str, code: str) -> str | None:
        """The child at which a walk is taken up again, if it still stands there."""
        found = await rows(self.tx, "MATCH (c:Union {code: $code}) RETURN c.id AS id", code=code)
        places = await past.at(self.tx, [record["id"] for record in found], self.directive.moment)
        audience = self.directive.audience
        below = {id for id, place in places.items() if place.lines.on(audience.line)[:1] == (union,)}
        if union == audience.issuer and not below:
            beside = await apart(self.tx, self.directive)
            below = {place.union.id for place in beside.tops} & places.keys() - beside.alone
        return next(iter(below), None)

    async def _visit(self, child: Progress, path: list[str]) -> list[str] | None:
        here, itself = [*path, child.place.union.code], self.sought.itself(child)
        if itself:
            self.found.append(child)
            if len(self.found) >= self.limit:
                return here
        if self.sought.of(child.standing) == itself:
            return None
        return await self.below(child.place.union.id, [], here)


async def handed(
    tx: Transaction, directive: Directive, union: str, after: str, limit: int
) -> tuple[list[Position], Sequence[str]]:
    """Those directly below a union, on any line on which a document goes level by level, to whom it came through that
    union, from after a code; and where to go on, as in a walk. A page may hold fewer than its limit."""
    ids = {
        id for line in directive.ways for id in await past.children(tx, [union], line, (after, limit), directive.moment)
    }
    places = sorted((await past.at(tx, sorted(ids), directive.moment)).values(), key=lambda place: place.union.code)
    places = places[:limit]
    came, through = await deliveries(tx, [(directive, place) for place in places]), await _through(tx, directive, union)
    found = [place for place in places if (way := came.to(directive, place)) and way.document == through]
    return found, [places[-1].union.code] if len(places) == limit else []


async def _through(tx: Transaction, directive: Directive, union: str) -> str | None:
    """The document through which a cascade came to those directly below a union."""
    if union == directive.audience.issuer:
        return directive.id
    key = row_key(directive.cascade, union)
    way = (await passed(tx, [key])).get(key)
    return way.document if way else None
