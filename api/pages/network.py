"""The network: every union a dot that can be flown to, with what is behind it beside."""

import asyncio
from collections.abc import Mapping
from typing import Annotated

import numpy as np
from fastapi import APIRouter, Path, Query, Request
from fastapi.responses import HTMLResponse, JSONResponse, Response
from starlette.responses import FileResponse

from api.actors import Graph
from api.assets import FOREVER
from api.atlas import Index, Shelf
from api.clock import Now
from api.directives import DirectiveId
from api.models import UnionOut
from api.pages.readers import Reader, Reading
from api.pages.rendering import language_of, render
from api.progress import Figures
from graph import inbox, progress, search, unions
from graph.candidates import Choice
from graph.db import Transaction
from graph.progress import Progress
from orgnet.directives import Directive
from orgnet.errors import Invalid, Missing
from orgnet.levels import Level
from orgnet.receipts import Milestone, due
from orgnet.standings import Standing

router = APIRouter(prefix="/network")

MOST, RECENT = 12, 20
UNKNOWN, UNEXPECTED = 255, 254
"""What stands for a share where the reader sees none, and where nobody is expected."""

Version = Annotated[int, Path(ge=0, le=2**62)]
Place = Annotated[int, Path(ge=0, lt=2**31)]


def shelf(request: Request) -> Shelf:
    """Where the atlases are."""
    return request.app.state.atlases


@router.get("")
async def read(request: Request, graph: Graph, reader: Reading) -> HTMLResponse:
    """The map of the whole network."""

    async def look(tx: Transaction) -> list[Directive]:
        going = [
            each for chair in reader.chairs for each in await inbox.issued(tx, reader.id, chair.union, "~", RECENT)
        ]
        return [each for each in going if each.issued and not each.relay]

    context = {"version": shelf(request).latest(), "directives": await graph.read(look)}
    return render(request, "network.html", context)


@router.get("/{version}/blocks/{place}")
async def read_block(request: Request, reader: Reading, version: Version, place: Place) -> Response:
    """The dots of a county."""
    return _packed(shelf(request), version, f"blocks/{place}.bin")


def _packed(atlases: Shelf, version: int, name: str) -> FileResponse:
    media = "application/json" if name.endswith(".json") else "application/octet-stream"
    headers = {"Content-Encoding": "gzip", "Cache-Control": FOREVER.replace("public", "private")}
    return FileResponse(atlases.file(version, name), media_type=media, headers=headers)


@router.get("/{version}/places/{place}")
async def read_place(
    request: Request,
    graph: Graph,
    reader: Reading,
    now: Now,
    version: Version,
    place: Place,
    dot: Annotated[int | None, Query(ge=0, lt=2**31)] = None,
    directive: Annotated[str | None, Query(max_length=64)] = None,
) -> HTMLResponse:
    """What is behind a place, or a dot at it."""
    union = shelf(request).index(version).union(place, dot)

    async def look(tx: Transaction) -> dict[str, object]:
        found = await unions.one(tx, reader.id, union)
        going = await _seen(tx, reader, directive, union) if directive else None
        figures = Figures.of(*going, graph.today(now)) if going else None
        return {
            "union": UnionOut.seen(found),
            "line": await unions.line(tx, union),
            "directive": going[0] if going else None,
            "figures": figures,
        }

    return render(request, "place.html", await graph.read(look))


async def _seen(tx: Transaction, reader: Reader, directive: str, union: str) -> tuple[Directive, Standing] | None:
    try:
        document, found = await progress.seen(tx, reader.id, directive, union)
    except Missing:
        return None
    return document, found.standing


@router.get("/{version}/find")
async def find(
    request: Request,
    graph: Graph,
    reader: Reading,
    version: Version,
    asked: Annotated[str, Query(alias="q", max_length=100)],
) -> JSONResponse:
    """Unions by name or code, and where each stands on the map."""
    index = shelf(request).index(version)
    try:
        choice = Choice(limit=MOST)
        found = await graph.read(lambda tx: search.search(tx, asked, choice))
    except Invalid:
        return JSONResponse([])
    language = language_of(request)
    hits = [
        {
            "name": hit.union.name,
            "level": language.term(hit.union.level),
            "line": " › ".join(each.name for each in hit.line[1:]),
            "spot": index.spot(hit.union.id, [each.id for each in hit.line]),
        }
        for hit in found.hits
    ]
    return JSONResponse([hit for hit in hits if hit["spot"]])


@router.get("/{version}/progress/{directive}")
async def read_progress(
    request: Request, graph: Graph, reader: Reading, version: Version, directive: DirectiveId
) -> Response:
    """How far a directive has got in the branch of every place down to the counties, in per cent (u1 each)."""
    index = shelf(request).index(version)
    tops = [chair.union for chair in reader.chairs]
    shares = await graph.read(lambda tx: _shares(tx, reader, directive, tops))
    return Response(await asyncio.to_thread(_column, index, shares), media_type="application/octet-stream")


async def _shares(tx: Transaction, reader: Reader, directive: str, tops: list[str]) -> Mapping[str, int]:
    shares = dict[str, int]()
    for top in tops:
        try:
            document, found = await progress.seen(tx, reader.id, directive, top)
        except Missing:
            continue
        milestone, ahead = due(document.text.duties) or Milestone.READ, [found]
        while ahead:
            shares |= {each.place.union.id: _share(each, milestone) for each in ahead}
            above = [each.place.union.id for each in ahead if each.place.union.level.depth < Level.COUNTY.depth]
            ahead = await progress.every_child(tx, document, above) if above else []
            ahead = [each for each in ahead if each.place.union.level.depth <= Level.COUNTY.depth]
    return shares


def _share(progress: Progress, milestone: Milestone) -> int:
    standing = progress.standing
    if not standing.unions:
        return UNEXPECTED
    return 100 * (standing.unions - standing.missing(milestone)) // standing.unions


def _column(index: Index, shares: Mapping[str, int]) -> bytes:
    """The shares in the order of the places."""
    ids = np.array([id.encode() for id in shares], index.places.dtype)
    values, order = np.array(list(shares.values()), np.uint8), np.argsort(ids)
    column = np.full(len(index.places), UNKNOWN, np.uint8)
    if len(ids):
        at = np.searchsorted(ids[order], index.places).clip(max=len(ids) - 1)
        known = ids[order][at] == index.places
        column[known] = values[order][at][known]
    return column.tobytes()


@router.get("/{version}/{name}")
async def read_file(
    request: Request,
    reader: Reading,
    version: Version,
    name: Annotated[str, Path(pattern=r"^(places|all)\.bin|names\.json$")],
) -> Response:
    """All places, their names, or all dots."""
    return _packed(shelf(request), version, name)
