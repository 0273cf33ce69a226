"""Series of document numbers, and what may be done to them."""

from dataclasses import dataclass
from datetime import datetime

from orgnet.errors import Conflict

MOST = 100_000
"""No union issues so many documents in a year: a larger number is a slip of the pen."""


@dataclass(frozen=True, slots=True)
class Series:
    """The numbers that one organ code has used in a year: all up to `last`."""

    organ: str
    year: int
    last: int


@dataclass(frozen=True, slots=True)
class Booking:
    """A number that a document on paper has, why, by whom it was booked, and when."""

    number: str
    reason: str
    by: str
    at: datetime


def number(series: Series) -> str:
    """The last number of a series by the grammar 机关代字〔年〕序号, such as 总工发〔2026〕23号."""
    return f"{series.organ}〔{series.year}〕{series.last}号"


def missing(series: Series, last: int) -> int:
    """By how many numbers a series is to be advanced so that it stands at `last`; raises Conflict where it stands
    further, or where `last` is too large."""
    if last < series.last:
        raise Conflict(f"the numbers up to {number(series)} are used already; no number is given twice", field="last")
    if last > MOST:
        raise Conflict(f"a series ends at {MOST}; give the last number that was really used", field="last")
    return last - series.last
