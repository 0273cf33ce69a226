"""Unions as they are read: one, its line, its children, its pacts, and the ways between two."""

from dataclasses import dataclass
from typing import Any

from graph import tallies
from graph.access import allow, covered
from graph.db import Transaction, row, rows
from graph.dialect import native
from graph.nodes import union_of
from graph.positions import position, positions
from orgnet.cells import Counts, total
from orgnet.errors import Missing
from orgnet.permissions import Action
from orgnet.positions import Position
from orgnet.tallies import NETWORK, row_key
from orgnet.unions import Union


@dataclass(frozen=True, slots=True)
class Sighted:
    """A union, the census of all below it, and whether the reader may see figures or size classes only."""

    place: Position
    below: Counts
    figures: bool

    @property
    def subordinates(self) -> int:
        """How many unions are below it."""
        return total(self.below)


async def root(tx: Transaction) -> str:
    """The id of the network's root; raises Missing while the network is empty."""
    found = await row(tx, "MATCH (:Log {id: 'log'})-[:ROOT]->(u) RETURN u.id AS id")
    if found is None:
        raise Missing("this network has no unions yet; found its root first")
    return found["id"]


async def one(tx: Transaction, actor: str, id: str) -> Sighted:
    """One union."""
    return (await sighted(tx, actor, [await position(tx, id)]))[0]


async def known(tx: Transaction, name: str) -> str:
    """The id of the union whose id, code or credit code this is; raises Missing."""
    found = await row(tx, KNOWN, name=name)
    if found is None:
        raise Missing(f"there is no union {name}")
    return found["id"]


KNOWN = """
MATCH (u:Union {id: $name}) RETURN u.id AS id
UNION MATCH (u:Union {code: $name}) RETURN u.id AS id
UNION MATCH (u:Union {credit_code: $name}) RETURN u.id AS id
"""


async def sighted(tx: Transaction, actor: str, places: list[Position]) -> list[Sighted]:
    """Unions as an actor may see them."""
    below = await tallies.read(tx, [row_key(NETWORK, place.union.id) for place in places])
    allowed = await covered(tx, actor, Action.SEE_FIGURES, places)
    return [
        Sighted(place, below.get(row_key(NETWORK, place.union.id), {}), place.union.id in allowed) for place in places
    ]


async def line(tx: Transaction, id: str) -> list[Union]:
    """A union's superiors on the primary line, the root first."""
    here = await position(tx, id)
    above = await positions(tx, here.lines.primary)
    return [above[superior].union for superior in reversed(here.lines.primary)]


async def children(tx: Transaction, actor: str, id: str, after: str, limit: int) -> list[Sighted]:
    """The unions directly below one, in the order of their codes, from after a code."""
    found = await rows(
        tx,
        """
        MATCH (:Union {id: $id})<-[:PART_OF]-(c) WHERE c.code > $after
        RETURN c.id AS id ORDER BY c.code LIMIT $limit
        """,
        id=id,
        after=after,
        limit=limit,
    )
    ids = [record["id"] for record in found]
    places = await positions(tx, ids)
    return await sighted(tx, actor, [places[child] for child in ids])


async def partners(tx: Transaction, id: str) -> list[dict[str, Any]]:
    """A union's pacts: the partner, the terms, and since when."""
    found = await rows(
        tx,
        """
        MATCH (:Union {id: $id})-[e:PARTNERS_WITH]-(v)
        RETURN properties(v) AS node, e.terms AS terms, e.since AS since ORDER BY v.code
        """,
        id=id,
    )
    return [{"union": union_of(r["node"]), "terms": r["terms"], "since": native(r["since"])} for r in found]


async def common_superior(tx: Transaction, one: str, other: str) -> Union:
    """The lowest union that has both in its branch."""
    first, second = await position(tx, one), await position(tx, await known(tx, other))
    above = {second.union.id, *second.lines.primary}
    lowest = next(id for id in (first.union.id, *first.lines.primary) if id in above)
    return (await position(tx, lowest)).union


async def shortest_path(tx: Transaction, one: str, other: str) -> list[Union]:
    """The shortest way from one union to another over lines of leadership and pacts."""
    target = await known(tx, other)
    found = await row(
        tx,
        """
        MATCH (a:Union {id: $one}), (b:Union {id: $other})
        MATCH p = shortestPath((a)-[:PART_OF|GUIDED_BY|PARTNERS_WITH*0..24]-(b))
        RETURN [n IN nodes(p) | properties(n)] AS nodes
        """,
        one=one,
        other=target,
    )
    return [union_of(node) for node in found["nodes"]] if found else []


async def history(tx: Transaction, actor: str, id: str, before: int, limit: int) -> list[dict[str, Any]]:
    """The facts about a union, the latest first, from before a number; for who may see its log."""
    await allow(tx, actor, Action.SEE_LOG, await position(tx, id))
    found = await rows(
        tx,
        """
        MATCH (f:Fact {union: $id}) WHERE f.seq < $before
        RETURN f.seq AS seq, f.kind AS kind, f.actor AS actor, f.at AS at, f.subject AS subject
        ORDER BY f.seq DESC LIMIT $limit
        """,
        id=id,
        before=before,
        limit=limit,
    )
    return [{**record, "at": native(record["at"])} for record in found]
