"""Progress of a directive: at any union, for each of its children, and who has not."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from api.actors import Actor, Graph
from api.clock import Now
from api.directives import DirectiveId
from api.duties import DutyProgress
from api.models import ReceiptOut, ReminderOut, UnionName
from api.paging import Page, Paged, encode
from api.problems import documented
from graph import progress
from graph.db import Transaction
from graph.progress import Progress
from graph.reminders import bound
from graph.walks import seen_walk
from orgnet.directives import Directive, Way
from orgnet.kinds import Kind
from orgnet.levels import Level
from orgnet.receipts import Milestone
from orgnet.reminders import Reminder
from orgnet.standings import Standing, overdue

router = APIRouter(prefix="/directives/{directive}/progress", tags=["progress"])

At = Annotated[str | None, Query(description="the union to look at; the top of the audience if not named")]


class Figures(BaseModel):
    """How many are expected, how many have reached each milestone, and about how many the issuer has decided."""

    expected: int
    members: int
    read: int
    signed: int
    relayed: int = Field(description="who passed it on, those included who only carry it")
    in_hand: int
    done: int
    accepted: int
    returned: int
    exempt: int
    recorded: int = Field(description="of whom somebody above recorded what they did")
    briefed: int = Field(description="who have told their members")
    delivered: int = Field(description="to whom it has come; all, where it goes directly")
    overdue: int

    @classmethod
    def of(cls, directive: Directive, standing: Standing, today: date) -> "Figures":
        """From the domain."""
        held = {name.value: n for counts in (standing.reached(), standing.ruled()) for name, n in counts.items()}
        late = overdue(directive, standing, today)
        delivered = standing.delivered() if directive.way is Way.LEVEL_BY_LEVEL else standing.unions
        return cls(
            expected=standing.unions,
            members=standing.members,
            delivered=delivered,
            recorded=standing.recorded(),
            briefed=standing.briefed(),
            overdue=late,
            **held,
        )


class FacetOut(BaseModel):
    """The figures of one level and kind."""

    level: Level
    kind: Kind
    expected: int
    read: int
    signed: int
    relayed: int
    in_hand: int
    done: int


class ProgressOut(BaseModel):
    """Where a union stands itself, and its branch."""

    union: UnionName
    addressed: bool
    receipt: ReceiptOut
    branch: Figures


class BreakdownOut(ProgressOut):
    """The progress at a union, broken down by level and kind."""

    facets: list[FacetOut]
    duties: list[DutyProgress]


class MissingOut(UnionName):
    """A union that has not, and the last reminder that it had."""

    reminded: ReminderOut | None


def shown(directive: Directive, found: Progress, today: date) -> ProgressOut:
    """From the domain."""
    return ProgressOut(
        union=UnionName.of(found.place.union),
        addressed=found.standing.addressed,
        receipt=ReceiptOut.of(found.receipt, directive.evidence),
        branch=Figures.of(directive, found.standing, today),
    )


@router.get("", responses=documented(404))
async def read(graph: Graph, actor: Actor, now: Now, directive: DirectiveId, at: At = None) -> BreakdownOut:
    """The progress at a union, also by level and kind."""
    document, found = await graph.read(lambda tx: progress.seen(tx, actor, directive, at))
    facets = [
        FacetOut(level=level, kind=kind, expected=expected, **{m.value: n for m, n in held.items()})
        for (level, kind), (expected, held) in found.standing.facets().items()
    ]
    duties = DutyProgress.counted(document.text.duties, found.standing)
    return BreakdownOut(**shown(document, found, graph.today(now)).model_dump(), facets=facets, duties=duties)


@router.get("/children", responses=documented(404))
async def read_children(
    graph: Graph,
    actor: Actor,
    now: Now,
    directive: DirectiveId,
    paging: Paged,
    at: At = None,
) -> Page[ProgressOut]:
    """The progress of each union directly below, in the order of their codes."""
    name = f"progress {directive} {at}"
    after = paging.after(name, "")
    document, found = await graph.read(
        lambda tx: progress.seen_children(tx, actor, directive, at, after, paging.limit + 1)
    )
    today = graph.today(now)
    return paging.cut(
        name,
        found,
        lambda child: child.place.union.code,
        lambda child: shown(document, child, today),
    )


@router.get("/missing", responses=documented(404))
async def read_missing(
    graph: Graph,
    actor: Actor,
    directive: DirectiveId,
    paging: Paged,
    at: At = None,
    milestone: Milestone = Milestone.SIGNED,
    duty: Annotated[str | None, Query(description="instead of a milestone one thing that the document asks")] = None,
) -> Page[MissingOut]:
    """The unions that are expected to have reached a milestone, or met a duty, and have not."""
    sought = duty or milestone
    name = f"missing {directive} {at} {sought}"
    after = paging.after(name, list[str]())

    async def look(tx: Transaction) -> tuple[list[Progress], Sequence[str], Mapping[str, Reminder]]:
        document, found, path = await seen_walk(tx, actor, directive, at, sought, after, paging.limit)
        return found, path, await bound(tx, document, [each.place for each in found])

    found, path, last = await graph.read(look)
    following = encode(name, list(path)) if path else None
    rows = [
        MissingOut(**dict(UnionName.of(union)), reminded=ReminderOut.of(last.get(union.id)))
        for union in (each.place.union for each in found)
    ]
    return paging.page(rows, following)
