"""Gathering: marks that arrive while one transaction is in flight are taken together by the next turn.

The first mark goes at once. A mark that is refused fails its own caller only.
"""

import asyncio
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime

from graph import log
from graph.access import seats_of
from graph.batches import batches
from graph.db import Database, Transaction, collected
from graph.deliveries import deliveries
from graph.facts import Answer
from graph.log import Turn
from graph.marks import Known, Mark, Outcomes
from graph.positions import positions
from graph.receipts import save
from graph.subjects import Cascade, apply, cascades, receipts
from orgnet.directives import Directive
from orgnet.errors import Refusal
from orgnet.positions import Position

GROUP = 1000
"""Marks taken by one turn at most."""

READ = 500
"""Marks about which is read at once."""

AT_A_TIME = 50
"""Marks decided before what else waits is let go on."""


@dataclass(slots=True)
class Group:
    """Marks that are taken together, and what they come to if nobody else writes before their turn, where that was looked
    at ahead.

    Once they are written, their turn began after the fact `before` and ended with the fact `after`; it `strayed` where
    counts of theirs flowed nowhere, so that their cascades are not any more what they were.
    """

    marks: Sequence[Mark]
    ahead: Outcomes | None = None
    before: int = 0
    after: int = 0
    strayed: bool = False

    def beside(self, other: "Group") -> bool:
        """Whether nothing that these marks write concerns the others."""
        one, two = self._concerned(), other._concerned()
        return one.isdisjoint(two)

    def _concerned(self) -> set[str]:
        return {name for mark in self.marks for name in (mark.key, mark.ask.key) if name}


async def write(database: Database, marks: Sequence[Mark], now: datetime) -> list[Answer | Refusal]:
    """Take all marks in one turn, in order; each outcome is the receipt or the refusal."""
    return await write_group(database, Group(marks), now)


async def write_group(database: Database, group: Group, now: datetime) -> list[Answer | Refusal]:
    """Take a group in one turn; what was looked at ahead holds only where nobody has written since."""

    async def work(turn: Turn) -> tuple[list[Answer | Refusal], int, int, bool]:
        begun, come = turn.seq, group.ahead
        if come is None or (come.seq, come.at) != (begun, turn.at):
            come = await _come(turn.tx, group.marks, Outcomes(begun, turn.at, turn.today))
        for fact in come.facts:
            turn.record(fact)
        changed = come.changed
        await save(turn.tx, changed, changed.keys() - come.known.receipts.keys())
        await apply(turn, come.deltas)
        return come.answers, begun, turn.seq, any(come.deltas.lost.values())

    outcomes, group.before, group.after, group.strayed = await log.turn(database, work, now)
    return outcomes


async def look_ahead(database: Database, group: Group, now: datetime) -> None:
    """See what a group comes to while the one before it is written."""

    async def work(tx: Transaction) -> Outcomes:
        seq, at = await log.ahead(tx, now)
        return await _come(tx, group.marks, Outcomes(seq, at, database.today(at)))

    group.ahead = await database.read(work)


async def _come(tx: Transaction, marks: Sequence[Mark], come: Outcomes) -> Outcomes:
    """What marks come to; while some are decided, what the next ones rest on is read."""
    some, *others = batches(marks, READ)
    come.known.learn(await _known(tx, some))
    for following in others:
        known, _ = await asyncio.gather(_known(tx, following), _decide(come, some))
        come.known.learn(known)
        some = following
    await _decide(come, some)
    return come


async def _decide(come: Outcomes, marks: Sequence[Mark]) -> None:
    """Decide one mark after the other; now and then whatever else waits is let go on."""
    for number, mark in enumerate(marks, start=1):
        come.take(mark)
        if number % AT_A_TIME == 0:
            await asyncio.sleep(0)


def follow(group: Group, former: Group) -> None:
    """What was looked at for a group while the former one was written holds as before, if that wrote beside it."""
    if group.ahead and former.before <= group.ahead.seq <= former.after and not former.strayed:
        group.ahead.seq = former.after


