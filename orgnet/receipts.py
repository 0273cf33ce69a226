"""Receipts: where one union stands with one cascade, milestone by milestone."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum

from orgnet.briefings import Briefing
from orgnet.cells import Counts
from orgnet.duties import Duty, Thing, thing_of
from orgnet.errors import Conflict, Invalid
from orgnet.evidence import ACCEPTED, Told, summed
from orgnet.kinds import LETTERS
from orgnet.levels import DEPTHS
from orgnet.unions import Hands, Union

LAG_BUCKETS = 20
"""Bucket 0 is under a minute, bucket b from 2^(b-1) to 2^b minutes, the last everything longer."""


class Milestone(StrEnum):
    """What a union can have done with a document, in order."""

    READ = "read"
    SIGNED = "signed"
    RELAYED = "relayed"
    IN_HAND = "in_hand"
    DONE = "done"


ORDER = tuple(Milestone)

BEFORE: Mapping[Milestone, tuple[Milestone, ...]] = {
    Milestone.READ: (),
    Milestone.SIGNED: (Milestone.READ,),
    Milestone.RELAYED: (Milestone.READ, Milestone.SIGNED),
    Milestone.IN_HAND: (Milestone.READ, Milestone.SIGNED),
    Milestone.DONE: (Milestone.READ, Milestone.SIGNED, Milestone.IN_HAND),
}
"""What each milestone rests on: whoever has done something has had it in hand, but need not have passed it on."""

DUE: Mapping[Thing, Milestone] = {
    Thing.SIGN: Milestone.SIGNED,
    Thing.ANSWER: Milestone.DONE,
    Thing.RELAY: Milestone.RELAYED,
    Thing.DO: Milestone.DONE,
}
"""The milestone that is reached when all duties of a kind are met."""


def due(duties: Iterable[Duty]) -> Milestone | None:
    """The milestone with which a union has met all its own duties; None where there are none.

    Passing on is not among them: only those owe it who have somebody below.
    """
    asked = {DUE[duty.thing] for duty in duties}
    return next((milestone for milestone in (Milestone.DONE, Milestone.SIGNED) if milestone in asked), None)


class Ruling(StrEnum):
    """What the issuer decides about a union: that what it did is good, or to be done again, or that it need do nothing."""

    ACCEPTED = "accepted"
    RETURNED = "returned"
    EXEMPT = "exempt"


class Medium(StrEnum):
    """How somebody above learnt what a union has done that has nobody to say so itself."""

    PHONE = "phone"
    PAPER = "paper"
    MEETING = "meeting"


@dataclass(frozen=True, slots=True)
class Recorded:
    """That a milestone was recorded above: how it was learnt, from whom and on which day, and by an officer of which
    union it was recorded."""

    medium: Medium
    source: str
    day: date
    by: str = ""


@dataclass(frozen=True, slots=True)
class Receipt:
    """The milestones one union holds of one cascade, dated, and its note and what else it has told.

    `issued` is when the document was issued that reached the union, from where its lags are counted; `extended` the
    later day that was granted to it. `met` dates by key the duties met one by one, where several lead to a milestone.
    `recorded` tells that what was done last was recorded above. `ruling` is what the issuer has decided last, when
    and why, as long as it stands. `briefed` tells how and when the members were told.
    """

    cascade: str
    union: str
    issued: datetime
    read: datetime | None = None
    signed: datetime | None = None
    relayed: datetime | None = None
    in_hand: datetime | None = None
    done: datetime | None = None
    note: str | None = None
    told: Told | None = None
    extended: date | None = None
    met: Mapping[str, datetime] = field(default_factory=dict[str, datetime])
    recorded: Recorded | None = None
    ruling: Ruling | None = None
    ruled: datetime | None = None
    reason: str | None = None
    briefed: Briefing | None = None

    def at(self, milestone: Milestone) -> datetime | None:
        """When a milestone was reached."""
        return getattr(self, milestone)

    def owes(self, milestone: Milestone) -> bool:
        """Whether the union, if it is expected to, has still to reach a milestone."""
        return self.at(milestone) is None and self.ruling is not Ruling.EXEMPT

    def meets(self, duty: Duty) -> datetime | None:
        """When a duty was met, by itself or with its milestone."""
        return self.met.get(duty.key) or self.at(DUE[duty.thing])

    @property
    def answered(self) -> bool:
        """Whether what was told has been answered, and is not only kept while it is to be done again."""
        return self.done is not None or any(thing_of(key) is Thing.ANSWER for key in self.met)

    @property
    def accepted(self) -> bool:
        """Whether the issuer has accepted what was done."""
        return self.ruling is Ruling.ACCEPTED

    @property
    def moments(self) -> tuple[datetime | None, ...]:
        """When the document was issued, each milestone was reached, in order, and the issuer ruled."""
        return (self.issued, *(self.at(milestone) for milestone in ORDER), self.ruled)

    def counts(self, union: Union) -> dict[str, int]:
        """What the receipt adds to its cascade's tallies: `<level><kind>.<milestone>` for each it holds,
        and `<level>.lag.<milestone>.<bucket>` for how long it took since the issue; `<level><kind>.<ruling>`; and
        once it is answered `<level><kind>.sum.<place>` for what sums are kept of.

        Who is exempt counts as that alone, so that those who still owe something can be reckoned.
        """
        level, kind = DEPTHS[union.level], LETTERS[union.kind]
        if self.ruling is Ruling.EXEMPT:
            return {f"{level}{kind}.{self.ruling}": 1}
        held = dict[str, int]()
        for milestone in ORDER:
            if moment := self.at(milestone):
                held[f"{level}{kind}.{milestone}"] = 1
                held[f"{level}.lag.{milestone}.{lag_bucket(self.issued, moment)}"] = 1
        if self.ruling:
            held[f"{level}{kind}.{self.ruling}"] = 1
        if self.recorded:
            held[f"{level}{kind}.recorded"] = 1
        if self.briefed:
            held[f"{level}{kind}.briefed"] = 1
        if self.answered:
            held |= {f"{level}{kind}.sum.{place}": n for place, n in summed(self.told).items()}
        return held


def owes(receipt: Receipt | None, milestone: Milestone) -> bool:
    """Whether a union that is expected to reach a milestone has still to: without a receipt it has."""
    return receipt is None or receipt.owes(milestone)


def lag_bucket(start: datetime, end: datetime) -> int:
    """The logarithmic bucket of a lag."""
    minutes = max(0, int((end - start).total_seconds() // 60))
    return min(minutes.bit_length(), LAG_BUCKETS - 1)


def may_mark(milestone: Milestone) -> None:
    """Raises Conflict for what is no mere mark on a receipt."""
    if milestone is Milestone.RELAYED:
        raise Conflict("a document is passed on by a relay, and what was passed on by withdrawing the relay")


def may_record(union: Union, recorded: Recorded, today: date) -> None:
    """Raises where nobody above may record what a union did: because it can do so itself, or it is not done yet."""
    if union.hands is Hands.SEATED:
        raise Conflict(f"{union.name} has people of its own who record what it does; remind them instead")
    if recorded.day > today:
        raise Invalid(f"the day {recorded.day} is still to come; the latest possible is {today}", field="day")


def reach_milestone(
    receipt: Receipt,
    milestone: Milestone,
    at: datetime,
    note: str | None = None,
    told: Told | None = None,
    recorded: Recorded | None = None,
) -> Receipt:
    """The receipt with a milestone and with those before it, which one tap reaches too.

    A milestone already held keeps its date, so reaching it twice changes nothing but what is told with it. What was
    returned is done anew. Raises Conflict where what was accepted would be told otherwise.
    """
    missing = {step.value: at for step in (*BEFORE[milestone], milestone) if receipt.at(step) is None}
    said = recorded if missing else receipt.recorded
    reached = replace(receipt, **missing, recorded=said)  # pyright: ignore[reportArgumentType]
    if milestone is not Milestone.DONE:
        return reached
    if receipt.ruling is Ruling.RETURNED:
        reached = replace(reached, ruling=None, ruled=None, reason=None)
    reached = telling(reached, note, told)
    if receipt.accepted and reached != receipt:
        raise Conflict(ACCEPTED)
    return reached


def telling(receipt: Receipt, note: str | None, told: Told | None) -> Receipt:
    """The receipt with what is told now; of what is not told anew, with what was told before."""
    return replace(receipt, note=receipt.note if note is None else note, told=receipt.told if told is None else told)


def undo_milestone(receipt: Receipt, milestone: Milestone) -> Receipt:
    """The receipt without a milestone; what was read stays read.

    Raises Conflict where the milestone is not held or a later one rests on it.
    """
    if milestone is Milestone.READ:
        raise Conflict("what was read cannot be unread")
    if receipt.at(milestone) is None:
        raise Conflict(f"this document is not {milestone} here, so there is nothing to undo")
    for later in ORDER:
        if milestone in BEFORE[later] and receipt.at(later):
            raise Conflict(f"this document is {later} here; undo that first")
    for key in receipt.met:
        if milestone in BEFORE[_towards(key)]:
            raise Conflict(f"{key} is met here; undo that first")
    if receipt.accepted and milestone is Milestone.DONE:
        raise Conflict(ACCEPTED)
    without = _unmet(replace(receipt, **{milestone.value: None}, recorded=None), milestone)  # pyright: ignore[reportArgumentType]
    return replace(without, note=None, told=None) if milestone is Milestone.DONE else without


def _unmet(receipt: Receipt, milestone: Milestone) -> Receipt:
    """The receipt without what was met one by one towards a milestone."""
    return replace(receipt, met={key: at for key, at in receipt.met.items() if _towards(key) is not milestone})


def _towards(key: str) -> Milestone:
    thing = thing_of(key)
    assert thing is not None
    return DUE[thing]


def rule(receipt: Receipt, ruling: Ruling, at: datetime, reason: str | None = None) -> Receipt:
    """The receipt with what the issuer decides about it; raises Conflict where there is nothing to decide."""
    if ruling is not Ruling.EXEMPT and receipt.done is None:
        raise Conflict(f"only what is reported done can be {ruling}")
    if ruling is Ruling.ACCEPTED and receipt.accepted:
        return receipt
    if ruling is Ruling.RETURNED:
        return _unmet(replace(receipt, done=None, ruling=ruling, ruled=at, reason=reason), Milestone.DONE)
    if ruling is Ruling.EXEMPT and receipt.done:
        raise Conflict("what is done needs no exemption")
    return replace(receipt, ruling=ruling, ruled=at, reason=reason)


def lift(receipt: Receipt) -> Receipt:
    """The receipt without its exemption; raises Conflict where there is none."""
    if receipt.ruling is not Ruling.EXEMPT:
        raise Conflict("there is no exemption to lift")
    return replace(receipt, ruling=None, ruled=None, reason=None)


def by_facet(counts: Counts) -> dict[str, dict[str, int]]:
    """How many hold each milestone, or were ruled about, by level and kind as two characters."""
    held: dict[str, dict[str, int]] = {}
    for key, n in counts.items():
        facet, name = key.split(".", 1)
        if len(facet) == 2:
            held.setdefault(facet, {})[name] = n
    return held
