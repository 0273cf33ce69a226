"""Endings: what was issued is closed, or taken back for a reason."""

from fastapi import APIRouter
from fastapi.responses import Response

from api.actors import Graph
from api.clock import Now
from api.directives import DirectiveId
from api.pages.forms import Sent
from api.pages.readers import Reading
from api.pages.sessions import onward
from graph import endings

router = APIRouter()


@router.post("/directives/{directive}/close")
async def close(graph: Graph, reader: Reading, now: Now, sent: Sent, directive: DirectiveId) -> Response:
    """Close a directive with all that passes it on; back to the document."""
    await endings.close(graph, sent.ask, directive, now)
    return onward(f"/directives/{directive}")


@router.post("/directives/{directive}/withdraw")
async def withdraw(graph: Graph, reader: Reading, now: Now, sent: Sent, directive: DirectiveId) -> Response:
    """Take back what nobody has done yet; back to the document."""
    await endings.withdraw(graph, sent.ask, directive, sent["reason"], now)
    return onward(f"/directives/{directive}")
