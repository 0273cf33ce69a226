"""Codes of older systems."""

from datetime import date

from fastapi import APIRouter
from pydantic import BaseModel, Field

from api.actors import Actor, Graph
from api.problems import documented
from api.unions import UnionId
from graph import outside

router = APIRouter(prefix="/unions", tags=["unions"])


class OutsideCodeOut(BaseModel):
    """A code by which an older system knows a union, or knew it until a day."""

    system: str = Field(examples=["省工会平台"])
    code: str = Field(examples=["ZJ-0042"])
    since: date
    until: date | None


@router.get("/{union}/outside-codes", responses=documented(404))
async def read_outside_codes(graph: Graph, actor: Actor, union: UnionId) -> list[OutsideCodeOut]:
    """The codes that older systems have and had for a union, the open ones first."""
    found = await graph.read(lambda tx: outside.codes_of(tx, union))
    return [OutsideCodeOut(system=each.system, code=each.code, since=each.since, until=each.until) for each in found]
