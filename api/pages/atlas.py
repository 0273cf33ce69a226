"""The atlas: what the map asks for while it is looked at: binary files, names, and what is behind a dot.

The map of a day that is over is asked for under that day, and what is told of a union is what it was then.
"""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from typing import Annotated

import numpy as np
from fastapi import APIRouter, Depends, Path, Query, Request
from fastapi.responses import HTMLResponse, JSONResponse, Response
from starlette.responses import FileResponse

from api.actors import Graph
from api.assets import FOREVER
from api.clock import Now
from api.models import UnionOut
from api.pages.readers import Reader, Reading
from api.pages.rendering import language_of, render
from api.progress import Figures
from api.shelves import Index, Shelf
from graph import progress, search, unions
from graph.atlas import names
from graph.candidates import Choice
from graph.db import Transaction
from orgnet.atlas import Array
from orgnet.directives import Directive
from orgnet.errors import Invalid, Missing
from orgnet.past import Moment, end_of_day
from orgnet.standings import Standing
from orgnet.unions import Union

router = APIRouter()

MOST = 12
NAMED = 64
"""Dots whose names are asked for at once."""

UNSEEN = 2**32 - 1
"""What stands for a figure that the reader does not see."""

Version = Annotated[int, Path(ge=0, le=2**62)]
Place = Annotated[int, Path(ge=0, lt=2**31)]
Dot = Annotated[int | None, Query(ge=0, lt=2**31)]
Asked = Annotated[str | None, Query(max_length=64)]


def shelf(request: Request) -> Shelf:
    """Where the atlases are."""
    return request.app.state.atlases


@dataclass(frozen=True, slots=True)
class Map:
    """The map that is looked at: of today, or of the end of a day that is over."""

    shelf: Shelf
    version: int
    moment: Moment | None

    @property
    def index(self) -> Index:
        """What leads from what is drawn to unions; raises Missing where it is not there any more."""
        return self.shelf.index(self.version)


async def looked_at(request: Request, graph: Graph, version: Version) -> Map:
    """The map under an address; raises Missing where that names no day."""
    said = request.path_params.get("day")
    if said is None:
        return Map(shelf(request), version, None)
    try:
        day = date.fromisoformat(said)
    except ValueError as error:
        raise Missing(f"{said!r} is no day; give one such as 2026-03-05") from error
    return Map(shelf(request).of_day(day), version, end_of_day(day, graph.zone))


Looked = Annotated[Map, Depends(looked_at)]


async def since_when(graph: Graph, now: Now, since: Annotated[date | None, Query()] = None) -> Moment | None:
    """The end of the day since which it is asked what has changed; None where no day that is over is asked about."""
    return end_of_day(since, graph.zone) if since and since < graph.today(now) else None


Before = Annotated[Moment | None, Depends(since_when)]


@router.get("/blocks/{place}")
async def read_block(looked: Looked, reader: Reading, place: Place) -> Response:
    """The dots of a county."""
    return _packed(looked, f"blocks/{place}.bin")


@router.get("/days/{place}")
async def read_days(looked: Looked, reader: Reading, place: Place) -> Response:
    """When each dot of a county came into the network."""
    return _packed(looked, f"days/{place}.bin")


@router.get("/towns/{place}")
async def read_towns(looked: Looked, reader: Reading, place: Place) -> Response:
    """What the places of a county are called."""
    return _packed(looked, f"towns/{place}.json")


@router.get("/names/{place}")
async def read_names(
    looked: Looked,
    graph: Graph,
    reader: Reading,
    place: Place,
    first: Annotated[int, Query(alias="from", ge=0, lt=2**31)] = 0,
) -> JSONResponse:
    """What some of the dots around a place are called, from a rank on."""
    ids = looked.index.around(place, first, NAMED)
    named = await graph.read(lambda tx: names(tx, [id for id in ids if id], looked.moment))
    return JSONResponse([named.get(id, "") for id in ids], headers={"Cache-Control": "private, max-age=3600"})


@router.get("/members")
async def read_members(request: Request, looked: Looked, reader: Reading) -> Response:
    """The members of each place and of all below it (u4), as far as the reader may see them: of what is in his branch,
    or was then."""
    tops, latest = [chair.union for chair in reader.chairs], shelf(request).latest()
    today = shelf(request).index(latest) if looked.moment and latest is not None else None
    return Response(await asyncio.to_thread(_members, looked.index, today, tops), media_type="application/octet-stream")


