"""What may be asked on a directive and answered, who answers, and who sees it."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orgnet.audiences import addressed
from orgnet.directives import Directive
from orgnet.documents import Text
from orgnet.errors import Conflict, Invalid, Refusal
from orgnet.questions import Question, Sight, State, answer, answerer, ask, state

NOON = datetime(2026, 3, 2, 4, tzinfo=UTC)
LETTER = Directive("d", "d", Text("通知", "正文"), addressed("root"), issued=NOON)
ASKED = Question("q", "d", "g1", "何时?", NOON)
ANSWERED = answer(ASKED, "年底前。", False, NOON)


def test_the_issuer_answers() -> None:
    assert answerer(LETTER) == "root"


def test_it_is_open_until_it_is_answered_or_its_cascade_is_over() -> None:
    over = replace(LETTER, closed=NOON)
    assert [state(ASKED, LETTER), state(ASKED, over)] == [State.OPEN, State.CLOSED]
    assert [state(ANSWERED, LETTER), state(ANSWERED, over)] == [State.ANSWERED] * 2


def test_one_question_at_a_time_is_enough() -> None:
    again = replace(ASKED, id="r", text=" 何地? ")
    assert ask(again, [], NOON).text == ask(again, [ANSWERED], NOON).text == "何地?"
    with pytest.raises(Conflict, match="only one at a time"):
        ask(again, [ANSWERED, ASKED], NOON)


@pytest.mark.parametrize(
    ("text", "says"),
    [(" \n", "is empty"), ("何" * 501, "at most 500"), ("\x1b[2J", "control"), ("机密★ 何时?", "state secret")],
)
def test_a_question_that_cannot_stand_says_why(text: str, says: str) -> None:
    with pytest.raises(Invalid, match=says) as caught:
        ask(replace(ASKED, text=text), [], NOON)
    assert caught.value.field == "text"


@pytest.mark.parametrize(
    ("text", "says"), [("", "is empty"), ("答" * 2001, "at most 2000"), ("【秘密】见附件", "state secret")]
)
def test_an_answer_that_cannot_stand_says_why(text: str, says: str) -> None:
    with pytest.raises(Invalid, match=says) as caught:
        answer(ASKED, text, True, NOON)
    assert caught.value.field == "text"


def test_an_answer_is_corrected_by_another_one_only() -> None:
    assert answer(ANSWERED, "年底前。", True, NOON).for_all
    with pytest.raises(Conflict, match="this very answer"):
        answer(ANSWERED, " 年底前。", False, NOON)


@given(
    unions=st.sets(st.sampled_from(["root", "g1", "g2"])),
    everything=st.booleans(),
    for_all=st.booleans(),
    by=st.sampled_from(["g1", "g2"]),
)
def test_it_is_seen_above_where_it_was_asked_and_once_answered_for_all(
    unions: set[str], everything: bool, for_all: bool, by: str
) -> None:
    question = replace(ANSWERED, union=by, for_all=for_all)
    assert Sight(everything, unions).sees(question) is (everything or for_all or by in unions)


@given(text=st.text(max_size=520))
def test_whatever_is_asked_is_refused_or_can_be_read(text: str) -> None:
    try:
        asked = ask(replace(ASKED, text=text), [], NOON)
    except Refusal:
        return
    assert 0 < len(asked.text) <= 500
    assert asked.text == asked.text.strip()


def test_those_without_an_answer_come_first() -> None:
    later = replace(ASKED, id="z")
    assert sorted([ANSWERED, later], key=lambda each: each.place) == [later, ANSWERED]
