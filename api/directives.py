"""Directives: drafted, reviewed, issued, ended, read."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Annotated

import uuid_utils
from fastapi import APIRouter, Path, status
from pydantic import BaseModel, Field

from api.actors import Actor, Asked, Graph
from api.assignments import TaskIn
from api.audiences import AudienceIn, AudienceOut
from api.clock import Now
from api.duties import Duties, DutyIn, DutyOut
from api.evidence import EvidenceIn
from api.models import NUMBER, AttachmentOut, Id, Strict
from api.origins import OriginIn
from api.paging import Page, Paged
from api.problems import documented
from api.unions import UnionId
from graph import attachments, directives, documents, endings, issued
from orgnet.attachments import Attachment
from orgnet.directives import CHANGES_LENGTH, Directive, Manner, Means, Relay, State, Tie, Way
from orgnet.documents import Access, DocumentKind, Publication, Text, Urgency
from orgnet.duties import Thing, dated
from orgnet.names import REASON_LENGTH
from orgnet.reminders import FARTHEST, MOST_DAYS
from orgnet.tasks import MOST as MOST_TASKS

router = APIRouter(tags=["directives"])

DirectiveId = Annotated[str, Path(max_length=64)]
Days = Annotated[int, Field(ge=0, le=FARTHEST), NUMBER]


class TieIn(Strict):
    """What ties a directive to a former one of the same union, or to a request that was sent to it."""

    manner: Manner = Field(description="it corrects or adds to the former one, stands in its place, or replies")
    former: Id = Field(description="the former directive, or the request")
    changes: Annotated[str, Field(min_length=1, max_length=CHANGES_LENGTH)] | None = Field(
        None, examples=["第三项完成时限改为12月31日"], description="what it says has changed; a reply says nothing here"
    )


class DirectiveIn(Strict):
    """What a directive says, asks, and whom it is to reach."""

    title: str = Field(examples=["关于做好2027年元旦春节期间送温暖工作的通知"])
    body: str = Field(examples=["各级工会要走访慰问困难职工,1月31日前完成。"])
    kind: DocumentKind = DocumentKind.NOTICE
    urgency: Urgency = Urgency.ORDINARY
    duties: Duties = Field(
        None,
        examples=[[{"thing": "do"}]],
        description="what it asks: a signature if nothing is said; nothing, for information only. Of what passes on "
        "another one, what it adds",
    )
    deadline: date | None = Field(
        None,
        examples=["2099-01-31"],
        description="a day, due until its end, for what has none of its own; all is due by then where it is passed on",
    )
    access: Access = Field(Access.INTERNAL, description="who may read it; what is secret has no place here")
    expires: date | None = Field(None, description="a day, after which it is closed by itself")
    tie: TieIn | None = Field(None, description="what it is to a former directive or request, if anything")
    origin: OriginIn | None = Field(None, description="of what came from outside on paper; attach the scan")
    way: Way = Field(Way.DIRECT, description="to all at once, or passed on from level to level")
    relays: Id | None = Field(
        None, description="the directive it passes on; it then goes where that goes, and asks what that asks"
    )
    instead_of: Id | None = Field(None, description="the union below in whose place it is passed on")
    audience: AudienceIn = Field(default_factory=AudienceIn)
    evidence: EvidenceIn = Field(default_factory=EvidenceIn, description="wanted of whoever reports it done")
    tasks: list[TaskIn] = Field(
        default_factory=list[TaskIn], max_length=MOST_TASKS, description="given to some of those it addresses by name"
    )
    remind: Annotated[list[Days], Field(max_length=MOST_DAYS)] = Field(
        default_factory=list[int],
        examples=[[3]],
        description="days before its own at which all are reminded who have not",
    )
    escalate: Annotated[int, Field(ge=1, le=FARTHEST), NUMBER] | None = Field(
        None, description="days after its own at which superiors are told who of those directly below them has not"
    )

    def directive(self, id: str, issuer: str) -> Directive:
        """As the domain has it."""
        said = self.duties if self.duties is not None else [] if self.relays else [DutyIn(thing=Thing.SIGN)]
        duties = dated([each.duty() for each in said], self.deadline) if said or not self.relays else ()
        text = Text(self.title, self.body, self.kind, self.urgency, duties, self.access, self.expires)
        tie = Tie(self.tie.manner, self.tie.former, self.tie.changes) if self.tie else None
        relay = None
        if self.relays:
            relay = Relay(Means.REISSUED, self.relays, self.instead_of or issuer, issuer, self.deadline)
        audience, evidence = self.audience.audience(issuer), self.evidence.evidence()
        clock = {"remind": tuple(self.remind), "escalate": self.escalate}
        tasks = tuple(each.task() for each in self.tasks)
        directive = Directive(id, id, text, audience, tie=tie, way=self.way, relay=relay, evidence=evidence)
        origin = self.origin.origin() if self.origin else None
        return replace(directive, tasks=tasks, origin=origin, **clock)  # pyright: ignore[reportArgumentType]


class WithdrawalIn(Strict):
    """Why a directive is taken back."""

    reason: Annotated[str, Field(max_length=REASON_LENGTH)] = Field(examples=["附件有误,另行印发"])


class DirectiveChanged(BaseModel):
    """What writing, reviewing, issuing and ending a directive answer."""

    directive: str
    number: str | None = Field(examples=["总工发〔2026〕23号"])
    seq: int


class TieOut(BaseModel):
    """What a directive is to a former one, or that it replies to a request."""

    manner: Manner
    former: str
    changes: str | None


class DirectiveOut(BaseModel):
    """A directive; its body and its attachments are left out of lists."""

    id: str
    cascade: str
    number: str | None
    title: str
    body: str | None
    kind: DocumentKind
    urgency: Urgency
    duties: list[DutyOut]
    deadline: date | None = Field(description="the day by which all that it asks is due")
    access: Access
    expires: date | None
    state: State
    reason: str | None = Field(description="why it was withdrawn")
    tie: TieOut | None
    way: Way
    relays: str | None = Field(description="the document that it passes on")
    issuer: str
    issued: datetime | None
    closed: datetime | None
    audience: AudienceOut
    evidence: EvidenceIn
    origin: OriginIn | None
    tasks: list[TaskIn]
    remind: list[int]
    escalate: int | None
    publishes: Publication = Field(description="what everybody sees of the progress of a public one")
    attachments: list[AttachmentOut] | None = None

    @classmethod
    def of(cls, directive: Directive, attached: Sequence[Attachment] | None = None) -> "DirectiveOut":
        """From the domain."""
        text, audience, tie = directive.text, directive.audience, directive.tie
        return cls(
            id=directive.id,
            cascade=directive.cascade,
            number=directive.number,
            title=text.title,
            body=text.body or None,
            kind=text.kind,
            urgency=text.urgency,
            duties=[DutyOut.of(duty) for duty in text.duties],
            deadline=directive.deadline,
            access=text.access,
            expires=text.expires,
            state=directive.state,
            reason=directive.reason,
            tie=TieOut.model_validate(tie, from_attributes=True) if tie else None,
            way=directive.way,
            relays=directive.relay.above if directive.relay else None,
            issuer=directive.issuer,
            issued=directive.issued,
            closed=directive.closed,
            audience=AudienceOut.of(audience, directive.groups),
            evidence=EvidenceIn.of(directive.evidence),
            origin=OriginIn.of(directive.origin),
            tasks=[TaskIn.of(each) for each in directive.tasks],
            remind=list(directive.remind),
            escalate=directive.escalate,
            publishes=directive.publishes,
            attachments=None if attached is None else [AttachmentOut.of(each) for each in attached],
        )


PROBLEMS = documented(403, 404, 409)


@router.post("/unions/{union}/directives", status_code=status.HTTP_201_CREATED, responses=PROBLEMS)
async def draft(graph: Graph, ask: Asked, now: Now, union: UnionId, body: DirectiveIn) -> DirectiveChanged:
    """Draft a directive of a union."""
    written = body.directive(str(uuid_utils.uuid7()), union)
    return DirectiveChanged(**await directives.draft(graph, ask, written, now, body.audience.groups))


@router.put("/directives/{directive}", responses=PROBLEMS)
async def redraft(graph: Graph, ask: Asked, now: Now, directive: DirectiveId, body: DirectiveIn) -> DirectiveChanged:
    """Write a draft anew, which undoes its review."""
    former = await graph.read(lambda tx: documents.read(tx, ask.actor, directive))
    if former.relay:
        body = body.model_copy(update={"relays": former.relay.above})
    written = body.directive(directive, former.issuer)
    return DirectiveChanged(**await directives.redraft(graph, ask, written, now, body.audience.groups))


@router.post("/directives/{directive}/review", responses=PROBLEMS)
async def review(graph: Graph, ask: Asked, now: Now, directive: DirectiveId) -> DirectiveChanged:
    """Note that you, who did not write it, have found a draft good."""
    return DirectiveChanged(**await directives.review(graph, ask, directive, now))


@router.post("/directives/{directive}/issue", responses=PROBLEMS)
async def issue(graph: Graph, ask: Asked, now: Now, directive: DirectiveId) -> DirectiveChanged:
    """Issue a draft: every union it reaches finds it in its inbox at once."""
    return DirectiveChanged(**await directives.issue(graph, ask, directive, now))


@router.post("/directives/{directive}/close", responses=PROBLEMS)
async def close(graph: Graph, ask: Asked, now: Now, directive: DirectiveId) -> DirectiveChanged:
    """Close a cascade, which is read-only from then on."""
    return DirectiveChanged(**await endings.close(graph, ask, directive, now))


@router.post("/directives/{directive}/withdraw", responses=PROBLEMS)
async def withdraw(graph: Graph, ask: Asked, now: Now, directive: DirectiveId, body: WithdrawalIn) -> DirectiveChanged:
    """Take a directive back, as long as nobody has done what it asks."""
    return DirectiveChanged(**await endings.withdraw(graph, ask, directive, body.reason, now))


@router.get("/directives/{directive}", responses=documented(404))
async def read(graph: Graph, actor: Actor, directive: DirectiveId) -> DirectiveOut:
    """A directive, for its issuer, for whom it reaches, and above these; a public one for everybody."""
    return DirectiveOut.of(*await graph.read(lambda tx: attachments.whole(tx, actor, directive)))


@router.get("/directives/{directive}/tied", responses=documented(404))
async def read_tied(graph: Graph, actor: Actor, directive: DirectiveId) -> list[DirectiveOut]:
    """The issued directives that amend or supersede this one, the first one first."""
    return [DirectiveOut.of(each) for each in await graph.read(lambda tx: documents.tied(tx, actor, directive))]


@router.get("/unions/{union}/directives", responses=documented(404))
async def read_issued(graph: Graph, actor: Actor, union: UnionId, paging: Paged) -> Page[DirectiveOut]:
    """The directives of a union that you may see, the latest first; drafts included."""
    name = f"issued {union}"
    before = paging.after(name, "~")
    found = await graph.read(lambda tx: issued.seen(tx, actor, union, before, paging.limit + 1))
    return paging.cut(name, found, lambda each: each.id, DirectiveOut.of)
