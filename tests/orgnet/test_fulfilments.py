"""Duties are met one by one, and the milestone with the last of its kind."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from orgnet.duties import Duty, Thing, tidied
from orgnet.errors import Conflict, Missing
from orgnet.fulfilments import mask, meet, owed, own_day, unmeet
from orgnet.receipts import Milestone, Receipt, Ruling, reach_milestone, rule, undo_milestone

NOON = datetime(2026, 3, 2, 4, tzinfo=UTC)
HOUR = timedelta(hours=1)
DUE = date(2026, 3, 10)
DUTIES = tidied([Duty(Thing.SIGN), Duty(Thing.ANSWER, "报名单", DUE), Duty(Thing.DO, "走访", DUE)], stepwise=False)
BLANK = Receipt("d", "g", NOON)
ANSWERED = meet(BLANK, DUTIES, "answer.1", NOON, "见附件", (3,))
WHOLE = meet(ANSWERED, DUTIES, "do.2", NOON + HOUR)


def test_the_first_of_two_puts_it_in_hand_and_the_last_is_the_milestone() -> None:
    assert (ANSWERED.in_hand, ANSWERED.done, ANSWERED.met) == (NOON, None, {"answer.1": NOON})
    assert (ANSWERED.note, ANSWERED.told, ANSWERED.answered) == ("见附件", (3,), True)
    assert [duty.key for duty in owed(DUTIES, ANSWERED)] == ["do.2"]
    assert (WHOLE.done, WHOLE.meets(DUTIES[1]), WHOLE.meets(DUTIES[2])) == (NOON + HOUR, NOON, NOON + HOUR)
    assert (WHOLE.told, owed(DUTIES, WHOLE), mask(DUTIES, WHOLE)) == ((3,), [], 7)
    assert mask(DUTIES, ANSWERED) == 3
    assert mask(DUTIES, BLANK) == 0


def test_one_tap_on_the_milestone_meets_all_that_lead_to_it() -> None:
    done = reach_milestone(BLANK, Milestone.DONE, NOON)
    assert owed(DUTIES, done) == []
    assert meet(done, DUTIES, "do.2", NOON + HOUR) == done
    assert meet(BLANK, DUTIES, "sign.0", NOON) == reach_milestone(BLANK, Milestone.SIGNED, NOON)


def test_meeting_one_twice_keeps_its_date() -> None:
    assert meet(ANSWERED, DUTIES, "answer.1", NOON + HOUR) == ANSWERED


def test_one_is_taken_back_and_the_others_stay() -> None:
    back = unmeet(WHOLE, DUTIES, "do.2")
    assert back == ANSWERED
    unanswered = unmeet(WHOLE, DUTIES, "answer.1")
    assert (unanswered.met, unanswered.done, unanswered.told) == ({"do.2": NOON + HOUR}, None, None)
    tapped = unmeet(reach_milestone(BLANK, Milestone.DONE, NOON, "一并办结"), DUTIES, "do.2")
    assert (tapped.met, tapped.note) == ({"answer.1": NOON}, "一并办结")


def test_what_is_taken_back_or_returned_as_a_whole_opens_all_of_it() -> None:
    assert undo_milestone(WHOLE, Milestone.DONE).met == {}
    returned = rule(WHOLE, Ruling.RETURNED, NOON, "附表缺签字")
    assert (returned.met, returned.answered, len(owed(DUTIES, returned))) == ({}, False, 2)
    again = meet(meet(returned, DUTIES, "do.2", NOON), DUTIES, "answer.1", NOON)
    assert (again.done, again.ruling) == (NOON, None)


def test_nothing_is_owed_by_who_is_exempt_and_a_later_day_holds_for_all() -> None:
    exempt = rule(BLANK, Ruling.EXEMPT, NOON, "已撤并")
    assert owed(DUTIES, exempt) == []
    later = DUE + timedelta(days=5)
    assert own_day(DUTIES[1], replace(BLANK, extended=later)) == later
    assert own_day(DUTIES[0], replace(BLANK, extended=later)) is None
    assert own_day(DUTIES[1], None) == DUE


@pytest.mark.parametrize(
    ("key", "refusal", "says"),
    [("sign.7", Missing, "there are: sign.0"), ("do.2", Conflict, "not met"), ("sign.0", Conflict, "undo that first")],
)
def test_what_cannot_be_taken_back_says_why(key: str, refusal: type[Exception], says: str) -> None:
    with pytest.raises(refusal, match=says):
        unmeet(ANSWERED, DUTIES, key)


def test_a_document_in_hand_rests_on_what_was_met() -> None:
    with pytest.raises(Conflict, match="answer.1 is met here"):
        undo_milestone(ANSWERED, Milestone.IN_HAND)


def test_to_pass_on_is_no_mark() -> None:
    duties = tidied([Duty(Thing.RELAY)], stepwise=True)
    with pytest.raises(Conflict, match="by a relay"):
        meet(BLANK, duties, "relay.0", NOON)
    assert owed(duties, BLANK) == []
