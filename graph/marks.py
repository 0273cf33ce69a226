"""Marks: milestones that unions reach and take back, and what comes of them, decided on what is known. How many are written
in one turn: `graph.gathering`."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from graph.deliveries import Deliveries
from graph.facts import Answer
from graph.receipts import flow, record, told
from graph.subjects import Cascade
from orgnet.directives import may_act
from orgnet.errors import Missing, Refusal
from orgnet.evidence import Said, filled, may_be_done
from orgnet.facts import Ask, Fact, answered
from orgnet.fulfilments import meet, unmeet
from orgnet.permissions import Action, Seat, decide, demand
from orgnet.positions import Position
from orgnet.receipts import Milestone, Receipt, Recorded, may_mark, may_record, reach_milestone, undo_milestone
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


@dataclass(frozen=True, slots=True)
class Known:
    """What decisions rest on."""

    places: dict[str, Position] = field(default_factory=dict[str, Position])
    seats: dict[str, list[Seat]] = field(default_factory=dict[str, list[Seat]])
    cascades: dict[str, Cascade] = field(default_factory=dict[str, Cascade])
    came: Deliveries = field(default_factory=Deliveries)
    receipts: dict[str, Receipt] = field(default_factory=dict[str, Receipt])
    files: dict[str, int] = field(default_factory=dict[str, int])
    answers: dict[str, tuple[str, Answer]] = field(default_factory=dict[str, tuple[str, Answer]])

    def learn(self, more: "Known") -> None:
        """Know that too."""
        self.places.update(more.places)
        self.seats.update(more.seats)
        self.cascades.update(more.cascades)
        self.came.passed.update(more.came.passed)
        self.receipts.update(more.receipts)
        self.files.update(more.files)
        self.answers.update(more.answers)


@dataclass(slots=True)
class Outcomes:
    """What marks come to at a moment: the receipt or the refusal for each, and what is to be written of it. `seq` is the
    number of the log's last fact when what is known was read."""

    seq: int
    at: datetime
    today: date
    known: Known = field(default_factory=Known)
    answers: list[Answer | Refusal] = field(default_factory=list[Answer | Refusal])
    facts: list[Fact] = field(default_factory=list[Fact])
    deltas: Deltas = field(default_factory=Deltas)
    receipts: dict[str, Receipt] = field(default_factory=dict[str, Receipt])
    earlier: dict[str, tuple[str, Answer]] = field(default_factory=dict[str, tuple[str, Answer]])

    def receipt(self, key: str) -> Receipt | None:
        """A receipt after the marks that were taken."""
        return self.receipts.get(key) or self.known.receipts.get(key)

    def answer(self, ask: Ask) -> Answer | None:
        """What the same request was answered before, by these marks or ever; raises Reused where its body was another."""
        found = (self.earlier.get(ask.key) or self.known.answers.get(ask.key)) if ask.key else None
        return answered(ask, *found) if found else None

    def take(self, mark: Mark) -> None:
        """Decide about the next mark."""
        self.answers.append(_outcome(self, mark))

    def record(self, fact: Fact) -> None:
        """Note a fact that is to be appended to the log."""
        self.facts.append(fact)

    @property
    def changed(self) -> dict[str, Receipt]:
        """The receipts that are not any more what was known."""
        before = self.known.receipts
        return {key: receipt for key, receipt in self.receipts.items() if before.get(key) != receipt}


def _outcome(come: Outcomes, mark: Mark) -> Answer | Refusal:
    try:
        if (earlier := come.answer(mark.ask)) is not None:
            return earlier
        place, cascade, came, seat = _decide(come.known, mark, come.today)
        if mark.recorded:
            mark = replace(mark, recorded=replace(mark.recorded, by=seat.union) if seat else None)
        answer = _mark(come, mark, place, cascade, came)
    except Refusal as refusal:
        return refusal
    if mark.ask.key:
        come.earlier[mark.ask.key] = mark.ask.digest, answer
    return answer


def _decide(known: Known, mark: Mark, today: date) -> tuple[Position, Cascade, Delivery, Seat | None]:
    """Whether the mark can be; raises the refusal where not."""
    place, cascade = known.places.get(mark.union), known.cascades.get(mark.cascade)
    if place is None:
        raise Missing(f"there is no union {mark.union}")
    held, superiors = known.seats.get(mark.ask.actor, []), place.superiors
    if not decide(Action.READ_DOCUMENTS, mark.ask.actor, held, mark.union, superiors).allowed:
        raise Missing(f"there is no receipt of {mark.union}")
    if cascade is None or not cascade.directive.audience.reaches(place.union, place.lines):
        raise Missing(f"there is no directive {mark.cascade} for {place.union.name}")
    decision = decide(Action.RECORD if mark.recorded else Action.MARK, mark.ask.actor, held, mark.union, superiors)
    demand(decision)
    if mark.recorded:
        may_record(place.union, mark.recorded, today)
    may_act(cascade.directive, today)
    return place, cascade, reached(known.came.to(cascade.directive, place)), decision.seat


def _mark(come: Outcomes, mark: Mark, place: Position, cascade: Cascade, came: Delivery) -> Answer:
    may_mark(mark.milestone)
    before = come.receipt(mark.key) or Receipt(mark.cascade, mark.union, came.at)
    after = _undone(mark, before, came) if mark.undo else _reached(come, mark, cascade, before, came)
    if after == before:
        return told(before, cascade.directive.evidence)
    come.receipts[mark.key] = after
    flow(come.deltas, cascade, place, came, (before, after))
    kind = f"{'not ' if mark.undo else ''}{'met' if mark.duty else mark.milestone}"
    return record(come, mark.ask, kind, cascade.directive, place, after)


def _undone(mark: Mark, before: Receipt, came: Delivery) -> Receipt:
    return unmeet(before, came.duties, mark.duty) if mark.duty else undo_milestone(before, mark.milestone)


def _reached(come: Outcomes, mark: Mark, cascade: Cascade, before: Receipt, came: Delivery) -> Receipt:
    evidence = cascade.directive.evidence
    filled_in = None if mark.reply is None else filled(evidence, mark.reply)
    said = mark.note, filled_in, mark.recorded
    if mark.duty:
        after = meet(before, came.duties, mark.duty, come.at, *said)
    else:
        after = reach_milestone(before, mark.milestone, come.at, *said)
    if after.answered and mark.milestone is Milestone.DONE:
        may_be_done(evidence, after.note, after.told, come.known.files.get(mark.key, 0))
    return after
