"""Papers: what came on paper from outside is joined with its original, and parted again."""

from fastapi import APIRouter
from fastapi.responses import Response

from api.actors import Graph
from api.clock import Now
from api.directives import DirectiveId
from api.pages.forms import Sent
from api.pages.readers import Reading
from api.pages.sessions import onward
from graph import origins

router = APIRouter()


@router.post("/directives/{directive}/original")
async def join(graph: Graph, reader: Reading, now: Now, sent: Sent, directive: DirectiveId) -> Response:
    """Join a directive with the original of its paper, or part the two; back to the document."""
    if sent["original"]:
        await origins.join(graph, sent.ask, directive, sent["original"], now)
    else:
        await origins.part(graph, sent.ask, directive, now)
    return onward(f"/directives/{directive}")
