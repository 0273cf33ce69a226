"""A later day: who may ask for which, and when it is granted."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from orgnet.audiences import addressed
from orgnet.directives import Directive
from orgnet.documents import Text
from orgnet.duties import Thing, only
from orgnet.errors import Conflict, Invalid, Refusal
from orgnet.extensions import Extension, State, granted, latest, may_ask, may_decide, refused
from orgnet.receipts import Milestone, Receipt, Ruling, reach_milestone, rule
from orgnet.relays import Delivery, owed_by

NOON = datetime(2026, 3, 2, 4, tzinfo=UTC)
DUE, LATER, LAST = date(2026, 3, 10), date(2026, 3, 15), date(2026, 3, 20)
LETTER = Directive("d", "d", Text("通知", "正文", duties=only(Thing.DO, DUE)), addressed("root"), issued=NOON)
CAME, BLANK = Delivery(NOON, only(Thing.DO, DUE), "d"), Receipt("d", "g", NOON)
ASKED = Extension("d", "g", "d", LATER, "春节返乡", NOON)


def ask(
    directive: Directive = LETTER,
    came: Delivery = CAME,
    receipt: Receipt | None = None,
    day: date = LATER,
    last: date | None = LAST,
    today: date = DUE,
) -> None:
    may_ask(directive, came, receipt, day, last, today)


def test_it_is_asked_for_until_the_end_of_the_day_and_up_to_that_of_whoever_gave_it() -> None:
    ask()
    ask(day=LAST)
    ask(day=date.max, last=None)
    ask(receipt=replace(BLANK, extended=LATER), day=LAST, today=LATER)


INFORMATION = replace(LETTER, text=Text("通知", "正文", duties=()))
REFUSED: dict[str, tuple[type[Refusal], Callable[[], None]]] = {
    "for information": (Conflict, lambda: ask(INFORMATION)),
    "without a day": (Conflict, lambda: ask(came=Delivery(NOON, only(Thing.DO), "d"))),
    "once it is done": (Conflict, lambda: ask(receipt=reach_milestone(BLANK, Milestone.DONE, NOON))),
    "once exempt": (Conflict, lambda: ask(receipt=rule(BLANK, Ruling.EXEMPT, NOON, "已撤销"))),
    "after its day": (Conflict, lambda: ask(today=date(2026, 3, 11))),
    "for the same day": (Invalid, lambda: ask(day=DUE)),
    "for no later day than was granted": (Invalid, lambda: ask(receipt=replace(BLANK, extended=LATER))),
    "past the day above": (Invalid, lambda: ask(day=date(2026, 3, 21))),
}


@pytest.mark.parametrize("what", REFUSED)
def test_it_is_not_asked_for(what: str) -> None:
    kind, work = REFUSED[what]
    with pytest.raises(kind):
        work()


def test_what_is_granted_is_the_unions_day_from_then_on() -> None:
    extension, receipt = granted(may_decide(ASKED, "d"), BLANK, LAST)
    assert (extension.state, owed_by(CAME, receipt)) == (State.GRANTED, LATER)
    assert owed_by(Delivery(NOON, only(Thing.DO, LAST), "d"), receipt) == LAST
    assert owed_by(Delivery(NOON, only(Thing.DO), "d"), receipt) is None
    with pytest.raises(Invalid, match="2026-03-14"):
        granted(ASKED, BLANK, date(2026, 3, 14))


def test_only_what_waits_with_the_issuer_is_decided() -> None:
    other = refused(ASKED, "须按期完成")
    assert (other.state, other.said) == (State.REFUSED, "须按期完成")
    for extension, document in ((None, "d"), (other, "d"), (ASKED, "e")):
        with pytest.raises(Conflict, match="no extension waits"):
            may_decide(extension, document)


def test_the_earliest_of_the_days_binds() -> None:
    assert latest([None, LAST, LATER]) == LATER
    assert latest([None]) is None
