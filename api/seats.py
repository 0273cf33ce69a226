"""Seats: who serves at a union."""

from datetime import datetime

from fastapi import APIRouter, status
from pydantic import BaseModel, Field

from api.actors import Actor, Asked, Graph
from api.clock import Now
from api.models import Id, Strict
from api.people import PersonId
from api.problems import documented
from api.unions import UnionId
from graph import seats
from orgnet.permissions import Role

router = APIRouter(prefix="/unions/{union}/seats", tags=["seats"])


class HolderOut(BaseModel):
    """Somebody who serves at a union, or who did."""

    person: str
    name: str = Field(examples=["张三"])
    active: bool = Field(description="whether the person may sign in; the seats of others sleep")
    role: Role
    since: datetime
    until: datetime | None = Field(description="when the seat ended; None while it is held")


class SeatIn(Strict):
    """A seat for a person."""

    person: Id
    role: Role


class HandOver(Strict):
    """A seat that passes on to the next person."""

    person: Id
    successor: Id
    role: Role


class SeatChanged(BaseModel):
    """What a change of a seat answers."""

    person: str
    union: str
    role: Role
    seq: int


PROBLEMS = documented(403, 404, 409)


@router.get("", responses=documented(403, 404))
async def read(graph: Graph, actor: Actor, union: UnionId) -> list[HolderOut]:
    """Who serves at a union, and after these who did."""
    return [HolderOut(**holder) for holder in await graph.read(lambda tx: seats.holders(tx, actor, union))]


@router.post("", status_code=status.HTTP_201_CREATED, responses=PROBLEMS)
async def give(graph: Graph, ask: Asked, now: Now, union: UnionId, body: SeatIn) -> SeatChanged:
    """Give a person a seat; nobody seats himself."""
    return SeatChanged(**await seats.seat(graph, ask, body.person, union, body.role, now))


@router.delete("/{person}/{role}", responses=PROBLEMS)
async def take(graph: Graph, ask: Asked, now: Now, union: UnionId, person: PersonId, role: Role) -> SeatChanged:
    """Take a seat from a person; that it was held is remembered."""
    return SeatChanged(**await seats.unseat(graph, ask, person, union, role, now))


@router.post("/hand-over", responses=PROBLEMS)
async def hand_over(graph: Graph, ask: Asked, now: Now, union: UnionId, body: HandOver) -> SeatChanged:
    """Pass a seat on to the next person."""
    done = await seats.hand_over(graph, ask, body.person, body.successor, union, body.role, now)
    return SeatChanged(**done)
