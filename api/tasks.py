"""Tasks: what a document asks of some by name, where each part of it stands, and what is accepted or returned."""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated

from fastapi import APIRouter, Path, Query
from pydantic import BaseModel, Field

from api.actors import Actor, Asked, Graph
from api.assignments import TaskIn
from api.clock import Now
from api.directives import DirectiveId
from api.models import Strict, UnionName
from api.paging import Page, Paged
from api.problems import documented
from api.rulings import Ruled, RulingIn, UnionsIn
from api.unions import UnionId
from graph import tasks
from graph.tasks import Standing
from orgnet.directives import Directive
from orgnet.tasks import MOST, Part, State, Task

router = APIRouter(tags=["tasks"])

Place = Annotated[int, Path(ge=1, le=MOST, description="which task of the document, from 1")]


class Step(StrEnum):
    """What a union reports on its part."""

    BEGUN = "begun"
    DONE = "done"


BACK = {Step.BEGUN: State.OPEN, Step.DONE: State.BEGUN}


class ReportIn(Strict):
    """What there is to say about it."""

    note: str | None = Field(None, examples=["已完成摸底,建档87户"])


class PartOut(BaseModel):
    """Where the part of a union stands."""

    state: State
    since: datetime | None
    note: str | None
    reason: str | None = Field(description="why it was returned")
    late: bool = False

    @classmethod
    def of(cls, part: Part, today: date) -> "PartOut":
        """From the domain."""
        return cls(state=part.state, since=part.since, note=part.note, reason=part.reason, late=part.late(today))


class PartOfUnion(PartOut):
    """The part of a union, which leads the task or co-operates."""

    union: UnionName
    leads: bool


class StandingOut(BaseModel):
    """A task, and where each part of it stands, as far as you may see that."""

    place: int
    task: TaskIn
    parts: list[PartOfUnion]

    @classmethod
    def of(cls, found: Standing, today: date) -> "StandingOut":
        """From the domain."""
        parts = [
            PartOfUnion(**dict(PartOut.of(part, today)), union=UnionName.of(union), leads=part.leads)
            for union, part in found.parts
        ]
        return cls(place=found.place, task=TaskIn.of(found.task), parts=parts)


class OwnTask(BaseModel):
    """A task in which a union has a part."""

    directive: str
    number: str | None
    title: str
    place: int
    task: TaskIn
    leads: bool
    part: PartOut

    @classmethod
    def of(cls, found: tuple[Directive, Task, Part], today: date) -> "OwnTask":
        """From the domain."""
        directive, task, part = found
        return cls(
            directive=directive.id,
            number=directive.number,
            title=directive.text.title,
            place=part.place,
            task=TaskIn.of(task),
            leads=part.leads,
            part=PartOut.of(part, today),
        )


class PartChanged(PartOut):
    """The part after a report."""

    directive: str
    place: int
    union: str
    seq: int


PATH = "/unions/{union}/tasks/{directive}/{place}/{step}"
PROBLEMS = documented(403, 404, 409)


@router.get("/directives/{directive}/tasks", responses=documented(404))
async def read(graph: Graph, actor: Actor, now: Now, directive: DirectiveId) -> list[StandingOut]:
    """The tasks of a document, for whoever sees it; where they stand, for its issuer and those who have a part."""
    _, found = await graph.read(lambda tx: tasks.of(tx, actor, directive))
    return [StandingOut.of(each, graph.today(now)) for each in found]


@router.get("/unions/{union}/tasks", responses=documented(404))
async def read_own(
    graph: Graph,
    actor: Actor,
    now: Now,
    union: UnionId,
    paging: Paged,
    open_only: Annotated[bool, Query(description="only what the union still has to do")] = False,
) -> Page[OwnTask]:
    """The tasks in which a union has a part, the earliest gate first."""
    name, today = f"tasks {union} {open_only}", graph.today(now)
    after = paging.after(name, "")
    found = await graph.read(lambda tx: tasks.of_union(tx, actor, union, open_only=open_only))
    rest = [each for each in found if each[2].urgency > after]
    return paging.cut(name, rest, lambda each: each[2].urgency, lambda each: OwnTask.of(each, today))


@router.put(PATH, responses=PROBLEMS)
async def report(
    graph: Graph,
    ask: Asked,
    now: Now,
    union: UnionId,
    directive: DirectiveId,
    place: Place,
    step: Step,
    body: ReportIn | None = None,
) -> PartChanged:
    """Report that the union's part is begun or done."""
    note = body.note if body else None
    return PartChanged(**await tasks.report(graph, ask, union, directive, place, State(step), note, now))


@router.delete(PATH, responses=PROBLEMS)
async def take_back(
    graph: Graph, ask: Asked, now: Now, union: UnionId, directive: DirectiveId, place: Place, step: Step
) -> PartChanged:
    """Take back what was reported."""
    return PartChanged(**await tasks.report(graph, ask, union, directive, place, BACK[step], None, now))


@router.post("/directives/{directive}/tasks/{place}/accept", responses=PROBLEMS)
async def accept(graph: Graph, ask: Asked, now: Now, directive: DirectiveId, place: Place, body: UnionsIn) -> Ruled:
    """Accept what these unions reported done; all of it, or nothing where one cannot be accepted."""
    return Ruled(**await tasks.decide(graph, ask, directive, place, body.unions, None, now))


@router.post("/directives/{directive}/tasks/{place}/return", responses=PROBLEMS)
async def give_back(graph: Graph, ask: Asked, now: Now, directive: DirectiveId, place: Place, body: RulingIn) -> Ruled:
    """Return what these unions reported done, and say why."""
    return Ruled(**await tasks.decide(graph, ask, directive, place, body.unions, body.reason, now))
