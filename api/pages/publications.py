"""Publications: the issuer chooses what everybody sees of how far a public document has got."""

from fastapi import APIRouter
from fastapi.responses import Response

from api.actors import Graph
from api.clock import Now
from api.directives import DirectiveId
from api.pages.forms import Sent
from api.pages.readers import Reading
from api.pages.sessions import onward
from graph import publications
from orgnet.documents import Publication
from orgnet.errors import Invalid

router = APIRouter()


@router.post("/directives/{directive}/publication")
async def publish(graph: Graph, reader: Reading, now: Now, sent: Sent, directive: DirectiveId) -> Response:
    """Publish this much; back to the document."""
    if sent["publishes"] not in list(Publication):
        raise Invalid("this form is not one of ours; go back to the page and try again", field="publishes")
    await publications.publish(graph, sent.ask, directive, Publication(sent["publishes"]), now)
    return onward(f"/directives/{directive}")
