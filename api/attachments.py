"""Attachments: files added to drafts, removed from them, and sent to who sees the directive."""

from dataclasses import replace

from fastapi import APIRouter, Request, Response, status
from fastapi.responses import FileResponse

from api.actors import Actor, Asked, Graph, RequestId, digest_of
from api.clock import Now
from api.directives import DirectiveId
from api.files import FILE, SENT, AttachmentId, Called, Chosen, Have, Kept, said, taken, whole
from api.models import AttachmentOut
from api.problems import documented
from graph import attachments
from orgnet.attachments import titled
from orgnet.facts import Ask

router = APIRouter(prefix="/directives/{directive}/attachments", tags=["directives"])

PROBLEMS = documented(403, 404, 409)


class AttachmentChanged(AttachmentOut):
    """The attachment that was added or removed."""

    directive: str
    seq: int


@router.post("", status_code=status.HTTP_201_CREATED, responses=PROBLEMS, openapi_extra=FILE)
async def attach(
    request: Request,
    graph: Graph,
    actor: Actor,
    request_id: RequestId,
    now: Now,
    chosen: Chosen,
    kept: Kept,
    directive: DirectiveId,
    name: Called,
) -> AttachmentChanged:
    """Add a file to a draft, which undoes its review. The body is the file itself, at most 50 MB unless set otherwise.

    It is taken only if it is of a kind that officials use, and if a virus scanner, where there is one, finds it
    clean.
    """
    called, most = titled(name), chosen.attachments
    asked = Ask(actor, request_id)
    await graph.read(lambda tx: attachments.expect(tx, asked, directive, called, most))
    attachment = await taken(request, chosen, kept, called)
    ask = replace(asked, digest=digest_of(request, said(attachment)))
    return AttachmentChanged(**await attachments.attach(graph, ask, directive, attachment, most, now))


@router.delete("/{attachment}", responses=PROBLEMS)
async def detach(
    graph: Graph, ask: Asked, now: Now, directive: DirectiveId, attachment: AttachmentId
) -> AttachmentChanged:
    """Remove a file from a draft, which undoes its review."""
    return AttachmentChanged(**await attachments.detach(graph, ask, directive, attachment, now))


@router.get("/{attachment}", response_class=FileResponse, responses=documented(404) | SENT)
async def read(
    graph: Graph,
    actor: Actor,
    kept: Kept,
    directive: DirectiveId,
    attachment: AttachmentId,
    if_none_match: Have = None,
) -> Response:
    """The file itself, or the part of it that a Range names; for whoever sees the directive."""
    found = await graph.read(lambda tx: attachments.read(tx, actor, directive, attachment))
    return await whole(kept, found, if_none_match)
