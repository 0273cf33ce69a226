"""Shelving: where a directive stands among all others, so that it is found without a look at all of them.

Directives stand on shelves of a month each, in UTC, by their `dated`: when they were issued, and which one. Those
not issued stand on a shelf of their own, before all others. The latest is the first to be found.
"""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from orgnet.days import end_of, start_of
from orgnet.directives import Directive
from orgnet.errors import Invalid
from orgnet.series import parsed

UNISSUED = "draft"
"""The shelf of what is not issued."""

NEWEST, OLDEST = "~~", ""
"""After and before all that is dated; `~` is after what is issued, and before what is not."""


def dated(directive: Directive) -> str:
    """The place of a directive among all: the later the issue, the greater."""
    return f"{instant(directive.issued)} {directive.id}" if directive.issued else f"~{directive.id}"


def instant(moment: datetime) -> str:
    """A moment as `dated` begins."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")


def shelved(directive: Directive) -> dict[str, str | int | None]:
    """What a directive is found by: its place, its shelf, and the parts of its number."""
    place, number = dated(directive), parsed(directive.number) if directive.number else None
    return {
        "dated": place,
        "month": place[:7] if directive.issued else UNISSUED,
        "organ": number and number.organ,
        "sequence": number and number.last,
    }


def months(before: str, since: str, latest: datetime, earliest: datetime) -> Iterator[str]:
    """The shelves on which something from before a place and not before another may stand, the latest first."""
    if before > "~":
        yield UNISSUED
    last = max(since[:7], instant(earliest)[:7])
    month = min(before[:7], instant(latest)[:7])
    while month >= last:
        if month < before:
            yield month
        month = _before(month)


PLACE = re.compile(r"~.*|\d{4}-\d\d(-.*)?", re.ASCII)


def place(text: str) -> str:
    """A place that was given as one from before which to go on; raises Invalid where it is none."""
    if not PLACE.fullmatch(text):
        raise Invalid("this cursor is of another list; take the one the page before gave", field="cursor")
    return text


def _before(month: str) -> str:
    year, number = int(month[:4]), int(month[5:7])
    return f"{year:04}-{number - 1:02}" if number > 1 else f"{year - 1:04}-12"


def top(month: str) -> str:
    """The place from before which older shelves than this one begin."""
    return "~" if month == UNISSUED else month


def period(year: int | None, since: date | None, until: date | None, zone: ZoneInfo) -> tuple[str, str]:
    """The places between which all stands that was issued in a year, or from one day to the end of another; all
    there is, what is not issued included, where no day is named. Raises Invalid where there is no such day."""
    if year and (since or until):
        raise Invalid("give either the year or the days of a period", field="year")
    if since and until and since > until:
        raise Invalid(f"the period ends before it begins on {since}", field="until")
    if year:
        since, until = date(year, 1, 1), date(year, 12, 31)
    if since is None and until is None:
        return OLDEST, NEWEST
    return instant(start_of(since, zone)) if since else OLDEST, instant(end_of(until, zone)) if until else "~"


def year_of(year: int, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """The moments between which a year is."""
    return start_of(date(year, 1, 1), zone).astimezone(UTC), end_of(date(year, 12, 31), zone).astimezone(UTC)
