"""Contacts: what was said with a union that has not, noted while one has it on the line, and when to ask again."""

from datetime import date
from typing import Annotated

import uuid_utils
from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, Response

from api.actors import Graph
from api.clock import Now
from api.contacts import ContactId
from api.directives import DirectiveId
from api.pages.forms import Form, Sent
from api.pages.readers import Reader, Reading
from api.pages.rendering import render
from api.pages.sessions import onward
from api.receipts import Where
from graph import contacts, documents, positions, unions
from graph.chases import chases
from graph.db import Transaction
from orgnet.contacts import Contact
from orgnet.errors import Invalid
from orgnet.receipts import Milestone
from orgnet.unions import Union

router = APIRouter()

ENTRY = "/unions/{union}/inbox/{directive}/contacts"
Lacks = Annotated[Milestone, Query(description="what the union has still to reach")]


@router.get(ENTRY)
async def read(
    request: Request,
    graph: Graph,
    reader: Reading,
    union: Where,
    directive: DirectiveId,
    milestone: Lacks = Milestone.SIGNED,
) -> HTMLResponse:
    """How a union is reached, what was said with it, and the form on which it is noted."""

    async def look(tx: Transaction) -> dict[str, object]:
        place, line = await positions.position(tx, union), await unions.line(tx, union)
        first = await documents.first_of(tx, reader.id, directive)
        return {
            "union": place.union,
            "line": line,
            "directive": first,
            "chase": (await chases(tx, reader.id, first, [place]))[union],
            "said": await contacts.of(tx, reader.id, directive, union),
            "by": asks(reader, line),
        }

    return render(request, "contacts.html", await graph.read(look) | {"milestone": milestone})


def asks(reader: Reader, line: list[Union]) -> str | None:
    """The union nearest above on whose behalf somebody can ask."""
    return next((each.id for each in reversed(line) if reader.signs(each.id)), None)


@router.post(ENTRY)
async def note(graph: Graph, reader: Reading, now: Now, sent: Sent, union: Where, directive: DirectiveId) -> Response:
    """Note what was said; back to those who have not."""
    if sent["milestone"] not in list(Milestone):
        raise Invalid("this form is not one of ours; go back to the page and try again", field="milestone")
    milestone, day = Milestone(sent["milestone"]), _day(sent, "day")
    later = _day(sent, "follow_up") if sent["follow_up"] else None
    what = (directive, union, sent["by"], milestone, sent["whom"], day, sent["said"], later)
    await contacts.note(graph, sent.ask, Contact(str(uuid_utils.uuid7()), *what), now)
    held_up = f"/directives/{directive}/progress"
    return onward(
        held_up if milestone is Milestone.RELAYED else f"/directives/{directive}/missing?milestone={milestone}"
    )


def _day(sent: Form, field: str) -> date:
    try:
        return date.fromisoformat(sent[field])
    except ValueError as error:
        raise Invalid(f"{sent[field]!r} is no day; give one such as 2026-03-05", field=field) from error


@router.post("/contacts/{contact}/settle")
async def settle(graph: Graph, reader: Reading, now: Now, sent: Sent, contact: ContactId) -> Response:
    """Nobody is to be asked again about this."""
    await contacts.settle(graph, sent.ask, contact, now)
    return onward(sent["next"] or "/")
