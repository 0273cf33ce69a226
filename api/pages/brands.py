"""Brands: the name, the logo and the colour of one's own union, on pages and on paper."""

import hashlib
from typing import Annotated

from fastapi import APIRouter, Path, Request
from fastapi.responses import HTMLResponse, Response
from starlette.datastructures import UploadFile

from api.actors import Graph
from api.assets import FOREVER
from api.clock import Now
from api.files import GUARDED
from api.pages.administration import office
from api.pages.forms import Sent
from api.pages.readers import Reading
from api.pages.rendering import render
from api.pages.sessions import onward
from api.unions import UnionId
from graph import brands
from graph.access import allow
from graph.db import Transaction
from graph.positions import position
from orgnet.brands import Brand, Logo, checked, logo
from orgnet.errors import Missing
from orgnet.permissions import Action

router = APIRouter()

Version = Annotated[int, Path(ge=0, le=2**62)]
KEPT = FOREVER.replace("public", "private")


@router.get("/unions/{union}/brand")
async def read(request: Request, graph: Graph, reader: Reading, union: UnionId) -> HTMLResponse:
    """The brand of a union, or the one it has from above."""

    async def look(tx: Transaction) -> dict[str, object]:
        await allow(tx, reader.id, Action.EDIT, await position(tx, union))
        return {"office": await office(tx, reader.id, union), "own": await brands.nearest(tx, union)}

    return render(request, "brand.html", await graph.read(look))


@router.post("/unions/{union}/brand")
async def keep(request: Request, graph: Graph, reader: Reading, now: Now, sent: Sent, union: UnionId) -> Response:
    """Set the brand of a union."""
    picture = await _logo(request)
    kept = None if sent["bare"] else picture or await graph.read(lambda tx: _former(tx, union))
    brand = checked(union, sent["name"], sent["colour"], kept)
    ask = sent.step(hashlib.sha256(picture.data if picture else b"").hexdigest())
    await brands.keep(graph, ask, brand, now)
    return onward(f"/unions/{union}/brand")


async def _logo(request: Request) -> Logo | None:
    """The picture that was sent, if one was."""
    sent = await request.form()
    file = sent.get("logo")
    data = await file.read() if isinstance(file, UploadFile) else b""
    await sent.close()
    return logo(data) if data else None


async def _former(tx: Transaction, union: str) -> Logo | None:
    try:
        return (await brands.of(tx, union)).logo
    except Missing:
        return None


@router.post("/unions/{union}/brand/dropped")
async def drop(graph: Graph, reader: Reading, now: Now, sent: Sent, union: UnionId) -> Response:
    """Take the brand of a union away."""
    await brands.drop(graph, sent.ask, union, now)
    return onward(f"/unions/{union}/brand")


@router.get("/brands/{union}/{version}/style.css")
async def read_style(graph: Graph, reader: Reading, union: UnionId, version: Version) -> Response:
    """The colour of a brand, so that it stands out in either theme."""
    brand = await graph.read(lambda tx: brands.of(tx, union))
    return Response(_style(brand), media_type="text/css", headers={"Cache-Control": KEPT})


def _style(brand: Brand) -> str:
    dark = f"@media (prefers-color-scheme: dark) {{ :root {{ --brand: {brand.dark}; }} }}"
    return f":root {{ --brand: {brand.light}; }}\n{dark}\n"


@router.get("/brands/{union}/{version}/logo")
async def read_logo(graph: Graph, reader: Reading, union: UnionId, version: Version) -> Response:
    """The logo of a brand."""
    brand = await graph.read(lambda tx: brands.of(tx, union))
    if brand.logo is None:
        raise Missing(f"the brand of union {union} has no logo")
    return Response(brand.logo.data, media_type=brand.logo.media, headers=GUARDED | {"Cache-Control": KEPT})
