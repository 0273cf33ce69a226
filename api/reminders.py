"""Reminders: of those who have not, by whoever is above them; and what the clock has told superiors of."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, status
from pydantic import BaseModel, Field

from api.actors import Actor, Asked, Graph
from api.clock import Now
from api.directives import DirectiveId
from api.files import Chosen
from api.models import Id, ReminderOut, Strict, UnionName
from api.paging import Page, Paged
from api.problems import documented
from api.unions import UnionId
from graph import escalations, reminders
from graph.escalations import Escalation
from orgnet.positions import Position
from orgnet.receipts import Milestone
from orgnet.reminders import Reminder, Scope

router = APIRouter(tags=["directives"])

MOST, SHOWN = 1000, 50


class ReminderIn(Strict):
    """Of what who is reminded: exactly these unions, or all below who have not."""

    directive: Id = Field(description="any document of the cascade")
    milestone: Milestone | None = Field(None, description="what is still owed; what the document asks if not named")
    unions: Annotated[list[Id], Field(max_length=MOST)] = Field(
        default_factory=list[str], description="such as those of the unlock list; a branch if none is named"
    )
    branch: Id | None = Field(None, description="of a union below, with itself; all below your own if not named")


class Reminded(BaseModel):
    """How many were reminded of what."""

    milestone: Milestone
    reminded: int
    seq: int


class ScopeOut(BaseModel):
    """The last reminder of one union, or of a branch."""

    union: UnionName
    scope: Scope
    reminder: ReminderOut

    @classmethod
    def of(cls, found: tuple[Reminder, Position]) -> "ScopeOut":
        """From the domain."""
        reminder, place = found
        return cls(union=UnionName.of(place.union), scope=reminder.scope, reminder=ReminderOut.told(reminder))


class EscalationOut(BaseModel):
    """A directive that unions directly below have not done in time; those of them that come first by code."""

    directive: str
    number: str | None
    title: str
    since: datetime = Field(description="when the union was told")
    late: int
    unions: list[UnionName] = Field(description=f"at most {SHOWN}; all of them are listed with the progress")

    @classmethod
    def of(cls, found: Escalation) -> "EscalationOut":
        """From the domain."""
        return cls(
            directive=found.directive.id,
            number=found.directive.number,
            title=found.directive.text.title,
            since=found.since,
            late=len(found.late),
            unions=[UnionName.of(each.place.union) for each in found.late[:SHOWN]],
        )


@router.post("/unions/{union}/reminders", status_code=status.HTTP_201_CREATED, responses=documented(403, 404, 409))
async def remind(graph: Graph, ask: Asked, now: Now, chosen: Chosen, union: UnionId, body: ReminderIn) -> Reminded:
    """Remind on behalf of a union exactly these, or all below it who have not. One scope is reminded of one document
    every three days at most, unless set otherwise."""
    what = (body.directive, body.milestone, body.unions, body.branch, chosen.reminder_interval)
    answer = await reminders.remind(graph, ask, union, *what, now)
    return Reminded(**answer)


@router.get("/directives/{directive}/reminders", responses=documented(404))
async def read(graph: Graph, actor: Actor, directive: DirectiveId, paging: Paged) -> Page[ScopeOut]:
    """The last reminders of a cascade, by whom and of what."""
    name = f"reminders {directive}"
    after = paging.after(name, "")
    found = await graph.read(lambda tx: reminders.of(tx, actor, directive, after, paging.limit + 1))
    return paging.cut(name, found, lambda each: each[0].key, ScopeOut.of)


@router.get("/unions/{union}/escalations", responses=documented(404))
async def read_escalations(graph: Graph, actor: Actor, now: Now, union: UnionId) -> list[EscalationOut]:
    """What the clock has told a union of: directives that some directly below it have not done in time."""
    found = await graph.read(lambda tx: escalations.told(tx, actor, union, graph.today(now)))
    return [EscalationOut.of(each) for each in found]
