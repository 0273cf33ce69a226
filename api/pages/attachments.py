"""Attachments: files added to a draft beside its sheet, and removed from it."""

from fastapi import APIRouter
from fastapi.responses import Response

from api.actors import Graph
from api.clock import Now
from api.directives import DirectiveId
from api.files import AttachmentId, Chosen
from api.pages.forms import Sent
from api.pages.readers import Reader, Reading
from api.pages.sessions import onward
from api.pages.uploads import Uploaded
from graph import attachments, documents
from graph.db import Database

router = APIRouter(prefix="/directives/{directive}/attachments")


@router.post("")
async def attach(
    graph: Graph, reader: Reading, now: Now, chosen: Chosen, file: Uploaded, directive: DirectiveId
) -> Response:
    """Add a file."""
    most = chosen.attachments
    await graph.read(lambda tx: attachments.expect(tx, file.asked, directive, file.name, most))
    ask, attachment = await file.taken()
    await attachments.attach(graph, ask, directive, attachment, most, now)
    return await _back(graph, reader, directive)


@router.post("/{attachment}/taken-back")
async def detach(
    graph: Graph, reader: Reading, now: Now, sent: Sent, directive: DirectiveId, attachment: AttachmentId
) -> Response:
    """Remove a file."""
    await attachments.detach(graph, sent.ask, directive, attachment, now)
    return await _back(graph, reader, directive)


async def _back(graph: Database, reader: Reader, directive: str) -> Response:
    issuer = (await graph.read(lambda tx: documents.read(tx, reader.id, directive))).issuer
    return onward(f"/unions/{issuer}/drafts/{directive}")
