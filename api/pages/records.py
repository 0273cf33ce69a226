"""Records: what a union without people of its own has done is recorded by an officer above."""

from datetime import date

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from api.actors import Graph
from api.clock import Now
from api.directives import DirectiveId
from api.pages.forms import Form, Sent
from api.pages.readers import Reading
from api.pages.receipts import said
from api.pages.rendering import render
from api.pages.sessions import onward
from api.receipts import NOTE_LENGTH, SOURCE_LENGTH, Where
from graph import documents, positions, unions
from graph.db import Transaction
from graph.marks import Mark
from orgnet.errors import Invalid
from orgnet.names import clean
from orgnet.receipts import Medium, Milestone, Recorded

router = APIRouter(prefix="/unions/{union}/inbox/{directive}/recorded")

RECORDED = (Milestone.SIGNED, Milestone.DONE)


@router.get("")
async def read(request: Request, graph: Graph, reader: Reading, union: Where, directive: DirectiveId) -> HTMLResponse:
    """The form on which it is recorded."""

    async def look(tx: Transaction) -> dict[str, object]:
        place = await positions.position(tx, union)
        return {
            "union": place.union,
            "line": await unions.line(tx, union),
            "directive": await documents.first_of(tx, reader.id, directive),
        }

    choices = {"milestones": RECORDED, "media": list(Medium)}
    return render(request, "recorded.html", choices | await graph.read(look))


@router.post("")
async def record(
    request: Request, graph: Graph, reader: Reading, now: Now, sent: Sent, union: Where, directive: DirectiveId
) -> Response:
    """Record it; back to those who have not."""
    first = await graph.read(lambda tx: documents.first_of(tx, reader.id, directive))
    milestone, recorded = _said(sent)
    note = clean(sent["note"], "note", most=NOTE_LENGTH, lines=True) if sent["note"] else None
    done = milestone is Milestone.DONE
    reply = said(first.evidence, sent) or None
    mark = Mark(
        sent.ask, union, first.id, milestone, note if done else None, reply if done else None, recorded=recorded
    )
    await request.app.state.gathering.mark(mark, now)
    return onward(f"/directives/{first.id}/missing?milestone={milestone}")


def _said(sent: Form) -> tuple[Milestone, Recorded]:
    """What was done, and how it was learnt; raises Invalid, naming the field, where that cannot be."""
    try:
        day = date.fromisoformat(sent["day"])
    except ValueError as error:
        raise Invalid(f"{sent['day']!r} is no day; give one such as 2026-03-05", field="day") from error
    if sent["milestone"] not in RECORDED or sent["medium"] not in list(Medium):
        raise Invalid("this form is not one of ours; go back to the page and try again", field="milestone")
    source = clean(sent["source"], "source", most=SOURCE_LENGTH)
    return Milestone(sent["milestone"]), Recorded(Medium(sent["medium"]), source, day)
