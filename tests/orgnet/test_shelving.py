"""Every directive has its place, and the shelves on which it may stand are read in order."""

from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orgnet.audiences import addressed
from orgnet.directives import Directive, State
from orgnet.documents import Text
from orgnet.errors import Invalid
from orgnet.shelving import NEWEST, OLDEST, UNISSUED, dated, months, period, place, shelved, top, year_of

SHANGHAI = ZoneInfo("Asia/Shanghai")
EVER = datetime(2026, 12, 31, 20, tzinfo=UTC), datetime(2020, 1, 1, tzinfo=UTC)
INSTANTS = st.datetimes(datetime(2020, 1, 2), datetime(2026, 12, 30), timezones=st.just(UTC))


def letter(issued: datetime | None, id: str = "d") -> Directive:
    number = f"总工发〔{issued.year}〕23号" if issued else None
    state = State.ISSUED if issued else State.DRAFT
    return Directive(id, id, Text("通知", "正文"), addressed("r"), state, number, issued)


@given(INSTANTS, INSTANTS)
def test_the_later_issue_has_the_greater_place_and_drafts_the_greatest(one: datetime, other: datetime) -> None:
    places = dated(letter(one)), dated(letter(other))
    assert (places[0] < places[1]) == (one < other)
    assert min(places) > OLDEST and max(places) < "~" < dated(letter(None)) < NEWEST


def test_a_directive_is_found_by_its_month_and_the_parts_of_its_number() -> None:
    late = datetime(2026, 3, 31, 23, tzinfo=SHANGHAI)
    at = "2026-03-31T15:00:00.000000 d"
    assert shelved(letter(late)) == {"dated": at, "month": "2026-03", "organ": "总工发", "sequence": 23}
    assert shelved(letter(None)) == {"dated": "~d", "month": UNISSUED, "organ": None, "sequence": None}


@given(INSTANTS, INSTANTS)
def test_whatever_is_before_a_place_stands_on_one_of_the_shelves(issued: datetime, before: datetime) -> None:
    known, mark = shelved(letter(issued)), dated(letter(before, "e"))
    assert (str(known["month"]) in months(mark, OLDEST, *EVER)) >= (str(known["dated"]) < mark)


def test_shelves_come_the_latest_first_and_go_on_below_their_top() -> None:
    shelves = list(months(NEWEST, "2025-12-31", *EVER))
    assert shelves == [UNISSUED, *(f"2026-{month:02}" for month in range(12, 0, -1)), "2025-12"]
    for n, shelf in enumerate(shelves):
        assert list(months(top(shelf), "2025-12-31", *EVER)) == shelves[n + 1 :]


def test_a_year_begins_and_ends_in_the_zone_of_the_network() -> None:
    assert period(2026, None, None, SHANGHAI) == ("2025-12-31T16:00:00.000000", "2026-12-31T16:00:00.000000")
    begins, ends = year_of(2026, SHANGHAI)
    assert (begins, ends - begins) == (datetime(2025, 12, 31, 16, tzinfo=UTC), timedelta(days=365))


def test_a_period_may_be_open_at_either_end_and_leaves_drafts_out() -> None:
    day = date(2026, 3, 2)
    assert period(None, day, None, SHANGHAI) == ("2026-03-01T16:00:00.000000", "~")
    assert period(None, None, day, SHANGHAI) == (OLDEST, "2026-03-02T16:00:00.000000")
    assert period(None, None, None, SHANGHAI) == (OLDEST, NEWEST)


def test_a_period_that_cannot_be_is_refused() -> None:
    day = date(2026, 3, 2)
    for year, since, until, field in ((2026, day, None, "year"), (None, day, date(2026, 3, 1), "until")):
        with pytest.raises(Invalid) as refused:
            period(year, since, until, SHANGHAI)
        assert refused.value.field == field


@given(st.text(max_size=12))
def test_whatever_is_given_as_a_place_has_shelves_below_or_is_refused(text: str) -> None:
    with suppress(Invalid):
        assert all(month < text for month in months(place(text), OLDEST, *EVER))


def test_every_place_that_a_page_gives_is_one() -> None:
    for given_ in (NEWEST, dated(letter(None)), dated(letter(EVER[0])), top(UNISSUED), top("2026-03")):
        assert place(given_) == given_
    for strange in ("2017", "x", "20a7-01", "2017-1", ""):
        with pytest.raises(Invalid):
            place(strange)
