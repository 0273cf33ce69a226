"""Series of document numbers: the grammar, and that no number is given twice."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orgnet.errors import Conflict
from orgnet.series import MOST, Series, missing, number


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
