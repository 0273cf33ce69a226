"""Requests: asked and reported upward, received, returned, withdrawn, read."""

from datetime import datetime
from typing import Annotated

import uuid_utils
from fastapi import APIRouter, Path, status
from fastapi import Request as HttpRequest
from pydantic import BaseModel, Field

from api.actors import Actor, Asked, Graph
from api.clock import Now
from api.models import Id, Strict
from api.paging import Page, Paged
from api.problems import documented
from api.unions import UnionId
from graph import requests
from graph.requests import LAST
from orgnet.documents import DocumentKind, Urgency
from orgnet.names import REASON_LENGTH
from orgnet.requests import Matter, Request, State

router = APIRouter(tags=["requests"])

RequestId = Annotated[str, Path(max_length=64)]


class RequestIn(Strict):
    """The one matter that is asked or reported, and the direct superior it goes to."""

    addressee: Id = Field(description="the direct superior on one of the two lines; the other one gets a copy")
    title: str = Field(examples=["关于成立工会委员会的请示"])
    body: str = Field(examples=["我单位现有职工150人,拟成立工会委员会。妥否,请批复。"])
    kind: DocumentKind = Field(
        DocumentKind.REQUEST, description="a request, which is replied to, or a report, which carries no request"
    )
    urgency: Urgency = Urgency.ORDINARY
    former: Id | None = Field(None, description="the returned one that this stands in for, under the same number")

    def request(self, id: str, union: str) -> Request:
        """As the domain has it."""
        matter = Matter(self.title, self.body, self.kind, self.urgency)
        return Request(id, union, self.addressee, matter, former=self.former)


class RequestReasonIn(Strict):
    """Why it is returned or withdrawn."""

    reason: Annotated[str, Field(max_length=REASON_LENGTH)] = Field(examples=["一文多事,请分开报送"])


class RequestChanged(BaseModel):
    """What writing, sending and handling a request answer."""

    request: str
    number: str | None = Field(examples=["西工发〔2026〕7号"])
    seq: int


class RequestOut(BaseModel):
    """A request or report; its body is left out of lists."""

    id: str
    union: str
    addressee: str
    copied: str | None = Field(description="the superior on the other line, if the union has two")
    kind: DocumentKind
    number: str | None
    title: str
    body: str | None
    urgency: Urgency
    state: State
    open: bool = Field(description="whether the addressee still has something to do about it")
    former: str | None = Field(description="the returned one that this stands in for")
    followed: str | None = Field(description="the one that stands in for this")
    sent: datetime | None
    received: datetime | None
    over: datetime | None = Field(description="when it was replied to, returned or withdrawn")
    reply: str | None = Field(description="the directive that replies to it")
    reason: str | None = Field(description="why it was returned or withdrawn")

    @classmethod
    def of(cls, request: Request) -> "RequestOut":
        """From the domain."""
        matter = request.matter
        return cls(
            id=request.id,
            union=request.union,
            addressee=request.addressee,
            copied=request.copied,
            kind=matter.kind,
            number=request.number,
            title=matter.title,
            body=matter.body or None,
            urgency=matter.urgency,
            state=request.state,
            open=request.open,
            former=request.former,
            followed=request.followed,
            sent=request.sent,
            received=request.received,
            over=request.over,
            reply=request.reply,
            reason=request.reason,
        )


PROBLEMS = documented(403, 404, 409)


@router.post("/unions/{union}/requests", status_code=status.HTTP_201_CREATED, responses=PROBLEMS)
async def draft(graph: Graph, ask: Asked, now: Now, union: UnionId, body: RequestIn) -> RequestChanged:
    """Draft a request or report of a union to its superior."""
    written = body.request(str(uuid_utils.uuid7()), union)
    return RequestChanged(**await requests.draft(graph, ask, written, now))


@router.put("/requests/{request}", responses=PROBLEMS)
async def redraft(graph: Graph, ask: Asked, now: Now, request: RequestId, body: RequestIn) -> RequestChanged:
    """Write a draft of a request anew; what was sent never changes."""
    union = (await graph.read(lambda tx: requests.read(tx, ask.actor, request))).union
    return RequestChanged(**await requests.redraft(graph, ask, body.request(request, union), now))


@router.post("/requests/{request}/send", responses=PROBLEMS)
async def send(graph: Graph, ask: Asked, now: Now, request: RequestId) -> RequestChanged:
    """Send a draft to its addressee, numbered in its union's series."""
    return RequestChanged(**await requests.send(graph, ask, request, now))


@router.post("/requests/{request}/withdraw", responses=PROBLEMS)
async def withdraw(graph: Graph, ask: Asked, now: Now, request: RequestId, body: RequestReasonIn) -> RequestChanged:
    """Take a request back, as long as it is open."""
    return RequestChanged(**await requests.withdraw(graph, ask, request, body.reason, now))


@router.post("/requests/{request}/receive", responses=PROBLEMS)
async def receive(graph: Graph, ask: Asked, now: Now, request: RequestId) -> RequestChanged:
    """Note that a request has come to its addressee; a report is over with that."""
    return RequestChanged(**await requests.receive(graph, ask, request, now))


@router.post("/requests/{request}/return", responses=PROBLEMS)
async def give_back(graph: Graph, ask: Asked, now: Now, request: RequestId, body: RequestReasonIn) -> RequestChanged:
    """Return a request to the union that sent it, which may send it again."""
    return RequestChanged(**await requests.give_back(graph, ask, request, body.reason, now))


@router.get("/requests/{request}", responses=documented(404))
async def read(graph: Graph, actor: Actor, request: RequestId) -> RequestOut:
    """A request, for the unions it is between, the one that got a copy, and above these."""
    return RequestOut.of(await graph.read(lambda tx: requests.read(tx, actor, request)))


@router.get("/unions/{union}/requests", responses=documented(404))
async def read_sent(
    graph: Graph, actor: Actor, union: UnionId, request: HttpRequest, paging: Paged
) -> Page[RequestOut]:
    """What a union has sent up, the latest first; its drafts for who serves there."""
    name = f"requests sent {union}"
    before = paging.after(name, LAST)
    found = await graph.read(lambda tx: requests.sent(tx, actor, union, before, paging.limit + 1))
    return paging.cut(name, found, lambda each: each.id, RequestOut.of)


@router.get("/unions/{union}/requests/received", responses=documented(404))
async def read_received(
    graph: Graph, actor: Actor, union: UnionId, request: HttpRequest, paging: Paged
) -> Page[RequestOut]:
    """What was sent up to a union: what is open, the oldest first, then what is over, the latest first."""
    name = f"requests received {union}"
    after = paging.after(name, "")
    found = await graph.read(lambda tx: requests.received(tx, actor, union, after, paging.limit + 1))
    return paging.cut(name, found, lambda each: each.key, RequestOut.of)


@router.get("/unions/{union}/requests/copies", responses=documented(404))
async def read_copies(
    graph: Graph, actor: Actor, union: UnionId, request: HttpRequest, paging: Paged
) -> Page[RequestOut]:
    """What a union got a copy of as the superior on the other line, the latest first."""
    name = f"requests copied {union}"
    before = paging.after(name, LAST)
    found = await graph.read(lambda tx: requests.copies(tx, actor, union, before, paging.limit + 1))
    return paging.cut(name, found, lambda each: each.id, RequestOut.of)