def _members(index: Index, today: Index | None, tops: list[str]) -> bytes:
    seen: Array = index.below(tops)
    if today:
        seen |= np.isin(index.places, today.places[today.below(tops)])
    return np.where(seen, index.members.clip(0, UNSEEN - 1), UNSEEN).astype("<u4").tobytes()


def _packed(looked: Map, name: str) -> FileResponse:
    media = "application/json" if name.endswith(".json") else "application/octet-stream"
    headers = {"Content-Encoding": "gzip", "Cache-Control": FOREVER.replace("public", "private")}
    return FileResponse(looked.shelf.file(looked.version, name), media_type=media, headers=headers)


@router.get("/places/{place}")
async def read_place(
    request: Request,
    looked: Looked,
    graph: Graph,
    reader: Reading,
    now: Now,
    before: Before,
    place: Place,
    dot: Dot = None,
    directive: Asked = None,
) -> HTMLResponse:
    """What is behind a place, or a dot at it; where it is asked what has changed since a day, also what it was then."""
    union = looked.index.union(place, dot)

    async def look(tx: Transaction) -> dict[str, object]:
        going = await _seen(tx, reader, directive, union) if directive else None
        return {
            **await _at(tx, reader.id, union, looked.moment),
            "directive": going[0] if going else None,
            "figures": Figures.of(*going, graph.today(now)) if going else None,
            "shown": looked.moment.day if looked.moment else None,
            "before": before.day if before else None,
            "then": await _earlier(tx, reader.id, union, before) if before else None,
        }

    return render(request, "place.html", await graph.read(look))


async def _at(tx: Transaction, actor: str, union: str, moment: Moment | None) -> dict[str, object]:
    found = await unions.one(tx, actor, union, moment)
    return {"union": UnionOut.seen(found), "line": await unions.line(tx, union, moment=moment)}


async def _earlier(tx: Transaction, actor: str, union: str, moment: Moment) -> dict[str, object] | None:
    try:
        return await _at(tx, actor, union, moment)
    except Missing:
        return None


async def _seen(tx: Transaction, reader: Reader, directive: str, union: str) -> tuple[Directive, Standing] | None:
    try:
        document, found = await progress.seen(tx, reader.id, directive, union)
    except Missing:
        return None
    return document, found.standing


@router.get("/find")
async def find(
    request: Request,
    looked: Looked,
    graph: Graph,
    reader: Reading,
    asked: Annotated[str, Query(alias="q", max_length=100)],
) -> JSONResponse:
    """Unions by name or code, and where each stands on the map; under the name that each has today."""
    language, hits = language_of(request), list[dict[str, object]]()

    async def look(tx: Transaction) -> None:
        hits.clear()
        for hit in (await search.search(tx, asked, Choice(limit=MOST))).hits:
            line = await _line(tx, hit.union.id, looked.moment) if looked.moment else hit.line
            if spot := await _spot(looked, hit.union.id, line):
                said = " › ".join(each.name for each in line[1:])
                hits.append(
                    {"name": hit.union.name, "level": language.term(hit.union.level), "line": said, "spot": spot}
                )

    with suppress(Invalid):
        await graph.read(look)
    return JSONResponse(hits)


@router.get("/spots/{union}")
async def read_spot(looked: Looked, graph: Graph, reader: Reading, union: str) -> JSONResponse:
    """Where a union stands on the map: its place, or the place and the rank of its dot; null where it does not."""
    line = await graph.read(lambda tx: _line(tx, union, looked.moment))
    return JSONResponse(await _spot(looked, union, line))


async def _spot(looked: Map, union: str, line: Sequence[Union]) -> tuple[int, int | None] | None:
    return await asyncio.to_thread(looked.index.spot, union, [each.id for each in line])


async def _line(tx: Transaction, union: str, moment: Moment | None) -> Sequence[Union]:
    """Those above a union, the root first; nobody where it is or was not there."""
    try:
        return await unions.line(tx, union, moment=moment)
    except Missing:
        return []


@router.get("/{name}")
async def read_file(
    looked: Looked,
    reader: Reading,
    name: Annotated[str, Path(pattern=r"^((places|all|days|second|pacts)\.bin|(names|changes)\.json)$")],
) -> Response:
    """All places, all dots, names, lines and days."""
    return _packed(looked, name)
