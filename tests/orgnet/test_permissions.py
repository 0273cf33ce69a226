"""The pure decision agrees with the table of truth, which leaves nothing out."""

import pytest

from orgnet.permissions import OPERATOR, TABLE, Action, Decision, Role, decide, decide_root
from tests.truth import PEOPLE, UNIONS, Case, cases, held, superiors


def decided(case: Case, who: str) -> Decision:
    """What the table of permissions says of somebody."""
    if case.action is Action.FOUND_ROOT:
        return decide_root(who, bool(PEOPLE.get(who, {}).get("first")))
    return decide(case.action, who, held(who), case.at, superiors(case.at))


@pytest.mark.parametrize("case", cases(), ids=lambda case: f"{case.action} at {case.at}")
def test_the_decision_is_the_one_of_the_table_of_truth(case: Case) -> None:
    answers = {who: decided(case, who) for who in case.expected}
    assert {who for who, answer in answers.items() if answer.allowed} == {
        who for who, verdict in case.expected.items() if verdict == "may"
    }
    for who, answer in answers.items():
        if not answer.allowed and who != OPERATOR:
            assert case.reason in answer.reason
        if answer.allowed and who != OPERATOR and case.action is not Action.FOUND_ROOT:
            assert answer.seat in held(who)


def test_every_action_is_allowed_to_somebody_and_denied_to_somebody() -> None:
    verdicts = {
        action: {v for case in cases() if case.action is action for v in case.expected.values()} for action in Action
    }
    assert all("may" in seen and seen & {"denied", "hidden"} for seen in verdicts.values()), verdicts


def test_the_cast_has_every_role_both_lines_a_dissolved_union_and_somebody_deactivated() -> None:
    assert {about["role"] for about in PEOPLE.values()} == set(Role)
    assert any("guide" in about for about in UNIONS.values())
    assert any(about.get("dissolved") for about in UNIONS.values())
    assert any(about.get("deactivated") for about in PEOPLE.values())


def test_only_a_seat_above_on_the_second_line_decides_for_some() -> None:
    second = [who for who, about in PEOPLE.items() if about["at"] == UNIONS["g1"]["guide"]]
    assert any(case.expected[who] == "may" for case in cases() if case.at == "g1" for who in second)


ACTING = {
    *(
        Action.DRAFT,
        Action.REVIEW,
        Action.ISSUE,
        Action.CLOSE,
        Action.MARK,
        Action.RECORD,
        Action.RELAY,
        Action.RULE,
        Action.REMIND,
        Action.BOOK_NUMBER,
    ),
    *(Action.DRAFT_REQUEST, Action.SEND_REQUEST, Action.RECEIVE_REQUEST, Action.ASK, Action.ANSWER),
}
"""What is done on behalf of a union."""


def test_the_operator_administers_and_acts_for_no_union() -> None:
    refused = {action for action in Action if not decide(action, OPERATOR, (), "u", ()).allowed}
    assert refused == ACTING
    assert "nobody acts for a union without a seat" in decide(Action.MARK, OPERATOR, (), "u", ()).reason


def test_an_admin_neither_signs_nor_issues() -> None:
    acting = {action for action, rule in TABLE.items() if rule.roles and Role.ADMIN not in rule.roles}
    assert acting == ACTING
