"""Fulfilments: duties met one by one, and the milestone that is reached when all of its kind are."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from orgnet.duties import Duty, Thing
from orgnet.errors import Conflict, Missing
from orgnet.evidence import Told
from orgnet.receipts import (
    BEFORE,
    DUE,
    Milestone,
    Receipt,
    Recorded,
    Ruling,
    may_mark,
    reach_milestone,
    telling,
    undo_milestone,
)


def owed(duties: Sequence[Duty], receipt: Receipt | None) -> list[Duty]:
    """The duties that a union with these has still to meet itself; that it has to pass something on is asked elsewhere."""
    if receipt and receipt.ruling is Ruling.EXEMPT:
        return []
    own = [duty for duty in duties if duty.thing is not Thing.RELAY]
    return [duty for duty in own if receipt is None or receipt.meets(duty) is None]


def own_day(duty: Duty, receipt: Receipt | None) -> date | None:
    """The day of a duty, or the later one that was granted."""
    return duty.day and max(filter(None, (duty.day, receipt.extended if receipt else None)))


def mask(duties: Sequence[Duty], receipt: Receipt) -> int:
    """Which of some duties a union has met, as the sum of 2 ** place."""
    return sum(1 << place for place, duty in enumerate(duties) if receipt.meets(duty))


def meet(
    receipt: Receipt,
    duties: Sequence[Duty],
    key: str,
    at: datetime,
    note: str | None = None,
    told: Told | None = None,
    recorded: Recorded | None = None,
) -> Receipt:
    """The receipt with one of a union's duties met, and with its milestone where that was the last one of its kind.

    Raises Missing where the union has no such duty.
    """
    duty, others = _asked(duties, key)
    milestone = DUE[duty.thing]
    if receipt.at(milestone) or all(receipt.meets(other) for other in others):
        met = {**receipt.met, key: at} if others and not receipt.at(milestone) else receipt.met
        return reach_milestone(replace(receipt, met=met), milestone, at, note, told, recorded)
    if key in receipt.met:
        recorded = receipt.recorded
    begun = replace(reach_milestone(receipt, BEFORE[milestone][-1], at), recorded=recorded)
    return replace(telling(begun, note, told), met={key: at, **receipt.met})


def unmeet(receipt: Receipt, duties: Sequence[Duty], key: str) -> Receipt:
    """The receipt without one of a union's duties; the others stay met.

    Raises Conflict where it is not met, or something later rests on it.
    """
    duty, others = _asked(duties, key)
    milestone = DUE[duty.thing]
    if receipt.meets(duty) is None:
        raise Conflict(f"{key} is not met here, so there is nothing to undo")
    whole = receipt.at(milestone)
    without = undo_milestone(receipt, milestone) if whole else replace(receipt, recorded=None)
    held = {other.key: receipt.met.get(other.key, whole) for other in others}
    kept = {name: moment for name, moment in {**receipt.met, **held}.items() if moment and name != key}
    if milestone is Milestone.DONE and (duty.thing is Thing.ANSWER or not kept):
        return replace(without, met=kept, note=None, told=None)
    return replace(without, met=kept, note=receipt.note, told=receipt.told)


def _asked(duties: Sequence[Duty], key: str) -> tuple[Duty, list[Duty]]:
    """The duty of a key, and the others that lead to the same milestone."""
    duty = next((duty for duty in duties if duty.key == key), None)
    if duty is None:
        raise Missing(f"there is no duty {key} here; there are: {', '.join(each.key for each in duties) or 'none'}")
    may_mark(DUE[duty.thing])
    return duty, [other for other in duties if DUE[other.thing] is DUE[duty.thing] and other is not duty]
