"""Issued: what a union has going, or what of it is over, as a file."""

from contextlib import aclosing
from datetime import date
from typing import Annotated, Literal

from fastapi import APIRouter, Query
from fastapi.responses import StreamingResponse

from api.actors import Actor, Graph
from api.clock import Now
from api.exports import disposition
from api.formats import Format
from api.ledgers import FILES, As, In, Pages, as_file
from api.problems import documented
from api.unions import UnionId
from graph import ledgers
from graph.db import Database
from graph.issued import issued
from graph.positions import position
from orgnet.directives import Stage
from orgnet.exports import Language
from orgnet.ledgers import issued_headings, issued_row

router = APIRouter(prefix="/unions/{union}/directives", tags=["directives"])

Issued = Annotated[Literal[Stage.GOING, Stage.OVER], Query(description="what is going, or what is over")]


@router.get("/export", response_class=StreamingResponse, responses=documented(404, 409) | FILES)
async def export(
    graph: Graph,
    actor: Actor,
    now: Now,
    union: UnionId,
    stage: Issued = Stage.GOING,
    format: As = Format.CSV,
    language: In = Language.CHINESE,
) -> StreamingResponse:
    """The ledger of what a union has issued as a file: each document with its figures, the latest first."""
    top = (await graph.read(lambda tx: position(tx, union))).union
    await graph.read(lambda tx: issued(tx, actor, union, stage, "~", 1))
    rows = _rows(graph, actor, union, stage, graph.today(now), language)
    headers = disposition(f"{top.name} {stage}", f"{top.code}-{stage}", format)
    return await as_file(rows, issued_headings(language), format, headers)


async def _rows(graph: Database, actor: str, union: str, stage: Stage, today: date, language: Language) -> Pages:
    async with aclosing(ledgers.issued(graph, actor, union, stage)) as stream:
        async for page in stream:
            yield [
                issued_row(each.directive, each.standing, each.questions, today, graph.zone, language)
                for each in page
                if each.standing
            ]
