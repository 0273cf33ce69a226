"""Viewing: a file of a directive opened as a page, for a phone that has no program for it."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse

from api.actors import Graph
from api.attachments import AttachmentId
from api.directives import DirectiveId
from api.files import Kept, located
from api.pages.readers import Reading
from api.pages.rendering import language_of, render
from api.refusals import refusal
from api.viewing.viewers import Viewers
from graph import attachments, documents
from graph.db import Transaction
from graph.files import Files
from orgnet.attachments import Attachment
from orgnet.directives import Directive
from orgnet.errors import Invalid

router = APIRouter()

Numbered = Annotated[int, Query(ge=1, le=10_000, description="which of its pages")]


@router.get("/directives/{directive}/attachments/{attachment}")
async def read(
    request: Request,
    graph: Graph,
    kept: Kept,
    reader: Reading,
    directive: DirectiveId,
    attachment: AttachmentId,
    page: Numbered = 1,
) -> HTMLResponse:
    """A file of a directive that I see."""

    async def look(tx: Transaction) -> tuple[Directive, Attachment]:
        found = await attachments.read(tx, reader.id, directive, attachment)
        return await documents.read(tx, reader.id, directive), found

    places = {"back": f"/directives/{directive}", "file": f"/api/v1/directives/{directive}/attachments/{attachment}"}
    return await _shown(request, kept, *await graph.read(look), page, places)


@router.get("/public/{directive}/attachments/{attachment}/page")
async def read_public(
    request: Request,
    graph: Graph,
    kept: Kept,
    directive: DirectiveId,
    attachment: AttachmentId,
    page: Numbered = 1,
) -> HTMLResponse:
    """A file of a public document, for everybody."""

    async def look(tx: Transaction) -> tuple[Directive, Attachment]:
        found = await attachments.read_public(tx, directive, attachment)
        return await documents.public(tx, directive), found

    places = {"back": f"/public/{directive}", "file": f"/public/{directive}/attachments/{attachment}"}
    return await _shown(request, kept, *await graph.read(look), page, places)


async def _shown(
    request: Request, kept: Files, directive: Directive, found: Attachment, page: int, places: dict[str, str]
) -> HTMLResponse:
    context: dict[str, object] = {"directive": directive, "attachment": found, "view": None, "wrong": None}
    viewers: Viewers = request.app.state.viewers
    path = await located(kept, found)
    try:
        context["view"] = await viewers.view(path, found.name, page)
    except Invalid as wrong:
        context["wrong"] = refusal(language_of(request), wrong.detail)
    return render(request, "viewing.html", context | places)
