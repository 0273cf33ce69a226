"""Changes of the network's structure."""

from datetime import date
from typing import Annotated

import uuid_utils
from fastapi import APIRouter, Path, status
from pydantic import Field

from api.actors import Asked, Expected, Graph
from api.clock import Now
from api.models import NUMBER, Changed, Id, Strict
from api.problems import documented
from api.unions import UnionId
from graph import structure
from graph.structure import Part
from orgnet.kinds import Kind
from orgnet.levels import Level
from orgnet.sectors import Sector
from orgnet.steps import Value
from orgnet.unions import Founding, Status, Union
from orgnet.wording import checked, checked_fields

router = APIRouter(tags=["structure"])

Name = Annotated[str, Field(examples=["西湖区总工会"])]
Members = Annotated[int, Field(ge=0, le=100_000_000, examples=[128]), NUMBER]
Longitude = Annotated[float, Field(ge=-180, le=180), NUMBER]
Latitude = Annotated[float, Field(ge=-90, le=90), NUMBER]


class UnionFields(Strict):
    """What a union is, apart from its place."""

    sector: Sector | None = None
    division: str | None = Field(None, examples=["330106"])
    credit_code: str | None = None
    employer_code: str | None = None
    organ_code: str | None = Field(None, examples=["浙工发"])
    members: Members = 0
    units: Members = 1
    lon: Longitude | None = None
    lat: Latitude | None = None
    founded: date | None = None
    desk: str | None = None
    telephone: str | None = None
    hours: str | None = None


class NewUnion(UnionFields):
    """A union to be founded."""

    code: str = Field("", examples=["330106"], description="its statistical code; one is given if it has none")
    name: Name
    level: Level = Field(examples=[Level.COUNTY])
    kind: Kind
    status: Status = Status.ACTIVE

    def union(self) -> Union:
        """As the domain has it; its id is made here, outside any transaction."""
        return checked(
            Union(id=str(uuid_utils.uuid7()), **self.model_dump(exclude={"parent", "guide", "subordinates"}))
        )


class FoundingIn(NewUnion):
    """A union and where it is to stand."""

    parent: Id | None = Field(None, examples=["33"], description="its superior; none for the root of an empty network")
    guide: Id | None = Field(None, description="the superior of its second line")


class EditIn(Strict):
    """The fields to change; what is not named stays, null empties a field that may be empty."""

    name: Name | None = None
    level: Level | None = None
    kind: Kind | None = None
    status: Status | None = None
    sector: Sector | None = None
    division: str | None = None
    credit_code: str | None = None
    employer_code: str | None = None
    organ_code: str | None = None
    members: Members | None = None
    units: Members | None = None
    lon: Longitude | None = None
    lat: Latitude | None = None
    founded: date | None = None
    desk: str | None = None
    telephone: str | None = None
    hours: str | None = None


class Destination(Strict):
    """A superior to come under."""

    parent: Id


class GuideIn(Strict):
    """The superior of a second line; null ends it."""

    guide: Id | None


class Former(Strict):
    """Where a dissolved union comes back; null for where it stood."""

    parent: Id | None = None


class Heir(Strict):
    """The union that takes over."""

    into: Id


class PartIn(NewUnion):
    """A union that splits off, and the subordinates it takes along."""

    subordinates: list[Id] = Field(max_length=10_000)


class SplitIn(Strict):
    """The unions that split off."""

    parts: list[PartIn] = Field(min_length=1, max_length=50)


class PactIn(Strict):
    """A pact with a partner."""

    partner: Id
    terms: Annotated[str, Field(min_length=1, max_length=2000, examples=["职工疗休养互认"])]


PROBLEMS = documented(403, 404, 409, 412)


@router.post("/unions", status_code=status.HTTP_201_CREATED, responses=PROBLEMS)
async def found(graph: Graph, ask: Asked, now: Now, body: FoundingIn) -> Changed:
    """Found a union."""
    founding = Founding(body.union(), body.parent, body.guide)
    return Changed(**await structure.found(graph, ask, founding, now))


@router.patch("/unions/{union}", responses=PROBLEMS)
async def edit(graph: Graph, ask: Asked, now: Now, expected: Expected, union: UnionId, body: EditIn) -> Changed:
    """Edit a union; with If-Match, only as you read it."""
    fields: dict[str, Value] = checked_fields(body.model_dump(mode="json", exclude_unset=True))
    return Changed(**await structure.edit(graph, ask, union, fields, now, expected))


@router.post("/unions/{union}/move", responses=PROBLEMS)
async def move(graph: Graph, ask: Asked, now: Now, expected: Expected, union: UnionId, body: Destination) -> Changed:
    """Move a union with its whole branch."""
    return Changed(**await structure.move(graph, ask, union, body.parent, now, expected))


@router.put("/unions/{union}/guide", responses=PROBLEMS)
async def guide(graph: Graph, ask: Asked, now: Now, union: UnionId, body: GuideIn) -> Changed:
    """Set, change or end the second line of a union."""
    return Changed(**await structure.guide(graph, ask, union, body.guide, now))


@router.post("/unions/{union}/merge", responses=PROBLEMS)
async def merge(graph: Graph, ask: Asked, now: Now, expected: Expected, union: UnionId, body: Heir) -> Changed:
    """Merge a union into another, which takes over all that hangs on it."""
    return Changed(**await structure.merge(graph, ask, union, body.into, now, expected))


@router.post("/unions/{union}/split", responses=PROBLEMS)
async def split(graph: Graph, ask: Asked, now: Now, expected: Expected, union: UnionId, body: SplitIn) -> Changed:
    """Let new unions split off beside a union, with some of its subordinates."""
    parts = [
        Part(NewUnion(**part.model_dump(exclude={"subordinates"})).union(), part.subordinates) for part in body.parts
    ]
    return Changed(**await structure.split(graph, ask, union, parts, now, expected))


@router.post("/unions/{union}/dissolve", responses=PROBLEMS)
async def dissolve(graph: Graph, ask: Asked, now: Now, expected: Expected, union: UnionId) -> Changed:
    """Dissolve a union that has no subordinates."""
    return Changed(**await structure.dissolve(graph, ask, union, now, expected))


@router.post("/unions/{union}/restore", responses=PROBLEMS)
async def restore(graph: Graph, ask: Asked, now: Now, union: UnionId, body: Former) -> Changed:
    """Bring a dissolved union back."""
    return Changed(**await structure.restore(graph, ask, union, body.parent, now))


@router.post("/unions/{union}/pacts", responses=PROBLEMS)
async def make_pact(graph: Graph, ask: Asked, now: Now, union: UnionId, body: PactIn) -> Changed:
    """Make a pact, or change its terms."""
    return Changed(**await structure.pact(graph, ask, union, body.partner, body.terms, now))


@router.delete("/unions/{union}/pacts/{partner}", responses=PROBLEMS)
async def end_pact(
    graph: Graph, ask: Asked, now: Now, union: UnionId, partner: Annotated[str, Path(max_length=64)]
) -> Changed:
    """End a pact."""
    return Changed(**await structure.pact(graph, ask, union, partner, None, now))


@router.post("/facts/{seq}/undo", responses=PROBLEMS)
async def undo(graph: Graph, ask: Asked, now: Now, seq: Annotated[int, Path(ge=1, lt=2**62)]) -> Changed:
    """Undo a change, as long as nothing later touched the same unions."""
    return Changed(**await structure.undo(graph, ask, seq, now))
