"""Publications: what everybody sees of how far a public document has got."""

from fastapi import APIRouter

from api.actors import Asked, Graph
from api.clock import Now
from api.directives import DirectiveChanged, DirectiveId
from api.models import Strict
from api.problems import documented
from graph import publications
from orgnet.documents import Publication

router = APIRouter(prefix="/directives/{directive}", tags=["directives"])


class PublicationIn(Strict):
    """Nothing, the figures of all whom it reaches, or those of each union directly below as well."""

    publishes: Publication


@router.put("/publication", responses=documented(403, 404, 409))
async def publish(graph: Graph, ask: Asked, now: Now, directive: DirectiveId, body: PublicationIn) -> DirectiveChanged:
    """Choose what the page of a public document tells everybody of its progress."""
    return DirectiveChanged(**await publications.publish(graph, ask, directive, body.publishes, now))
