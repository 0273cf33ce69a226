"""Receipts: a union reads, signs, does, and takes back."""

from datetime import date
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
from graph.receipts import Mark
from orgnet.errors import Invalid
from orgnet.names import clean
from orgnet.receipts import Medium, Milestone, Recorded

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

    note: str | None = Field(None, examples=["走访困难职工12户"])
    reply: dict[str, StrictBool | StrictInt | Decimal | str] | None = Field(
        None, examples=[{"走访户数": 12}], description="the blanks of the form filled in, by label"
    )
    recorded: RecordedIn | None = Field(None, description="where you are not of the union, but above it")


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
    note = body.note if body else None
    reply = body.reply if body else None
    for field, said in (("note", note), ("reply", reply)):
        if said is not None and milestone is not Milestone.DONE:
            raise Invalid(f"a {field} belongs to what is done; leave it out here", field=field)
    tidy = clean(note, "note", most=NOTE_LENGTH, lines=True) if note else None
    gathering: Gathering = request.app.state.gathering
    recorded = body.recorded.recorded() if body and body.recorded else None
    return ReceiptOut.model_validate(
        await gathering.mark(Mark(ask, union, directive, milestone, tidy, reply, recorded=recorded), now)
    )


@router.delete(PATH, responses=PROBLEMS)
async def unmark(
    request: Request, ask: Asked, now: Now, union: Where, directive: DirectiveId, milestone: Milestone
) -> ReceiptOut:
    """Take a signature back, or what was reported done."""
    gathering: Gathering = request.app.state.gathering
    return ReceiptOut(**await gathering.mark(Mark(ask, union, directive, milestone, undo=True), now))


@router.get("/unions/{union}/inbox/{directive}", responses=PROBLEMS)
async def read(graph: Graph, actor: Actor, union: Where, directive: DirectiveId) -> ReceiptOut:
    """Where a union stands with a directive."""
    return ReceiptOut.of(*await graph.read(lambda tx: receipts.one(tx, actor, directive, union)))
