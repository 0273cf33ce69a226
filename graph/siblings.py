"""What stands directly under a union, as far as the rules of structure ask for it."""

from collections.abc import Collection

from graph.db import Transaction, row, rows
from orgnet.levels import Level
from orgnet.structure import NeighbourLevels


async def led(tx: Transaction, union: str) -> tuple[int, int]:
    """How many unions stand directly under a union, and how many have it as their second line."""
    found = await row(tx, LED, id=union)
    return (found["subordinates"], found["guided"]) if found else (0, 0)


LED = """
MATCH (u:Union {id: $id})
RETURN COUNT { (u)<-[:PART_OF]-() } AS subordinates, COUNT { (u)<-[:GUIDED_BY]-() } AS guided
"""
"""In this form: where an edge is matched and then counted, the embedded engine counts all edges there are."""


async def subordinates(tx: Transaction, union: str) -> list[str]:
    """The ids of the unions directly under a union."""
    found = await rows(tx, "MATCH (:Union {id: $id})<-[:PART_OF]-(c) RETURN c.id AS id ORDER BY c.code", id=union)
    return [record["id"] for record in found]


async def guided(tx: Transaction, union: str) -> list[str]:
    """The ids of the unions whose second line leads to a union."""
    found = await rows(tx, "MATCH (:Union {id: $id})<-[:GUIDED_BY]-(c) RETURN c.id AS id ORDER BY c.code", id=union)
    return [record["id"] for record in found]


async def pacts(tx: Transaction, union: str) -> dict[str, str]:
    """The terms of a union's pacts, by partner."""
    found = await rows(
        tx,
        "MATCH (:Union {id: $id})-[e:PARTNERS_WITH]-(v) RETURN v.id AS id, e.terms AS terms ORDER BY v.code",
        id=union,
    )
    return {record["id"]: record["terms"] for record in found}


async def namesakes(tx: Transaction, superior: str, names: Collection[str]) -> list[str]:
    """Which of the names are taken under a superior."""
    found = await rows(
        tx,
        "MATCH (:Union {id: $id})<-[:PART_OF]-(c) WHERE c.name IN $names RETURN DISTINCT c.name AS name",
        id=superior,
        names=list(names),
    )
    return [record["name"] for record in found]


async def rows_below(tx: Transaction, unions: Collection[str], level: Level) -> dict[str, int]:
    """How many unions of a level stand under one another directly below each (3 at most)."""
    found = await rows(
        tx,
        """
        UNWIND $ids AS id
        MATCH (u:Union {id: id})<-[:PART_OF]-(one:Union {level: $level})
        RETURN id, 1 + max(CASE
            WHEN EXISTS { (one)<-[:PART_OF]-(:Union {level: $level})<-[:PART_OF]-(:Union {level: $level}) } THEN 2
            WHEN EXISTS { (one)<-[:PART_OF]-(:Union {level: $level}) } THEN 1
            ELSE 0 END) AS n
        """,
        ids=list(unions),
        level=level.value,
    )
    return {record["id"]: record["n"] for record in found}


async def neighbour_levels(tx: Transaction, union: str) -> NeighbourLevels:
    """The levels that stand next to a union on its lines."""
    found = await rows(
        tx,
        """
        MATCH (u:Union {id: $id})
        RETURN COLLECT { MATCH (u)<-[:PART_OF]-(c) RETURN DISTINCT c.level } AS subordinates,
            COLLECT { MATCH (u)<-[:GUIDED_BY]-(c) RETURN DISTINCT c.level } AS guided,
            COLLECT { MATCH (u)-[:GUIDED_BY]->(g) RETURN DISTINCT g.level } AS guide
        """,
        id=union,
    )
    levels = found[0]
    return NeighbourLevels(*(tuple(map(Level, levels[key])) for key in ("subordinates", "guided", "guide")))
