"""Home: what is due for me, and all that one tap does at once, with one undo."""

import asyncio
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse

from api.actors import Graph
from api.clock import Now
from api.pages.due import assigned, grouped, items, soon
from api.pages.forms import Form, Sent
from api.pages.readers import Reader, Reading
from api.pages.receipts import passed_on
from api.pages.rendering import language_of, render
from api.pages.waiting import waits
from api.refusals import refusal
from graph import contacts, endings
from graph.db import Database
from graph.marks import Mark
from orgnet.errors import Invalid, Refusal
from orgnet.receipts import Milestone

router = APIRouter()

MOST = 100
"""How much is shown, and done at once."""

Seat = Annotated[str | None, Query(max_length=64, description="one of my unions, to look at it alone")]


@router.get("/")
async def read(request: Request, graph: Graph, reader: Reading, now: Now, seat: Seat = None) -> HTMLResponse:
    """What is due for me."""
    return await _shown(request, graph, reader, now, seat, None)


async def _shown(
    request: Request, graph: Graph, reader: Reader, now: datetime, seat: str | None, done: "Done | None"
) -> HTMLResponse:
    chairs = reader.seated(seat)
    today = graph.today(now)
    due = await graph.read(lambda tx: items(tx, reader, chairs, today, open_only=True))
    given = await graph.read(lambda tx: assigned(tx, reader, chairs))
    asked = await graph.read(lambda tx: waits(tx, reader, chairs, now))
    asking = [chair.union for chair in chairs if chair.signs]
    again = await graph.read(lambda tx: contacts.due(tx, reader.id, asking, today)) if asking else []
    shown = due[:MOST]
    context = {
        "due": due,
        "given": given,
        "again": again,
        "groups": grouped(shown, today),
        "simple": [item for item in shown if item.entry.simple and item.chair.signs],
        "counts": Counter(soon(item.entry.due, today) for item in due),
        "soon": Counter(soon(each.part.gate, today) for each in given),
        "waits": asked,
        "seat": seat or "",
        "done": done,
    }
    return render(request, "home.html", context)


@dataclass(frozen=True, slots=True)
class Done:
    """What was done at once, what takes each back, and what was refused."""

    signed: int
    passed: int
    undo: Sequence[str]
    refused: Sequence[str]
    undone: bool = False


@router.post("/everything")
async def everything(request: Request, graph: Graph, reader: Reading, now: Now, sent: Sent) -> HTMLResponse:
    """Sign all that is shown and asks no more, or pass it on as it stands; or take all of that back."""
    undo, gathering = bool(sent["undo"]), request.app.state.gathering
    what = [_parts(each) for each in sent.all("what")[:MOST]]
    marks = [_mark(sent, union, cascade, undo) for union, cascade, how in what if how == "signed"]
    outcomes = await asyncio.gather(*(gathering.mark(mark, now) for mark in marks), return_exceptions=True)
    signed = [mark for mark, outcome in zip(marks, outcomes, strict=True) if not isinstance(outcome, BaseException)]
    passed = [await _passed(graph, sent, each, now, undo) for each in what if each[2] == "relayed"]
    told = [_refusal(outcome) for outcome in (*outcomes, *passed) if isinstance(outcome, BaseException)]
    back = [f"{mark.union} {mark.cascade} signed" for mark in signed]
    back += [each for each in passed if isinstance(each, str)]
    said = [refusal(language_of(request), each) for each in told]
    done = Done(len(signed), len(back) - len(signed), [] if undo else back, said, undo)
    return await _shown(request, graph, reader, now, sent["seat"], done)


def _refusal(outcome: BaseException) -> str:
    """Why one of them was not done; whatever is no refusal fails them all."""
    if not isinstance(outcome, Refusal):
        raise outcome
    return outcome.detail


def _parts(what: str) -> tuple[str, str, str]:
    union, cascade, how = (*what.split(" "), "", "", "")[:3]
    if how not in ("signed", "relayed"):
        raise Invalid("this form is not one of ours; go back to the page and try again", field="what")
    return union, cascade, how


def _mark(sent: Form, union: str, cascade: str, undo: bool) -> Mark:
    return Mark(sent.step(f"{union} {cascade}"), union, cascade, Milestone.SIGNED, undo=undo)


async def _passed(graph: Database, sent: Form, what: tuple[str, str, str], now: datetime, undo: bool) -> str | Refusal:
    """Pass one on as it stands, or take that back; what takes it back, or why it was refused."""
    union, document, _ = what
    ask = sent.step(f"{union} {document}")
    try:
        if undo:
            return str((await endings.withdraw(graph, ask, document, "undone at once", now))["directive"])
        return f"{union} {await passed_on(graph, ask, union, document, now)} relayed"
    except Refusal as refusal:
        return refusal
