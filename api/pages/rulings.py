"""Rulings: the issuer of a directive accepts or returns what was reported done, and exempts, many at once."""

from datetime import datetime

from fastapi import APIRouter
from fastapi.responses import Response

from api.actors import Graph
from api.clock import Now
from api.directives import DirectiveId
from api.pages.forms import Form, Sent
from api.pages.readers import Reading
from api.pages.sessions import onward
from graph import rulings
from graph.db import Database
from orgnet.errors import Invalid
from orgnet.receipts import Ruling

router = APIRouter()

LIFTED = "lifted"


@router.post("/directives/{directive}/rulings")
async def rule(graph: Graph, reader: Reading, now: Now, sent: Sent, directive: DirectiveId) -> Response:
    """Decide about the unions that were ticked."""
    await _ruled(graph, sent, directive, now)
    return onward(sent["next"] or f"/directives/{directive}/replies")


async def _ruled(graph: Database, sent: Form, directive: str, now: datetime) -> None:
    unions, then = sent.ticked("union"), sent["then"]
    if then == LIFTED:
        await rulings.lift(graph, sent.ask, directive, unions, now)
    elif then in list(Ruling):
        why = None if then == Ruling.ACCEPTED else sent["reason"]
        await rulings.rule(graph, sent.ask, directive, unions, Ruling(then), why, now)
    else:
        raise Invalid("this form is not one of ours; go back to the page and try again", field="then")
