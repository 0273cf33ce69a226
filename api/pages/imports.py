"""Imports: a sheet is sent, tried, shown with what is wrong in it, and imported once nothing is."""

from collections.abc import AsyncGenerator
from functools import partial
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Request
from fastapi.responses import HTMLResponse, Response
from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser

from api.actors import Graph
from api.files import Chosen, counted
from api.intake import MOST_ROWS, Arrival, Intake, tried
from api.pages.administration import office
from api.pages.forms import Sent
from api.pages.readers import Reading
from api.pages.rendering import language_of, render
from api.pages.sessions import onward
from api.pages.sheets import headless, shown
from api.problems import STATUSES
from api.refusals import refusal
from api.unions import UnionId
from graph.access import allow
from graph.db import Database, Transaction
from graph.positions import position
from graph.settings import Settings
from graph.spool import Spool
from orgnet.columns import COLUMNS, REQUIRED
from orgnet.errors import Invalid, Refusal
from orgnet.imports import Verdict
from orgnet.permissions import Action

router = APIRouter(prefix="/unions/{union}/imports")


async def intake(request: Request) -> Intake:
    """The sheets that wait."""
    return request.app.state.intake


Waiting = Annotated[Intake, Depends(intake)]
UploadId = Annotated[str, Path(max_length=64, pattern="^[0-9a-f-]+$")]


@router.get("")
async def read(request: Request, graph: Graph, reader: Reading, union: UnionId) -> HTMLResponse:
    """Where a sheet is sent."""
    return await _asking(request, graph, reader.id, union)


async def _asking(
    request: Request, graph: Database, actor: str, union: str, wrong: Refusal | None = None
) -> HTMLResponse:
    async def look(tx: Transaction) -> dict[str, object]:
        await allow(tx, actor, Action.FOUND, await position(tx, union))
        return {"office": await office(tx, actor, union)}

    more = {
        "columns": [column for column in COLUMNS if column.headings and column.field not in ("path", "problem")],
        "required": (*REQUIRED, "parent"),
        "wrong": refusal(language_of(request), wrong.detail) if wrong else None,
        "most": MOST_ROWS,
    }
    status = STATUSES[type(wrong)] if wrong else 200
    return render(request, "imports.html", await graph.read(look) | more, status)


@router.post("")
async def send(
    request: Request, graph: Graph, reader: Reading, chosen: Chosen, kept: Waiting, union: UnionId
) -> Response:
    """Take in a sheet, which is then tried."""
    try:
        arrival = await _taken(request, reader.id, chosen, kept)
    except Refusal as wrong:
        return await _asking(request, graph, reader.id, union, wrong)
    return onward(f"/unions/{union}/imports/{arrival.id}")


async def _taken(request: Request, owner: str, chosen: Settings, kept: Intake) -> Arrival:
    try:
        sent = await MultiPartParser(request.headers, counted(request, chosen), max_files=1, max_fields=9).parse()
    except (MultiPartException, KeyError) as error:
        raise Invalid("choose a file: .csv or .xlsx", field="file") from error
    try:
        file = sent.get("file")
        if not isinstance(file, UploadFile) or not file.filename or not file.size:
            raise Invalid("choose a file: .csv or .xlsx", field="file")
        return await kept.keep(owner, file.filename[:200], _chunks(file))
    finally:
        await sent.close()


async def _chunks(file: UploadFile) -> AsyncGenerator[bytes]:
    while chunk := await file.read(1 << 20):
        yield chunk


@router.get("/{upload}")
async def read_one(
    request: Request, graph: Graph, reader: Reading, kept: Waiting, union: UnionId, upload: UploadId
) -> HTMLResponse:
    """What an import of a sheet would do, or how far it has got."""
    sheet, run = kept.waiting(reader.id, upload), kept.runs.get(upload)
    place = await graph.read(lambda tx: office(tx, reader.id, union))
    if run and not run.refused:
        return render(request, "importing.html", {"office": place, "run": run, "upload": sheet})
    context: dict[str, object] = {
        "office": place,
        "upload": sheet,
        "run": run,
        "said": partial(refusal, language_of(request)),
    }
    try:
        context |= await _trial(graph, reader.id, sheet)
    except Refusal as wrong:
        return await _asking(request, graph, reader.id, union, wrong)
    return render(request, "import.html", context)


async def _trial(graph: Database, actor: str, sheet: Arrival) -> dict[str, object]:
    with Spool() as spool:
        gathered, planned = await tried(graph, actor, sheet, spool)
    if planned is None:
        wrong = len(gathered.faults)
        return {"sheets": headless(sheet.path, gathered.faults), "counts": {}, "wrong": wrong, "due": 0}
    counts = {verdict.name: planned.count(verdict) for verdict in Verdict}
    due = counts["FOUND"] + counts["CHANGE"] + counts["DOUBT"] + len(planned.pacts)
    return {
        "sheets": shown(sheet.path, gathered, planned),
        "counts": counts,
        "wrong": counts["WRONG"],
        "due": due,
    }


@router.post("/{upload}")
async def begin(graph: Graph, reader: Reading, sent: Sent, kept: Waiting, union: UnionId, upload: UploadId) -> Response:
    """Import a sheet."""
    kept.start(graph, sent.ask, kept.waiting(reader.id, upload))
    return onward(f"/unions/{union}/imports/{upload}")
