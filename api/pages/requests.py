"""Requests: what a union asks of its superior or reports to it, and what that does about it."""

from enum import StrEnum
from typing import Annotated

import uuid_utils
from fastapi import APIRouter, Path, Query, Request
from fastapi.responses import HTMLResponse, Response

from api.actors import Graph
from api.clock import Now
from api.pages.forms import Sent, valid
from api.pages.home import Seat
from api.pages.readers import Reader, Reading
from api.pages.rendering import render
from api.pages.sessions import onward
from api.paging import Cursor, decode, encode
from api.receipts import Where
from api.requests import RequestIn
from graph import documents, positions, requests
from graph.db import Transaction
from orgnet import requests as domain
from orgnet.documents import Urgency
from orgnet.errors import Missing
from orgnet.paragraphs import paragraphs
from orgnet.requests import NEXT

router = APIRouter()

MOST = 50
SHEET = "/unions/{union}/requests/{request}"

Id = Annotated[str, Path(alias="request", max_length=64)]


class Show(StrEnum):
    """What came to a union, what it sent, and what it got a copy of."""

    RECEIVED = "received"
    SENT = "sent"
    COPIES = "copies"


LISTS = {
    Show.RECEIVED: (requests.received, ""),
    Show.SENT: (requests.sent, requests.LAST),
    Show.COPIES: (requests.copies, requests.LAST),
}
"""How each is read, and from where it begins."""


def _place(show: Show, each: domain.Request) -> str:
    """From where a list goes on after one."""
    return each.key if show is Show.RECEIVED else each.id


@router.get("/requests")
async def read_all(
    request: Request,
    graph: Graph,
    reader: Reading,
    seat: Seat = None,
    show: Show = Show.RECEIVED,
    cursor: Cursor = None,
) -> HTMLResponse:
    """The requests and reports of one of my unions."""
    chair = (reader.at(seat) if seat else None) or next(iter(reader.chairs), None)
    listed, begin = LISTS[show]
    name = f"requests page {chair.union if chair else ''} {show}"
    after = decode(name, cursor, begin)

    async def look(tx: Transaction) -> dict[str, object]:
        found = await listed(tx, reader.id, chair.union, after, MOST + 1) if chair else []
        ends = {end for each in found for end in (each.union, each.addressee)}
        more = encode(name, _place(show, found[MOST - 1])) if len(found) > MOST else None
        return {"found": found[:MOST], "ends": await positions.positions(tx, ends), "more": more}

    context = {"chair": chair, "show": show, "shows": list(Show)}
    return render(request, "requests.html", context | await graph.read(look))


@router.get("/unions/{union}/requests/new")
async def begin(request: Request, reader: Reading, union: Where) -> Response:
    """An empty sheet, under an id of its own; it may stand in for a returned one, its `former`."""
    asked = f"?{request.url.query}" if request.url.query else ""
    return onward(f"/unions/{union}/requests/{uuid_utils.uuid7()}{asked}")


@router.get(SHEET)
async def edit(
    request: Request,
    graph: Graph,
    reader: Reading,
    union: Where,
    id: Id,
    former: Annotated[str | None, Query(max_length=64)] = None,
) -> HTMLResponse:
    """A draft as it is kept, or the sheet for a new one."""
    chair = reader.at(union)
    if chair is None:
        raise Missing(f"there is no union {union} for which you could draft")

    async def look(tx: Transaction) -> dict[str, object]:
        kept = await _kept(tx, reader, id)
        here = await positions.position(tx, union)
        above = [each for each in (here.parent, here.guide) if each]
        places = await positions.positions(tx, above)
        stood = (kept.former if kept else None) or former
        written = kept or (await requests.read(tx, reader.id, stood) if stood else None)
        superiors = [places[each].union for each in above]
        return {"kept": kept, "written": written, "former": stood, "superiors": superiors}

    context = {"chair": chair, "id": id, "kinds": list(NEXT), "urgencies": list(Urgency)}
    return render(request, "written.html", context | await graph.read(look))


async def _kept(tx: Transaction, reader: Reader, id: str) -> domain.Request | None:
    try:
        return await requests.read(tx, reader.id, id)
    except Missing:
        return None


@router.post(SHEET)
async def write(graph: Graph, reader: Reading, now: Now, sent: Sent, union: Where, id: Id) -> Response:
    """Keep a draft; and with that, send it, where the button said so."""
    said = {name: sent[name] for name in ("addressee", "title", "body", "kind", "urgency", "former") if sent[name]}
    written = valid(RequestIn, {"title": "", "body": "", "addressee": ""} | said).request(id, union)
    kept = await graph.read(lambda tx: _kept(tx, reader, id))
    keep = requests.redraft if kept else requests.draft
    await keep(graph, sent.step("write"), written, now)
    if sent["then"] == "send":
        await requests.send(graph, sent.step("send"), id, now)
        return onward(f"/requests/{id}")
    return onward(f"/unions/{union}/requests/{id}")


@router.get("/requests/{request}")
async def read(request: Request, graph: Graph, reader: Reading, id: Id) -> HTMLResponse:
    """One of them, for the unions it is between, the one that got a copy, and above these."""

    async def look(tx: Transaction) -> dict[str, object]:
        found = await requests.read(tx, reader.id, id)
        return {
            "found": found,
            "paragraphs": paragraphs(found.matter.body),
            "ends": await positions.positions(tx, found.parties),
            "reply": await documents.read(tx, reader.id, found.reply) if found.reply else None,
            "sender": reader.at(found.union),
            "receiver": reader.at(found.addressee),
        }

    return render(request, "request.html", await graph.read(look))


class Step(StrEnum):
    """What is done with one that is there."""

    SEND = "send"
    RECEIVE = "receive"
    RETURN = "return"
    WITHDRAW = "withdraw"


@router.post("/requests/{request}/{step}")
async def act(graph: Graph, reader: Reading, now: Now, sent: Sent, id: Id, step: Step) -> Response:
    """Send it, note that it has come, return it, or take it back."""
    if step is Step.SEND:
        await requests.send(graph, sent.ask, id, now)
    elif step is Step.RECEIVE:
        await requests.receive(graph, sent.ask, id, now)
    else:
        handle = requests.give_back if step is Step.RETURN else requests.withdraw
        await handle(graph, sent.ask, id, sent["reason"], now)
    return onward(f"/requests/{id}")
