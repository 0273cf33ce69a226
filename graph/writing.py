"""Writing: the plan of an import is carried out, parents first, in slices that are each exact by themselves."""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import partial
from itertools import islice
from typing import NamedTuple

import uuid_utils

from graph import doubts, log, outside, structure
from graph.access import allow
from graph.batches import batches
from graph.codes import shared
from graph.db import Database, Transaction, rows
from graph.differences import differences, terms_of
from graph.edits import record
from graph.facts import Answer, change
from graph.journals import Journal, finish
from graph.loading import LARGE, SLICE, Slice, Superiors, ally, load
from graph.log import Turn
from graph.positions import position, positions
from graph.processes import ahead
from graph.slices import Due, Make, maker
from graph.spool import Spool
from orgnet.errors import Conflict
from orgnet.facts import Ask, Fact
from orgnet.imports import Plan, Verdict
from orgnet.permissions import Action
from orgnet.positions import Position
from orgnet.sequence import runs
from orgnet.steps import Edit, Place
from orgnet.structure import unchanged

CHANGES, EDITS = 10, 200
"""Unions changed in one turn: moved, renamed and the like, or only edited in fields that no rule looks at."""

Progress = Callable[[int], None]


@dataclass(slots=True)
class Import:
    """An import that is being written: who asks, its journal, and what is to be done.

    `seen` is the number of the log up to which the plan is known to be right, or the import's own last one
    if nobody else has written since; it is `alone` if nobody has between its last two turns.
    """

    database: Database
    ask: Ask
    journal: Journal
    plan: Plan
    rows: Spool
    now: datetime
    seen: int = field(init=False)
    last: int = field(init=False)
    alone: bool = True
    known: Superiors = field(default_factory=Superiors)

    def __post_init__(self) -> None:
        self.seen = self.last = self.plan.seen

    def wrote(self, first: int, last: int) -> None:
        """A turn of this import has written these numbers of the log."""
        if first == self.seen + 1:
            self.seen = last
        self.alone = first == self.last + 1
        self.last = last


class Ready(NamedTuple):
    """A slice, its unions, and those that have a code of an older system, by row."""

    slice: Slice
    unions: list[str]
    recoded: dict[int, str]


Differ = Callable[[Turn, Import, Sequence[int]], Awaitable[None]]


async def write(work: Import, progress: Progress = lambda unions: None) -> None:
    """Write all that is due; raises the Refusal of the first slice that is no longer right: those before it stay."""
    plan, written = work.plan, 0
    work.wrote(work.journal.number, work.journal.number)
    if isinstance(plan.root, int) and plan.verdicts[plan.root] == Verdict.FOUND:
        await _found_root(work, plan.root)
        written = 1
    for members in runs(plan):
        founding = plan.verdicts[members[0]] == Verdict.FOUND
        async for unions in _found(work, members) if founding else _change(work, members):
            written += unions
            progress(written)
    await _ally(work)
    await _doubt(work)
    await finish(work.database, work.ask, work.journal, work.now)


def _due(work: Import, row: int) -> Due:
    """A row with the union and the superiors it will have; rows without a code are given one."""
    plan = work.plan
    id = plan.new.get(row) or str(uuid_utils.uuid7())
    code = f"U{work.journal.number:09d}-{row + 1}"
    return Due(id, code, plan.id(plan.parent(row)), plan.id(plan.guide(row)), work.rows.packed(row))


async def _found_root(work: Import, row: int) -> None:
    due = _due(work, row)
    answer = await structure.found(work.database, work.ask, due.founding, work.now)
    work.wrote(answer["seq"], answer["seq"])
    if row in work.plan.recoded:
        await log.turn(work.database, lambda turn: _recode(turn, work, {row: due.id}), work.now)


async def _found(work: Import, members: Sequence[int]) -> AsyncIterator[int]:
    """Found unions; the next slice is made ready while the database writes this one."""
    rows = iter(members)
    async with maker(len(members)) as make, aclosing(ahead(partial(_ready, work, make, rows))) as slices:
        async for ready in slices:
            await _load(work, ready)
            yield ready.slice.unions


def _ready(work: Import, make: Make, members: Iterator[int]) -> Ready | None:
    """The next slice; None at the end."""
    due = {row: _due(work, row) for row in islice(members, LARGE if work.alone else SLICE)}
    if not due:
        return None
    return Ready(
        make(list(due.values())),
        [each.id for each in due.values()],
        {row: due[row].id for row in due.keys() & work.plan.recoded},
    )


async def _load(work: Import, ready: Ready) -> None:
    journal = work.journal

    async def also(turn: Turn) -> None:
        await journal.note(turn, ready.slice.unions)
        if turn.seq != work.seen:
            await _distinct(turn.tx, list(ready.slice.under), ready.slice.codes)
        await _recode(turn, work, ready.recoded)

    ask = journal.asking(work.ask, ready.unions)
    number = await load(work.database, ask, ready.slice, work.now, {"import": journal.id}, also, work.known)
    work.wrote(number, number)
    journal.slices += 1


async def _distinct(tx: Transaction, superiors: Sequence[str], codes: Sequence[str]) -> None:
    """Raises Conflict where two unions under one superior have the same name, or any two the same code."""
    if found := await rows(tx, NAMESAKES, ids=superiors):
        raise Conflict(f"{found[0]['superior']} has a subordinate named {found[0]['name']} by now", field="name")
    if double := await shared(tx, "code", codes):
        raise Conflict(f"the code {double[0]} belongs to another union by now", field="code")