async def _known(tx: Transaction, marks: Sequence[Mark]) -> Known:
    found = await cascades(tx, {mark.cascade for mark in marks})
    places = await positions(tx, {mark.union for mark in marks})
    return Known(
        places=places,
        seats=await seats_of(tx, {mark.ask.actor for mark in marks}),
        cascades=found,
        came=await deliveries(tx, _pairs(marks, found, places)),
        receipts=await receipts(tx, {mark.key for mark in marks}),
        files=await _files(tx, marks, found),
        answers=await log.earlier(tx, [mark.ask.key for mark in marks if mark.ask.key]),
    )


def _pairs(
    marks: Sequence[Mark], found: Mapping[str, Cascade], places: Mapping[str, Position]
) -> list[tuple[Directive, Position]]:
    known = [mark for mark in marks if mark.cascade in found and mark.union in places]
    return [(found[mark.cascade].directive, places[mark.union]) for mark in known]


async def _files(tx: Transaction, marks: Sequence[Mark], found: Mapping[str, Cascade]) -> dict[str, int]:
    """How many files are attached as evidence, by the keys of receipts, where files are wanted."""
    wanting = {cascade.directive.id for cascade in found.values() if cascade.directive.evidence.files}
    keys = {mark.key for mark in marks if mark.cascade in wanting}
    return dict(await collected(tx, FILES, keys=sorted(keys))) if keys else {}


FILES = """
UNWIND $keys AS key
MATCH (a:Attachment {receipt: key})
WITH key, count(a) AS n
RETURN collect([key, n]) AS found
"""


Waiting = tuple[Mark, datetime, asyncio.Future[Answer]]


@dataclass(slots=True)
class Gathering:
    """The marks that wait for the next turn, and the task that takes them."""

    database: Database
    size: int = GROUP
    waiting: list[Waiting] = field(default_factory=list[Waiting])
    taking: "asyncio.Task[None] | None" = None

    async def mark(self, mark: Mark, now: datetime) -> Answer:
        """The receipt after the mark, committed; raises a Refusal where the mark cannot be."""
        future: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        self.waiting.append((mark, now, future))
        if self.taking is None:
            self.taking = asyncio.create_task(self._take())
        return await future

    async def _take(self) -> None:
        """Write group after group; where more wait already, what they come to is looked at meanwhile, unless others have
        just written too, so that it may be in vain."""
        try:
            (waiting, group), last, alone = self._next(), None, True
            while waiting:
                writing = asyncio.create_task(self._write(waiting, group))
                following, ahead = self._next()
                if following and alone and ahead.beside(group):
                    await self._look(following, ahead)
                await writing
                follow(ahead, group)
                alone, last = last in (None, group.before), group.after
                waiting, group = (following, ahead) if following else self._next()
        finally:
            self.taking = None

    def _next(self) -> tuple[Sequence[Waiting], Group]:
        taken, self.waiting = self.waiting[: self.size], self.waiting[self.size :]
        return taken, Group([mark for mark, _, _ in taken])

    async def _look(self, waiting: Sequence[Waiting], group: Group) -> None:
        """Look ahead; what cannot be read now is read in its turn, which says why not."""
        with suppress(Exception):
            await look_ahead(self.database, group, _latest(waiting))

    async def _write(self, waiting: Sequence[Waiting], group: Group) -> None:
        try:
            outcomes: Sequence[Answer | Refusal] = await write_group(self.database, group, _latest(waiting))
        except Exception as failure:  # nothing was written
            await self._fail(waiting, failure)
            return
        for (_, _, future), outcome in zip(waiting, outcomes, strict=True):
            if future.done():
                continue
            if isinstance(outcome, Refusal):
                future.set_exception(outcome)
            else:
                future.set_result(outcome)

    async def _fail(self, waiting: Sequence[Waiting], failure: Exception) -> None:
        """Every caller learns of a failure; where a mark may be its cause, only the caller of that mark."""
        if len(waiting) > 1 and not isinstance(failure, Refusal):
            for alone in waiting:
                await self._write([alone], Group([alone[0]]))
            return
        for _, _, future in waiting:
            if not future.done():
                future.set_exception(failure)


def _latest(waiting: Sequence[Waiting]) -> datetime:
    return max(moment for _, moment, _ in waiting)
