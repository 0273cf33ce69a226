"""Codes are checked by their real algorithms."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orgnet.codes import (
    ALPHABET,
    PROVINCES,
    check_character,
    credit_code,
    division,
    statistical,
    union_credit_code,
)
from orgnet.errors import Invalid

PUBLISHED = ("91350100M000100Y43", "914403001922038216", "9144030071526726XG", "91330100799655058B")
"""The example of GB 32100-2015, and codes that companies publish."""

characters = st.sampled_from(ALPHABET)
bodies = st.text(characters, min_size=9, max_size=9)
places = st.builds("{}{:04}".format, st.sampled_from(sorted(PROVINCES)), st.integers(0, 9999))


@st.composite
def codes(draw: st.DrawFn) -> str:
    """A well-formed credit code of a union."""
    first = draw(st.sampled_from(("81", "89", "13"))) + draw(places) + draw(bodies)
    return first + check_character(first)


@pytest.mark.parametrize("code", PUBLISHED)
def test_published_codes_are_right(code: str) -> None:
    assert credit_code(code) == code


@given(codes())
def test_generated_codes_are_right_whatever_their_case_and_blanks(code: str) -> None:
    assert union_credit_code(f" {code.lower()}\t") == code


@given(codes(), st.integers(0, 17), characters)
def test_every_change_of_one_character_is_noticed(code: str, place: int, other: str) -> None:
    changed = code[:place] + other + code[place + 1 :]
    if changed == code:
        return
    with pytest.raises(Invalid):
        credit_code(changed)


@given(codes(), st.integers(0, 16))
def test_two_neighbours_swapped_are_noticed(code: str, place: int) -> None:
    swapped = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
    if swapped == code:
        return
    with pytest.raises(Invalid):
        credit_code(swapped)


WRONG_CREDIT_CODES = {
    "": "18 characters, not 0",
    "91350100M000100Y4": "18 characters, not 17",
    "91350100M000100Y44": "should be 3, not 4",
    "91350100I000100Y43": "position 9 is 'I'",
    "91350100工000100Y43": "position 9 is '工'",
    "Z1350100M000100Y43": "position 1 is 'Z'",
    "B1350100M000100Y43": "begins with its registrar",
    "91990100M000100Y43": "the code of a province",
    "91A50100M000100Y43": "the code of a province",
}


@pytest.mark.parametrize("code", WRONG_CREDIT_CODES)
def test_what_is_wrong_with_a_credit_code_is_said(code: str) -> None:
    with pytest.raises(Invalid, match=WRONG_CREDIT_CODES[code]) as refused:
        credit_code(code, "employer_code")
    assert refused.value.field == "employer_code"


def test_the_employers_code_is_not_the_unions_own() -> None:
    with pytest.raises(Invalid, match="belongs into employer_code") as refused:
        union_credit_code(PUBLISHED[0])
    assert refused.value.field == "credit_code"


@pytest.mark.parametrize("code", ["33", "3301", "330106", "330106001", "330106001001", " 330106 "])
def test_divisions_have_the_lengths_of_their_levels(code: str) -> None:
    assert division(code) == code.strip()


@pytest.mark.parametrize("code", ["", "3", "330", "33010600100", "990106", "浙江", "３３０１０６", "33-106", "00"])
def test_other_divisions_are_refused(code: str) -> None:
    with pytest.raises(Invalid) as refused:
        division(code)
    assert refused.value.field == "division"


@pytest.mark.parametrize("code", ["1", "330106", "G-1.2_a", "a" * 32, " U1 "])
def test_statistical_codes_are_short_and_plain(code: str) -> None:
    assert statistical(code) == code.strip()


@pytest.mark.parametrize("code", ["", "-1", "a" * 33, "a b", "工会", "a\nb", "a/b", "<b>", "a\x00"])
def test_other_statistical_codes_are_refused(code: str) -> None:
    with pytest.raises(Invalid) as refused:
        statistical(code)
    assert refused.value.field == "code"
