"""Extensions: a union asks for a later day before its own has passed; whoever gave it the document decides."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from orgnet.directives import Directive
from orgnet.errors import Conflict, Invalid
from orgnet.receipts import Receipt, due, owes
from orgnet.relays import Delivery, owed_by
from orgnet.tallies import row_key


class State(StrEnum):
    """Where an extension stands."""

    ASKED = "asked"
    GRANTED = "granted"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Extension:
    """A later day that a union has asked for, of whoever issued the document through which the cascade came to it.

    `said` is what was said when it was refused.
    """

    cascade: str
    union: str
    document: str
    day: date
    reason: str
    asked: datetime
    state: State = State.ASKED
    said: str | None = None

    @property
    def key(self) -> str:
        """The same as that of the receipt; of a union and a cascade there is one, the last."""
        return row_key(self.cascade, self.union)


def may_ask(
    directive: Directive, came: Delivery, receipt: Receipt | None, day: date, latest: date | None, today: date
) -> None:
    """Raises where a union cannot ask to have this until a later day; `latest` is the day of whoever gave it the
    document, or the one on which the document expires."""
    milestone, owed = due(directive.text.duties), owed_by(came, receipt)
    if milestone is None or owed is None:
        raise Conflict("this document sets no day, so there is none to extend")
    if not owes(receipt, milestone):
        raise Conflict("what this document asks is done, or you are exempt; there is nothing to extend")
    if owed < today:
        raise Conflict(f"your day {owed} has passed; an extension is asked for before it has")
    if day <= owed:
        raise Invalid(f"you have until {owed} already; ask for a later day", field="day")
    _within(day, latest)


def _within(day: date, latest: date | None) -> None:
    if latest and day > latest:
        raise Invalid(f"{day} is later than {latest}, by which it is due above; ask for that day at most", field="day")


def may_decide(extension: Extension | None, document: str) -> Extension:
    """The extension that the issuer of a document decides; raises Conflict where none was asked for."""
    if extension is None or extension.document != document or extension.state is not State.ASKED:
        raise Conflict("no extension waits for an answer")
    return extension


def granted(extension: Extension, receipt: Receipt, latest: date | None) -> tuple[Extension, Receipt]:
    """The extension and the receipt once it is granted; raises Invalid where the day above has come earlier since."""
    _within(extension.day, latest)
    return replace(extension, state=State.GRANTED), replace(receipt, extended=extension.day)


def refused(extension: Extension, said: str) -> Extension:
    """The extension once it is refused."""
    return replace(extension, state=State.REFUSED, said=said)


def latest(days: Sequence[date | None]) -> date | None:
    """The earliest of the days that bind, if any does."""
    return min((day for day in days if day), default=None)
