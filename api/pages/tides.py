"""Tides as the map gets them: how high a directive stands at places and dots, and when it came to each place."""

import asyncio
from collections.abc import Mapping
from email.utils import format_datetime

import numpy as np
from fastapi import APIRouter, Request
from fastapi.responses import Response

from api.actors import Graph
from api.directives import DirectiveId
from api.pages.atlas import Place, Version, shelf
from api.pages.readers import Reading
from api.shelves import Index
from api.tides import Tide, Tides
from graph.tides import seen
from orgnet.atlas import Array
from orgnet.levels import Level

router = APIRouter(prefix="/network/{version}")

PLACES = -1


@router.get("/progress/{directive}")
async def read(request: Request, graph: Graph, reader: Reading, version: Version, directive: DirectiveId) -> Response:
    """How far a directive has got in the branch of every place, in per cent (u1 each)."""
    index, tides = shelf(request).index(version), _tides(request)
    document, tops = await graph.read(lambda tx: seen(tx, reader.id, directive))
    tide = tides.of(version, PLACES, document, lambda: (index.places, index.depth))
    return await _shares(tide, tops)


@router.get("/progress/{directive}/dots/{place}")
async def read_dots(
    request: Request, graph: Graph, reader: Reading, version: Version, directive: DirectiveId, place: Place
) -> Response:
    """The same of every dot of a county, in the order of its block."""
    index, tides = shelf(request).index(version), _tides(request)
    document, tops = await graph.read(lambda tx: seen(tx, reader.id, directive))
    tide = tides.of(version, place, document, lambda: _dots(index, place))
    return await _shares(tide, tops)


@router.get("/waves/{directive}")
async def read_wave(
    request: Request, graph: Graph, reader: Reading, version: Version, directive: DirectiveId
) -> Response:
    """When a directive came to every place, and when that had nothing more to do: in minutes since its issue (u4 each),
    when it came first. What is not seen has the highest number, what has not happened the one below it."""
    index, tides = shelf(request).index(version), _tides(request)
    document, tops = await graph.read(lambda tx: seen(tx, reader.id, directive))
    tide = tides.of(version, PLACES, document, lambda: (index.places, index.depth))
    await tide.follow()
    wave = await tide.wave(tops)
    assert document.issued is not None
    issued = {"Last-Modified": format_datetime(document.issued, usegmt=True)}
    return Response(wave, headers={**_headers(tide), **issued}, media_type="application/octet-stream")


async def _shares(tide: Tide, tops: frozenset[str]) -> Response:
    await tide.follow()
    shares = await asyncio.to_thread(tide.shares, tops)
    return Response(shares, headers=_headers(tide), media_type="application/octet-stream")


def _dots(index: Index, place: int) -> tuple[Array, Array]:
    ids = index.block(place)
    return ids, np.full(len(ids), Level.GRASSROOTS.depth)


def _headers(tide: Tide) -> Mapping[str, str]:
    return {"Cache-Control": "no-store"} | ({"Retry-After": str(tide.again)} if tide.again else {})


def _tides(request: Request) -> Tides:
    return request.app.state.tides
