"""Positions: unions with everything above them, which every decision and every tally needs."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Any

from neo4j import Record

from graph.db import Transaction, collected, rows
from graph.nodes import UNION_FIELDS, union_of
from orgnet.errors import Missing
from orgnet.levels import Level
from orgnet.positions import Position
from orgnet.tallies import Lines
from orgnet.unions import Status


async def positions(tx: Transaction, ids: Collection[str]) -> dict[str, Position]:
    """The positions of the unions there are, by id."""
    if not ids:
        return {}
    found = await collected(tx, POSITIONS, ids=list(dict.fromkeys(ids)))
    placed = {place.union.id: place for place in map(_position, found)}
    gone = [id for id, place in placed.items() if place.union.status is Status.DISSOLVED]
    return placed | await _with_former(tx, {id: placed[id] for id in gone}) if gone else placed


POSITIONS = """
UNWIND $ids AS id
MATCH (u:Union {id: id})
WITH [u.id, u.code, u.name, u.level, u.kind, u.sector, u.division, u.credit_code, u.employer_code, u.organ_code,
        u.members, u.units, u.status, u.hands, u.lon, u.lat, u.founded, u.desk, u.telephone, u.hours, u.changed] AS node,
    [p = (u)-[:PART_OF*1..24]->(a) | [length(p), a.id, a.level]] AS primary,
    [p = (u)-[:PART_OF|GUIDED_BY*1..24 {second: true}]->(a) | [length(p), a.id]] AS second,
    [(u)-[:GUIDED_BY]->(g) | g.id] AS guide
RETURN collect([node, primary, second, guide]) AS found
"""

NODE = (*UNION_FIELDS, "changed")
"""What the statement says of a union, in its order: a list takes half the time of a map."""


async def _with_former(tx: Transaction, gone: dict[str, Position]) -> dict[str, Position]:
    """Dissolved unions with what was above them, where what was above may be dissolved too."""
    above: dict[str, str | None] = {}
    asked = set(gone)
    while asked:
        found = await rows(tx, FORMER, ids=list(asked))
        above |= dict.fromkeys(asked) | {record["id"]: _followed(record) for record in found}
        asked = {id for id in above.values() if id} - above.keys()
    chains = {id: _chain(above, id) for id in gone}
    tops = await positions(tx, {chain[-1] for chain in chains.values() if chain})
    return {id: replace(place, former=_former(chains[id], tops)) for id, place in gone.items()}


FORMER = """
UNWIND $ids AS id
MATCH (u:Union {id: id, status: 'dissolved'})
RETURN id, [(u)-[e:WAS_PART_OF]->(p) | [e.ended, e.until, p.id]] AS parents,
    [(u)-[m:MERGED_INTO]->(h) | [m.since, h.id]] AS heirs
"""


def _followed(record: Record) -> str | None:
    """What a union was merged into when it was dissolved, else what it stood under."""
    parents = sorted(record["parents"])
    until = parents[-1][1] if parents else None
    heirs = [id for since, id in record["heirs"] if since == until]
    return heirs[0] if heirs else parents[-1][2] if parents else None


def _chain(above: dict[str, str | None], id: str) -> tuple[str, ...]:
    chain: list[str] = []
    while (up := above.get(chain[-1] if chain else id)) and up not in chain:
        chain.append(up)
    return tuple(chain)


def _former(chain: tuple[str, ...], tops: dict[str, Position]) -> Lines:
    if not chain:
        return Lines()
    top = tops[chain[-1]].lines
    return Lines((*chain, *top.primary), (*chain, *top.second))


async def position(tx: Transaction, id: str) -> Position:
    """One union's position; raises Missing where there is no such union."""
    found = await positions(tx, [id])
    if id not in found:
        raise Missing(f"there is no union {id}")
    return found[id]


def _position(found: Sequence[Any]) -> Position:
    said, above, above_second, guide = found
    node, primary = dict(zip(NODE, said, strict=True)), sorted(above)
    return Position(
        union=union_of(node),
        lines=Lines(tuple(id for _, id, _ in primary), tuple(id for _, id in sorted(above_second))),
        levels=tuple(Level(level) for _, _, level in primary),
        guide=guide[0] if guide else None,
        changed=node["changed"],
    )
