"""Directives: documents that travel down, and the cascade that begins with each."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from orgnet.audiences import Audience
from orgnet.errors import Conflict, Invalid
from orgnet.names import clean
from orgnet.past import Moment, closing
from orgnet.tallies import Line, Subject

TITLE_LENGTH = 200
BODY_LENGTH = 200_000


class DocumentKind(StrEnum):
    """The official kinds that travel down (Party and government documents, 2012, art. 8)."""

    RESOLUTION = "resolution"
    DECISION = "decision"
    ORDER = "order"
    COMMUNIQUE = "communique"
    PROCLAMATION = "proclamation"
    ANNOUNCEMENT = "announcement"
    OPINION = "opinion"
    NOTICE = "notice"
    CIRCULAR = "circular"
    REPLY = "reply"
    MINUTES = "minutes"


class Urgency(StrEnum):
    """How fast a document wants to be handled."""

    ORDINARY = "ordinary"
    URGENT = "urgent"
    EXTRA_URGENT = "extra_urgent"


class Duty(StrEnum):
    """What a document asks of those it reaches; a document without duties is for information."""

    SIGN = "sign"
    DO = "do"


class State(StrEnum):
    """Where a directive stands in its life."""

    DRAFT = "draft"
    ISSUED = "issued"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Text:
    """What a directive says and asks; checked by `checked`."""

    title: str
    body: str
    kind: DocumentKind = DocumentKind.NOTICE
    urgency: Urgency = Urgency.ORDINARY
    duty: Duty | None = Duty.SIGN
    deadline: date | None = None


@dataclass(frozen=True, slots=True)
class Directive:
    """One document. `number` and `issued` are given at issue; `cascade` is the first document's id.

    `closing` is the label of the moment at which its cascade was closed.
    """

    id: str
    cascade: str
    text: Text
    audience: Audience
    state: State = State.DRAFT
    number: str | None = None
    issued: datetime | None = None
    closed: datetime | None = None
    closing: str | None = None

    @property
    def moment(self) -> Moment | None:
        """The moment whose network a closed cascade is read against; None while it is open."""
        return closing(self.closed, self.closing) if self.closed and self.closing else None

    def subject(self, strays: Mapping[Line, Collection[str]] | None = None) -> Subject:
        """What is counted of the cascade, and where."""
        return Subject(self.cascade, {self.audience.root}, self.audience.lines, strays)


def checked(text: Text) -> Text:
    """The text with its title and body tidied; raises Invalid, naming the field, where it cannot stand."""
    if text.duty is None and text.deadline:
        raise Invalid("a document for information asks for nothing, so it has no deadline", field="deadline")
    return Text(
        clean(text.title, "title", most=TITLE_LENGTH),
        clean(text.body, "body", most=BODY_LENGTH, lines=True),
        text.kind,
        text.urgency,
        text.duty,
        text.deadline,
    )


def may_issue(directive: Directive, today: date) -> None:
    """Raises where a directive cannot be issued on this day."""
    if directive.state is not State.DRAFT:
        raise Conflict(f"this directive is {directive.state} already; only a draft can be issued")
    deadline = directive.text.deadline
    if deadline and deadline < today:
        raise Invalid(f"the deadline {deadline} is past; the earliest possible is {today}", field="deadline")


def may_act(directive: Directive) -> None:
    """Raises Conflict where nothing can be recorded on a directive any more."""
    if directive.state is State.CLOSED:
        raise Conflict("this directive is closed and read-only since then")


def number(organ_code: str, year: int, sequence: int) -> str:
    """A document number by the grammar 机关代字〔年〕序号, such as 总工发〔2026〕23号."""
    return f"{organ_code}〔{year}〕{sequence}号"
