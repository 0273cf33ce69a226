"""Directives: documents that travel down, and the cascade that begins with each."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from orgnet.audiences import Audience
from orgnet.documents import Publication, Text
from orgnet.duties import Duty
from orgnet.errors import Conflict, Invalid
from orgnet.evidence import NOTHING, Evidence
from orgnet.names import clean
from orgnet.origins import Origin
from orgnet.past import Moment, closing
from orgnet.tallies import Line, Subject
from orgnet.tasks import Task

CHANGES_LENGTH = 500


class State(StrEnum):
    """Where a directive stands in its life; the last three are the ways in which it may be over."""

    DRAFT = "draft"
    REVIEWED = "reviewed"
    ISSUED = "issued"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"
    SUPERSEDED = "superseded"


UNISSUED = frozenset({State.DRAFT, State.REVIEWED})


class Stage(StrEnum):
    """Where a document stands for whoever keeps account of it: not issued yet, going, or over."""

    DRAFTED = "drafted"
    GOING = "going"
    OVER = "over"


class Manner(StrEnum):
    """What a directive is to a former one: it corrects or adds to it, or stands in its place; or it replies to a
    request; or it hands on what came on paper, and the former one is the original."""

    AMENDS = "amends"
    SUPERSEDES = "supersedes"
    REPLIES = "replies"
    JOINS = "joins"


@dataclass(frozen=True, slots=True)
class Tie:
    """What ties a directive to a former one of its issuer, by id, and what it says has changed; or to the request
    that it replies to."""

    manner: Manner
    former: str
    changes: str | None = None


class Way(StrEnum):
    """How a cascade goes down: to all at once, or each superior passes on what has reached it."""

    DIRECT = "direct"
    LEVEL_BY_LEVEL = "level_by_level"


class Means(StrEnum):
    """How a document is passed on: by a document of one's own, as it stands, or at a meeting, with a record of it."""

    REISSUED = "reissued"
    AS_IT_STANDS = "as_it_stands"
    CONVEYED = "conveyed"


@dataclass(frozen=True, slots=True)
class Relay:
    """What makes a directive pass on another one: the document `above` reaches the subordinates of the union `at`.

    `by` passes it on: the union itself, or one above it in its place. It is due on the day `due` at the latest.
    """

    means: Means
    above: str
    at: str
    by: str
    due: date | None = None


