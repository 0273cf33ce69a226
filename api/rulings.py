"""Rulings: the issuer accepts or returns what was reported done, and exempts unions, singly or many at once."""

from typing import Annotated

from fastapi import APIRouter
from pydantic import BaseModel, Field

from api.actors import Asked, Graph
from api.clock import Now
from api.directives import DirectiveId
from api.models import Id, Strict
from api.problems import documented
from graph import rulings
from orgnet.names import REASON_LENGTH
from orgnet.receipts import Ruling

router = APIRouter(prefix="/directives/{directive}", tags=["receipts"])

MOST = 1000
PROBLEMS = documented(403, 404, 409)


class UnionsIn(Strict):
    """The unions it is about."""

    unions: Annotated[list[Id], Field(min_length=1, max_length=MOST)]


class RulingIn(UnionsIn):
    """The unions it is about, and why."""

    reason: Annotated[str, Field(max_length=REASON_LENGTH)] = Field(examples=["附表缺签字,请补报"])


class Ruled(BaseModel):
    """About how many unions it was decided."""

    unions: int
    seq: int


@router.post("/returns", responses=PROBLEMS)
async def give_back(graph: Graph, ask: Asked, now: Now, directive: DirectiveId, body: RulingIn) -> Ruled:
    """Return what these unions reported done, to be done again; all of it, or nothing where one cannot be."""
    answer = await rulings.rule(graph, ask, directive, body.unions, Ruling.RETURNED, body.reason, now)
    return Ruled(**answer)


@router.post("/acceptances", responses=PROBLEMS)
async def accept(graph: Graph, ask: Asked, now: Now, directive: DirectiveId, body: UnionsIn) -> Ruled:
    """Accept what these unions reported done, which then stays as it is; all of it, or nothing where one cannot be."""
    return Ruled(**await rulings.rule(graph, ask, directive, body.unions, Ruling.ACCEPTED, None, now))


@router.post("/exemptions", responses=PROBLEMS)
async def exempt(graph: Graph, ask: Asked, now: Now, directive: DirectiveId, body: RulingIn) -> Ruled:
    """Exempt these unions: nothing is due of them any more, and nobody misses it."""
    answer = await rulings.rule(graph, ask, directive, body.unions, Ruling.EXEMPT, body.reason, now)
    return Ruled(**answer)


@router.post("/exemptions/lift", responses=PROBLEMS)
async def lift(graph: Graph, ask: Asked, now: Now, directive: DirectiveId, body: UnionsIn) -> Ruled:
    """Take back the exemption of these unions."""
    return Ruled(**await rulings.lift(graph, ask, directive, body.unions, now))
