"""The network: every union a dot that can be flown to, with what is behind it beside."""

import asyncio
from datetime import date, datetime
from typing import Annotated

import numpy as np
from fastapi import APIRouter, Path, Query, Request
from fastapi.responses import HTMLResponse, JSONResponse, Response
from starlette.responses import FileResponse

from api.actors import Graph
from api.assets import FOREVER
from api.clock import Now
from api.drawing import lay_out_anew, wanted_anew
from api.models import UnionOut
from api.pages.forms import Sent
from api.pages.readers import Reader, Reading
from api.pages.rendering import language_of, render
from api.pages.sessions import onward
from api.progress import Figures
from api.shelves import Index, Shelf
from graph import issued, progress, search, unions
from graph.atlas import lays_out, may_lay_out, names
from graph.candidates import Choice
from graph.db import Database, Transaction
from orgnet.directives import Directive
from orgnet.errors import Invalid, Missing
from orgnet.past import Moment, end_of_day
from orgnet.standings import Standing

router = APIRouter(prefix="/network")

MOST, RECENT = 12, 20
NAMED = 64
"""Dots whose names are asked for at once."""

UNSEEN = 2**32 - 1
"""What stands for a figure that the reader does not see."""

Version = Annotated[int, Path(ge=0, le=2**62)]
Place = Annotated[int, Path(ge=0, lt=2**31)]
Dot = Annotated[int | None, Query(ge=0, lt=2**31)]
Asked = Annotated[str | None, Query(max_length=64)]
Since = Annotated[date | None, Query(alias="since")]


def shelf(request: Request) -> Shelf:
    """Where the atlases are."""
    return request.app.state.atlases


@router.get("")
async def read(request: Request, graph: Graph, reader: Reading) -> HTMLResponse:
    """The map of the whole network."""

    async def look(tx: Transaction) -> list[Directive]:
        going = [each for chair in reader.chairs for each in await issued.seen(tx, reader.id, chair.union, "~", RECENT)]
        return [each for each in going if each.issued and not each.relay]

    atlases = shelf(request)
    context = {
        "version": atlases.latest(),
        "directives": await graph.read(look),
        "administers": await graph.read(lambda tx: lays_out(tx, reader.id)),
        "anew": wanted_anew(atlases),
    }
    return render(request, "network.html", context)


@router.post("/editions")
async def lay_out(request: Request, graph: Graph, reader: Reading, sent: Sent) -> Response:
    """Have all laid out anew, beside the requests; for who administers the top."""
    await graph.read(lambda tx: may_lay_out(tx, reader.id))
    lay_out_anew(shelf(request))
    request.app.state.drawing.set()
    return onward("/network")


@router.get("/{version}/blocks/{place}")
async def read_block(request: Request, reader: Reading, version: Version, place: Place) -> Response:
    """The dots of a county."""
    return _packed(shelf(request), version, f"blocks/{place}.bin")


@router.get("/{version}/days/{place}")
async def read_days(request: Request, reader: Reading, version: Version, place: Place) -> Response:
    """When each dot of a county came into the network."""
    return _packed(shelf(request), version, f"days/{place}.bin")


@router.get("/{version}/towns/{place}")
async def read_towns(request: Request, reader: Reading, version: Version, place: Place) -> Response:
    """What the places of a county are called."""
    return _packed(shelf(request), version, f"towns/{place}.json")


@router.get("/{version}/names/{place}")
async def read_names(
    request: Request,
    graph: Graph,
    reader: Reading,
    version: Version,
    place: Place,
    first: Annotated[int, Query(alias="from", ge=0, lt=2**31)] = 0,
) -> JSONResponse:
    """What some of the dots around a place are called, from a rank on."""
    ids = shelf(request).index(version).around(place, first, NAMED)
    named = await graph.read(lambda tx: names(tx, [id for id in ids if id]))
    return JSONResponse([named.get(id, "") for id in ids], headers={"Cache-Control": "private, max-age=3600"})


@router.get("/{version}/members")
async def read_members(request: Request, reader: Reading, version: Version) -> Response:
    """The members of each place and of all below it (u4), as far as the reader may see them."""
    index, tops = shelf(request).index(version), [chair.union for chair in reader.chairs]
    return Response(await asyncio.to_thread(_members, index, tops), media_type="application/octet-stream")


def _members(index: Index, tops: list[str]) -> bytes:
    return np.where(index.below(tops), index.members.clip(0, UNSEEN - 1), UNSEEN).astype("<u4").tobytes()


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
    dot: Dot = None,
    directive: Asked = None,
    day: Since = None,
) -> HTMLResponse:
    """What is behind a place, or a dot at it; where a day is asked about, also what it was then."""
    union, moment = shelf(request).index(version).union(place, dot), moment_of(graph, day, now)

    async def look(tx: Transaction) -> dict[str, object]:
        found = await unions.one(tx, reader.id, union)
        going = await _seen(tx, reader, directive, union) if directive else None
        figures = Figures.of(*going, graph.today(now)) if going else None
        return {
            "union": UnionOut.seen(found),
            "line": await unions.line(tx, union),
            "directive": going[0] if going else None,
            "figures": figures,
            "day": day if moment else None,
            "then": await _then(tx, reader.id, union, moment) if moment else None,
        }

    return render(request, "place.html", await graph.read(look))


def moment_of(graph: Database, day: date | None, now: datetime) -> Moment | None:
    """The end of a day that is over; None where today is asked about."""
    return end_of_day(day, graph.zone) if day and day < graph.today(now) else None


async def _then(tx: Transaction, actor: str, union: str, moment: Moment) -> dict[str, object] | None:
    try:
        found = await unions.one(tx, actor, union, moment)
    except Missing:
        return None
    return {"union": UnionOut.seen(found), "line": await unions.line(tx, union, moment=moment)}


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


@router.get("/{version}/{name}")
async def read_file(
    request: Request,
    reader: Reading,
    version: Version,
    name: Annotated[str, Path(pattern=r"^((places|all|days|second|pacts)\.bin|(names|changes)\.json)$")],
) -> Response:
    """All places, all dots, names, lines and days."""
    return _packed(shelf(request), version, name)
