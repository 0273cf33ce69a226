"""Briefings: a grassroots union marks by which means and on which day its members were told."""

from datetime import date

from fastapi import APIRouter
from pydantic import Field

from api.actors import Asked, Graph
from api.clock import Now
from api.directives import DirectiveId
from api.models import ReceiptOut, Strict
from api.problems import documented
from api.receipts import Where
from graph import briefings
from orgnet.briefings import Briefing, Occasion

router = APIRouter(tags=["receipts"])

PATH = "/unions/{union}/inbox/{directive}/briefing"
PROBLEMS = documented(403, 404, 409)


class BriefingIn(Strict):
    """By which means the members were told, and when."""

    occasion: Occasion
    day: date = Field(examples=["2026-03-05"])


@router.put(PATH, responses=PROBLEMS)
async def brief(
    graph: Graph, ask: Asked, now: Now, union: Where, directive: DirectiveId, body: BriefingIn
) -> ReceiptOut:
    """Record that the members of a grassroots union were told of a directive, which it has read then; a second time
    corrects the first."""
    briefing = Briefing(body.occasion, body.day)
    return ReceiptOut.model_validate(await briefings.brief(graph, ask, union, directive, briefing, now))


@router.delete(PATH, responses=PROBLEMS)
async def unbrief(graph: Graph, ask: Asked, now: Now, union: Where, directive: DirectiveId) -> ReceiptOut:
    """Take back that the members were told."""
    return ReceiptOut.model_validate(await briefings.brief(graph, ask, union, directive, None, now))
