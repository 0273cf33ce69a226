"""Receipts: a union signs, passes on, reports done, and takes back, from its list or from the document."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated

import uuid_utils
from fastapi import APIRouter, Path, Request
from fastapi.responses import Response

from api.actors import Graph
from api.clock import Now
from api.directives import DirectiveId
from api.pages.due import one
from api.pages.forms import Form, Sent
from api.pages.readers import Reader, Reading
from api.pages.rendering import render
from api.pages.sessions import onward
from api.receipts import NOTE_LENGTH, Where, milestone_of
from graph import endings, receipts, relays
from graph.db import Database
from graph.marks import Mark
from orgnet.directives import Means
from orgnet.errors import Missing
from orgnet.evidence import Evidence, Filling, Said
from orgnet.facts import Ask
from orgnet.names import clean
from orgnet.receipts import Milestone
from orgnet.relays import Passing

router = APIRouter()


@router.post("/unions/{union}/inbox/{directive}/taps/{what}")
async def mark(
    request: Request,
    graph: Graph,
    reader: Reading,
    now: Now,
    sent: Sent,
    union: Where,
    directive: DirectiveId,
    what: Annotated[str, Path(description="a milestone, or the key of one thing that is asked", max_length=64)],
) -> Response:
    """Record that a union has reached a milestone, or met one thing that it is asked, or take that back."""
    if what == Milestone.RELAYED:
        await _pass_on(graph, sent, union, directive, now)
    else:
        await _mark(request, graph, reader, sent, union, directive, what, now)
    return await _onward(request, graph, reader, sent, union, directive, now)


async def _mark(
    request: Request,
    graph: Database,
    reader: Reader,
    sent: Form,
    union: str,
    directive: str,
    what: str,
    now: datetime,
) -> None:
    duty = None if what in list(Milestone) else what
    milestone = milestone_of(duty) if duty else Milestone(what)
    note, reply = None, None
    if milestone is Milestone.DONE and not sent["undo"]:
        _, evidence = await graph.read(lambda tx: receipts.one(tx, reader.id, directive, union))
        note = clean(sent["note"], "note", most=NOTE_LENGTH, lines=True) if sent["note"] else None
        reply = said(evidence, sent) or None
    tapped = Mark(sent.ask, union, directive, milestone, note, reply, undo=bool(sent["undo"]), duty=duty)
    await request.app.state.gathering.mark(tapped, now)


def said(evidence: Evidence, sent: Form) -> dict[str, Said]:
    """How the blanks of a form are filled in, by label; what was left empty is left out."""
    typed = {blank: sent[f"reply.{place}"] for place, blank in enumerate(evidence.blanks)}
    return {blank.label: _as_meant(blank.filling, text) for blank, text in typed.items() if text}


def _as_meant(filling: Filling, text: str) -> Said:
    """What was typed as what the blank takes; as it was typed where it is something else, which is refused then."""
    if filling is Filling.YES_NO:
        return {"yes": True, "no": False}.get(text, text)
    try:
        return int(text) if filling is Filling.COUNT else Decimal(text) if filling is Filling.AMOUNT else text
    except (ValueError, ArithmeticError):
        return text


async def _pass_on(graph: Database, sent: Form, union: str, directive: str, now: datetime) -> None:
    if sent["undo"]:
        await endings.withdraw(graph, sent.ask, sent["relay"], "taken back", now)
        return
    await passed_on(graph, sent.ask, union, directive, now)


async def passed_on(graph: Database, ask: Ask, union: str, directive: str, now: datetime) -> str:
    """Pass a document on as it stands; the id of the relay."""
    passing = Passing(Means.AS_IT_STANDS, union, union)
    return (await relays.pass_on(graph, ask, str(uuid_utils.uuid7()), directive, passing, now))["directive"]


async def _onward(
    request: Request, graph: Database, reader: Reader, sent: Form, union: str, directive: str, now: datetime
) -> Response:
    """Back to the document; or where one row of a list asked, that row as it is now."""
    chair = reader.at(union)
    if not sent["row"] or chair is None or "HX-Request" not in request.headers:
        return onward(sent["next"] or f"/unions/{union}/inbox/{directive}")
    item = await graph.read(lambda tx: one(tx, reader, chair, directive, graph.today(now)))
    if item is None:
        raise Missing(f"there is no directive {directive} for union {union}")
    return render(request, "row.html", {"item": item, "several": len(reader.chairs) > 1})
