"""Tokens: what programs of mine sign in with."""

from datetime import date, datetime, time, timedelta
from typing import Annotated

from fastapi import APIRouter, Path, Request
from fastapi.responses import HTMLResponse, Response

from api.actors import Graph
from api.clock import Now
from api.files import Chosen
from api.pages.forms import Sent, valid
from api.pages.readers import Reader, Reading
from api.pages.rendering import render
from api.pages.sessions import onward
from api.tokens import NewToken
from graph import tokens
from graph.db import Database
from orgnet.errors import Invalid

router = APIRouter(prefix="/tokens")


@router.get("")
async def read(request: Request, graph: Graph, reader: Reading, chosen: Chosen) -> HTMLResponse:
    """My tokens."""
    return await _shown(request, graph, reader, chosen.address, None)


async def _shown(request: Request, graph: Database, reader: Reader, address: str, secret: str | None) -> HTMLResponse:
    context = {"tokens": await tokens.of(graph, reader.id), "secret": secret, "address": f"{address}/api/v1"}
    return render(request, "tokens.html", context)


@router.post("")
async def make(request: Request, graph: Graph, reader: Reading, now: Now, chosen: Chosen, sent: Sent) -> HTMLResponse:
    """Make a token; its secret is shown this once."""
    new = valid(NewToken, {"name": sent["name"], "until": _end_of(graph, sent["until"])})
    _, secret = await tokens.create(graph, sent.ask, new.name, new.until, now)
    return await _shown(request, graph, reader, chosen.address, secret)


def _end_of(graph: Database, day: str) -> datetime | None:
    """The end of a day; None where none is named."""
    try:
        begins = datetime.combine(date.fromisoformat(day), time(), graph.zone) if day else None
    except ValueError as error:
        raise Invalid("until is a day such as 2020-01-02", field="until") from error
    return begins + timedelta(days=1) if begins else None


@router.post("/{token}/revoked")
async def revoke(
    graph: Graph, reader: Reading, now: Now, sent: Sent, token: Annotated[str, Path(max_length=64)]
) -> Response:
    """Take a token back."""
    await tokens.revoke(graph, sent.ask, token, now)
    return onward("/tokens")
