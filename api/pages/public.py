"""Public documents: read by anybody, without signing in, and printed as a notice with a code that leads here."""

from dataclasses import dataclass

import segno
from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from api.actors import Graph
from api.attachments import AttachmentId, Have
from api.directives import DirectiveId
from api.files import Chosen, Kept, whole
from api.pages.documents import Whole, shown
from api.pages.rendering import render
from graph import attachments, documents, positions, publications
from graph.db import Database, Transaction
from graph.publications import Published
from graph.settings import Settings

router = APIRouter(prefix="/public/{directive}")


@dataclass(frozen=True, slots=True)
class Public:
    """A public document, what its issuer publishes of its progress, and where everybody finds it."""

    whole: Whole
    published: Published | None
    address: str

    def context(self) -> dict[str, object]:
        """What its pages tell; the code is drawn as a picture that leads to it."""
        code = segno.make(self.address, error="m").svg_data_uri(scale=4, border=2)
        return shown(self.whole) | {"published": self.published, "address": self.address, "code": code}


async def _public(graph: Database, chosen: Settings, directive: str) -> Public:
    async def look(tx: Transaction) -> tuple[Whole, Published | None]:
        found = await documents.public(tx, directive)
        issuer = (await positions.position(tx, found.issuer)).union
        whole = Whole(found, issuer, await attachments.of(tx, directive), ())
        return whole, await publications.published(tx, found)

    return Public(*await graph.read(look), f"{chosen.address}/public/{directive}")


@router.get("")
async def read(request: Request, graph: Graph, chosen: Chosen, directive: DirectiveId) -> HTMLResponse:
    """A public document."""
    return render(request, "public.html", (await _public(graph, chosen, directive)).context())


@router.get("/notice")
async def read_notice(request: Request, graph: Graph, chosen: Chosen, directive: DirectiveId) -> HTMLResponse:
    """A notice to be printed and put up: what it is about, and a code that leads to the document."""
    return render(request, "notice.html", (await _public(graph, chosen, directive)).context())


@router.get("/attachments/{attachment}")
async def read_attachment(
    graph: Graph, kept: Kept, directive: DirectiveId, attachment: AttachmentId, if_none_match: Have = None
) -> Response:
    """A file of a public document."""
    found = await graph.read(lambda tx: attachments.read_public(tx, directive, attachment))
    return await whole(kept, found, if_none_match)
