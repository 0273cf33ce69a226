"""Extensions: a union asks for a later day, and whoever issued the document grants or refuses it."""

from datetime import date, datetime
from typing import Annotated

from fastapi import APIRouter
from pydantic import BaseModel, Field

from api.actors import Actor, Asked, Graph
from api.clock import Now
from api.directives import DirectiveId
from api.models import Strict, UnionName
from api.paging import Page, Paged
from api.problems import documented
from api.rulings import Ruled, RulingIn, UnionsIn
from api.unions import UnionId
from graph import extensions
from orgnet.extensions import Extension, State
from orgnet.names import REASON_LENGTH
from orgnet.positions import Position

router = APIRouter(tags=["receipts"])


class ExtensionIn(Strict):
    """Until when, and why."""

    day: date = Field(examples=["2099-02-15"])
    reason: Annotated[str, Field(max_length=REASON_LENGTH)] = Field(examples=["走访对象外出务工,春节返乡后完成"])


class ExtensionChanged(BaseModel):
    """What asking answers: the document whose issuer decides."""

    union: str
    document: str
    seq: int


class ExtensionOut(BaseModel):
    """What a union has asked for, and how it was decided."""

    union: str
    document: str = Field(description="the document whose issuer decides")
    day: date
    reason: str
    asked: datetime
    state: State
    said: str | None = Field(description="why it was refused")

    @classmethod
    def of(cls, extension: Extension) -> "ExtensionOut":
        """From the domain."""
        return cls.model_validate(extension, from_attributes=True)


class WaitingOut(BaseModel):
    """An extension that waits to be decided, and who asked for it."""

    union: UnionName
    extension: ExtensionOut

    @classmethod
    def of(cls, found: tuple[Extension, Position]) -> "WaitingOut":
        """From the domain."""
        extension, place = found
        return cls(union=UnionName.of(place.union), extension=ExtensionOut.of(extension))


PATH = "/unions/{union}/extensions/{directive}"
PROBLEMS = documented(403, 404, 409)


@router.put(PATH, responses=PROBLEMS)
async def ask(
    graph: Graph, ask: Asked, now: Now, union: UnionId, directive: DirectiveId, body: ExtensionIn
) -> ExtensionChanged:
    """Ask for a later day before your own has passed; asking again replaces what was asked before."""
    return ExtensionChanged(**await extensions.ask(graph, ask, union, directive, body.day, body.reason, now))


@router.delete(PATH, responses=PROBLEMS)
async def take_back(graph: Graph, ask: Asked, now: Now, union: UnionId, directive: DirectiveId) -> ExtensionChanged:
    """Take back what was asked for, as long as it is not decided."""
    return ExtensionChanged(**await extensions.take_back(graph, ask, union, directive, now))


@router.get(PATH, responses=documented(404))
async def read(graph: Graph, actor: Actor, union: UnionId, directive: DirectiveId) -> ExtensionOut:
    """What the union has asked for last, and how it was decided."""
    return ExtensionOut.of(await graph.read(lambda tx: extensions.one(tx, actor, union, directive)))


@router.get("/directives/{directive}/extensions", responses=documented(404))
async def read_waiting(graph: Graph, actor: Actor, directive: DirectiveId, paging: Paged) -> Page[WaitingOut]:
    """The extensions that wait for the issuer of a directive to decide."""
    name = f"extensions {directive}"
    after = paging.after(name, "")
    found = await graph.read(lambda tx: extensions.on(tx, actor, directive, after, paging.limit + 1))
    return paging.cut(name, found, lambda each: each[0].key, WaitingOut.of)


@router.post("/directives/{directive}/extensions/grant", responses=PROBLEMS)
async def grant(graph: Graph, ask: Asked, now: Now, directive: DirectiveId, body: UnionsIn) -> Ruled:
    """Grant what these unions have asked for; all of it, or nothing where one cannot be granted."""
    return Ruled(**await extensions.decide(graph, ask, directive, body.unions, None, now))


@router.post("/directives/{directive}/extensions/refuse", responses=PROBLEMS)
async def refuse(graph: Graph, ask: Asked, now: Now, directive: DirectiveId, body: RulingIn) -> Ruled:
    """Refuse what these unions have asked for, and say why."""
    return Ruled(**await extensions.decide(graph, ask, directive, body.unions, body.reason, now))
