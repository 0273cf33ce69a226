"""Series of document numbers: the grammar, and that no number is given twice."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orgnet.errors import Conflict, Invalid
from orgnet.series import MOST, Part, Series, missing, number, parsed, part


def test_a_number_follows_the_grammar() -> None:
    assert number(Series("总工发", 2026, 23)) == "总工发〔2026〕23号"


@given(st.integers(0, MOST), st.integers(0, MOST))
def test_a_series_only_ever_goes_on(last: int, wanted: int) -> None:
    series = Series("总工发", 2026, last)
    if wanted >= last:
        assert last + missing(series, wanted) == wanted
    else:
        with pytest.raises(Conflict, match="used already"):
            missing(series, wanted)


def test_a_slip_of_the_pen_is_noticed() -> None:
    with pytest.raises(Conflict, match="ends at"):
        missing(Series("总工发", 2026, 1), MOST + 1)


@pytest.mark.parametrize(
    ("text", "known"),
    [
        ("总工发〔2026〕23号", Part("总工发", 2026, 23)),
        ("总工发［２０２６］第２３号", Part("总工发", 2026, 23)),
        ("13-I01(2026)1号", Part("13-I01", 2026, 1)),
        ("总工发", Part("总工发")),
        ("〔2026〕", Part(year=2026)),
        ("23号", Part(sequence=23)),
        ("第 23", Part(sequence=23)),
        ("总工发23号", Part("总工发", sequence=23)),
        ("总工发 [2026]", Part("总工发", 2026)),
    ],
)
def test_a_number_is_understood_as_people_write_it(text: str, known: Part) -> None:
    assert part(text) == known


def test_what_is_no_part_of_a_number_is_refused() -> None:
    for text in ("", " ", "〔26〕", "〕23号", "总工发〔2026〕23号及24号"):
        with pytest.raises(Invalid):
            part(text)


@given(st.text(max_size=30))
def test_whatever_is_asked_is_a_part_or_refused(text: str) -> None:
    with suppress(Invalid):
        assert part(text) != Part()


@given(st.integers(1949, 2199), st.integers(1, 100_000))
def test_a_number_is_read_back(year: int, last: int) -> None:
    series = Series("总工办发", year, last)
    assert parsed(number(series)) == series
    assert part(number(series)).whole == number(series)
