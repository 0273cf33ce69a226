"""Drafts: a directive is written, seen as it would go, kept, reviewed and issued; and what has come is passed on with
additions of one's own, and what was asked is replied to."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Annotated

import uuid_utils
from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, Response

from api.actors import Graph
from api.clock import Now
from api.directives import DirectiveId, DirectiveIn
from api.models import SIZES
from api.pages.composing import typed
from api.pages.documents import shown, whole
from api.pages.forms import Sent
from api.pages.readers import Chair, Reader, Reading
from api.pages.rendering import language_of, render
from api.pages.sessions import onward
from api.previews import PreviewOut
from api.receipts import Where
from api.refusals import refusal
from graph import attachments, chains, directives, documents, groups, issued, positions, previews, requests
from graph.db import Transaction
from graph.previews import Preview
from orgnet.audiences import Audience, Reach, Selector
from orgnet.directives import Directive, Manner, Way
from orgnet.documents import DIRECTIONS, Access, Direction, DocumentKind, Urgency
from orgnet.duties import MOST as MOST_DUTIES
from orgnet.duties import Thing
from orgnet.errors import Missing, Refusal
from orgnet.evidence import MOST_BLANKS, Filling
from orgnet.groups import Group, drawn
from orgnet.kinds import Kind
from orgnet.levels import Level
from orgnet.sectors import Sector
from orgnet.tasks import MOST as MOST_TASKS
from orgnet.templates import TEMPLATES

router = APIRouter()

EARLIER = 20
"""Directives of the union from which a new one may begin."""

Id = Annotated[str | None, Query(max_length=64)]

KINDS = [kind for kind, ways in DIRECTIONS.items() if Direction.DOWN in ways and kind is not DocumentKind.REPLY]
CHOICES: Mapping[str, object] = {
    "kinds": KINDS,
    "levels": list(Level),
    "forms": list(Kind),
    "sectors": list(Sector),
    "sizes": list(enumerate(SIZES)),
    "things": list(Thing),
    "reaches": [Reach.BRANCH, Reach.SUBORDINATES, Reach.ITSELF],
    "urgencies": list(Urgency),
    "accesses": [Access.INTERNAL, Access.PUBLIC],
    "ways": list(Way),
    "fillings": list(Filling),
    "manners": [Manner.AMENDS, Manner.SUPERSEDES],
    "most": MOST_DUTIES,
    "most_blanks": MOST_BLANKS,
    "most_tasks": MOST_TASKS,
}


@router.get("/unions/{union}/drafts/new")
async def begin(request: Request, reader: Reading, union: Where) -> Response:
    """An empty sheet, under an id of its own; it may begin with a `template` or `like` another directive, pass one on
    (`relays`), or reply to a request (`replies`)."""
    asked = f"?{request.url.query}" if request.url.query else ""
    return onward(f"/unions/{union}/drafts/{uuid_utils.uuid7()}{asked}")


@router.get("/unions/{union}/drafts/{directive}")
async def read(
    request: Request,
    graph: Graph,
    reader: Reading,
    now: Now,
    union: Where,
    directive: DirectiveId,
    template: Id = None,
    like: Id = None,
    relays: Id = None,
    replies: Id = None,
) -> HTMLResponse:
    """A draft as it is kept, or the sheet for a new one."""
    chair = reader.at(union)
    if chair is None:
        raise Missing(f"there is no union {union} for which you could draft")

    async def look(tx: Transaction) -> dict[str, object]:
        kept = await documents.seen(tx, reader.id, directive)
        occasion = TEMPLATES.get(template or "")
        begun = occasion.begun(directive, union, graph.today(now).year) if occasion else None
        earlier = await documents.seen(tx, reader.id, like) if like else None
        written = kept or _anew(earlier, union) or begun
        above = written.relay.above if written and written.relay else relays
        asked = (written.request if written else None) or replies
        around = await _upper(tx, reader, above, union) if above else await _beside(tx, reader, chair, written, asked)
        return {
            "draft": written,
            "kept": kept is not None,
            "relays": above,
            "asked": await requests.read(tx, reader.id, asked) if asked else None,
            "files": await attachments.of(tx, directive) if kept else [],
            **around,
        }

    context = {**CHOICES, "chair": chair, "id": directive}
    return render(request, "draft.html", context | await graph.read(look))


def _anew(earlier: Directive | None, union: str) -> Directive | None:
    """An earlier directive as one begins with it: without its days, and addressed as it was where it is one's own."""
    if earlier is None:
        return None
    duties = tuple(replace(duty, day=None) for duty in earlier.added)
    tasks = tuple(replace(task, gate=None) for task in earlier.tasks)
    own = earlier.issuer == union and earlier.relay is None
    audience = earlier.audience if own else Audience(union, (Selector(union),))
    return replace(
        earlier,
        text=replace(earlier.text, duties=duties, expires=None),
        audience=audience,
        groups=earlier.groups if own else (),
        tasks=tasks if own else (),
        relay=None,
        tie=None,
        origin=None,
    )


