"""Receipts: milestones in their order, and what the issuer decides about them."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orgnet.errors import Conflict
from orgnet.kinds import Kind
from orgnet.levels import Level
from orgnet.receipts import (
    BEFORE,
    ORDER,
    Milestone,
    Receipt,
    Ruling,
    by_facet,
    lift,
    owes,
    reach_milestone,
    rule,
    undo_milestone,
)
from orgnet.unions import Union

NOON = datetime(2026, 3, 2, 4, tzinfo=UTC)
BLANK = Receipt("d", "g", NOON)
UNION = Union(id="g", code="g", name="g 工会", level=Level.GRASSROOTS, kind=Kind.SINGLE)


def reached(milestone: Milestone) -> Receipt:
    """A receipt on which a milestone was reached an hour after the issue."""
    return reach_milestone(BLANK, milestone, NOON + timedelta(hours=1))


@pytest.mark.parametrize("milestone", ORDER)
def test_a_milestone_comes_with_those_before_it_and_goes_alone(milestone: Milestone) -> None:
    receipt = reached(milestone)
    held = [step for step in ORDER if receipt.at(step)]
    assert held == [*BEFORE[milestone], milestone]
    if milestone is Milestone.READ:
        with pytest.raises(Conflict, match="cannot be unread"):
            undo_milestone(receipt, milestone)
    else:
        assert [step for step in ORDER if undo_milestone(receipt, milestone).at(step)] == held[:-1]


def test_what_a_later_one_rests_on_is_not_undone() -> None:
    resting = {
        Milestone.IN_HAND: Milestone.SIGNED,
        Milestone.RELAYED: Milestone.SIGNED,
        Milestone.DONE: Milestone.IN_HAND,
    }
    for later, earlier in resting.items():
        with pytest.raises(Conflict, match=f"is {later} here; undo that first"):
            undo_milestone(reached(later), earlier)


def test_what_is_done_is_returned_and_done_anew() -> None:
    done = reach_milestone(BLANK, Milestone.DONE, NOON, "走访12户")
    returned = rule(done, Ruling.RETURNED, NOON + timedelta(days=1), "附表缺签字")
    assert (returned.done, returned.in_hand, returned.reason) == (None, NOON, "附表缺签字")
    assert returned.owes(Milestone.DONE)
    assert not returned.owes(Milestone.SIGNED)
    [names] = by_facet(returned.counts(UNION)).values()
    assert names == {"read": 1, "signed": 1, "in_hand": 1, "returned": 1}
    again = reach_milestone(returned, Milestone.DONE, NOON + timedelta(days=2), "补报")
    assert (again.ruling, again.ruled, again.reason, again.note) == (None, None, None, "补报")


def test_who_is_exempt_owes_nothing_and_counts_as_that_alone() -> None:
    exempt = rule(reached(Milestone.SIGNED), Ruling.EXEMPT, NOON, "已停产")
    assert not any(exempt.owes(milestone) for milestone in ORDER)
    assert list(by_facet(exempt.counts(UNION)).values()) == [{"exempt": 1}]
    assert lift(exempt) == reached(Milestone.SIGNED)
    assert owes(None, Milestone.SIGNED)


REFUSED: list[tuple[str, Callable[[], Receipt]]] = [
    ("only what is reported done", lambda: rule(BLANK, Ruling.RETURNED, NOON, "有误")),
    ("needs no exemption", lambda: rule(reached(Milestone.DONE), Ruling.EXEMPT, NOON, "停产")),
    ("no exemption to lift", lambda: lift(BLANK)),
    ("no exemption to lift", lambda: lift(replace(BLANK, ruling=Ruling.RETURNED))),
]


@pytest.mark.parametrize(("why", "attempt"), REFUSED)
def test_what_cannot_be_decided_is_refused(why: str, attempt: Callable[[], Receipt]) -> None:
    with pytest.raises(Conflict, match=why):
        attempt()


STEPS = st.lists(
    st.tuples(st.sampled_from(["reach", "undo"]), st.sampled_from(ORDER))
    | st.tuples(st.just("rule"), st.sampled_from(Ruling))
    | st.just(("lift", None)),
    max_size=12,
)


def taken(receipt: Receipt, what: str, which: object) -> Receipt:
    """The receipt after one step."""
    if isinstance(which, Milestone):
        return reach_milestone(receipt, which, NOON) if what == "reach" else undo_milestone(receipt, which)
    return rule(receipt, which, NOON, "有误") if isinstance(which, Ruling) else lift(receipt)


@given(STEPS)
def test_whatever_happens_milestones_are_held_in_order_and_counted_once(steps: list[tuple[str, object]]) -> None:
    receipt = BLANK
    for what, which in steps:
        try:
            receipt = taken(receipt, what, which)
        except Conflict:
            continue
    held = [step for step in ORDER if receipt.at(step)]
    assert all(step in held for milestone in held for step in BEFORE[milestone])
    assert (receipt.ruling is None) == (receipt.ruled is None) == (receipt.reason is None)
    names = next(iter(by_facet(receipt.counts(UNION)).values()), dict[str, int]())
    assert names == ({"exempt": 1} if receipt.ruling is Ruling.EXEMPT else dict.fromkeys([*held, *_ruled(receipt)], 1))


def _ruled(receipt: Receipt) -> list[str]:
    return [receipt.ruling] if receipt.ruling else []
