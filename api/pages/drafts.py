"""Drafts: a directive is written, seen as it would go, kept, reviewed and issued; and what has come is passed on with
additions of one's own."""

from collections.abc import Mapping
from typing import Annotated

import uuid_utils
from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, Response

from api.actors import Graph
from api.clock import Now
from api.directives import DirectiveId, DirectiveIn
from api.pages.documents import shown, whole
from api.pages.forms import Form, Sent, valid
from api.pages.readers import Reading
from api.pages.rendering import render
from api.pages.sessions import onward
from api.previews import PreviewOut
from api.receipts import Where
from graph import chains, directives, documents, previews
from graph.db import Transaction
from orgnet.audiences import Reach
from orgnet.directives import Directive, Way
from orgnet.documents import DIRECTIONS, Access, Direction, DocumentKind, Urgency
from orgnet.duties import MOST as MOST_DUTIES
from orgnet.duties import Thing
from orgnet.errors import Missing
from orgnet.kinds import Kind
from orgnet.levels import Level

router = APIRouter()

KINDS = [kind for kind, ways in DIRECTIONS.items() if Direction.DOWN in ways]
CHOICES: Mapping[str, object] = {
    "kinds": KINDS,
    "levels": list(Level),
    "forms": list(Kind),
    "things": list(Thing),
    "reaches": [Reach.BRANCH, Reach.SUBORDINATES],
    "urgencies": list(Urgency),
    "accesses": [Access.INTERNAL, Access.PUBLIC],
    "ways": list(Way),
    "most": MOST_DUTIES,
}


@router.get("/unions/{union}/drafts/new")
async def begin(request: Request, reader: Reading, union: Where) -> Response:
    """An empty sheet, under an id of its own; it may begin `like` another directive, or pass one on (`relays`)."""
    asked = f"?{request.url.query}" if request.url.query else ""
    return onward(f"/unions/{union}/drafts/{uuid_utils.uuid7()}{asked}")


@router.get("/unions/{union}/drafts/{directive}")
async def read(
    request: Request,
    graph: Graph,
    reader: Reading,
    union: Where,
    directive: DirectiveId,
    like: Annotated[str | None, Query(max_length=64)] = None,
    relays: Annotated[str | None, Query(max_length=64)] = None,
) -> HTMLResponse:
    """A draft as it is kept, or the sheet for a new one."""
    chair = reader.at(union)
    if chair is None:
        raise Missing(f"there is no union {union} for which you could draft")

    async def look(tx: Transaction) -> dict[str, object]:
        written = await _kept(tx, reader.id, directive) or await _kept(tx, reader.id, like)
        kept = written is not None and written.id == directive
        above = written.relay.above if written and written.relay else relays
        chain = await chains.chain(tx, reader.id, await _first(tx, reader.id, above), union) if above else []
        upper = shown(await whole(tx, reader.id, above)) if above else {}
        return upper | {"draft": written, "kept": kept, "relays": above, "chain": chain}

    context = dict(CHOICES) | {"chair": chair, "id": directive}
    return render(request, "draft.html", context | await graph.read(look))


async def _kept(tx: Transaction, actor: str, id: str | None) -> Directive | None:
    try:
        return await documents.read(tx, actor, id) if id else None
    except Missing:
        return None


async def _first(tx: Transaction, actor: str, id: str) -> str:
    return (await documents.first_of(tx, actor, id)).id


@router.post("/unions/{union}/drafts/{directive}")
async def write(graph: Graph, reader: Reading, now: Now, sent: Sent, union: Where, directive: DirectiveId) -> Response:
    """Keep a draft; and with that, issue it, where the button said so."""
    body = typed(sent)
    written = body.directive(directive, union)
    kept = await graph.read(lambda tx: _kept(tx, reader.id, directive))
    keep = directives.redraft if kept else directives.draft
    await keep(graph, sent.step("write"), written, now)
    if sent["then"] == "issue":
        await directives.issue(graph, sent.step("issue"), directive, now)
        return onward(f"/directives/{directive}")
    return onward(f"/unions/{union}/drafts/{directive}")


@router.post("/unions/{union}/drafts/{directive}/preview")
async def preview(
    request: Request, graph: Graph, reader: Reading, now: Now, sent: Sent, union: Where, directive: DirectiveId
) -> HTMLResponse:
    """What would become of what is typed, if it were issued now; nothing is kept."""
    written = typed(sent).directive(directive, union)
    today = graph.today(now)
    found = await graph.read(lambda tx: previews.trial(tx, reader.id, written, now, today))
    return render(request, "preview.html", {"preview": PreviewOut.of(found), "written": written})


@router.post("/directives/{directive}/review")
async def review(graph: Graph, reader: Reading, now: Now, sent: Sent, directive: DirectiveId) -> Response:
    """Note that somebody else than its writer has found a draft good."""
    await directives.review(graph, sent.ask, directive, now)
    return onward(f"/directives/{directive}")


@router.post("/directives/{directive}/issue")
async def issue(graph: Graph, reader: Reading, now: Now, sent: Sent, directive: DirectiveId) -> Response:
    """Issue a draft."""
    await directives.issue(graph, sent.ask, directive, now)
    return onward(f"/directives/{directive}")


def typed(sent: Form) -> DirectiveIn:
    """What was typed, as the interface takes it; raises Invalid, naming the field, where that cannot be."""
    relays = sent["relays"] or None
    selector = {
        "reach": sent["reach"] or Reach.BRANCH,
        "levels": sent.all("level"),
        "kinds": sent.all("sort"),
        "sizes": sent.all("size"),
    }
    said = {
        "title": sent["title"],
        "body": sent["body"],
        "kind": sent["kind"] or DocumentKind.NOTICE,
        "urgency": sent["urgency"] or "ordinary",
        "access": sent["access"] or "internal",
        "duties": _duties(sent),
        "deadline": sent["deadline"] or None,
        "way": sent["way"] or Way.DIRECT,
        "remind": [sent["remind"]] if sent["remind"] else [],
        "escalate": sent["escalate"] or None,
        "relays": relays,
    }
    return valid(DirectiveIn, said if relays else said | {"audience": {"selectors": [selector]}})


def _duties(sent: Form) -> list[dict[str, str | None]]:
    return [
        {"thing": sent[f"thing.{n}"], "words": sent[f"words.{n}"] or None, "day": sent[f"day.{n}"] or None}
        for n in range(MOST_DUTIES)
        if sent[f"thing.{n}"]
    ]
