"""Marks: milestones that unions reach and take back, many in one turn. How they are gathered: `graph.gathering`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from graph import log
from graph.access import seats_of
from graph.db import Database, Transaction, collected
from graph.deliveries import Deliveries, deliveries
from graph.facts import Answer
from graph.log import Turn
from graph.positions import positions
from graph.receipts import flow, record, save, told
from graph.subjects import Cascade, apply, cascades, receipts
from orgnet.directives import Directive, may_act
from orgnet.errors import Missing, Refusal
from orgnet.evidence import Said, filled, may_be_done
from orgnet.facts import Ask, answered
from orgnet.fulfilments import meet, unmeet
from orgnet.permissions import Action, Seat, decide, demand
from orgnet.positions import Position
from orgnet.receipts import (
    Milestone,
    Receipt,
    Recorded,
    may_mark,
    may_record,
    reach_milestone,
    undo_milestone,
)
from orgnet.relays import Delivery, reached
from orgnet.tallies import Deltas, row_key


@dataclass(frozen=True, slots=True)
class Mark:
    """Somebody records that a union has reached a milestone of a cascade, or takes it back; or only one of its duties on
    the way to it. `recorded` says how he knows, where he is not of that union but above it."""

    ask: Ask
    union: str
    cascade: str
    milestone: Milestone
    note: str | None = None
    reply: Mapping[str, Said] | None = None
    undo: bool = False
    recorded: Recorded | None = None
    duty: str | None = None

    @property
    def key(self) -> str:
        """The key of the receipt."""
        return row_key(self.cascade, self.union)


@dataclass(slots=True)
class Known:
    """What the decisions of a group rest on, read after the log's head was raised."""

    places: dict[str, Position]
    seats: dict[str, list[Seat]]
    cascades: dict[str, Cascade]
    came: Deliveries
    receipts: dict[str, Receipt]
    files: Mapping[str, int]
    answers: dict[str, tuple[str, Answer]]


async def write(database: Database, marks: Sequence[Mark], now: datetime) -> list[Answer | Refusal]:
    """Take all marks in one turn, in order; each outcome is the receipt or the refusal."""

    async def work(turn: Turn) -> list[Answer | Refusal]:
        known, deltas = await _known(turn.tx, marks), Deltas()
        before = dict(known.receipts)
        outcomes = [_outcome(turn, known, deltas, mark) for mark in marks]
        changed = {key: receipt for key, receipt in known.receipts.items() if before.get(key) != receipt}
        await save(turn.tx, changed, changed.keys() - before.keys())
        await apply(turn, deltas)
        return outcomes

    return await log.turn(database, work, now)


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


def _outcome(turn: Turn, known: Known, deltas: Deltas, mark: Mark) -> Answer | Refusal:
    try:
        if mark.ask.key in known.answers:
            return answered(mark.ask, *known.answers[mark.ask.key])
        place, cascade, came, seat = _decide(known, mark, turn.today)
        recorded = replace(mark.recorded, by=seat.union) if mark.recorded and seat else None
        answer = _mark(turn, known, deltas, replace(mark, recorded=recorded), place, cascade, came)
    except Refusal as refusal:
        return refusal
    if mark.ask.key:
        known.answers[mark.ask.key] = mark.ask.digest, answer
    return answer


def _decide(known: Known, mark: Mark, today: date) -> tuple[Position, Cascade, Delivery, Seat | None]:
    """Whether the mark can be; raises the refusal where not."""
    place, cascade = known.places.get(mark.union), known.cascades.get(mark.cascade)
    if place is None:
        raise Missing(f"there is no union {mark.union}")
    held = known.seats.get(mark.ask.actor, [])
    if not decide(Action.READ_DOCUMENTS, mark.ask.actor, held, mark.union, place.superiors).allowed:
        raise Missing(f"there is no receipt of {mark.union}")
    if cascade is None or not cascade.directive.audience.reaches(place.union, place.lines):
        raise Missing(f"there is no directive {mark.cascade} for {place.union.name}")
    decision = decide(
        Action.RECORD if mark.recorded else Action.MARK, mark.ask.actor, held, mark.union, place.superiors
    )
    demand(decision)
    if mark.recorded:
        may_record(place.union, mark.recorded, today)
    may_act(cascade.directive, today)
    return place, cascade, reached(known.came.to(cascade.directive, place)), decision.seat


def _mark(
    turn: Turn, known: Known, deltas: Deltas, mark: Mark, place: Position, cascade: Cascade, came: Delivery
) -> Answer:
    may_mark(mark.milestone)
    before = known.receipts.get(mark.key) or Receipt(mark.cascade, mark.union, came.at)
    after = _undone(mark, before, came) if mark.undo else _reached(turn, known, mark, cascade, before, came)
    if after == before:
        return told(before, cascade.directive.evidence)
    known.receipts[mark.key] = after
    flow(deltas, cascade, place, came, (before, after))
    kind = f"{'not ' if mark.undo else ''}{'met' if mark.duty else mark.milestone}"
    return record(turn, mark.ask, kind, cascade.directive, place, after)


def _undone(mark: Mark, before: Receipt, came: Delivery) -> Receipt:
    return unmeet(before, came.duties, mark.duty) if mark.duty else undo_milestone(before, mark.milestone)


def _reached(turn: Turn, known: Known, mark: Mark, cascade: Cascade, before: Receipt, came: Delivery) -> Receipt:
    evidence = cascade.directive.evidence
    filled_in = None if mark.reply is None else filled(evidence, mark.reply)
    said = mark.note, filled_in, mark.recorded
    if mark.duty:
        after = meet(before, came.duties, mark.duty, turn.at, *said)
    else:
        after = reach_milestone(before, mark.milestone, turn.at, *said)
    if after.answered and mark.milestone is Milestone.DONE:
        may_be_done(evidence, after.note, after.told, known.files.get(mark.key, 0))
    return after
