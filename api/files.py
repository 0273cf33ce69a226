"""Files: taken in as they come, told by what they hold, and sent as what they are."""

import pathlib
import re
from collections.abc import AsyncGenerator, AsyncIterator
from typing import Annotated, Any

import structlog
import uuid_utils
from anyio.to_thread import run_sync
from fastapi import Depends, Header, Path, Query, Request, Response, status
from fastapi.responses import FileResponse
from starlette.requests import ClientDisconnect

from api.contents import recognise
from api.problems import TooLarge
from api.scanning import scan
from graph.files import Arrived, Files
from graph.settings import Settings
from orgnet.attachments import FORMATS, Attachment, media
from orgnet.errors import Invalid, Unavailable

log = structlog.get_logger()

STREAMED = re.compile(
    r"(/api/v1)?/directives/[^/]+/attachments|/api/v1/unions/[^/]+/replies/[^/]+/files|/unions/[^/]+/inbox/[^/]+/files"
    r"|/unions/[^/]+/imports"
)
"""Where files come in, too large to be held in memory."""

MEGABYTE = 1_000_000

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


async def settings(request: Request) -> Settings:
    """What the installation decides."""
    return request.app.state.settings


async def files(request: Request) -> Files:
    """The files of the installation."""
    return request.app.state.files


Chosen = Annotated[Settings, Depends(settings)]
Kept = Annotated[Files, Depends(files)]
AttachmentId = Annotated[str, Path(max_length=64)]
Called = Annotated[str, Query(description="the file's name; what it holds must be what its ending says")]


Have = Annotated[str | None, Header(description="the ETag of the file you have")]


async def taken(request: Request, chosen: Settings, kept: Files, name: str) -> Attachment:
    """The body of a request as a file that is kept, found to be what its name says, and clean."""
    return await received(counted(request, chosen), chosen, kept, name)


async def received(chunks: AsyncIterator[bytes], chosen: Settings, kept: Files, name: str) -> Attachment:
    """A file that is kept, found to be what its name says, and clean."""
    async with kept.arriving(chunks) as arrived:
        attachment = await _inspected(chosen, name, arrived)
        await kept.keep(arrived)
    return attachment


def said(attachment: Attachment) -> bytes:
    """What a request said with its body, in short: a file of this name and content."""
    return f"{attachment.name}\n{attachment.digest}".encode()


async def counted(request: Request, chosen: Settings) -> AsyncGenerator[bytes]:
    """The body of a request as it comes; raises TooLarge where it is over the limit, whatever its header says.

    As much again is read and thrown away: whoever is cut off while he sends does not hear why.
    """
    size, most = 0, chosen.attachment_size * MEGABYTE
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
        raise Invalid("the file is empty; choose one that holds something", field="file")
    kind = media(name, await run_sync(recognise, arrived.path))
    await scan(chosen.scanner, arrived.path, chosen.scanner_patience)
    return Attachment(str(uuid_utils.uuid7()), name, kind, arrived.size, arrived.digest)


async def whole(kept: Files, found: Attachment, have: str | None) -> Response:
    """The file itself, or the part of it that a Range names; nothing where the asker has it."""
    headers = GUARDED | {"ETag": f'"{found.digest}"'}
    if headers["ETag"] in (have or ""):
        return Response(status_code=status.HTTP_304_NOT_MODIFIED, headers=headers)
    path = await located(kept, found)
    return FileResponse(path, media_type=found.media, filename=found.name, headers=headers)


async def located(kept: Files, found: Attachment) -> pathlib.Path:
    """Where a file is kept; raises Unavailable where it is not there."""
    path = kept.path(found.digest)
    if not await run_sync(path.is_file):
        log.error("attachment without its file", attachment=found.id, digest=found.digest)
        raise Unavailable(
            f"the file {found.name} is not where it is kept; tell whoever runs this installation to restore it"
        )
    return path
