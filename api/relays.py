"""Relays: what has come to a union is passed on; the chain of documents, where it has stopped, and how long it took."""

from datetime import date, datetime
from typing import Annotated

import uuid_utils
from fastapi import APIRouter, Query, status
from pydantic import BaseModel, Field

from api.actors import Actor, Asked, Graph
from api.clock import Now
from api.directives import DirectiveChanged, DirectiveId, DirectiveOut
from api.duties import DutyOut
from api.models import Id, ReceiptOut, ReminderOut, Strict, UnionName
from api.problems import documented
from api.progress import At
from api.unions import UnionId
from graph import chains, relays, stalled
from graph.chains import Link
from graph.db import Transaction
from graph.progress import seen
from graph.reminders import bound
from graph.stalled import Stalled
from orgnet.directives import Directive, Means, Way
from orgnet.lags import Lag, thinnings
from orgnet.levels import Level
from orgnet.names import clean
from orgnet.relays import RECORD_LENGTH, Passing, passing
from orgnet.reminders import Reminder
from orgnet.unions import Hands

router = APIRouter(tags=["relays"])

PROBLEMS = documented(403, 404, 409)
MOST = 100


class RelayIn(Strict):
    """What is passed on, and how: as it stands, or at a meeting. A document of one's own is drafted like any other."""

    cascade: Id = Field(description="the id of the first document, or of any that passes it on")
    means: Means = Means.AS_IT_STANDS
    record: str | None = Field(
        None,
        max_length=RECORD_LENGTH,
        description="of a meeting: when, where, who",
        examples=["3月5日例会传达,到会32人"],
    )
    deadline: date | None = Field(None, description="a day not later than the one that the document above has set")
    instead_of: Id | None = Field(None, description="the union below in whose place it is passed on")


class LinkOut(BaseModel):
    """One document of a chain. Of what passes on another one, the body is what its issuer has added."""

    document: DirectiveOut
    issuer: UnionName
    means: Means | None
    instead_of: UnionName | None
    due: date | None = Field(description="by which day those below owe it at the latest")
    added: list[DutyOut] = Field(description="what it asks beside the document above")
    lag: float | None = Field(description="seconds from the document above to this one")

    @classmethod
    def of(cls, link: Link) -> "LinkOut":
        """From the domain."""
        relay = link.document.relay
        return cls(
            document=DirectiveOut.of(link.document),
            issuer=UnionName.of(link.issuer),
            means=relay.means if relay else None,
            instead_of=UnionName.of(link.instead) if link.instead else None,
            due=link.document.text.deadline,
            added=[DutyOut.of(duty) for duty in link.document.added],
            lag=link.lag.total_seconds() if link.lag else None,
        )


class StalledOut(BaseModel):
    """A union that holds a cascade up: since when, through which document it has it, and how many wait behind it."""

    union: UnionName
    hands: Hands
    since: datetime
    document: str
    waiting: int
    receipt: ReceiptOut
    reminded: ReminderOut | None

    @classmethod
    def of(cls, directive: Directive, found: Stalled, reminded: Reminder | None) -> "StalledOut":
        """From the domain."""
        here = found.progress
        return cls(
            union=UnionName.of(here.place.union),
            hands=here.place.union.hands,
            since=found.since.at,
            document=found.since.document,
            waiting=found.waiting,
            receipt=ReceiptOut.of(here.receipt, directive.evidence),
            reminded=ReminderOut.of(reminded),
        )


class LagOut(BaseModel):
    """How long something took, in minutes, to within a factor of two."""

    n: int
    median: int
    p90: int

    @classmethod
    def of(cls, lag: Lag | None) -> "LagOut | None":
        """From the domain."""
        return cls.model_validate(lag, from_attributes=True) if lag else None


class ThinningOut(BaseModel):
    """How far a cascade has come at one level."""

    level: Level
    expected: int
    delivered: int
    signed: int
    done: int
    relayed: int = Field(description="who passed it on, those included who only carry it")
    arrival: LagOut | None = Field(description="from the first issue until it came")
    passing: LagOut | None = Field(description="from when it came until it was passed on")
    signing: LagOut | None = Field(description="from when it came until it was signed")


@router.post("/unions/{union}/relays", status_code=status.HTTP_201_CREATED, responses=PROBLEMS)
async def pass_on(graph: Graph, ask: Asked, now: Now, union: UnionId, body: RelayIn) -> DirectiveChanged:
    """Pass on what has come to a union to its subordinates."""
    record = clean(body.record, "record", most=RECORD_LENGTH, lines=True) if body.record else None
    what = passing(Passing(body.means, body.instead_of or union, union, body.deadline, record))
    id = str(uuid_utils.uuid7())
    return DirectiveChanged(**await relays.pass_on(graph, ask, id, body.cascade, what, now))


@router.get("/unions/{union}/inbox/{directive}/chain", responses=documented(404))
async def read_chain(graph: Graph, actor: Actor, union: UnionId, directive: DirectiveId) -> list[LinkOut]:
    """The documents through which a cascade has come to a union, the first one first."""
    return [LinkOut.of(link) for link in await graph.read(lambda tx: chains.chain(tx, actor, directive, union))]


@router.get("/directives/{directive}/stalled", responses=documented(404, 409))
async def read_stalled(
    graph: Graph,
    actor: Actor,
    directive: DirectiveId,
    at: At = None,
    limit: Annotated[int, Query(ge=1, le=MOST)] = 20,
) -> list[StalledOut]:
    """Who holds a cascade up that goes level by level: the one with most behind it first."""

    async def look(tx: Transaction) -> list[StalledOut]:
        document, found = await stalled.seen_stalled(tx, actor, directive, at, limit)
        last = await bound(tx, document, [each.progress.place for each in found])
        return [StalledOut.of(document, each, last.get(each.progress.place.union.id)) for each in found]

    return await graph.read(look)


@router.get("/directives/{directive}/lags", responses=documented(404))
async def read_lags(graph: Graph, actor: Actor, directive: DirectiveId, at: At = None) -> list[ThinningOut]:
    """How a cascade thins out from level to level of a branch, and how long each step took."""
    document, found = await graph.read(lambda tx: seen(tx, actor, directive, at))
    curve = thinnings(found.standing.expected, found.standing.held, direct=document.way is Way.DIRECT)
    return [ThinningOut.model_validate(each, from_attributes=True) for each in curve]
