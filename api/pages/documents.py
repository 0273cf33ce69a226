"""Documents: one directive as it looks on paper, with the chain of hops it came through, and what my union owes on it."""

from collections.abc import Sequence
from dataclasses import dataclass

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse

from api.actors import Graph
from api.clock import Now
from api.directives import DirectiveId
from api.pages.due import Item, one
from api.pages.readers import Chair, Reader, Reading
from api.pages.rendering import render
from api.receipts import Where
from graph import (
    attachments,
    chains,
    documents,
    evidence,
    extensions,
    origins,
    positions,
    questions,
    replies,
    tasks,
    waiting,
)
from graph.chains import Link
from graph.db import Transaction
from graph.inbox import Entry
from graph.replies import Sums
from orgnet.attachments import Attachment
from orgnet.briefings import Occasion, tells
from orgnet.directives import Directive, State, Way
from orgnet.documents import Publication
from orgnet.duties import Duty, Thing
from orgnet.errors import Missing
from orgnet.evidence import spoken, totals
from orgnet.extensions import Extension
from orgnet.paragraphs import paragraphs
from orgnet.unions import Union

router = APIRouter()

MOST = 50
"""Questions that are shown beside a document."""


@dataclass(frozen=True, slots=True)
class Whole:
    """A directive with all that stands around it."""

    directive: Directive
    issuer: Union
    attached: Sequence[Attachment]
    tied: Sequence[Directive]
    chain: Sequence[Link] = ()
    extension: Extension | None = None


async def whole(tx: Transaction, actor: str, id: str, union: str | None = None) -> Whole:
    """A directive that somebody sees, and how it came to one of his unions."""
    directive, attached = await attachments.whole(tx, actor, id)
    issuer = (await positions.position(tx, directive.issuer)).union
    tied = await documents.tied(tx, actor, id)
    if union is None:
        return Whole(directive, issuer, attached, tied)
    chain = await chains.chain(tx, actor, id, union)
    return Whole(directive, issuer, attached, tied, chain, await _extension(tx, actor, union, id))


async def _extension(tx: Transaction, actor: str, union: str, id: str) -> Extension | None:
    try:
        return await extensions.one(tx, actor, union, id)
    except Missing:
        return None


@router.get("/unions/{union}/inbox/{directive}")
async def read_received(
    request: Request, graph: Graph, reader: Reading, now: Now, union: Where, directive: DirectiveId
) -> HTMLResponse:
    """A directive as it has come to a union."""
    today = graph.today(now)

    async def look(tx: Transaction) -> dict[str, object]:
        first = await documents.first_of(tx, reader.id, directive)
        chair = reader.at(union) or await _above(tx, reader, union)
        found = await whole(tx, reader.id, first.id, union)
        item = await one(tx, reader, chair, first.id, today)
        between = await _between(tx, reader, found, union, item)
        place = await positions.position(tx, union)
        briefs = item is not None and not item.entry.carried and tells(place.union)
        return {"item": item, "chair": chair, "briefs": briefs, **shown(found), **between}

    return render(
        request, "received.html", await graph.read(look) | {"signs": reader.signs(union), "occasions": list(Occasion)}
    )


async def _between(tx: Transaction, reader: Reader, found: Whole, union: str, item: Item | None) -> dict[str, object]:
    """What the union owes, what it has told, what that starts from, and what was asked and answered."""
    evidence_, receipt = found.directive.evidence, item.entry.receipt if item else None
    told = spoken(evidence_, receipt.told) if receipt else {}
    below = Sums(0, {})
    if item and not told and evidence_.blanks and found.directive.way is Way.LEVEL_BY_LEVEL:
        _, below = await replies.start(tx, reader.id, union, found.directive.id)
    asked = [(await questions.on(tx, reader.id, link.document.id, "", MOST))[1] for link in found.chain]
    given = (await tasks.of(tx, reader.id, found.directive.id))[1] if item and found.directive.tasks else []
    return {
        "parts": [(each, part) for each in given for held, part in each.parts if held.id == union],
        "owed": owed(item.entry) if item else [],
        "told": told,
        "below": below.replies,
        "start": told or (totals(evidence_, below.sums) if below.replies else {}),
        "files": await evidence.of(tx, union, found.directive.id) if item else [],
        "questions": [(link, each) for link, some in zip(found.chain, asked, strict=True) for each in some],
    }


async def _above(tx: Transaction, reader: Reader, union: str) -> Chair:
    """The place from which somebody looks into the inbox of a union below."""
    place = await positions.position(tx, union)
    return Chair(union, place.union.name, frozenset())


def shown(found: Whole) -> dict[str, object]:
    """What a page of it tells."""
    return {
        "found": found,
        "directive": found.directive,
        "paragraphs": paragraphs(found.directive.text.body),
        "over": found.directive.state not in (State.ISSUED, State.DRAFT, State.REVIEWED),
    }


def owed(entry: Entry) -> list[tuple[Duty, bool]]:
    """What a union is asked, and whether it has still to do it; that it has to pass it on where nothing says so too."""
    lacking = entry.lacking
    asked = [(duty, duty in lacking) for duty in entry.duties]
    if entry.passes and all(duty.thing is not Thing.RELAY for duty, _ in asked):
        asked.append((Duty(Thing.RELAY, day=entry.due if entry.carried else None), True))
    return asked


@router.get("/directives/{directive}")
async def read(request: Request, graph: Graph, reader: Reading, directive: DirectiveId) -> HTMLResponse:
    """A directive for whoever may see it, such as its issuer."""

    async def look(tx: Transaction) -> dict[str, object]:
        found = await whole(tx, reader.id, directive)
        own = reader.at(found.directive.issuer) is not None and found.directive.issued is not None
        signs, tie = reader.signs(found.directive.issuer), found.directive.tie
        return shown(found) | {
            "waits": await waiting.on(tx, found.directive) if own else None,
            "signs": signs,
            "former": await documents.seen(tx, reader.id, tie.former) if tie else None,
            "originals": await origins.originals(tx, found.directive) if own and signs else [],
        }

    return render(request, "directive.html", await graph.read(look) | {"publications": list(Publication)})


@router.get("/d/{directive}")
async def land(graph: Graph, reader: Reading, now: Now, directive: DirectiveId) -> RedirectResponse:
    """Where a link in a message leads: to the document at the union of mine that has still to act on it, if one has."""
    today = graph.today(now)

    async def look(tx: Transaction) -> str:
        first = await documents.first_of(tx, reader.id, directive)
        come = [await one(tx, reader, chair, first.id, today) for chair in reader.chairs]
        mine = [item for item in come if item]
        best = min(mine, key=lambda item: (not item.entry.open, not item.chair.signs), default=None)
        return best.address if best else f"/directives/{directive}"

    return RedirectResponse(await graph.read(look), 303)
