"""Names are tidied, and what nobody can read is refused."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orgnet.errors import Invalid
from orgnet.names import clean, reason, short

readable = st.text(st.characters(exclude_categories=("Cc", "Cs", "Cn")), min_size=1, max_size=20)

UNREADABLE = {
    "a\x00b": "control character at position 2",
    "\x1b[31m红": "control character at position 1",
    "西湖\x7f": "control character at position 3",
    "\ud800": "lone surrogate",
    "工会\udfff": "lone surrogate",
    "工\n会": "control character",
    "\U000e0fff": "unassigned character",
}


@pytest.mark.parametrize("text", UNREADABLE)
def test_what_nobody_can_read_is_refused_with_its_place(text: str) -> None:
    with pytest.raises(Invalid, match=UNREADABLE[text]) as refused:
        clean(text, "name", most=100)
    assert refused.value.field == "name"


@pytest.mark.parametrize("text", ["", " ", "\u3000\u00a0"])
def test_an_empty_name_is_refused(text: str) -> None:
    with pytest.raises(Invalid, match="at least one character"):
        clean(text, "name", most=100)


def test_a_long_name_is_refused_and_the_longest_is_not() -> None:
    assert clean("工" * 100, "name", most=100) == "工" * 100
    with pytest.raises(Invalid, match="has 101 characters; at most 100"):
        clean("工" * 101, "name", most=100)


def test_line_breaks_stand_only_in_texts_of_several_lines() -> None:
    assert clean("一\n\t二\r\n", "body", most=100, lines=True) == "一\n\t二"
    with pytest.raises(Invalid):
        clean("一\x0b二", "body", most=100, lines=True)


@pytest.mark.parametrize("text", ["𠮷野家工会", "👩‍👩‍👧 工会", "Ñandú 工会", "النقابة"])
def test_characters_of_all_planes_are_names(text: str) -> None:
    assert clean(text, "name", most=100) == text


def test_composed_and_decomposed_names_are_the_same() -> None:
    assert clean("Café", "name", most=9) == clean("Cafe\u0301", "name", most=9)


@given(readable)
def test_a_tidy_name_stays_as_it_is(text: str) -> None:
    try:
        tidy = clean(text, "name", most=100)
    except Invalid:
        assert not unicodedata.normalize("NFC", text).strip()
        return
    assert clean(tidy, "name", most=100) == tidy
    assert tidy == tidy.strip()


def test_a_reason_says_something() -> None:
    assert reason(" 纸质印发 ") == "纸质印发"
    with pytest.raises(Invalid) as caught:
        reason("  ")
    assert caught.value.field == "reason"


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("中华全国总工会", "全国"),
        ("湖北省总工会", "湖北"),
        ("内蒙古自治区总工会", "内蒙古"),
        ("新疆维吾尔自治区总工会", "新疆"),
        ("宜昌市总工会", "宜昌"),
        ("西陵区总工会", "西陵区"),
        ("鑫瑞机械有限公司工会委员会", "鑫瑞机械有限公司"),
        ("总工会", "总工会"),
    ],
)
def test_a_name_is_short_in_a_line_of_superiors(name: str, said: str) -> None:
    assert short(name) == said