NAMESAKES = """
UNWIND $ids AS id
MATCH (p:Union {id: id})<-[:PART_OF]-(c)
WITH p, c.name AS name, count(*) AS n WHERE n > 1
RETURN p.name AS superior, name LIMIT 1
"""


async def _recode(turn: Turn, work: Import, unions: dict[int, str]) -> None:
    """Assign the codes of older systems that rows give to their unions."""
    if unions:
        await outside.assign(
            turn.tx, [_code(work, row, union, turn.today) for row, union in unions.items()], turn.today
        )


def _code(work: Import, row: int, union: str, today: date) -> tuple[str, outside.Naming, str]:
    values = work.rows[row]
    naming = values.get("outside_system") or work.plan.book.system, values["outside_code"]
    return union, naming, values.get("outside_since") or today.isoformat()


async def _change(work: Import, group: Sequence[int]) -> AsyncIterator[int]:
    """Change unions, each with facts of its own, as if they were changed one by one."""
    for members in batches([row for row in group if row not in work.plan.light], CHANGES):
        yield await _slice(work, members, _differ)
    for members in batches([row for row in group if row in work.plan.light], EDITS):
        yield await _slice(work, members, _edit)


async def _slice(work: Import, members: Sequence[int], differ: Differ) -> int:
    ask = work.journal.asking(work.ask, [work.plan.ids[row] for row in members])

    async def differing(turn: Turn) -> Answer:
        first = turn.seq + 1
        await work.journal.note(turn, len(members))
        await differ(turn, work, members)
        answer: Answer = {"first": first, "last": turn.seq + 1}
        turn.record(Fact("imported", ask, None, work.journal.id, data={"unions": len(members)}, answer=answer))
        return answer

    answer = await change(work.database, ask, differing, work.now)
    work.wrote(answer["first"], answer["last"])
    work.journal.slices += 1
    return len(members)


async def _edit(turn: Turn, work: Import, members: Sequence[int]) -> None:
    """Edit fields of many unions at once; raises Stale where one was changed since it was planned."""
    plan, edits = work.plan, list[tuple[Position, Edit]]()
    places = await positions(turn.tx, [plan.ids[row] or "" for row in members])
    for row in members:
        here = places[plan.ids[row] or ""]
        unchanged(here, plan.changed[row])
        steps = [step for _, steps in differences(plan, row, work.rows, here) for step in steps]
        edits += [(here, step) for step in steps if isinstance(step, Edit)]
    await allow(turn.tx, work.ask.actor, Action.EDIT, *places.values())
    await record(turn, work.ask, edits)
    await _recode(turn, work, {row: plan.ids[row] or "" for row in members if row in plan.recoded})


async def _differ(turn: Turn, work: Import, members: Sequence[int]) -> None:
    """Make unions what their rows say, one by one."""
    for row in members:
        await _differ_one(turn, work, row)


async def _differ_one(turn: Turn, work: Import, row: int) -> None:
    """Make a union what its row says; raises Stale where it was changed since it was planned."""
    plan, union = work.plan, work.plan.ids[row] or ""
    here = await position(turn.tx, union)
    unchanged(here, plan.changed[row])
    for kind, steps in differences(plan, row, work.rows, here):
        ends = {end for step in steps if isinstance(step, Place) for end in (step.before, step.after) if end}
        places: Sequence[Position] = list((await positions(turn.tx, ends)).values()) or [here]
        await allow(turn.tx, work.ask.actor, ACTIONS[kind], *places)
        await structure.record(turn, work.ask, kind, union, steps)
    if row in plan.recoded:
        await allow(turn.tx, work.ask.actor, Action.EDIT, here)
        await _recode(turn, work, {row: union})


ACTIONS = {"moved": Action.MOVE, "edited": Action.EDIT, "guided": Action.GUIDE}


async def _ally(work: Import) -> None:
    """Make the pacts that are new by the thousand, and change the terms of the others one by one."""
    plan = work.plan
    pacts = {
        (min(one, other), max(one, other)): terms
        for row, partner, terms in plan.pacts
        if (one := plan.id(row)) and (other := plan.id(partner))
    }
    for pairs in batches(pacts):
        there = await work.database.read(lambda tx, pairs=pairs: terms_of(tx, pairs))
        for one, other in there:
            await structure.pact(work.database, work.ask, one, other, pacts[one, other], work.now)
        if new := [(*pair, pacts[pair]) for pair in pairs if pair not in there]:
            await ally(work.database, work.ask, new, work.now)


async def _doubt(work: Import) -> None:
    """Note the names in doubt whose superior, and the union they are like, are in the network by now."""
    plan = work.plan
    noted = [
        (str(uuid_utils.uuid7()), superior, like, doubt.name)
        for doubt in plan.doubts.values()
        if (superior := plan.id(plan.parent(doubt.row))) and (like := plan.id(doubt.like))
    ]

    async def note(turn: Turn) -> None:
        places = await positions(turn.tx, {superior for _, superior, _, _ in noted})
        await allow(turn.tx, work.ask.actor, Action.FOUND, *places.values())
        await doubts.note(turn, noted)
        turn.record(Fact("doubts noted", work.ask, None, work.journal.id, data={"doubts": len(noted)}))

    if noted:
        await log.turn(work.database, note, work.now)
