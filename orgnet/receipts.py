"""Receipts: where one union stands with one cascade, milestone by milestone."""

from collections import Counter
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from orgnet.cells import Counts
from orgnet.errors import Conflict
from orgnet.kinds import LETTERS
from orgnet.levels import DEPTHS
from orgnet.unions import Union

LAG_BUCKETS = 20
"""Bucket 0 is under a minute, bucket b from 2^(b-1) to 2^b minutes, the last everything longer."""


class Milestone(StrEnum):
    """What a union can have done with a document, in order."""

    READ = "read"
    SIGNED = "signed"
    DONE = "done"


ORDER = tuple(Milestone)


@dataclass(frozen=True, slots=True)
class Receipt:
    """The milestones one union holds of one cascade, dated, and its note."""

    cascade: str
    union: str
    issued: datetime
    read: datetime | None = None
    signed: datetime | None = None
    done: datetime | None = None
    note: str | None = None

    def at(self, milestone: Milestone) -> datetime | None:
        """When a milestone was reached."""
        return getattr(self, milestone.value)

    @property
    def moments(self) -> tuple[datetime | None, ...]:
        """When the document was issued, and when each milestone was reached, in order."""
        return (self.issued, *(self.at(milestone) for milestone in ORDER))

    def counts(self, union: Union) -> dict[str, int]:
        """What the receipt adds to its cascade's tallies: `<level><kind>.<milestone>` for each it holds,
        and `<level>.lag.<milestone>.<bucket>` for how long it took since the issue."""
        level, kind = DEPTHS[union.level], LETTERS[union.kind]
        held: Counter[str] = Counter()
        for milestone in ORDER:
            if moment := self.at(milestone):
                held[f"{level}{kind}.{milestone}"] += 1
                held[f"{level}.lag.{milestone}.{lag_bucket(self.issued, moment)}"] += 1
        return dict(held)


def lag_bucket(start: datetime, end: datetime) -> int:
    """The logarithmic bucket of a lag."""
    minutes = max(0, int((end - start).total_seconds() // 60))
    return min(minutes.bit_length(), LAG_BUCKETS - 1)


def reach_milestone(receipt: Receipt, milestone: Milestone, at: datetime, note: str | None = None) -> Receipt:
    """The receipt with a milestone and with those before it, which one tap reaches too.

    A milestone already held keeps its date, so reaching it twice changes nothing but the note.
    """
    passed = ORDER[: ORDER.index(milestone) + 1]
    missing = {step.value: at for step in passed if receipt.at(step) is None}
    noted = note if milestone is Milestone.DONE and note is not None else receipt.note
    return replace(receipt, **missing, note=noted)  # pyright: ignore[reportArgumentType]


def undo_milestone(receipt: Receipt, milestone: Milestone) -> Receipt:
    """The receipt without a milestone; what was read stays read.

    Raises Conflict where the milestone is not held or a later one rests on it.
    """
    if milestone is Milestone.READ:
        raise Conflict("what was read cannot be unread")
    if receipt.at(milestone) is None:
        raise Conflict(f"this document is not {milestone} here, so there is nothing to undo")
    if milestone is Milestone.SIGNED and receipt.done:
        raise Conflict("this document is done here; undo that first")
    if milestone is Milestone.DONE:
        return replace(receipt, done=None, note=None)
    return replace(receipt, signed=None)


def milestone_counts(counts: Counts) -> dict[Milestone, int]:
    """How many hold each milestone, summed over levels and kinds."""
    held = dict.fromkeys(Milestone, 0)
    for key, n in counts.items():
        facet, name = key.split(".", 1)
        if len(facet) == 2:
            held[Milestone(name)] += n
    return held
