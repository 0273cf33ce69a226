"""Inboxes: what has come to a union, and what it has still to do."""

from datetime import date, datetime
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from api.actors import Actor, Graph
from api.clock import Now
from api.directives import DirectiveOut
from api.duties import OwnDutyOut
from api.models import ReceiptOut, ReminderOut
from api.paging import Page, Paged
from api.problems import documented
from api.unions import UnionId
from graph import inbox
from graph.inbox import Entry

router = APIRouter(tags=["directives"])


class EntryOut(BaseModel):
    """One directive in a union's inbox, and where the union stands with it."""

    directive: DirectiveOut
    receipt: ReceiptOut
    came: datetime = Field(description="when it came to the union")
    due: date | None = Field(description="the first day by which the union has something to do")
    duties: list[OwnDutyOut] = Field(description="what it asks of the union, until the days that its superiors set")
    reminded: ReminderOut | None = Field(description="the last reminder, while the union still owes it")
    carried: bool = Field(description="it addresses others below, and the union itself not")
    passes: bool = Field(description="the union has still to pass it on")
    overdue: bool

    @classmethod
    def of(cls, entry: Entry) -> "EntryOut":
        """From the domain."""
        return cls(
            directive=DirectiveOut.of(entry.directive),
            receipt=ReceiptOut.of(entry.receipt, entry.directive.evidence),
            came=entry.came.at,
            due=entry.due,
            duties=[OwnDutyOut.held(duty, entry.receipt) for duty in entry.duties],
            reminded=ReminderOut.of(entry.reminded),
            carried=entry.carried,
            passes=entry.passes,
            overdue=entry.overdue,
        )


@router.get("/unions/{union}/inbox", responses=documented(404))
async def read_inbox(
    graph: Graph,
    actor: Actor,
    now: Now,
    union: UnionId,
    paging: Paged,
    open_only: Annotated[bool, Query(description="only what the union still has to do")] = False,
) -> Page[EntryOut]:
    """What has reached a union and is not closed: the earliest deadline first."""
    name = f"inbox {union} {open_only}"
    after = paging.after(name, "")
    found = await graph.read(lambda tx: inbox.inbox(tx, actor, union, graph.today(now), open_only=open_only))
    rest = [entry for entry in found if entry.key > after]
    return paging.cut(name, rest, lambda entry: entry.key, EntryOut.of)
