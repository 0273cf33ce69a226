"""Unions, read."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Request, Response
from pydantic import BaseModel

from api.actors import Actor, Graph
from api.models import UnionName, UnionOut
from api.paging import Cursor, Limit, Page, decode, encode, page
from api.problems import documented
from graph import unions
from graph.unions import Sighted

router = APIRouter(prefix="/unions", tags=["unions"])


async def resolved(
    graph: Graph,
    actor: Actor,
    union: Annotated[str, Path(description="a union's id, its code or its credit code", max_length=64)],
) -> str:
    """The id of the union a path names."""
    return await graph.read(lambda tx: unions.known(tx, union))


UnionId = Annotated[str, Depends(resolved)]


class PactOut(BaseModel):
    """A pact with another union."""

    partner: UnionName
    terms: str
    since: datetime


class FactOut(BaseModel):
    """One line of a union's history."""

    seq: int
    kind: str
    actor: str
    at: datetime
    subject: str | None


@router.get("/root", responses=documented(404))
async def read_root(graph: Graph, actor: Actor, response: Response) -> UnionOut:
    """The root of the network."""
    root = await graph.read(unions.root)
    return _tagged(response, await graph.read(lambda tx: unions.one(tx, actor, root)))


@router.get("/{union}", responses=documented(404))
async def read_union(graph: Graph, actor: Actor, union: UnionId, response: Response) -> UnionOut:
    """One union, with the census of all below it."""
    return _tagged(response, await graph.read(lambda tx: unions.one(tx, actor, union)))


def _tagged(response: Response, sighted: Sighted) -> UnionOut:
    response.headers["ETag"] = f'"{sighted.place.changed}"'
    return UnionOut.seen(sighted)


@router.get("/{union}/line", responses=documented(404))
async def read_line(graph: Graph, actor: Actor, union: UnionId) -> list[UnionName]:
    """The superiors of a union, the root first."""
    return [UnionName.of(above) for above in await graph.read(lambda tx: unions.line(tx, union))]


@router.get("/{union}/children", responses=documented(404))
async def read_children(
    graph: Graph,
    actor: Actor,
    union: UnionId,
    request: Request,
    response: Response,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Page[UnionOut]:
    """The unions directly below, in the order of their codes, each with its census."""
    after = decode(f"children {union}", cursor, "")
    found = await graph.read(lambda tx: unions.children(tx, actor, union, after, limit + 1))
    following = encode(f"children {union}", found[limit - 1].place.union.code) if len(found) > limit else None
    return page(request, response, [UnionOut.seen(child) for child in found[:limit]], following)


@router.get("/{union}/pacts", responses=documented(404))
async def read_pacts(graph: Graph, actor: Actor, union: UnionId) -> list[PactOut]:
    """The pacts of a union."""
    found = await graph.read(lambda tx: unions.partners(tx, union))
    return [PactOut(partner=UnionName.of(p["union"]), terms=p["terms"], since=p["since"]) for p in found]


@router.get("/{union}/common-superior", responses=documented(404))
async def read_common_superior(
    graph: Graph, actor: Actor, union: UnionId, other: Annotated[str, Query(max_length=64)]
) -> UnionName:
    """The lowest union that has both in its branch."""
    return UnionName.of(await graph.read(lambda tx: unions.common_superior(tx, union, other)))


@router.get("/{union}/path", responses=documented(404))
async def read_path(
    graph: Graph, actor: Actor, union: UnionId, other: Annotated[str, Query(max_length=64)]
) -> list[UnionName]:
    """The shortest way to another union over lines of leadership and pacts."""
    return [UnionName.of(step) for step in await graph.read(lambda tx: unions.shortest_path(tx, union, other))]


@router.get("/{union}/history", responses=documented(404))
async def read_history(
    graph: Graph,
    actor: Actor,
    union: UnionId,
    request: Request,
    response: Response,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Page[FactOut]:
    """The facts about a union, the latest first; for who administers it."""
    before = decode(f"history {union}", cursor, 2**62)
    found = await graph.read(lambda tx: unions.history(tx, actor, union, before, limit + 1))
    following = encode(f"history {union}", found[limit - 1]["seq"]) if len(found) > limit else None
    return page(request, response, [FactOut(**fact) for fact in found[:limit]], following)
