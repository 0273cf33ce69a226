"""Branches taken away as files."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import ExitStack, aclosing
from io import BytesIO
from tempfile import TemporaryFile
from typing import IO, Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Query
from fastapi.responses import StreamingResponse

from api.actors import Actor, Graph
from api.formats import MEDIA, Format, take, writer
from api.problems import documented
from api.unions import UnionId
from graph.branches import bounded, pages
from graph.db import Database
from graph.positions import position
from orgnet.exports import Language

router = APIRouter(prefix="/unions", tags=["unions"])

MOST = 20_000
"""Unions in a file that has to be complete before it can be sent."""

CHUNK = 1 << 18

FILES: dict[int | str, dict[str, Any]] = {
    200: {"description": "the file", "content": {media.partition(";")[0]: {} for media in MEDIA.values()}}
}


@router.get("/{union}/export", response_class=StreamingResponse, responses=documented(404, 409) | FILES)
async def export(
    graph: Graph,
    actor: Actor,
    union: UnionId,
    format: Annotated[Format, Query(description="of these, only csv has no limit of 20,000 unions")] = Format.CSV,
    language: Annotated[Language, Query(description="of headings and terms in sheets")] = Language.CHINESE,
) -> StreamingResponse:
    """A union and all below it as a file, which can be imported again where it is a sheet.

    Members and units of unions are left out where you see size classes only. The file is read from the
    network in pages, each of which is a moment by itself.
    """
    top = (await graph.read(lambda tx: position(tx, union))).union
    if format is Format.CSV:
        return StreamingResponse(
            _streamed(graph, actor, union, language), headers=disposition(top.name, top.code, format)
        )
    advice = "take csv, or run orgnet export"
    await graph.read(lambda tx: bounded(tx, union, MOST, advice))
    with ExitStack() as stack:
        file = stack.enter_context(TemporaryFile())
        await take(graph, actor, union, writer(format, file, language))
        return StreamingResponse(sent(file, stack.pop_all()), headers=disposition(top.name, top.code, format))


async def _streamed(database: Database, actor: str, top: str, language: Language) -> AsyncGenerator[bytes]:
    """A branch as CSV, page by page, as fast as it is taken."""
    buffer = BytesIO()
    out = writer(Format.CSV, buffer, language)
    async with aclosing(pages(database, actor, top)) as stream:
        async for entries in stream:
            await asyncio.to_thread(out.add, entries)
            yield buffer.getvalue()
            buffer.seek(0)
            buffer.truncate()


async def sent(file: IO[bytes], stack: ExitStack) -> AsyncGenerator[bytes]:
    """A file that is complete, in chunks; the stack, which holds it, is left at the end."""
    with stack:
        file.seek(0)
        while chunk := await asyncio.to_thread(file.read, CHUNK):
            yield chunk


def disposition(name: str, code: str, format: Format) -> dict[str, str]:
    """The file is called by a name, and by a code where that cannot be said."""
    return attached(f"{name}.{format}", f"{code}.{format}", MEDIA[format])


def attached(name: str, plain: str, media: str) -> dict[str, str]:
    """RFC 6266: what is sent is a file of this name, or of a plain one where that cannot be said."""
    said = f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
    return {"Content-Type": media, "Content-Disposition": said}
