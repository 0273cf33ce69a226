"""History: the facts about a union, and the log of a branch."""

from datetime import datetime

from fastapi import APIRouter
from pydantic import BaseModel, Field

from api.actors import Actor, Graph
from api.models import UnionName
from api.paging import Page, Paged, encode
from api.problems import documented
from api.unions import UnionId
from graph import history
from graph.history import Told
from orgnet.history import Change

router = APIRouter(prefix="/unions/{union}", tags=["history"])

LATEST = 2**62
"""A number that no fact will ever have."""


class ChangeOut(BaseModel):
    """One thing that a fact changed."""

    what: str = Field(description="parent, guide, pact, heir, or the name of a field", examples=["parent"])
    unions: list[UnionName] = Field(description="the unions it concerned, the first of them if they were many")
    count: int = Field(description="how many they were")
    before: UnionName | str | int | float | None
    after: UnionName | str | int | float | None

    @classmethod
    def of(cls, change: Change, told: Told) -> "ChangeOut":
        """From the domain."""
        unions = [UnionName.of(told.names[id]) for id in change.unions]
        before, after = (
            UnionName.of(told.names[str(end)]) if change.leads and end is not None else end
            for end in (change.before, change.after)
        )
        return cls(what=change.what, unions=unions, count=change.count, before=before, after=after)


class FactOut(BaseModel):
    """One line of the log."""

    seq: int
    at: datetime
    kind: str = Field(examples=["moved"])
    actor: str
    actor_name: str | None = Field(description="None where you do not see the person")
    union: UnionName | None
    subject: str | None = Field(description="the cascade or request it is about")
    changes: list[ChangeOut]
    details: dict[str, str | int]

    @classmethod
    def of(cls, told: Told) -> "FactOut":
        """From the domain."""
        return cls(
            seq=told.seq,
            at=told.at,
            kind=told.kind,
            actor=told.actor,
            actor_name=told.actor_name,
            union=UnionName.of(told.union) if told.union else None,
            subject=told.subject,
            changes=[ChangeOut.of(change, told) for change in told.changes],
            details=dict(told.details),
        )


@router.get("/history", responses=documented(403, 404))
async def read_history(graph: Graph, actor: Actor, union: UnionId, paging: Paged) -> Page[FactOut]:
    """The facts about a union, the latest first; for who administers it."""
    name = f"history {union}"
    before = paging.after(name, LATEST)
    found = await graph.read(lambda tx: history.of_union(tx, actor, union, before, paging.limit + 1))
    return paging.cut(name, found, lambda fact: fact.seq, FactOut.of)


@router.get("/log", responses=documented(403, 404))
async def read_log(graph: Graph, actor: Actor, union: UnionId, paging: Paged) -> Page[FactOut]:
    """The log of a union's branch, the latest first; for who administers it.

    In a branch smaller than a county's a page may be shorter than asked for; there is more as long as it has a next.
    """
    before = paging.after(f"log {union}", LATEST)
    found, onwards = await graph.read(lambda tx: history.of_branch(tx, actor, union, before, paging.limit))
    following = encode(f"log {union}", onwards) if onwards else None
    return paging.page([FactOut.of(fact) for fact in found], following)
