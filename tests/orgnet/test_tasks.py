"""Tasks: what may be given, and how a part goes on."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from orgnet.errors import Conflict, Invalid
from orgnet.tasks import MOST, MOST_PARTNERS, NEXT, Part, State, Task, assignable, moved, parts

NOON, GATE = datetime(2026, 3, 2, 4, tzinfo=UTC), date(2026, 3, 10)
TASK = Task("困难职工摸底建档", "zj", ("hb", "xh"), GATE)
PART = Part("d", 1, "zj", leads=True, gate=GATE)


def test_everybody_has_one_part_and_the_lead_comes_first() -> None:
    given = parts("d", [TASK, Task("宣传", "hb")])
    assert [(part.place, part.union, part.leads) for part in given] == [
        (1, "zj", True),
        (1, "hb", False),
        (1, "xh", False),
        (2, "hb", True),
    ]
    assert sorted(given, key=lambda part: part.key) == given
    assert min(given, key=lambda part: part.urgency).place == 1


@pytest.mark.parametrize(
    "wrong",
    [
        replace(TASK, title=" "),
        replace(TASK, title="务" * 81),
        replace(TASK, title="机密★摸底"),
        replace(TASK, partners=("zj",)),
        replace(TASK, partners=("hb", "hb")),
        replace(TASK, partners=tuple(f"{n}" for n in range(MOST_PARTNERS + 1))),
        replace(TASK, gate=date(2026, 3, 11)),
    ],
)
def test_what_cannot_be_given_is_refused(wrong: Task) -> None:
    with pytest.raises(Invalid) as refusal:
        assignable([TASK, wrong], GATE)
    assert (refusal.value.field or "").startswith("tasks.1.")


def test_so_many_tasks_and_no_more() -> None:
    assert assignable([replace(TASK, title=" 摸底 ")] * MOST, None)[0].title == "摸底"
    with pytest.raises(Invalid):
        assignable([TASK] * (MOST + 1), None)


@pytest.mark.parametrize("before", State)
@pytest.mark.parametrize("after", State)
def test_a_part_goes_on_as_the_table_says(before: State, after: State) -> None:
    part = replace(PART, state=before)
    if after in NEXT[before]:
        assert (moved(part, after, NOON).state, moved(part, after, NOON).since) == (after, NOON)
    else:
        with pytest.raises(Conflict, match="what may follow"):
            moved(part, after, NOON)


def test_notes_and_reasons_stay_with_what_they_are_about() -> None:
    done = moved(PART, State.DONE, NOON, "已完成")
    assert moved(done, State.ACCEPTED, NOON).note == "已完成"
    returned = moved(done, State.RETURNED, NOON, "缺名单")
    assert (returned.note, returned.reason) == ("已完成", "缺名单")
    again = moved(returned, State.DONE, NOON, "已补")
    assert (again.note, again.reason) == ("已补", None)


def test_a_part_is_late_after_its_gate_until_it_is_done() -> None:
    assert [PART.late(day) for day in (GATE, date(2026, 3, 11))] == [False, True]
    assert not moved(PART, State.DONE, NOON).late(date.max)
    assert not replace(PART, gate=None).late(date.max)
