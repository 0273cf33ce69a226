"""What a document wants told, and what is taken for an answer."""

from collections.abc import Callable
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orgnet.duties import Duty, Thing, only
from orgnet.errors import Conflict, Invalid, Refusal
from orgnet.evidence import (
    GREATEST,
    MOST_BLANKS,
    NOTHING,
    Blank,
    Evidence,
    Filling,
    Said,
    filled,
    may_add,
    may_be_done,
    may_take_away,
    spoken,
    summed,
    totals,
    wanted,
)

FORM = Evidence(
    blanks=(
        Blank("走访户数", Filling.COUNT),
        Blank("慰问金额", Filling.AMOUNT),
        Blank("说明", Filling.WORDS, required=False),
        Blank("方式", Filling.CHOICE, choices=("入户", "电话")),
        Blank("建档", Filling.YES_NO),
        Blank("完成日", Filling.DAY, required=False),
    )
)
REPLY: dict[str, Said] = {"走访户数": 12, "慰问金额": "6000.5", "方式": "入户", "建档": True, "完成日": "2026-03-05"}


def test_what_is_said_by_label_is_told_in_the_order_of_the_form_and_read_back() -> None:
    told = filled(FORM, REPLY)
    assert told == (12, 600050, None, "入户", True, "2026-03-05")
    assert spoken(FORM, told) == REPLY | {"慰问金额": "6000.50", "说明": None}
    assert spoken(FORM, None) == {}
    assert summed(told) == {0: 12, 1: 600050, 4: 1}


@given(st.lists(st.tuples(st.integers(0, 10**9), st.decimals(0, 10**7, places=2), st.booleans()), max_size=8))
def test_sums_are_exact_to_the_last_hundredth(replies: list[tuple[int, Decimal, bool]]) -> None:
    sums = dict[int, int]()
    for count, amount, yes in replies:
        said: dict[str, Said] = {"走访户数": count, "慰问金额": amount, "建档": yes}
        for place, n in summed(filled(FORM, said)).items():
            sums[place] = sums.get(place, 0) + n
    assert totals(FORM, sums) == {
        "走访户数": sum(count for count, _, _ in replies),
        "慰问金额": f"{sum((amount for _, amount, _ in replies), Decimal(0)):.2f}",
        "建档": sum(yes for _, _, yes in replies),
    }


@pytest.mark.parametrize(
    ("label", "said"),
    [
        ("走访户数", -1),
        ("走访户数", True),
        ("走访户数", "12"),
        ("走访户数", GREATEST + 1),
        ("慰问金额", "1.005"),
        ("慰问金额", "1e5"),
        ("慰问金额", Decimal("NaN")),
        ("慰问金额", "-1"),
        ("慰问金额", True),
        ("慰问金额", "99999999999"),
        ("说明", 3),
        ("说明", " "),
        ("说明", "绝密★"),
        ("方式", "短信"),
        ("建档", 1),
        ("完成日", "2026-3-5"),
        ("完成日", "20260305"),
        ("户数", 1),
    ],
)
def test_what_does_not_fit_is_refused_by_its_label(label: str, said: Said) -> None:
    with pytest.raises(Invalid) as refusal:
        filled(FORM, {label: said})
    assert label in f"{refusal.value.detail} {refusal.value.field}"


@pytest.mark.parametrize(
    ("evidence", "duties"),
    [
        (FORM, only(Thing.SIGN)),
        (Evidence(note=True), ()),
        (Evidence(blanks=tuple(Blank(f"第{n}项", Filling.COUNT) for n in range(MOST_BLANKS + 1))), only(Thing.DO)),
        (Evidence(blanks=(Blank("户数", Filling.COUNT), Blank(" 户数", Filling.AMOUNT))), only(Thing.DO)),
        (Evidence(blanks=(Blank("方式", Filling.CHOICE, choices=("入户",)),)), only(Thing.DO)),
        (Evidence(blanks=(Blank("方式", Filling.CHOICE, choices=("入户", "入户")),)), only(Thing.DO)),
        (Evidence(blanks=(Blank("户数", Filling.COUNT, choices=("一", "二")),)), only(Thing.DO)),
        (Evidence(blanks=(Blank("", Filling.COUNT),)), only(Thing.DO)),
        (Evidence(blanks=(Blank("机密★户数", Filling.COUNT),)), only(Thing.DO)),
    ],
)
def test_a_form_that_cannot_be_asked_is_refused(evidence: Evidence, duties: tuple[Duty, ...]) -> None:
    with pytest.raises(Invalid):
        wanted(evidence, duties)


def test_a_form_is_tidied_and_nothing_may_be_wanted_of_anything() -> None:
    assert wanted(Evidence(blanks=(Blank(" 户数 ", Filling.COUNT),)), only(Thing.DO)).blanks[0].label == "户数"
    assert wanted(NOTHING, ()) == NOTHING


REFUSED: dict[str, Callable[[], None]] = {
    "no note": lambda: may_be_done(Evidence(note=True), None, None, 0),
    "no file": lambda: may_be_done(Evidence(files=True), "办结", None, 0),
    "no reply": lambda: may_be_done(FORM, None, None, 0),
    "half a reply": lambda: may_be_done(FORM, None, filled(FORM, {"走访户数": 1}), 0),
    "a file for what is only signed": lambda: may_add(only(Thing.SIGN), [], "a.pdf", accepted=False),
    "a file too many": lambda: may_add(only(Thing.DO), [f"{n}.pdf" for n in range(10)], "a.pdf", accepted=False),
    "a name twice": lambda: may_add(only(Thing.DO), ["A.pdf"], "a.pdf", accepted=False),
    "a file after it was accepted": lambda: may_add(only(Thing.DO), [], "a.pdf", accepted=True),
    "taking back after it was accepted": lambda: may_take_away(NOTHING, 2, done=True, accepted=True),
    "the last file of what is done": lambda: may_take_away(Evidence(files=True), 1, done=True, accepted=False),
}


@pytest.mark.parametrize("what", REFUSED)
def test_less_than_is_wanted_is_refused(what: str) -> None:
    with pytest.raises(Refusal) as refusal:
        REFUSED[what]()
    assert isinstance(refusal.value, Conflict)


def test_what_is_wanted_suffices() -> None:
    may_be_done(NOTHING, None, None, 0)
    may_be_done(Evidence(note=True, files=True), "办结", None, 1)
    may_be_done(FORM, None, filled(FORM, REPLY), 0)
    may_add(only(Thing.DO), ["b.pdf"], "a.pdf", accepted=False)
    may_take_away(Evidence(files=True), 2, done=True, accepted=False)
    may_take_away(Evidence(files=True), 1, done=False, accepted=False)
