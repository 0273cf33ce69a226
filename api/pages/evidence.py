"""Evidence: the files by which a union shows what it has done, added to its document and taken back."""

from fastapi import APIRouter
from fastapi.responses import Response

from api.actors import Graph
from api.clock import Now
from api.directives import DirectiveId
from api.files import AttachmentId
from api.pages.forms import Sent
from api.pages.readers import Reading
from api.pages.sessions import onward
from api.pages.uploads import Uploaded
from api.receipts import Where
from graph import evidence

router = APIRouter(prefix="/unions/{union}/inbox/{directive}/files")


@router.post("")
async def attach(graph: Graph, now: Now, file: Uploaded, union: Where, directive: DirectiveId) -> Response:
    """Add a file."""
    await graph.read(lambda tx: evidence.expect(tx, file.asked, union, directive, file.name))
    ask, attachment = await file.taken()
    await evidence.attach(graph, ask, union, directive, attachment, now)
    return onward(f"/unions/{union}/inbox/{directive}")


@router.post("/{attachment}/taken-back")
async def detach(
    graph: Graph, reader: Reading, now: Now, sent: Sent, union: Where, directive: DirectiveId, attachment: AttachmentId
) -> Response:
    """Take a file back."""
    await evidence.detach(graph, sent.ask, union, directive, attachment, now)
    return onward(f"/unions/{union}/inbox/{directive}")
