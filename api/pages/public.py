"""Public documents: read by anybody, without signing in, and printed as a notice with a code that leads here."""

import segno
from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from api.actors import Graph
from api.attachments import AttachmentId, Have
from api.directives import DirectiveId
from api.files import Chosen, Kept, whole
from api.pages.documents import Whole, shown
from api.pages.rendering import render
from graph import attachments, documents, positions
from graph.db import Transaction

router = APIRouter(prefix="/public/{directive}")


@router.get("")
async def read(request: Request, graph: Graph, chosen: Chosen, directive: DirectiveId) -> HTMLResponse:
    """A public document."""

    async def look(tx: Transaction) -> Whole:
        found = await documents.public(tx, directive)
        issuer = (await positions.position(tx, found.issuer)).union
        return Whole(found, issuer, await attachments.of(tx, directive), ())

    address = f"{chosen.address}/public/{directive}"
    code = segno.make(address, error="m").svg_data_uri(scale=4, border=2)
    context = shown(await graph.read(look)) | {"address": address, "code": code}
    return render(request, "public.html", context)


@router.get("/attachments/{attachment}")
async def read_attachment(
    graph: Graph, kept: Kept, directive: DirectiveId, attachment: AttachmentId, if_none_match: Have = None
) -> Response:
    """A file of a public document."""
    found = await graph.read(lambda tx: attachments.read_public(tx, directive, attachment))
    return await whole(kept, found, if_none_match)
