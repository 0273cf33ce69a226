"""Chases: what somebody needs to know of a union that has not: who acts for it, when it was reminded last, what was said."""

from dataclasses import dataclass

from orgnet.contacts import Contact
from orgnet.positions import Position
from orgnet.reminders import Reminder


@dataclass(frozen=True, slots=True)
class Officer:
    """Somebody who acts for a union."""

    name: str
    mobile: str | None


@dataclass(frozen=True, slots=True)
class Chase:
    """A union that has not, one of its officers, the last reminder that binds it, and the last contact with it."""

    place: Position
    officer: Officer | None
    reminded: Reminder | None
    contact: Contact | None
