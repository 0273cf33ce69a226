"""What a document may ask, and what a relay may make of it."""

from datetime import date

import pytest

from orgnet.duties import Duty, Thing, dated, extended, last_day, only, thing_of, tidied
from orgnet.errors import Conflict, Invalid

EARLY, DUE, LATE = date(2026, 3, 5), date(2026, 3, 10), date(2026, 3, 20)
SIGN, ANSWER = Duty(Thing.SIGN, day=EARLY), Duty(Thing.ANSWER, " 报名单 ", DUE)
DO, MORE = Duty(Thing.DO, "走访慰问", DUE), Duty(Thing.DO, "总结", LATE)


def test_each_duty_gets_a_key_that_says_what_is_asked_and_who_added_it() -> None:
    asked = tidied([SIGN, ANSWER, DO], stepwise=False)
    assert [duty.key for duty in asked] == ["sign.0", "answer.1", "do.2"]
    assert asked[1].words == "报名单"
    [added] = tidied([DO], stepwise=True, relay="a.b")
    assert (added.key, added.added, asked[0].added) == ("do.0.a.b", "a.b", None)
    assert only(Thing.DO, DUE) == tidied([Duty(Thing.DO, day=DUE)], stepwise=False)
    assert [thing_of(key) for key in ("do.0", "do.0.a.b", "else.0", "")] == [Thing.DO, Thing.DO, None, None]
    assert last_day(asked) == DUE
    assert last_day([]) is None


@pytest.mark.parametrize(
    "duties",
    [
        [SIGN, ANSWER, DO, MORE],
        [SIGN, SIGN],
        [DO, DO],
        [ANSWER, Duty(Thing.ANSWER, "另报")],
        [Duty(Thing.RELAY)],
        [Duty(Thing.DO, "一" * 41)],
        [Duty(Thing.DO, " ")],
    ],
)
def test_a_document_asks_for_few_things_and_for_each_once(duties: list[Duty]) -> None:
    with pytest.raises(Invalid) as caught:
        tidied(duties, stepwise=False)
    assert str(caught.value.field).startswith("duties")
    assert tidied([DO, MORE, Duty(Thing.RELAY)], stepwise=True)[2].key == "relay.2"


def test_a_relay_tightens_every_day_and_adds_its_own() -> None:
    above = tidied([SIGN, DO], stepwise=True)
    below = extended(above, tidied([Duty(Thing.DO, "报县总备案"), SIGN], stepwise=True, relay="r"), date(2026, 3, 8))
    assert [(duty.key, duty.day) for duty in below] == [
        ("sign.0", EARLY),
        ("do.1", date(2026, 3, 8)),
        ("do.0.r", date(2026, 3, 8)),
        ("sign.1.r", EARLY),
    ]
    assert extended(above, [], None) == above
    assert extended(above, [Duty(Thing.DO)], None)[-1].day == DUE


def test_a_deadline_is_the_day_of_what_has_none_and_information_has_no_deadline() -> None:
    assert [duty.day for duty in dated([SIGN, Duty(Thing.DO)], LATE)] == [EARLY, LATE]
    assert dated([], None) == ()
    with pytest.raises(Invalid, match="for information"):
        dated([], LATE)


@pytest.mark.parametrize(
    ("own", "day", "refusal"),
    [
        ([], LATE, Invalid),
        ([MORE], None, Invalid),
        ([Duty(Thing.DO)], LATE, Invalid),
    ],
)
def test_a_relay_loosens_nothing(own: list[Duty], day: date | None, refusal: type[Exception]) -> None:
    with pytest.raises(refusal, match="but not later"):
        extended((DO,), own, day)


@pytest.mark.parametrize(("above", "own"), [((), SIGN), ((), Duty(Thing.RELAY)), ((SIGN,), Duty(Thing.DO))])
def test_a_relay_asks_nobody_for_what_is_not_asked_of_all(above: tuple[Duty, ...], own: Duty) -> None:
    with pytest.raises(Conflict, match="so a relay cannot either"):
        extended(above, [own], None)
