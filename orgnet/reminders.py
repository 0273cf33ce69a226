"""Reminders: whom somebody above, or the clock, has reminded of what they still owe, and when it may happen again.

A reminder has a scope: one union, or the whole branch below one. Nothing is written for those in a branch: each finds
the reminder that binds it by walking up.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from orgnet.days import day_of
from orgnet.directives import Directive, Way
from orgnet.duties import Duty, Thing
from orgnet.errors import Conflict, Invalid
from orgnet.receipts import DUE, Milestone

MOST_DAYS, FARTHEST = 3, 90
"""How often the clock reminds of one document, and how many days before or after its day at most."""


class Scope(StrEnum):
    """Whom a reminder binds: a union alone, or its whole branch."""

    ITSELF = "itself"
    BRANCH = "branch"


@dataclass(frozen=True, slots=True)
class Reminder:
    """The last reminder of a cascade for a scope; `by` is the union that reminded, None for the clock."""

    cascade: str
    union: str
    scope: Scope
    milestone: Milestone
    at: datetime
    by: str | None

    def binds(self, union: str) -> bool:
        """Whether it binds a union in its scope: the top of a branch only where it was reminded from above."""
        return self.scope is Scope.ITSELF or union != self.union or self.by not in (None, self.union)

    @property
    def key(self) -> str:
        """Of a cascade, a scope and a milestone there is one reminder, the last."""
        return f"{self.cascade}|{self.union}|{self.scope}|{self.milestone}"


def keys(cascade: str, union: str, superiors: Iterable[str], milestones: Iterable[Milestone]) -> list[str]:
    """The keys of all reminders that may bind a union."""
    scopes = [(union, Scope.ITSELF), *((each, Scope.BRANCH) for each in (union, *superiors))]
    return [f"{cascade}|{each}|{scope}|{milestone}" for milestone in milestones for each, scope in scopes]


def asked(directive: Directive, milestone: Milestone | None) -> Milestone:
    """What those are reminded of who still owe it; raises Conflict where the document asks for no such thing."""
    owed = [m for m in (Milestone.DONE, Milestone.SIGNED) if m in {DUE[duty.thing] for duty in directive.text.duties}]
    possible = [*owed, *([Milestone.RELAYED] if directive.way is Way.LEVEL_BY_LEVEL else [])]
    if not possible:
        raise Conflict("this document is for information; there is nothing to remind anybody of")
    if milestone is not None and milestone not in possible:
        raise Conflict(
            f"this document asks nobody for {milestone}; remind of: {', '.join(possible)}", field="milestone"
        )
    return milestone or possible[0]


def again(last: Reminder, least: int, zone: ZoneInfo) -> date:
    """The first day on which it is possible again, so many days after the last time."""
    return day_of(last.at, zone) + timedelta(days=least)


def may_again(last: Mapping[str, Reminder], names: Mapping[str, str], today: date, least: int, zone: ZoneInfo) -> None:
    """Raises Conflict where one of the scopes was reminded less than so many days ago; `last` has what binds each
    scope, and `names` how each is called."""
    early = {names[scope]: again(each, least, zone) for scope, each in last.items()}
    early = {name: day for name, day in early.items() if day > today}
    if early:
        first = ", ".join(sorted(early)[:5]) + (f" and {len(early) - 5} others" if len(early) > 5 else "")
        raise Conflict(f"{first} were reminded lately; possible again from {max(early.values())}")


def latest(reminders: Iterable[Reminder]) -> Reminder | None:
    """The last of the reminders that bind somebody."""
    return max(reminders, key=lambda each: each.at, default=None)


def planned(remind: Sequence[int], escalate: int | None, deadline: date | None) -> None:
    """Raises Invalid where the clock cannot keep to this: so many days before the day, and so many after it."""
    if (remind or escalate is not None) and deadline is None:
        raise Invalid("without a deadline the clock reminds of nothing; set one", field="deadline")
    if len(remind) > MOST_DAYS or len(set(remind)) < len(remind) or any(not 0 <= n <= FARTHEST for n in remind):
        raise Invalid(f"at most {MOST_DAYS} different numbers of days from 0 to {FARTHEST}", field="remind")
    if escalate is not None and not 1 <= escalate <= FARTHEST:
        raise Invalid(f"a number of days after the deadline from 1 to {FARTHEST}", field="escalate")


class Ring(StrEnum):
    """What the clock does when an alarm rings: remind those who have not, or tell their superiors of them."""

    REMIND = "remind"
    ESCALATE = "escalate"


@dataclass(frozen=True, slots=True)
class Alarm:
    """A day on which the clock does something about a document, for the branch of a union."""

    document: str
    cascade: str
    union: str
    ring: Ring
    day: date
    milestone: Milestone

    @property
    def id(self) -> str:
        """Tells it from all others."""
        return f"{self.document}|{self.ring}|{self.day}|{self.milestone}"


def alarms(directive: Directive, document: str, union: str, duties: Sequence[Duty], today: date) -> list[Alarm]:
    """The alarms of a document that is issued today and asks this, for each day of its own; days that have passed by
    then are left out."""
    days = {(duty.day, DUE[duty.thing]) for duty in duties if duty.day and duty.thing is not Thing.RELAY}
    rings = [(Ring.REMIND, -n) for n in directive.remind]
    rings += [(Ring.ESCALATE, directive.escalate)] if directive.escalate is not None else []
    planned = [
        Alarm(document, directive.cascade, union, ring, day + timedelta(days=n), milestone)
        for day, milestone in sorted(days)
        for ring, n in rings
    ]
    return [alarm for alarm in planned if alarm.day >= today]
