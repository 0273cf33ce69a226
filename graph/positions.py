"""Positions: unions with everything above them, which every decision and every tally needs."""

from collections.abc import Collection

from neo4j import Record

from graph.db import Transaction, rows
from graph.nodes import union_of
from orgnet.errors import Missing
from orgnet.levels import Level
from orgnet.positions import Position
from orgnet.tallies import Lines


async def positions(tx: Transaction, ids: Collection[str]) -> dict[str, Position]:
    """The positions of the unions there are, by id."""
    found = await rows(
        tx,
        """
        UNWIND $ids AS id
        MATCH (u:Union {id: id})
        RETURN properties(u) AS node,
            [p = (u)-[:PART_OF*1..24]->(a) | [length(p), a.id, a.level]] AS primary,
            [p = (u)-[:PART_OF|GUIDED_BY*1..24 {second: true}]->(a) | [length(p), a.id]] AS second,
            [(u)-[:GUIDED_BY]->(g) | g.id] AS guide
        """,
        ids=list(dict.fromkeys(ids)),
    )
    return {record["node"]["id"]: _position(record) for record in found}


async def position(tx: Transaction, id: str) -> Position:
    """One union's position; raises Missing where there is no such union."""
    found = await positions(tx, [id])
    if id not in found:
        raise Missing(f"there is no union {id}")
    return found[id]


def _position(record: Record) -> Position:
    primary = sorted(record["primary"])
    return Position(
        union=union_of(record["node"]),
        lines=Lines(tuple(id for _, id, _ in primary), tuple(id for _, id in sorted(record["second"]))),
        levels=tuple(Level(level) for _, _, level in primary),
        guide=record["guide"][0] if record["guide"] else None,
        changed=record["node"]["changed"],
    )
