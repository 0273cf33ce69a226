"""Analysis: what the shape of a branch says, and names that may mean one union twice."""

import asyncio
from typing import Annotated

from fastapi import APIRouter, Path, Request
from fastapi.responses import HTMLResponse, Response

from api.actors import Graph
from api.analysis import MOST, permitted
from api.clock import Now
from api.doubts import DecisionIn, Said
from api.pages.administration import office
from api.pages.forms import Sent, valid
from api.pages.readers import Reading
from api.pages.rendering import language_of, render
from api.pages.sessions import onward
from api.refusals import refusal
from api.unions import UnionId
from graph import doubts, unions
from graph.analysis import gather
from graph.db import Transaction
from orgnet import analysis
from orgnet.errors import Conflict
from orgnet.levels import Level

router = APIRouter(prefix="/unions/{union}/analysis")

SHOWN = 20


@router.get("")
async def read(request: Request, graph: Graph, reader: Reading, union: UnionId) -> HTMLResponse:
    """What the shape of a branch says; of one that is too large, the branches below it."""
    context: dict[str, object] = {
        "analysis": None,
        "wrong": None,
        "children": [],
        "shown": SHOWN,
        "levels": list(Level),
    }

    async def look(tx: Transaction) -> dict[str, object]:
        return {
            "office": await office(tx, reader.id, union),
            "doubts": await doubts.undecided(tx, reader.id, union, SHOWN),
        }

    try:
        await graph.read(lambda tx: permitted(tx, reader.id, union))
        context["analysis"] = await asyncio.to_thread(analysis.analyse, await gather(graph, reader.id, union))
    except Conflict as large:
        context["wrong"] = refusal(language_of(request), large.detail)
        found = await graph.read(lambda tx: unions.children(tx, reader.id, union, "", 200))
        context["children"] = [each for each in found if each.subordinates < MOST]
    return render(request, "analysis.html", context | await graph.read(look))


@router.post("/doubts/{doubt}")
async def decide(
    graph: Graph,
    reader: Reading,
    now: Now,
    sent: Sent,
    union: UnionId,
    doubt: Annotated[str, Path(max_length=64)],
) -> Response:
    """Decide whether a name means a union that is there already."""
    said = valid(DecisionIn, {"decision": sent["decision"]})
    await doubts.decide(graph, sent.ask, doubt, said.decision is Said.SAME, now)
    return onward(f"/unions/{union}/analysis")