@dataclass(frozen=True, slots=True)
class Directive:
    """One document. `number` and `issued` are given at issue; `cascade` is the first document's id.

    `writer` wrote it last; `closing` is the label of the moment at which its cascade was over, `reason` says
    why it was withdrawn. A relay has the audience and the way of the first document, and wants the same evidence.
    `groups` names those from which its audience was drawn. The clock reminds so many days before the deadline as
    `remind` says, and `escalate` days after it tells superiors; `reminded` is when somebody was reminded last.
    Of a public one everybody sees as much of how far it has got as it `publishes`.
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
    tie: Tie | None = None
    writer: str | None = None
    reason: str | None = None
    way: Way = Way.DIRECT
    relay: Relay | None = None
    evidence: Evidence = NOTHING
    groups: tuple[str, ...] = ()
    remind: tuple[int, ...] = ()
    escalate: int | None = None
    reminded: datetime | None = None
    tasks: tuple[Task, ...] = ()
    origin: Origin | None = None
    publishes: Publication = Publication.NOTHING

    @property
    def issuer(self) -> str:
        """The union whose document this is."""
        return self.relay.by if self.relay else self.audience.issuer

    @property
    def added(self) -> tuple[Duty, ...]:
        """What it asks by itself, beside the document that it passes on."""
        return tuple(duty for duty in self.text.duties if duty.added == (self.id if self.relay else None))

    @property
    def deadline(self) -> date | None:
        """The day by which all that it asks is due; of a relay that is not issued yet as it would tighten it."""
        return self.relay.due if self.relay and not self.issued else self.text.deadline

    @property
    def top(self) -> str:
        """The union at or below which all stood at the issue whom it may reach."""
        if self.relay:
            return self.relay.at
        roots = self.audience.roots
        return roots[0] if len(roots) == 1 and self.way is Way.DIRECT else self.audience.issuer

    @property
    def ways(self) -> tuple[Line, ...]:
        """The lines on which a superior passes the document on: those on which it is counted, or else both."""
        return self.audience.lines or tuple(Line)

    @property
    def moment(self) -> Moment | None:
        """The moment whose network a closed cascade is read against; None while it is open."""
        return closing(self.closed, self.closing) if self.closed and self.closing else None

    @property
    def request(self) -> str | None:
        """The request that it replies to, if it does."""
        return self.tie.former if self.tie and self.tie.manner is Manner.REPLIES else None

    def subject(self, strays: Mapping[Line, Collection[str]] | None = None) -> Subject:
        """What is counted of the cascade, and where."""
        stops = self.audience.stops
        if stops and self.way is Way.LEVEL_BY_LEVEL:
            stops |= {self.audience.issuer}
        return Subject(self.cascade, stops, self.audience.lines, strays)


def tidied(tie: Tie | None) -> Tie | None:
    """A tie with what it says tidied; raises Invalid where it says nothing, or of a reply something; what came on paper
    is joined later."""
    if tie and tie.manner is Manner.JOINS:
        raise Invalid("register the paper with its origin; it is joined once the original has come", field="tie")
    if tie and tie.manner is Manner.REPLIES:
        if tie.changes is not None:
            raise Invalid("a reply changes no former directive; leave this out", field="changes")
        return tie
    return replace(tie, changes=clean(tie.changes or "", "changes", most=CHANGES_LENGTH, lines=True)) if tie else None


def may_review(directive: Directive, reviewer: str) -> None:
    """Raises Conflict unless this is a draft that somebody else wrote."""
    if directive.state is not State.DRAFT:
        raise Conflict(f"this directive is {directive.state} already; only a draft can be reviewed")
    if directive.writer == reviewer:
        raise Conflict("nobody reviews what he wrote himself; ask somebody else of your union")


def may_issue(directive: Directive, today: date) -> None:
    """Raises where a directive cannot be issued on this day."""
    if directive.state not in UNISSUED:
        raise Conflict(f"this directive is {directive.state} already; only a draft can be issued")
    days = [("deadline", duty.day) for duty in directive.text.duties] + [("expires", directive.text.expires)]
    days += [("deadline", directive.relay.due)] if directive.relay else []
    for field, day in days:
        if day and day < today:
            raise Invalid(f"the day {day} is past; the earliest possible is {today}", field=field)


def may_tie(directive: Directive, former: Directive | None) -> None:
    """Raises unless a directive may be tied to the former one that the actor sees."""
    if directive.tie is None:
        return
    if former is None or former.audience.issuer != directive.audience.issuer:
        raise Conflict(f"only a directive of the same union is one that this {directive.tie.manner}", field="former")
    if former.state is not State.ISSUED:
        raise Conflict(
            f"the directive that this {directive.tie.manner} is {former.state}; it must be issued and open",
            field="former",
        )


def may_end(directive: Directive) -> None:
    """Raises Conflict where a cascade cannot be ended, because it has not begun or is over."""
    if directive.state is not State.ISSUED:
        raise Conflict(f"this directive is {directive.state}; only an issued one can be ended")


def may_close(directive: Directive) -> None:
    """Raises Conflict where a document cannot be closed."""
    may_end(directive)
    if directive.relay:
        raise Conflict("a cascade is closed as a whole, by the issuer of its first document")


def may_withdraw(directive: Directive, done: int) -> None:
    """Raises Conflict where a directive cannot be withdrawn, which so many unions have done already."""
    may_end(directive)
    if done:
        raise Conflict(
            f"{done} unions have done what this directive asks; issue one that supersedes it, or close it instead"
        )


def may_rule(directive: Directive, kind: str) -> None:
    """Raises Conflict where somebody who only passes a document on would decide what is the first issuer's to decide."""
    if directive.relay and kind not in ("accepted", "returned"):
        raise Conflict(
            "only the issuer of the first document exempts; whoever passes it on may accept or return what is done"
        )


def may_act(directive: Directive, today: date) -> None:
    """Raises Conflict where nothing can be recorded on a directive yet, or any more."""
    if directive.issued is None:
        raise Conflict(f"this directive is {directive.state} and reaches nobody yet; issue it first")
    if directive.closed:
        raise Conflict(f"this directive is {directive.state} and read-only since then")
    if directive.text.expires and directive.text.expires < today:
        raise Conflict(f"this directive expired on {directive.text.expires} and is read-only since then")
