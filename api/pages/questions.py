"""Questions: asked on a directive from its page, and answered by its issuer."""

import uuid_utils
from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from api.actors import Graph
from api.clock import Now
from api.directives import DirectiveId
from api.pages.exchange import Matter, exchange
from api.pages.forms import Sent
from api.pages.readers import Reading
from api.pages.rendering import render
from api.pages.sessions import onward
from api.paging import Cursor, decode, encode
from api.receipts import Where
from graph import positions, questions
from graph.db import Transaction
from orgnet.questions import Question

router = APIRouter()

MOST = 50
ASKED = "/directives/{directive}/questions"


@router.post("/unions/{union}/inbox/{directive}/questions")
async def ask(graph: Graph, reader: Reading, now: Now, sent: Sent, union: Where, directive: DirectiveId) -> Response:
    """Ask the issuer of a directive, or of a document that has passed it on to a union."""
    question = Question(str(uuid_utils.uuid7()), sent["of"] or directive, union, sent["text"])
    await questions.ask(graph, sent.ask, question, now)
    return onward(f"/unions/{union}/inbox/{directive}#questions")


@router.get(ASKED)
async def read(
    request: Request, graph: Graph, reader: Reading, directive: DirectiveId, cursor: Cursor = None
) -> HTMLResponse:
    """What was asked on a directive, as far as its reader sees that; without an answer first."""
    name = f"questions page {directive}"
    after = decode(name, cursor, "")

    async def look(tx: Transaction) -> dict[str, object]:
        _, found = await questions.on(tx, reader.id, directive, after, MOST + 1)
        more = encode(name, found[MOST - 1].place) if len(found) > MOST else None
        askers = await positions.positions(tx, {each.union for each in found})
        around = await exchange(tx, reader, directive, Matter.QUESTIONS)
        return {"questions": found[:MOST], "more": more, "askers": askers, **around}

    return render(request, "questions.html", await graph.read(look))


@router.post(ASKED + "/{question}")
async def answer(
    graph: Graph, reader: Reading, now: Now, sent: Sent, directive: DirectiveId, question: str
) -> Response:
    """Answer a question, for the union that asked or for all; or correct the answer."""
    await questions.answer(graph, sent.ask, question, sent["text"], bool(sent["for_all"]), now)
    return onward(f"/directives/{directive}/questions")
