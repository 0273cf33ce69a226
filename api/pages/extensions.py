"""Extensions: a union asks for a later day on its document, and whoever issued that decides."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from api.actors import Graph
from api.clock import Now
from api.directives import DirectiveId
from api.extensions import ExtensionIn
from api.pages.exchange import Matter, exchange
from api.pages.forms import Sent, valid
from api.pages.readers import Reading
from api.pages.rendering import render
from api.pages.sessions import onward
from api.paging import Cursor, decode, encode
from api.receipts import Where
from graph import extensions
from graph.db import Transaction

router = APIRouter()

MOST = 100
OWN = "/unions/{union}/inbox/{directive}/extension"
ASKED = "/directives/{directive}/extensions"


@router.post(OWN)
async def ask(graph: Graph, reader: Reading, now: Now, sent: Sent, union: Where, directive: DirectiveId) -> Response:
    """Ask for a later day, or take back that one was asked for."""
    if sent["undo"]:
        await extensions.take_back(graph, sent.ask, union, directive, now)
    else:
        asked = valid(ExtensionIn, {"day": sent["day"], "reason": sent["reason"]})
        await extensions.ask(graph, sent.ask, union, directive, asked.day, asked.reason, now)
    return onward(f"/unions/{union}/inbox/{directive}")


@router.get(ASKED)
async def read(
    request: Request, graph: Graph, reader: Reading, directive: DirectiveId, cursor: Cursor = None
) -> HTMLResponse:
    """The extensions that wait for the issuer of a directive to decide."""
    name = f"extensions page {directive}"
    after = decode(name, cursor, "")

    async def look(tx: Transaction) -> dict[str, object]:
        found = await extensions.on(tx, reader.id, directive, after, MOST + 1)
        more = encode(name, found[MOST - 1][0].key) if len(found) > MOST else None
        around = await exchange(tx, reader, directive, Matter.EXTENSIONS)
        return {"asked": found[:MOST], "more": more, **around}

    return render(request, "extensions.html", await graph.read(look))


@router.post(ASKED)
async def decide(graph: Graph, reader: Reading, now: Now, sent: Sent, directive: DirectiveId) -> Response:
    """Grant what the unions named have asked for, or refuse it and say why."""
    refusal = sent["reason"] if sent["then"] == "refuse" else None
    await extensions.decide(graph, sent.ask, directive, sent.ticked("union"), refusal, now)
    return onward(f"/directives/{directive}/extensions")
