"""Contacts: somebody above spoke with somebody of a union that has not done yet what a document asks, and will ask again
on a day.

What was said is for those who read the documents of the union that asked, not for the union that was asked.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from orgnet.errors import Conflict, Invalid
from orgnet.names import clean
from orgnet.positions import Position
from orgnet.receipts import Milestone
from orgnet.tallies import row_key

WHOM_LENGTH, SAID_LENGTH = 60, 500
FARTHEST = timedelta(days=365)
"""How far ahead somebody may resolve to ask again."""


@dataclass(frozen=True, slots=True)
class Contact:
    """Somebody of the union `by` spoke with `whom` of a union on a day, about the milestone of a cascade that it lacks.

    He will ask again on the day `follow_up`, if one is set, as long as this `waits`: until it is settled, or there is a
    later contact of the same union with the same one.
    """

    id: str
    cascade: str
    union: str
    by: str
    milestone: Milestone
    whom: str
    day: date
    said: str
    follow_up: date | None = None
    waits: bool = False
    speaker: str | None = None
    at: datetime | None = None

    @property
    def key(self) -> str:
        """What was said with one union about one cascade."""
        return row_key(self.cascade, self.union)


def noted(contact: Contact, speaker: str, at: datetime, today: date) -> Contact:
    """A contact with what it says tidied; raises Invalid, naming the field, where it cannot have been."""
    if contact.day > today:
        raise Invalid(f"the day {contact.day} is still to come; the latest possible is {today}", field="day")
    if contact.follow_up and not today < contact.follow_up <= today + FARTHEST:
        raise Invalid(
            f"the day {contact.follow_up} is not one on which to ask again;"
            f" possible are {today + timedelta(days=1)} to {today + FARTHEST}",
            field="follow_up",
        )
    whom = clean(contact.whom, "whom", most=WHOM_LENGTH)
    said = clean(contact.said, "said", most=SAID_LENGTH, lines=True)
    waits = contact.follow_up is not None
    return replace(contact, whom=whom, said=said, waits=waits, speaker=speaker, at=at)


def may_contact(by: Position, place: Position, *, came: bool) -> None:
    """Raises Conflict unless a document has come to a union below the one that asks."""
    if by.union.id not in place.superiors or not came:
        raise Conflict(f"this document has not come to a union {place.union.id} below {by.union.name}", field="about")


def may_settle(contact: Contact) -> None:
    """Raises Conflict where nobody is to be asked again."""
    if not contact.waits:
        raise Conflict("this is settled already; nobody is to be asked again")


def latest(contacts: Iterable[Contact]) -> Contact | None:
    """The last of some contacts."""
    return max(contacts, key=lambda each: (each.day, each.id), default=None)
