"""A day is one in the network's time zone, and lasts until its end."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orgnet.days import day_of, end_of

SHANGHAI = ZoneInfo("Asia/Shanghai")


@pytest.mark.parametrize(
    ("instant", "day"),
    [
        (datetime(2026, 3, 1, 15, 59, 59, 999999, UTC), date(2026, 3, 1)),
        (datetime(2026, 3, 1, 16, 0, 0, 0, UTC), date(2026, 3, 2)),
        (datetime(2026, 3, 2, 0, 0, 0, 0, SHANGHAI), date(2026, 3, 2)),
        (datetime(2025, 12, 31, 20, 0, 0, 0, UTC), date(2026, 1, 1)),
    ],
)
def test_a_day_begins_at_midnight_in_the_zone(instant: datetime, day: date) -> None:
    assert day_of(instant, SHANGHAI) == day


zones = st.sampled_from(["Asia/Shanghai", "Asia/Urumqi", "Europe/Berlin", "America/St_Johns", "Pacific/Apia"])


@given(st.dates(date(1990, 1, 1), date(2100, 1, 1)), zones)
def test_a_days_end_is_the_first_instant_after_it(day: date, name: str) -> None:
    """Also where clocks change, or a day was left out."""
    zone = ZoneInfo(name)
    end = end_of(day, zone).astimezone(UTC)
    assert day_of(end - timedelta(microseconds=1), zone) <= day < day_of(end, zone)
