"""What may become of a request: the states of its life as a table, to whom it goes, and what replies to it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orgnet.audiences import Audience, Follows, Reach, Selector, addressed
from orgnet.cells import Facets
from orgnet.directives import Directive, Manner, Tie
from orgnet.documents import DocumentKind, Text
from orgnet.errors import Conflict, Invalid
from orgnet.kinds import Kind
from orgnet.levels import Level
from orgnet.requests import NEXT, Matter, Request, State, become, checked, may_follow, may_reply, may_write, replied
from orgnet.requests import addressed as directed
from orgnet.unions import Union

NOON = datetime(2026, 3, 2, 4, tzinfo=UTC)
ASKED = Request("r", "g1", "xh", Matter("关于成立工会的请示", "妥否,请批复。"), writer="gina")
XH = Union("xh", "xh", "西湖区总工会", Level.COUNTY, Kind.FEDERATION)
RAIL = Union("rail", "rail", "铁路总工会", Level.PROVINCIAL, Kind.FEDERATION)
GOING_UP = (DocumentKind.REQUEST, DocumentKind.REPORT)

ALLOWED: dict[tuple[DocumentKind, State], set[State]] = {
    (DocumentKind.REQUEST, State.SENT): {State.DRAFT},
    (DocumentKind.REQUEST, State.RECEIVED): {State.SENT},
    (DocumentKind.REQUEST, State.REPLIED): {State.SENT, State.RECEIVED},
    (DocumentKind.REQUEST, State.RETURNED): {State.SENT, State.RECEIVED},
    (DocumentKind.REQUEST, State.WITHDRAWN): {State.SENT, State.RECEIVED},
    (DocumentKind.REPORT, State.SENT): {State.DRAFT},
    (DocumentKind.REPORT, State.RECEIVED): {State.SENT},
    (DocumentKind.REPORT, State.REPLIED): set(),
    (DocumentKind.REPORT, State.RETURNED): {State.SENT},
    (DocumentKind.REPORT, State.WITHDRAWN): {State.SENT},
}
"""From which states each is reached."""


def of_kind(kind: DocumentKind, state: State) -> Request:
    return replace(ASKED, matter=replace(ASKED.matter, kind=kind), state=state)


@pytest.mark.parametrize(("kind", "to"), ALLOWED)
@pytest.mark.parametrize("state", State)
def test_each_state_is_reached_from_those_of_the_table(kind: DocumentKind, to: State, state: State) -> None:
    request = of_kind(kind, state)
    if state in ALLOWED[kind, to]:
        assert become(request, to, NOON).state is to
    else:
        with pytest.raises(Conflict, match="never replied" if not ALLOWED[kind, to] else state.value):
            become(request, to, NOON)


@given(kind=st.sampled_from(GOING_UP), ways=st.lists(st.sampled_from(State), max_size=8))
def test_whatever_is_tried_a_request_is_open_from_its_sending_until_it_is_over(
    kind: DocumentKind, ways: list[State]
) -> None:
    request = of_kind(kind, State.DRAFT)
    for state in ways:
        try:
            request = become(request, state, NOON)
        except Conflict:
            continue
        assert request.sent
    following = NEXT[kind].get(request.state, frozenset[State]())
    assert request.open is (request.sent is not None and bool(following))
    assert bool(request.over) is (request.state in (State.REPLIED, State.RETURNED, State.WITHDRAWN))
    assert not (request.open and request.over)


def test_only_a_draft_is_written_anew() -> None:
    may_write(ASKED)
    with pytest.raises(Conflict, match="what was sent never changes"):
        may_write(replace(ASKED, state=State.SENT))


def test_it_goes_to_one_direct_superior_and_the_other_gets_the_copy() -> None:
    assert directed(ASKED, [XH]).copied is None
    assert directed(ASKED, [XH, RAIL]).copied == "rail"
    assert directed(replace(ASKED, addressee="rail"), [XH, RAIL]).copied == "xh"
    assert directed(replace(ASKED, copied="rail"), [XH]).copied is None


def test_a_level_skipped_is_refused_with_those_that_would_be_right() -> None:
    with pytest.raises(Conflict, match=r"西湖区总工会 \(xh\) or 铁路总工会 \(rail\)") as caught:
        directed(replace(ASKED, addressee="root"), [XH, RAIL])
    assert caught.value.field == "addressee"
    with pytest.raises(Conflict, match="has no superior"):
        directed(replace(ASKED, addressee="root"), [])


@pytest.mark.parametrize("kind", [kind for kind in DocumentKind if kind not in GOING_UP])
def test_no_other_kind_goes_up(kind: DocumentKind) -> None:
    with pytest.raises(Invalid, match="use a request") as caught:
        checked(replace(ASKED.matter, kind=kind))
    assert caught.value.field == "kind"


@pytest.mark.parametrize(
    ("field", "said", "says"),
    [
        ("title", " ", "is empty"),
        ("title", "题" * 201, "at most 200"),
        ("title", "机密★1年 请示", "state secret"),
        ("body", "\n", "is empty"),
        ("body", "a\x00", "control character"),
        ("body", "正文【秘密】", "state secret"),
    ],
)
def test_a_text_that_cannot_stand_is_refused_by_its_field(field: str, said: str, says: str) -> None:
    with pytest.raises(Invalid, match=says) as caught:
        checked(replace(ASKED.matter, **{field: said}))  # pyright: ignore[reportArgumentType]
    assert caught.value.field == field


def test_what_was_returned_is_sent_again_once_by_its_own_union() -> None:
    again, former = replace(ASKED, id="s", former="r"), replace(ASKED, state=State.RETURNED)
    may_follow(ASKED, None)
    may_follow(again, former)
    for wrong in (
        None,
        replace(former, union="g2"),
        replace(former, matter=replace(former.matter, kind=DocumentKind.REPORT)),
        replace(former, state=State.WITHDRAWN),
        replace(former, followed="t"),
    ):
        with pytest.raises(Conflict) as caught:
            may_follow(again, wrong)
        assert caught.value.field == "former"


REPLY = Directive(
    "d",
    "d",
    Text("批复", "同意。", DocumentKind.REPLY),
    addressed("xh", "g1", Reach.ITSELF),
    tie=Tie(Manner.REPLIES, "r"),
)
RECEIVED = replace(ASKED, state=State.RECEIVED)


def test_a_reply_is_the_addressees_and_goes_to_who_asked() -> None:
    may_reply(REPLY, RECEIVED)
    may_reply(replace(REPLY, audience=addressed("xh", "g1", Reach.ITSELF, Follows.SECOND)), RECEIVED)
    assert replied(replace(ASKED, state=State.SENT), "d", NOON).received == NOON


AMISS: dict[str, tuple[Callable[[], tuple[Directive, Request | None]], str]] = {
    "nothing there": (lambda: (REPLY, None), "former"),
    "a draft": (lambda: (REPLY, ASKED), "former"),
    "sent elsewhere": (lambda: (REPLY, replace(RECEIVED, addressee="rail")), "former"),
    "replied": (lambda: (REPLY, replace(RECEIVED, state=State.REPLIED)), "former"),
    "a report": (lambda: (REPLY, of_kind(DocumentKind.REPORT, State.SENT)), "former"),
    "a notice": (lambda: (replace(REPLY, text=Text("通知", "同意。")), RECEIVED), "kind"),
    "a branch": (lambda: (replace(REPLY, audience=addressed("xh", "g1")), RECEIVED), "audience"),
    "another": (lambda: (replace(REPLY, audience=addressed("xh", "g2", Reach.ITSELF)), RECEIVED), "audience"),
    "facets": (
        lambda: (
            replace(REPLY, audience=addressed("xh", "g1", Reach.ITSELF, facets=Facets(sizes=frozenset({1})))),
            RECEIVED,
        ),
        "audience",
    ),
    "exclusions": (
        lambda: (
            replace(REPLY, audience=Audience("xh", REPLY.audience.selectors, (Selector("g1", Reach.ITSELF),))),
            RECEIVED,
        ),
        "audience",
    ),
}


@pytest.mark.parametrize("what", AMISS)
def test_what_is_no_reply_is_refused_by_its_field(what: str) -> None:
    made, field = AMISS[what]
    with pytest.raises((Conflict, Invalid)) as caught:
        may_reply(*made())
    assert caught.value.field == field
