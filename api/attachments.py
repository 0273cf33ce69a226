"""Attachments: files added to drafts as they come in, removed from them, and sent to who sees the directive."""

import re
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Annotated, Any

import structlog
import uuid_utils
from anyio.to_thread import run_sync
from fastapi import APIRouter, Depends, Header, Path, Query, Request, Response, status
from fastapi.responses import FileResponse
from starlette.requests import ClientDisconnect

from api.actors import Actor, Asked, Graph, RequestId, digest_of
from api.clock import Now
from api.contents import recognise
from api.directives import DirectiveId
from api.models import AttachmentOut
from api.problems import TooLarge, documented
from api.scanning import scan
from graph import attachments
from graph.files import Arrived, Files
from graph.settings import Settings
from orgnet.attachments import FORMATS, Attachment, media, titled
from orgnet.errors import Invalid, Unavailable
from orgnet.facts import Ask

log = structlog.get_logger()
router = APIRouter(prefix="/directives/{directive}/attachments", tags=["directives"])

STREAMED = re.compile(r"/api/v1/directives/[^/]+/attachments")
"""Where files come in, too large to be held in memory."""

MEGABYTE = 1_000_000

PROBLEMS = documented(403, 404, 409)

FILE: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "description": "the file as it is",
        "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
    }
}

SENT: dict[int | str, dict[str, Any]] = {
    200: {"description": "the file", "content": {format.media: {} for format in FORMATS.values()}},
    206: {"description": "the part of the file that the Range names"},
    304: {"description": "you have it already"},
    416: {"description": "the file has no such part"},
}

GUARDED = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Cache-Control": "private, no-cache",
}
"""A file is data: no browser may take it for a page of ours, nor show it to whoever comes next."""


def settings(request: Request) -> Settings:
    """What the installation decides."""
    return request.app.state.settings


def files(request: Request) -> Files:
    """The files of the installation."""
    return request.app.state.files


Chosen = Annotated[Settings, Depends(settings)]
Kept = Annotated[Files, Depends(files)]
AttachmentId = Annotated[str, Path(max_length=64)]


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
    name: Annotated[str, Query(description="the file's name; what it holds must be what its ending says")],
) -> AttachmentChanged:
    """Add a file to a draft, which undoes its review. The body is the file itself, at most 50 MB unless set otherwise.

    It is taken only if it is of a kind that officials use, and if a virus scanner, where there is one, finds it
    clean.
    """
    called, most = titled(name), chosen.attachments
    asked = Ask(actor, request_id)
    await graph.read(lambda tx: attachments.expect(tx, asked, directive, called, most))
    async with kept.arriving(_counted(request, chosen.attachment_size * MEGABYTE)) as arrived:
        attachment = await _inspected(chosen, called, arrived)
        await kept.keep(arrived)
    said = f"{called}\n{attachment.digest}".encode()
    ask = replace(asked, digest=digest_of(request, said))
    return AttachmentChanged(**await attachments.attach(graph, ask, directive, attachment, most, now))


async def _counted(request: Request, most: int) -> AsyncIterator[bytes]:
    """The body of a request as it comes; raises TooLarge where it is over the limit, whatever its header says.

    As much again is read and thrown away: whoever is cut off while he sends does not hear why.
    """
    size = 0
    try:
        async for chunk in request.stream():
            size += len(chunk)
            if size > 2 * most:
                break
            if size <= most:
                yield chunk
    except ClientDisconnect as gone:
        raise Invalid("the file ended before it was whole; send it again", field="file") from gone
    if size > most:
        raise TooLarge(f"the file has more than {most // MEGABYTE} MB; make it smaller, or send it in parts")


async def _inspected(chosen: Settings, name: str, arrived: Arrived) -> Attachment:
    """What has arrived, found to be what its name says, and clean."""
    if not arrived.size:
        raise Invalid("the file is empty; send it as the body of the request", field="file")
    kind = media(name, await run_sync(recognise, arrived.path))
    await scan(chosen.scanner, arrived.path, chosen.scanner_patience)
    return Attachment(str(uuid_utils.uuid7()), name, kind, arrived.size, arrived.digest)


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
    if_none_match: Annotated[str | None, Header(description="the ETag of the file you have")] = None,
) -> Response:
    """The file itself, or the part of it that a Range names; for whoever sees the directive."""
    found = await graph.read(lambda tx: attachments.read(tx, actor, directive, attachment))
    headers = GUARDED | {"ETag": f'"{found.digest}"'}
    if headers["ETag"] in (if_none_match or ""):
        return Response(status_code=status.HTTP_304_NOT_MODIFIED, headers=headers)
    path = kept.path(found.digest)
    if not await run_sync(path.is_file):
        log.error("attachment without its file", directive=directive, attachment=attachment, digest=found.digest)
        raise Unavailable(
            f"the file {found.name} is not where it is kept; tell whoever runs this installation to restore it"
        )
    return FileResponse(path, media_type=found.media, filename=found.name, headers=headers)
