"""Requests: what a union asks of its superior (请示), and what it reports to it (报告), one matter at a time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from orgnet.audiences import Reach, Selector
from orgnet.directives import Directive
from orgnet.documents import BODY_LENGTH, TITLE_LENGTH, DocumentKind, Urgency, unmarked
from orgnet.errors import Conflict, Invalid
from orgnet.names import clean
from orgnet.unions import Union


class State(StrEnum):
    """Where a request stands in its life."""

    DRAFT = "draft"
    SENT = "sent"
    RECEIVED = "received"
    REPLIED = "replied"
    RETURNED = "returned"
    WITHDRAWN = "withdrawn"


NEXT: Mapping[DocumentKind, Mapping[State, frozenset[State]]] = {
    DocumentKind.REQUEST: {
        State.DRAFT: frozenset({State.SENT}),
        State.SENT: frozenset({State.RECEIVED, State.REPLIED, State.RETURNED, State.WITHDRAWN}),
        State.RECEIVED: frozenset({State.REPLIED, State.RETURNED, State.WITHDRAWN}),
    },
    DocumentKind.REPORT: {
        State.DRAFT: frozenset({State.SENT}),
        State.SENT: frozenset({State.RECEIVED, State.RETURNED, State.WITHDRAWN}),
    },
}
"""What may follow on each state, of each kind that goes up to a superior. Where nothing does, it is over: a report
is over when it was received, for it carries no request."""


@dataclass(frozen=True, slots=True)
class Matter:
    """The one matter that a request is about; checked by `checked`."""

    title: str
    body: str
    kind: DocumentKind = DocumentKind.REQUEST
    urgency: Urgency = Urgency.ORDINARY


@dataclass(frozen=True, slots=True)
class Request:
    """A request or report of a union to its addressee; `copied` is the superior on its other line, if it has two.

    `former` is the returned one that it stands in for, `followed` the one that stands in for it. `over` is when it
    was replied to, returned or withdrawn; `reply` the directive that replies; `reason` says why it was returned or
    withdrawn; `writer` wrote it last.
    """

    id: str
    union: str
    addressee: str
    matter: Matter
    copied: str | None = None
    state: State = State.DRAFT
    number: str | None = None
    former: str | None = None
    followed: str | None = None
    sent: datetime | None = None
    received: datetime | None = None
    over: datetime | None = None
    reply: str | None = None
    reason: str | None = None
    writer: str | None = None

    @property
    def parties(self) -> list[str]:
        """The unions it is between, and whoever got a copy."""
        return [self.union, self.addressee, *([self.copied] if self.copied else [])]

    @property
    def open(self) -> bool:
        """Whether it was sent and the addressee still has something to do about it."""
        return self.state is not State.DRAFT and bool(NEXT[self.matter.kind].get(self.state))

    @property
    def key(self) -> str:
        """Sorts what came to a union: what is open first."""
        return f"{0 if self.open else 1}{self.id}"


def checked(matter: Matter) -> Matter:
    """A matter with its title and body tidied; raises Invalid, naming the field, where it cannot stand."""
    if matter.kind not in NEXT:
        raise Invalid(
            f"a {matter.kind} is not sent to a superior here: use a request, which is replied to, or a report,"
            " which carries no request",
            field="kind",
        )
    title = unmarked(clean(matter.title, "title", most=TITLE_LENGTH), "title")
    return replace(matter, title=title, body=unmarked(clean(matter.body, "body", most=BODY_LENGTH, lines=True), "body"))


def addressed(request: Request, superiors: Sequence[Union]) -> Request:
    """A request with a copy for the other of its union's direct superiors; raises Conflict, naming those that would
    be right, where it is addressed to none of them."""
    if not superiors:
        raise Conflict("this union has no superior that it could ask", field="addressee")
    if request.addressee not in {superior.id for superior in superiors}:
        right = " or ".join(f"{superior.name} ({superior.id})" for superior in superiors)
        raise Conflict(
            f"a {request.matter.kind} skips no level; its addressee is the direct superior: {right}", field="addressee"
        )
    others = [superior.id for superior in superiors if superior.id != request.addressee]
    return replace(request, copied=others[0] if others else None)


def may_write(request: Request) -> None:
    """Raises Conflict unless a request is still a draft."""
    if request.state is not State.DRAFT:
        raise Conflict(
            f"this {request.matter.kind} is {request.state}, and what was sent never changes; withdraw it and draft"
            " another, or draft one that names a returned one as its former"
        )


def may_follow(request: Request, former: Request | None) -> None:
    """Raises Conflict unless a request may stand in for the former one that it names."""
    if request.former is None:
        return
    if former is None or former.union != request.union or former.matter.kind is not request.matter.kind:
        raise Conflict(f"only a returned {request.matter.kind} of the same union can be sent again", field="former")
    if former.state is not State.RETURNED:
        raise Conflict(
            f"the former {former.matter.kind} is {former.state}; only a returned one can be sent again", field="former"
        )
    if former.followed:
        raise Conflict(f"the former {former.matter.kind} was sent again already, as {former.followed}", field="former")


def become(request: Request, state: State, at: datetime) -> Request:
    """A request in its next state; raises Conflict where that does not follow on the one it is in."""
    before = [each for each, following in NEXT[request.matter.kind].items() if state in following]
    if not before:
        raise Conflict(f"a {request.matter.kind} is never {state}; note it as received, or return it")
    if request.state not in before:
        right = " or ".join(before)
        raise Conflict(f"this {request.matter.kind} is {request.state}; only one that is {right} can be {state}")
    match state:
        case State.SENT:
            return replace(request, state=state, sent=at)
        case State.RECEIVED:
            return replace(request, state=state, received=at)
        case _:
            return replace(request, state=state, over=at)


def replied(request: Request, reply: str, at: datetime) -> Request:
    """A request with the directive that replies to it; whoever replies has received it."""
    return replace(become(request, State.REPLIED, at), reply=reply, received=request.received or at)


def reopened(request: Request) -> Request:
    """A request whose reply was withdrawn: it waits for another one."""
    return replace(request, state=State.RECEIVED, reply=None, over=None)


def may_reply(directive: Directive, request: Request | None) -> None:
    """Raises unless a directive may reply to the request that it is tied to."""
    if request is None or request.state is State.DRAFT or request.addressee != directive.audience.issuer:
        raise Conflict("only a request that was sent to this very union can be replied to by it", field="former")
    if not request.open or State.REPLIED not in NEXT[request.matter.kind][request.state]:
        raise Conflict(f"a {request.matter.kind} that is {request.state} is not replied to", field="former")
    if directive.text.kind is not DocumentKind.REPLY:
        raise Invalid("what replies to a request is of the kind reply", field="kind")
    audience, who = directive.audience, Selector(request.union, Reach.ITSELF)
    if audience.exclusions or [replace(each, follows=who.follows) for each in audience.selectors] != [who]:
        raise Invalid(
            f"a reply goes to exactly the union that asked: one selector with the root {request.union} and the"
            " reach itself",
            field="audience",
        )
