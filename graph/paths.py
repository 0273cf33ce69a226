"""Paths between two unions, now or as of a moment."""

from graph import past
from graph.db import Transaction, rows
from graph.naming import union_named
from graph.past import HELD
from orgnet.past import Moment
from orgnet.paths import Climb, meeting, open_end
from orgnet.unions import Union


async def shortest(tx: Transaction, one: str, other: str, moment: Moment | None = None) -> list[Union]:
    """The shortest way from one union to another, up lines of leadership and then down, across pacts anywhere.

    Its cost grows with the superiors of both and the pacts of these and of one another, never with a
    branch. Empty where there is none, because one of the two is dissolved.
    """
    target = await union_named(tx, other)
    here, there = Climb(one), Climb(target)
    for end in (one, target):
        await past.position(tx, end, moment)
    while end := open_end(here, there):
        end.step(await _neighbours(tx, end.edge, moment))
    way = meeting(here, there)
    places = await past.at(tx, way, moment)
    return [places[id].union for id in way]


async def _neighbours(tx: Transaction, unions: list[str], moment: Moment | None) -> dict[str, list[str]]:
    """The superiors of each of the unions, then its partners."""
    if moment:
        found = await rows(tx, NEIGHBOURS_THEN, ids=unions, at=moment.at, number=moment.number)
    else:
        found = await rows(tx, NEIGHBOURS, ids=unions)
    return {record["id"]: record["superiors"] + record["partners"] for record in found}


NEIGHBOURS = """
UNWIND $ids AS id
MATCH (u:Union {id: id})
RETURN id, [(u)-[:PART_OF|GUIDED_BY]->(p) | p.id] AS superiors, [(u)-[:PARTNERS_WITH]-(v) | v.id] AS partners
"""

NEIGHBOURS_THEN = (
    "UNWIND $ids AS id MATCH (u:Union {id: id})"
    " RETURN id, [(u)-[e:PART_OF|WAS_PART_OF|GUIDED_BY|WAS_GUIDED_BY]->(p) WHERE "
    + HELD
    + " | p.id] AS superiors, [(u)-[e:PARTNERS_WITH|WAS_PARTNERS_WITH]-(v) WHERE "
    + HELD
    + " | v.id] AS partners"
)
