"""Who is reminded of what, how soon again, and when the clock does it."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from orgnet.audiences import addressed
from orgnet.directives import Directive, Way
from orgnet.documents import Text
from orgnet.duties import Thing, only
from orgnet.errors import Conflict, Invalid
from orgnet.receipts import Milestone
from orgnet.reminders import Alarm, Reminder, Ring, Scope, alarms, asked, keys, latest, may_again, planned

NOON, DAY = datetime(2026, 3, 2, 4, tzinfo=UTC), timedelta(days=1)
DUE, TODAY = date(2026, 3, 10), date(2026, 3, 2)
LETTER = Directive("d", "d", Text("通知", "正文", duties=only(Thing.DO, DUE)), addressed("root"))
LAST = Reminder("d", "zj", Scope.BRANCH, Milestone.DONE, NOON, "root")


def test_one_is_reminded_of_what_the_document_asks_and_of_passing_it_on() -> None:
    stepwise = replace(LETTER, way=Way.LEVEL_BY_LEVEL)
    information = replace(stepwise, text=Text("通知", "正文", duties=()))
    assert asked(LETTER, None) is asked(LETTER, Milestone.DONE) is Milestone.DONE
    assert asked(stepwise, Milestone.RELAYED) is Milestone.RELAYED
    assert asked(information, None) is Milestone.RELAYED
    for directive, milestone in ((LETTER, Milestone.RELAYED), (LETTER, Milestone.READ)):
        with pytest.raises(Conflict, match="remind of: done"):
            asked(directive, milestone)
    with pytest.raises(Conflict, match="for information"):
        asked(replace(information, way=Way.DIRECT), None)


def test_a_reminder_binds_the_union_and_its_branch_alone() -> None:
    bound = keys("d", "g", ["xh", "zj"], [Milestone.DONE])
    assert LAST.key in bound
    assert replace(LAST, union="g", scope=Scope.ITSELF).key in bound
    assert replace(LAST, union="xh", scope=Scope.ITSELF).key not in bound
    assert replace(LAST, milestone=Milestone.RELAYED).key not in bound
    later = replace(LAST, union="g", at=NOON + DAY)
    assert latest([LAST, later]) == later
    assert latest([]) is None


def test_nobody_is_reminded_again_too_soon() -> None:
    names, zone = {"zj": "浙江省总工会"}, ZoneInfo("Asia/Shanghai")
    may_again({"zj": LAST}, names, date(2026, 3, 5), 3, zone)
    with pytest.raises(Conflict, match="浙江省总工会 were reminded lately; possible again from 2026-03-05"):
        may_again({"zj": LAST}, names, date(2026, 3, 4), 3, zone)
    many = {f"{n}": replace(LAST, union=f"{n}") for n in range(9)}
    with pytest.raises(Conflict, match="0, 1, 2, 3, 4 and 4 others"):
        may_again(many, {n: n for n in many}, TODAY, 1, zone)


def test_the_top_of_a_branch_is_bound_from_above_only() -> None:
    assert LAST.binds("g")
    assert LAST.binds("zj")
    assert not replace(LAST, by="zj").binds("zj")
    assert not replace(LAST, by=None).binds("zj")
    assert replace(LAST, by="zj", scope=Scope.ITSELF).binds("zj")


def test_the_clock_keeps_to_days_that_are_still_to_come() -> None:
    letter = replace(LETTER, remind=(7, 1, 30), escalate=2)
    assert alarms(letter, "d", "root", only(Thing.DO, DUE), TODAY) == [
        Alarm("d", "d", "root", Ring.REMIND, date(2026, 3, 3), Milestone.DONE),
        Alarm("d", "d", "root", Ring.REMIND, date(2026, 3, 9), Milestone.DONE),
        Alarm("d", "d", "root", Ring.ESCALATE, date(2026, 3, 12), Milestone.DONE),
    ]
    assert alarms(letter, "d", "root", only(Thing.DO), TODAY) == []


@pytest.mark.parametrize(
    ("remind", "escalate", "deadline"),
    [
        ((3,), None, None),
        ((), 1, None),
        ((1, 2, 3, 4), None, DUE),
        ((1, 1), None, DUE),
        ((-1,), None, DUE),
        ((91,), None, DUE),
        ((), 0, DUE),
        ((), 91, DUE),
    ],
)
def test_what_the_clock_cannot_keep_to_is_refused(
    remind: tuple[int, ...], escalate: int | None, deadline: date | None
) -> None:
    with pytest.raises(Invalid):
        planned(remind, escalate, deadline)
    planned((0, 90, 3), 90, DUE)
    planned((), None, None)
