"""Briefings (传达): a grassroots union has told its members of a document, by which means and on which day."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from orgnet.errors import Conflict, Invalid
from orgnet.levels import Level
from orgnet.unions import Union


class Occasion(StrEnum):
    """By which means members were told; the commonest first."""

    GROUP = "work_group"
    MEETING = "meeting"
    SHIFT = "before_a_shift"
    BOARD = "notice_board"
    CIRCULATED = "handed_round"


@dataclass(frozen=True, slots=True)
class Briefing:
    """The members were told on an occasion, on a day."""

    occasion: Occasion
    day: date


def tells(union: Union) -> bool:
    """Whether a union has members of its own to tell."""
    return union.level is Level.GRASSROOTS


def may_brief(union: Union, briefing: Briefing | None, came: date, today: date) -> None:
    """Raises where a union to which a document came on a day cannot have told its members of it then."""
    if not tells(union):
        raise Conflict(f"{union.name} has no members of its own to tell; the grassroots unions below it have")
    if briefing and not came <= briefing.day <= today:
        raise Invalid(
            f"the day {briefing.day} is not one on which members can have been told; possible are {came} to {today}",
            field="day",
        )