async def _upper(tx: Transaction, reader: Reader, above: str, union: str) -> dict[str, object]:
    """The document above, and how it came."""
    first = await documents.first_of(tx, reader.id, above)
    chain = await chains.chain(tx, reader.id, first.id, union)
    return {"chain": chain, "templates": {}, "earlier": [], **shown(await whole(tx, reader.id, above))}


async def _beside(
    tx: Transaction, reader: Reader, chair: Chair, written: Directive | None, asked: str | None
) -> dict[str, object]:
    """What stands beside the sheet of a first document: the groups that it may address, its rules without theirs, the
    unions that these and its tasks name, and the one to which it is tied; where it replies to nothing that was `asked`,
    also the templates and earlier ones from which it may begin."""
    here = await positions.position(tx, chair.union)
    usable = [each for at in (chair.union, *here.lines.primary) for each in await groups.kept(tx, reader.id, at)]
    ticked = [each for each in usable if written and each.name in written.groups]
    rules = _own_rules(written, ticked) if written else []
    tasks = written.tasks if written else ()
    named = {rule.root for rule, _ in rules} | {union for task in tasks for union in task.unions}
    earlier = [] if asked else await issued.seen(tx, reader.id, chair.union, "~", EARLIER)
    own = [each for each in earlier if each.relay is None and each.request is None]
    former = written.tie.former if written and written.tie else None
    return {
        "groups": usable,
        "ticked": [each.id for each in ticked],
        "rules": rules,
        "named": {id: place.union for id, place in (await positions.positions(tx, named)).items()},
        "earlier": own,
        "former": await documents.seen(tx, reader.id, former)
        if former and former not in {each.id for each in own}
        else None,
        "templates": {} if written or asked else TEMPLATES,
        "chain": [],
    }


def _own_rules(written: Directive, ticked: Sequence[Group]) -> list[tuple[Selector, bool]]:
    """The rules of a draft, and whether each excludes, without those of the groups that it is addressed to."""
    audience = written.audience
    theirs = drawn(Audience(audience.issuer, ()), ticked)
    chosen = [(each, False) for each in audience.selectors if each not in theirs.selectors]
    return chosen + [(each, True) for each in audience.exclusions if each not in theirs.exclusions]


@router.post("/unions/{union}/drafts/{directive}")
async def write(graph: Graph, reader: Reading, now: Now, sent: Sent, union: Where, directive: DirectiveId) -> Response:
    """Keep a draft; and with that, issue it, where the button said so."""
    body = await graph.read(lambda tx: typed(tx, reader.id, sent))
    kept = await graph.read(lambda tx: documents.seen(tx, reader.id, directive))
    keep = directives.redraft if kept else directives.draft
    await keep(graph, sent.step("write"), _written(body, directive, union, kept), now, body.audience.groups)
    if sent["then"] == "issue":
        await directives.issue(graph, sent.step("issue"), directive, now)
        return onward(f"/directives/{directive}")
    return onward(f"/unions/{union}/drafts/{directive}")


def _written(body: DirectiveIn, id: str, union: str, kept: Directive | None) -> Directive:
    """What was typed; what the sheet of a relay does not show stays as it is kept."""
    written = body.directive(id, union)
    return replace(written, tie=kept.tie, origin=kept.origin) if kept and kept.relay else written


@router.post("/unions/{union}/drafts/{directive}/preview")
async def preview(
    request: Request, graph: Graph, reader: Reading, now: Now, sent: Sent, union: Where, directive: DirectiveId
) -> HTMLResponse:
    """What would become of what is typed, if it were issued now; nothing is kept."""

    async def look(tx: Transaction) -> Preview:
        body = await typed(tx, reader.id, sent)
        written = body.directive(directive, union)
        return await previews.trial(tx, reader.id, written, now, graph.today(now), body.audience.groups)

    try:
        found = await graph.read(look)
    except Refusal as wrong:
        return render(request, "preview.html", {"wrong": refusal(language_of(request), wrong.detail)})
    return render(request, "preview.html", {"wrong": None, "preview": PreviewOut.of(found), "written": found.directive})


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
