"""Unions, read: as they are, or as they were at the end of a day."""

from datetime import date, datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Response
from pydantic import BaseModel

from api.actors import Actor, Graph
from api.clock import Now
from api.models import UnionName, UnionOut
from api.paging import Page, Paged, Paging
from api.problems import documented
from graph import paths, unions
from graph.naming import union_named
from graph.unions import Sighted
from orgnet.errors import Invalid
from orgnet.past import Moment, end_of_day
from orgnet.tallies import Line

router = APIRouter(prefix="/unions", tags=["unions"])


async def resolved(
    graph: Graph,
    actor: Actor,
    union: Annotated[str, Path(description="a union's id, its code or its credit code", max_length=64)],
) -> str:
    """The id of the union a path names."""
    return await graph.read(lambda tx: union_named(tx, union))


UnionId = Annotated[str, Depends(resolved)]


async def moment(
    graph: Graph,
    now: Now,
    as_of: Annotated[
        date | None, Query(description="how it was at the end of this day; how it is, if none is named")
    ] = None,
) -> Moment | None:
    """The moment asked for; today has not ended, so it is as now."""
    today = graph.today(now)
    if as_of is None or as_of == today:
        return None
    if as_of > today:
        raise Invalid(f"{as_of} has not come yet; the latest possible is {today}", field="as_of")
    return end_of_day(as_of, graph.zone)


AsOf = Annotated[Moment | None, Depends(moment)]
Other = Annotated[str, Query(description="the other union's id, code or credit code", max_length=64)]


class PactOut(BaseModel):
    """A pact with another union."""

    partner: UnionName
    terms: str
    since: datetime


@router.get("/root", responses=documented(404))
async def read_root(graph: Graph, actor: Actor, response: Response) -> UnionOut:
    """The root of the network."""
    root = await graph.read(unions.root)
    return _tagged(response, await graph.read(lambda tx: unions.one(tx, actor, root)))


@router.get("/{union}", responses=documented(404))
async def read_union(graph: Graph, actor: Actor, union: UnionId, as_of: AsOf, response: Response) -> UnionOut:
    """One union, with the census of all below it."""
    found = await graph.read(lambda tx: unions.one(tx, actor, union, as_of))
    return UnionOut.seen(found) if as_of else _tagged(response, found)


def _tagged(response: Response, sighted: Sighted) -> UnionOut:
    response.headers["ETag"] = f'"{sighted.place.changed}"'
    return UnionOut.seen(sighted)


@router.get("/{union}/line", responses=documented(404))
async def read_line(
    graph: Graph, actor: Actor, union: UnionId, as_of: AsOf, line: Line = Line.PRIMARY
) -> list[UnionName]:
    """The superiors of a union on one of its lines, the root first."""
    return [UnionName.of(above) for above in await graph.read(lambda tx: unions.line(tx, union, line, as_of))]


@router.get("/{union}/children", responses=documented(404))
async def read_children(graph: Graph, actor: Actor, union: UnionId, as_of: AsOf, paging: Paged) -> Page[UnionOut]:
    """The unions directly below, in the order of their codes, each with its census."""
    name = _list("children", union, as_of)
    after = paging.after(name, "")
    found = await graph.read(lambda tx: unions.children(tx, actor, union, after, paging.limit + 1, as_of))
    return _listed(paging, name, found)


@router.get("/{union}/guided", responses=documented(404))
async def read_guided(graph: Graph, actor: Actor, union: UnionId, as_of: AsOf, paging: Paged) -> Page[UnionOut]:
    """The unions whose second line leads directly here, in the order of their codes."""
    name = _list("guided", union, as_of)
    after = paging.after(name, "")
    found = await graph.read(lambda tx: unions.guided(tx, actor, union, after, paging.limit + 1, as_of))
    return _listed(paging, name, found)


def _list(name: str, union: str, as_of: Moment | None) -> str:
    return f"{name} {union} {as_of.label}" if as_of else f"{name} {union}"


def _listed(paging: Paging, name: str, found: list[Sighted]) -> Page[UnionOut]:
    return paging.cut(name, found, lambda child: child.place.union.code, UnionOut.seen)


@router.get("/{union}/pacts", responses=documented(404))
async def read_pacts(graph: Graph, actor: Actor, union: UnionId, as_of: AsOf) -> list[PactOut]:
    """The pacts of a union."""
    found = await graph.read(lambda tx: unions.partners(tx, union, as_of))
    return [PactOut(partner=UnionName.of(pact.partner), terms=pact.terms, since=pact.since) for pact in found]


@router.get("/{union}/common-superior", responses=documented(404))
async def read_common_superior(graph: Graph, actor: Actor, union: UnionId, as_of: AsOf, other: Other) -> UnionName:
    """The lowest union that has both in its branch."""
    return UnionName.of(await graph.read(lambda tx: unions.common_superior(tx, union, other, as_of)))


@router.get("/{union}/path", responses=documented(404))
async def read_path(graph: Graph, actor: Actor, union: UnionId, as_of: AsOf, other: Other) -> list[UnionName]:
    """The shortest way to another union: up lines of leadership, then down, and across pacts anywhere."""
    return [UnionName.of(step) for step in await graph.read(lambda tx: paths.shortest(tx, union, other, as_of))]
