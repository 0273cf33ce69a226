"""What may become of a directive: the states of its life as a table."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from orgnet.audiences import addressed
from orgnet.directives import (
    Directive,
    Manner,
    State,
    Tie,
    may_act,
    may_end,
    may_issue,
    may_review,
    may_tie,
    may_withdraw,
    tidied,
)
from orgnet.documents import Text
from orgnet.duties import Thing, only
from orgnet.errors import Conflict, Invalid

TODAY = date(2026, 3, 2)
NOON = datetime(2026, 3, 2, 4, tzinfo=UTC)
WRITTEN = Directive("d", "d", Text("通知", "正文"), addressed("root"), writer="clara")
OVER = {State.CLOSED, State.WITHDRAWN, State.SUPERSEDED}


def in_state(state: State) -> Directive:
    """A directive at a point of its life."""
    over = NOON if state in OVER else None
    return replace(WRITTEN, state=state, issued=None if state in (State.DRAFT, State.REVIEWED) else NOON, closed=over)


ALLOWED = {
    "review": {State.DRAFT},
    "issue": {State.DRAFT, State.REVIEWED},
    "end": {State.ISSUED},
    "withdraw": {State.ISSUED},
    "tie to": {State.ISSUED},
    "act on": {State.ISSUED},
}

TRIED: dict[str, Callable[[Directive], None]] = {
    "review": lambda directive: may_review(directive, "otto"),
    "issue": lambda directive: may_issue(directive, TODAY),
    "end": may_end,
    "withdraw": lambda directive: may_withdraw(directive, 0),
    "tie to": lambda directive: may_tie(replace(WRITTEN, tie=Tie(Manner.AMENDS, "d", "改期")), directive),
    "act on": lambda directive: may_act(directive, TODAY),
}


@pytest.mark.parametrize("what", ALLOWED)
@pytest.mark.parametrize("state", State)
def test_each_state_allows_what_the_table_says(what: str, state: State) -> None:
    if state in ALLOWED[what]:
        TRIED[what](in_state(state))
    else:
        with pytest.raises(Conflict, match=state.value):
            TRIED[what](in_state(state))


def test_nobody_reviews_what_he_wrote() -> None:
    with pytest.raises(Conflict, match="wrote himself"):
        may_review(WRITTEN, "clara")


def test_what_was_done_cannot_be_withdrawn() -> None:
    with pytest.raises(Conflict, match="3 unions have done"):
        may_withdraw(in_state(State.ISSUED), 3)


def test_only_a_directive_of_the_same_union_is_amended_or_superseded() -> None:
    tied = replace(WRITTEN, tie=Tie(Manner.SUPERSEDES, "d", "重发"))
    for former in (None, replace(in_state(State.ISSUED), audience=addressed("zj"))):
        with pytest.raises(Conflict, match="same union") as caught:
            may_tie(tied, former)
        assert caught.value.field == "former"
    may_tie(WRITTEN, None)


def test_a_tie_says_what_has_changed() -> None:
    assert tidied(None) is None
    assert tidied(Tie(Manner.AMENDS, "d", " 改期 ")) == Tie(Manner.AMENDS, "d", "改期")
    with pytest.raises(Invalid) as caught:
        tidied(Tie(Manner.AMENDS, "d", " "))
    assert caught.value.field == "changes"


def test_a_reply_is_tied_to_its_request_and_says_of_no_former_directive_what_has_changed() -> None:
    reply = Tie(Manner.REPLIES, "r")
    assert tidied(reply) == reply
    assert replace(WRITTEN, tie=reply).request == "r"
    assert replace(WRITTEN, tie=Tie(Manner.AMENDS, "d", "改期")).request is WRITTEN.request is None
    with pytest.raises(Invalid, match="leave this out") as caught:
        tidied(replace(reply, changes="改"))
    assert caught.value.field == "changes"


def test_a_day_that_is_past_is_refused_at_issue() -> None:
    past = date(2026, 3, 1)
    for field, text in (
        ("deadline", Text("通知", "正文", duties=only(Thing.SIGN, past))),
        ("expires", Text("通知", "正文", expires=past)),
    ):
        with pytest.raises(Invalid, match="earliest possible is 2026-03-02") as caught:
            may_issue(replace(WRITTEN, text=text), TODAY)
        assert caught.value.field == field
    may_issue(replace(WRITTEN, text=Text("通知", "正文", duties=only(Thing.SIGN, TODAY), expires=TODAY)), TODAY)


def test_what_expired_is_read_only_before_the_clock_has_closed_it() -> None:
    expired = replace(in_state(State.ISSUED), text=Text("通知", "正文", expires=date(2026, 3, 1)))
    with pytest.raises(Conflict, match="expired on 2026-03-01"):
        may_act(expired, TODAY)
    may_act(expired, date(2026, 3, 1))
