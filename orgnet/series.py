"""Series of document numbers, and what may be done to them."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime

from orgnet.errors import Conflict, Invalid

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


NUMBER = re.compile(r"(.+)〔(\d{4})〕(\d{1,9})号")


def parsed(text: str) -> Series | None:
    """The series of which a number is the last one, if it follows the grammar."""
    found = NUMBER.fullmatch(text)
    return Series(found[1], int(found[2]), int(found[3])) if found else None


@dataclass(frozen=True, slots=True)
class Part:
    """What somebody knows of a number; what he does not is None."""

    organ: str | None = None
    year: int | None = None
    sequence: int | None = None

    @property
    def whole(self) -> str | None:
        """The number itself, where all of it is known."""
        known = self.organ and self.year and self.sequence
        return number(Series(self.organ or "", self.year or 0, self.sequence or 0)) if known else None


BRACKETS = str.maketrans("[［【(〈<「", "〔" * 7) | str.maketrans("]］】)〉>」", "〕" * 7)
PARTS = [
    re.compile(rf"{organ}{year}{sequence}")
    for organ, year, sequence in (
        (r"(?P<organ>.+?)?", r"〔(?P<year>\d{4})〕", r"(?:第?(?P<sequence>\d{1,9})号?)?"),
        ("", "", r"第?(?P<sequence>\d{1,9})号?"),
        (r"(?P<organ>[^〔〕]*[^〔〕\d第])", "", r"第?(?P<sequence>\d{1,9})号"),
        (r"(?P<organ>[^〔〕]+)", "", ""),
    )
]
"""What people write of a number, the likeliest reading first."""


def part(text: str) -> Part:
    """A number or a part of one as people write it: 总工发, 〔2026〕, 23号, 总工发23号; raises Invalid for nothing of it."""
    compared = "".join(unicodedata.normalize("NFKC", text).translate(BRACKETS).split())
    found = next((match for pattern in PARTS if (match := pattern.fullmatch(compared))), None)
    if found is None:
        raise Invalid("a number is one such as 总工发〔2026〕23号, or a part: 总工发, 〔2026〕, 23号", field="number")
    known = found.groupdict()
    year, sequence = known.get("year"), known.get("sequence")
    return Part(known.get("organ"), int(year) if year else None, int(sequence) if sequence else None)


def missing(series: Series, last: int) -> int:
    """By how many numbers a series is to be advanced so that it stands at `last`; raises Conflict where it stands
    further, or where `last` is too large."""
    if last < series.last:
        raise Conflict(f"the numbers up to {number(series)} are used already; no number is given twice", field="last")
    if last > MOST:
        raise Conflict(f"a series ends at {MOST}; give the last number that was really used", field="last")
    return last - series.last
