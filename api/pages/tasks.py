"""Tasks: what a directive gives to some by name; these report on their part, and its issuer accepts or returns it."""

from typing import Annotated

from fastapi import APIRouter, Path, Request
from fastapi.responses import HTMLResponse, Response

from api.actors import Graph
from api.clock import Now
from api.directives import DirectiveId
from api.pages.exchange import Matter, exchange
from api.pages.forms import Sent
from api.pages.readers import Reading
from api.pages.rendering import render
from api.pages.sessions import onward
from api.receipts import Where
from graph import tasks
from graph.db import Transaction
from orgnet.errors import Invalid
from orgnet.tasks import MOST, State

router = APIRouter()

Place = Annotated[int, Path(ge=1, le=MOST)]
REPORTED = (State.OPEN, State.BEGUN, State.DONE)


@router.get("/directives/{directive}/tasks")
async def read(request: Request, graph: Graph, reader: Reading, directive: DirectiveId) -> HTMLResponse:
    """The tasks of a directive, and where each part of them stands."""

    async def look(tx: Transaction) -> dict[str, object]:
        _, found = await tasks.of(tx, reader.id, directive)
        return {"found": found, **await exchange(tx, reader, directive, Matter.TASKS)}

    return render(request, "tasks.html", await graph.read(look))


@router.post("/directives/{directive}/tasks/{place}")
async def decide(graph: Graph, reader: Reading, now: Now, sent: Sent, directive: DirectiveId, place: Place) -> Response:
    """Accept what those that were ticked reported on a task, or return it and say why."""
    why = sent["reason"] if sent["then"] == State.RETURNED else None
    await tasks.decide(graph, sent.ask, directive, place, sent.ticked("union"), why, now)
    return onward(f"/directives/{directive}/tasks")


@router.post("/unions/{union}/inbox/{directive}/tasks/{place}")
async def report(
    graph: Graph, reader: Reading, now: Now, sent: Sent, union: Where, directive: DirectiveId, place: Place
) -> Response:
    """Report that a union's part is begun or done, or take that back."""
    if sent["state"] not in REPORTED:
        raise Invalid("this form is not one of ours; go back to the page and try again", field="state")
    note = sent["note"] or None
    await tasks.report(graph, sent.ask, union, directive, place, State(sent["state"]), note, now)
    return onward(f"/unions/{union}/inbox/{directive}")
