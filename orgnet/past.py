"""The past: what a union was and where it stood at a moment, told from what was kept of every change.

An edge of a line says since and until when it stood, and which facts drew and ended it. Of a change of
fields the former values are kept, of a census row what it was before the first change after a moment.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from orgnet.days import end_of
from orgnet.steps import Value
from orgnet.tallies import Lines

LONGEST = 24
"""Steps up a line at most, as in the statements."""

Instant = tuple[datetime, int]
"""When something was changed, and by which fact; of two facts of one instant, the number tells which was first."""


@dataclass(frozen=True, slots=True)
class Moment:
    """A moment that can be asked for: the end of a day, or the closing of a cascade by a fact.

    `label` stands in the order of the moments, and names what was kept of the census then.
    """

    at: datetime
    number: int
    label: str

    @property
    def instant(self) -> Instant:
        """The moment among the changes: those before it had happened."""
        return self.at, self.number

    @property
    def day(self) -> date:
        """The day the moment belongs to."""
        return date.fromisoformat(self.label[:10])


def end_of_day(day: date, zone: ZoneInfo) -> Moment:
    """The end of a day in a time zone."""
    return Moment(end_of(day, zone).astimezone(UTC), 0, day_label(day))


def day_label(day: date) -> str:
    """The label of a day's end, which comes after every closing on that day."""
    return f"{day.isoformat()}~"


def closing_label(day: date, number: int) -> str:
    """The label of a closing: its day, and the number of its fact."""
    return f"{day.isoformat()}#{number:012}"


def closing(at: datetime, label: str) -> Moment:
    """The moment a closing's label names."""
    return Moment(at, int(label.partition("#")[2]), label)


@dataclass(frozen=True, slots=True)
class Stay:
    """A time during which a union stood under a superior, or was guided by it."""

    superior: str
    since: Instant
    until: Instant | None = None

    def held(self, moment: Moment) -> bool:
        """Whether it stood there at the moment."""
        return self.since < moment.instant and (self.until is None or moment.instant <= self.until)

    def around(self, fact: int) -> bool:
        """Whether it stood there just before or just after a fact."""
        return self.since[1] <= fact and (self.until is None or fact <= self.until[1])


@dataclass(frozen=True, slots=True)
class Trail:
    """Everywhere a union ever stood, and all that ever guided it."""

    parents: tuple[Stay, ...] = ()
    guides: tuple[Stay, ...] = ()


@dataclass(frozen=True, slots=True)
class Former:
    """What fields of a union were until they were changed."""

    until: Instant
    fields: dict[str, Value]


def parent_at(trail: Trail, moment: Moment) -> str | None:
    """The superior on the primary line at a moment."""
    return next((stay.superior for stay in trail.parents if stay.held(moment)), None)


def guide_at(trail: Trail, moment: Moment) -> str | None:
    """The superior of the second line at a moment, where there was one of its own."""
    return next((stay.superior for stay in trail.guides if stay.held(moment)), None)


def lines_at(trails: Mapping[str, Trail], union: str, moment: Moment) -> Lines:
    """Both lines of a union at a moment; the trails of everything above it are there."""

    def primary(id: str) -> str | None:
        return parent_at(trails[id], moment)

    def second(id: str) -> str | None:
        return guide_at(trails[id], moment) or primary(id)

    return Lines(_up(union, primary), _up(union, second))


def _up(union: str, superior: Callable[[str], str | None]) -> tuple[str, ...]:
    line, here = list[str](), superior(union)
    while here is not None and len(line) < LONGEST:
        line.append(here)
        here = superior(here)
    return tuple(line)


def fields_at(fields: Mapping[str, Any], formers: Iterable[Former], moment: Moment) -> dict[str, Any]:
    """The fields of a union at a moment: those of today, led back change by change."""
    then = dict(fields)
    for former in sorted(formers, key=lambda former: former.until, reverse=True):
        if moment.instant <= former.until:
            then |= former.fields
    return then


def around(trails: Mapping[str, Trail], union: str, fact: int) -> set[str]:
    """The union and all that stood above it, on either line, just before or just after a fact."""
    found, looked_at = set[str](), {union}
    while looked_at:
        found |= looked_at
        stays = (stay for id in looked_at if id in trails for stay in _stays(trails[id]))
        looked_at = {stay.superior for stay in stays if stay.around(fact)} - found
    return found


def _stays(trail: Trail) -> Collection[Stay]:
    return (*trail.parents, *trail.guides)
