"""Names in doubt."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Path
from pydantic import BaseModel, Field

from api.actors import Actor, Asked, Graph
from api.clock import Now
from api.models import Changed, Strict, UnionName
from api.paging import Limit
from api.problems import documented
from api.unions import UnionId
from graph import doubts
from orgnet.doubts import Said

router = APIRouter(tags=["doubts"])


class DoubtOut(BaseModel):
    """A name of an imported row that is like that of a union under the same superior."""

    id: str
    name: str = Field(examples=["鑫瑞机械有限公司工会委员会"])
    like: UnionName
    superior: UnionName
    since: datetime


class DecisionIn(Strict):
    """The decision."""

    decision: Said


@router.get("/unions/{union}/doubts", responses=documented(404))
async def read_doubts(graph: Graph, actor: Actor, union: UnionId, limit: Limit = 50) -> list[DoubtOut]:
    """The names in doubt under a union and in its branch that you can decide, the oldest first."""
    found = await graph.read(lambda tx: doubts.undecided(tx, actor, union, limit))
    return [
        DoubtOut(
            id=each.id,
            name=each.name,
            like=UnionName.of(each.like),
            superior=UnionName.of(each.superior),
            since=each.since,
        )
        for each in found
    ]


@router.put("/doubts/{doubt}", responses=documented(403, 404, 409))
async def decide(
    graph: Graph, ask: Asked, now: Now, doubt: Annotated[str, Path(max_length=64)], body: DecisionIn
) -> Changed:
    """Decide; the next import of this name follows, and a later decision replaces this one."""
    return Changed(**await doubts.decide(graph, ask, doubt, body.decision is Said.SAME, now))
