"""Papers: what came on paper from outside is joined with its original."""

from fastapi import APIRouter

from api.actors import Asked, Graph
from api.clock import Now
from api.directives import DirectiveChanged, DirectiveId
from api.models import Id, Strict
from api.problems import documented
from graph import origins

router = APIRouter(tags=["directives"])


class OriginalIn(Strict):
    """The original, as it came to the union through the network."""

    original: Id


PROBLEMS = documented(403, 404, 409)


@router.put("/directives/{directive}/original", responses=PROBLEMS)
async def join(graph: Graph, ask: Asked, now: Now, directive: DirectiveId, body: OriginalIn) -> DirectiveChanged:
    """Join a directive that hands on a document on paper with the original, once that has come to its issuer."""
    return DirectiveChanged(**await origins.join(graph, ask, directive, body.original, now))


@router.delete("/directives/{directive}/original", responses=PROBLEMS)
async def part(graph: Graph, ask: Asked, now: Now, directive: DirectiveId) -> DirectiveChanged:
    """Part what was joined by mistake."""
    return DirectiveChanged(**await origins.part(graph, ask, directive, now))
