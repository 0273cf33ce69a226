"""Ledgers: where the branches below a union stand with a directive, and who has not, complete and as files."""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from contextlib import ExitStack, aclosing
from datetime import date
from io import BytesIO
from tempfile import TemporaryFile
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query
from fastapi.responses import StreamingResponse

from api.actors import Actor, Graph
from api.clock import Now
from api.directives import DirectiveId
from api.exports import disposition, sent
from api.formats import MEDIA, Format
from api.problems import documented
from api.progress import At
from api.tables import Csv, Xlsx
from graph import ledgers, progress
from graph.db import Database
from graph.stalled import seen_stalled
from orgnet.directives import Directive
from orgnet.errors import Conflict
from orgnet.exports import Language
from orgnet.ledgers import (
    Row,
    added,
    missing_headings,
    missing_row,
    none,
    progress_headings,
    progress_row,
    stopped_headings,
    stopped_row,
)
from orgnet.receipts import Milestone
from orgnet.unions import Union

router = APIRouter(prefix="/directives/{directive}/progress", tags=["progress"])

MOST = 20_000
"""Rows of a workbook, which has to be complete before it can be sent."""

STOPPED = 1000
"""How many of those who hold a cascade up stand in a file."""

As = Annotated[Literal[Format.CSV, Format.XLSX], Query(description="of these, only csv has no limit of 20,000 rows")]
In = Annotated[Language, Query(description="of headings and terms")]
FILES: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "the file",
        "content": {MEDIA[each].partition(";")[0]: {} for each in (Format.CSV, Format.XLSX)},
    }
}


Pages = AsyncGenerator[Sequence[Row]]


@router.get("/children/export", response_class=StreamingResponse, responses=documented(404, 409) | FILES)
async def export_children(
    graph: Graph,
    actor: Actor,
    now: Now,
    directive: DirectiveId,
    at: At = None,
    format: As = Format.CSV,
    language: In = Language.CHINESE,
) -> StreamingResponse:
    """The progress of each union directly below as a file, with a row of sums at its end."""
    document, top = await seen(graph, actor, directive, at)
    rows = _children(graph, actor, document, top, graph.today(now), language)
    return await as_file(rows, progress_headings(language), format, called(document, "progress", format, top))


@router.get("/missing/export", response_class=StreamingResponse, responses=documented(404, 409) | FILES)
async def export_missing(
    graph: Graph,
    actor: Actor,
    directive: DirectiveId,
    at: At = None,
    milestone: Milestone = Milestone.SIGNED,
    format: As = Format.CSV,
    language: In = Language.CHINESE,
) -> StreamingResponse:
    """All unions that are expected to have reached a milestone and have not as a file, and how they are reached."""
    document, top = await seen(graph, actor, directive, at)
    rows = _missing(graph, actor, document, top, milestone, language)
    return await as_file(rows, missing_headings(language), format, called(document, f"not-{milestone}", format, top))


@router.get("/stalled/export", response_class=StreamingResponse, responses=documented(404, 409) | FILES)
async def export_stopped(
    graph: Graph,
    actor: Actor,
    directive: DirectiveId,
    at: At = None,
    format: As = Format.CSV,
    language: In = Language.CHINESE,
) -> StreamingResponse:
    """The thousand that hold a cascade up the most which goes level by level, as a file, and how they are reached."""
    document, top = await seen(graph, actor, directive, at)
    await graph.read(lambda tx: seen_stalled(tx, actor, directive, at, 1))
    rows = _stopped(graph, actor, document, top, language)
    return await as_file(rows, stopped_headings(language), format, called(document, "stalled", format, top))


async def seen(graph: Database, actor: str, directive: str, at: str | None) -> tuple[Directive, Union]:
    """The cascade of a document, and the union whose branch is looked at."""
    document, found = await graph.read(lambda tx: progress.seen(tx, actor, directive, at))
    return document, found.place.union


def called(document: Directive, what: str, format: Format, top: Union | None = None) -> dict[str, str]:
    """The file is called by the number of the directive, and by the union's name where it is of one branch."""
    name = f"{document.number} {top.name} {what}" if top else f"{document.number} {what}"
    return disposition(name, f"{top.code if top else document.id}-{what}", format)


async def _children(
    graph: Database, actor: str, document: Directive, top: Union, today: date, language: Language
) -> Pages:
    sums = none(language)
    async with aclosing(ledgers.children(graph, actor, document, top.id)) as stream:
        async for page in stream:
            rows = [progress_row(document, each.place.union, each.standing, today, language) for each in page]
            sums = added(sums, rows)
            yield rows
    yield [sums]


async def _missing(
    graph: Database, actor: str, document: Directive, top: Union, milestone: Milestone, language: Language
) -> Pages:
    async with aclosing(ledgers.missing(graph, actor, document, top.id, milestone)) as stream:
        async for page in stream:
            yield [missing_row(chase, graph.zone, language) for chase in page]


async def _stopped(graph: Database, actor: str, document: Directive, top: Union, language: Language) -> Pages:
    async with aclosing(ledgers.stopped(graph, actor, document, top.id, STOPPED)) as stream:
        async for page in stream:
            yield [stopped_row(chase, each.since.at, each.waiting, graph.zone, language) for each, chase in page]


async def as_file(pages: Pages, headings: Sequence[str], format: Format, headers: dict[str, str]) -> StreamingResponse:
    """Rows below their headings as a file: csv as it comes, a workbook when it is complete."""
    if format is Format.CSV:
        return StreamingResponse(_streamed(pages, headings), headers=headers)
    with ExitStack() as stack:
        file = stack.enter_context(TemporaryFile())
        await _written(pages, Xlsx(file, headings))
        return StreamingResponse(sent(file, stack.pop_all()), headers=headers)


async def _streamed(pages: Pages, headings: Sequence[str]) -> AsyncGenerator[bytes]:
    """Rows as CSV, page by page, as fast as they are taken."""
    buffer = BytesIO()
    table = Csv(buffer, headings)
    async with aclosing(pages):
        async for rows in pages:
            table.write(rows)
            yield buffer.getvalue()
            buffer.seek(0)
            buffer.truncate()


async def _written(pages: Pages, table: Xlsx) -> None:
    """Write all rows; raises Conflict where there are too many. The table is closed whatever happens."""
    length = 0
    try:
        async with aclosing(pages):
            async for rows in pages:
                length += len(rows)
                if length > MOST:
                    raise Conflict(f"this file would have more than {MOST:,} rows, the most possible here; take csv")
                await asyncio.to_thread(table.write, rows)
    finally:
        await asyncio.to_thread(table.close)
