"""The days of the tests: it is the day that it is in the network, whatever day it is where the machine stands."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from orgnet.days import day_of


def in_days(n: int) -> date:
    """A day from today on."""
    return day_of(datetime.now(UTC), ZoneInfo("Asia/Shanghai")) + timedelta(days=n)
