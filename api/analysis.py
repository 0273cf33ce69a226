"""What the shape of a branch says."""

import asyncio

from fastapi import APIRouter

from api.actors import Actor, Graph
from api.problems import documented
from api.unions import UnionId
from graph.access import allow
from graph.analysis import gather
from graph.branches import bounded
from graph.db import Transaction
from graph.positions import position
from orgnet import analysis
from orgnet.analysis import Analysis
from orgnet.permissions import Action

router = APIRouter(prefix="/unions", tags=["unions"])

MOST = 50_000
"""Unions of a branch: some seconds of work."""


@router.get("/{union}/analysis", responses=documented(403, 404, 409))
async def analyse(graph: Graph, actor: Actor, union: UnionId) -> Analysis:
    """How wide and deep a branch is, where it skips levels, where nobody is, and how it hangs together.

    For whoever may see its figures, and for branches of at most 50,000 unions; the command has no limit.
    """
    await graph.read(lambda tx: permitted(tx, actor, union))
    return await asyncio.to_thread(analysis.analyse, await gather(graph, actor, union))


async def permitted(tx: Transaction, actor: str, union: str) -> int:
    """How many unions a branch has; raises unless the actor may see its figures, and it is not too large."""
    await allow(tx, actor, Action.SEE_FIGURES, await position(tx, union))
    return await bounded(tx, union, MOST, "choose a smaller branch, or run orgnet analyse")
