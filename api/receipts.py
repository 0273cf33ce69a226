"""Receipts: a union reads, signs, does, and takes back."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated

from fastapi import APIRouter, Path, Request
from pydantic import Field, StrictBool, StrictInt

from api.actors import Actor, Asked, Graph
from api.clock import Now
from api.directives import DirectiveId
from api.models import ReceiptOut, Strict
from api.problems import documented
from graph import receipts
from graph.gathering import Gathering
from graph.marks import Mark
from orgnet.duties import thing_of
from orgnet.errors import Invalid, Missing
from orgnet.facts import Ask
from orgnet.names import clean
from orgnet.receipts import DUE, Medium, Milestone, Recorded

router = APIRouter(tags=["receipts"])

NOTE_LENGTH = 2000
Where = Annotated[str, Path(description="the id of the union", max_length=64)]


SOURCE_LENGTH = 60


class RecordedIn(Strict):
    """How an officer above knows what a union did that has no people of its own: told apart in every figure."""

    medium: Medium
    source: str = Field(examples=["王主席"], description="who said so")
    day: date = Field(examples=["2026-03-05"], description="when")

    def recorded(self) -> Recorded:
        """As the domain has it."""
        return Recorded(self.medium, clean(self.source, "source", most=SOURCE_LENGTH), self.day)


class MarkIn(Strict):
    """What there is to say about it; only what is done takes a note and a reply."""

    note: str | None = Field(default=None, examples=["走访困难职工12户"])
    reply: dict[str, StrictBool | StrictInt | Decimal | str] | None = Field(
        default=None, examples=[{"走访户数": 12}], description="the blanks of the form filled in, by label"
    )
    recorded: RecordedIn | None = Field(default=None, description="where you are not of the union, but above it")


PATH = "/unions/{union}/inbox/{directive}/{milestone}"
PROBLEMS = documented(403, 404, 409)


@router.put(PATH, responses=PROBLEMS)
async def mark(
    request: Request,
    ask: Asked,
    now: Now,
    union: Where,
    directive: DirectiveId,
    milestone: Milestone,
    body: MarkIn | None = None,
) -> ReceiptOut:
    """Record that a union has read, signed, in hand or done; what comes before is recorded with it."""
    return await _marked(request, _mark(ask, union, directive, milestone, body or MarkIn()), now)


def _mark(ask: Ask, union: str, directive: str, milestone: Milestone, body: MarkIn, duty: str | None = None) -> Mark:
    for field, said in (("note", body.note), ("reply", body.reply)):
        if said is not None and milestone is not Milestone.DONE:
            raise Invalid(f"a {field} belongs to what is done; leave it out here", field=field)
    note = clean(body.note, "note", most=NOTE_LENGTH, lines=True) if body.note else None
    recorded = body.recorded.recorded() if body.recorded else None
    return Mark(ask, union, directive, milestone, note, body.reply, recorded=recorded, duty=duty)


async def _marked(request: Request, mark: Mark, now: datetime) -> ReceiptOut:
    gathering: Gathering = request.app.state.gathering
    return ReceiptOut.model_validate(await gathering.mark(mark, now))


@router.delete(PATH, responses=PROBLEMS)
async def unmark(
    request: Request, ask: Asked, now: Now, union: Where, directive: DirectiveId, milestone: Milestone
) -> ReceiptOut:
    """Take a signature back, or what was reported done."""
    return await _marked(request, Mark(ask, union, directive, milestone, undo=True), now)


DUTY = "/unions/{union}/inbox/{directive}/duties/{duty}"
DutyKey = Annotated[str, Path(description="the key of what is asked", max_length=64, examples=["do.0"])]


@router.put(DUTY, responses=PROBLEMS)
async def meet(
    request: Request,
    ask: Asked,
    now: Now,
    union: Where,
    directive: DirectiveId,
    duty: DutyKey,
    body: MarkIn | None = None,
) -> ReceiptOut:
    """Record that a union has met one thing that it is asked; with the last one the document is signed, or done."""
    return await _marked(request, _mark(ask, union, directive, milestone_of(duty), body or MarkIn(), duty), now)


@router.delete(DUTY, responses=PROBLEMS)
async def unmeet(
    request: Request, ask: Asked, now: Now, union: Where, directive: DirectiveId, duty: DutyKey
) -> ReceiptOut:
    """Take back that one thing was met; the others stay so."""
    return await _marked(request, Mark(ask, union, directive, milestone_of(duty), undo=True, duty=duty), now)


def milestone_of(duty: str) -> Milestone:
    """The milestone to which a duty of this key leads; raises Missing where there can be none."""
    thing = thing_of(duty)
    if thing is None:
        raise Missing(f"there is no duty {duty}; the inbox names those of a document")
    return DUE[thing]


@router.get("/unions/{union}/inbox/{directive}", responses=PROBLEMS)
async def read(graph: Graph, actor: Actor, union: Where, directive: DirectiveId) -> ReceiptOut:
    """Where a union stands with a directive."""
    return ReceiptOut.of(*await graph.read(lambda tx: receipts.one(tx, actor, directive, union)))
