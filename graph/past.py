"""Positions as of a moment: where unions stood and what they were, led back from what was kept."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, LiteralString

from neo4j import Record
from orjson import loads

from graph import positions, tallies
from graph.db import Transaction, rows
from graph.dialect import native
from graph.nodes import Node, union_of
from orgnet.errors import Missing
from orgnet.past import Former, Moment, Stay, Trail, fields_at, guide_at, lines_at, parent_at
from orgnet.positions import Position
from orgnet.tallies import Line, row_key
from orgnet.unions import Hands, Union

HELD: LiteralString = """
(e.since < $at OR e.since = $at AND e.seq < $number)
AND (e.until IS NULL OR e.until > $at OR e.until = $at AND e.ended >= $number)
"""
"""Whether an edge stood at a moment; as `orgnet.past.Stay.held`."""

UNGUIDED: LiteralString = """
AND NOT EXISTS {
    MATCH (c)-[g:GUIDED_BY|WAS_GUIDED_BY]->()
    WHERE (g.since < $at OR g.since = $at AND g.seq < $number)
    AND (g.until IS NULL OR g.until > $at OR g.until = $at AND g.ended >= $number)
}
"""
"""Whether a union had no second line of its own then."""


@dataclass(frozen=True, slots=True)
class Traced:
    """A union as it is, with what was kept of its past."""

    node: Node
    trail: Trail
    formers: tuple[Former, ...]


async def position(tx: Transaction, id: str, moment: Moment | None) -> Position:
    """A union's position at a moment, or now; raises Missing where it was not in the network then."""
    if moment is None:
        return await positions.position(tx, id)
    found = await at(tx, [id], moment)
    if id not in found:
        raise Missing(f"union {id} was not in the network on {moment.day}: it came later, or had been dissolved")
    return found[id]


async def at(tx: Transaction, ids: Collection[str], moment: Moment | None) -> dict[str, Position]:
    """The positions of unions at a moment, those that were not in the network then left out; or those of now."""
    if moment is None:
        return await positions.positions(tx, ids)
    traced = await trace(tx, ids, lambda stay: stay.held(moment))
    trails = {id: each.trail for id, each in traced.items()}
    hands = await _hands(tx, ids, moment)
    return {
        id: _position(traced, trails, id, moment, hands.get(id))
        for id in dict.fromkeys(ids)
        if id in traced and _stood(traced[id], moment)
    }


def _stood(traced: Traced, moment: Moment) -> bool:
    """Whether a union was in the network; the root is the only one that never stood anywhere."""
    if traced.trail.parents:
        return parent_at(traced.trail, moment) is not None
    return traced.node["born"] < moment.label


def _position(
    traced: Mapping[str, Traced], trails: Mapping[str, Trail], id: str, moment: Moment, hands: Hands | None
) -> Position:
    lines, now = lines_at(trails, id, moment), traced[id]
    union = _union(now, moment)
    return Position(
        union=replace(union, hands=hands) if hands else union,
        lines=lines,
        levels=tuple(_union(traced[superior], moment).level for superior in lines.primary),
        guide=guide_at(now.trail, moment),
        changed=now.node["changed"],
    )


def _union(traced: Traced, moment: Moment) -> Union:
    return union_of(fields_at(traced.node, traced.formers, moment))


async def _hands(tx: Transaction, ids: Collection[str], moment: Moment) -> dict[str, Hands]:
    """Hands are no field that steps change; the census tells what they were."""
    own = await tallies.kept(tx, [row_key("own", id) for id in ids], moment)
    letters = {key.split("|")[1]: name[5] for key, counts in own.items() for name in counts if name[0] == "u"}
    return {id: HANDS[letter] for id, letter in letters.items()}


HANDS = {hands[0]: hands for hands in Hands}


async def trace(tx: Transaction, ids: Collection[str], follow: Callable[[Stay], bool]) -> dict[str, Traced]:
    """Unions and everything above them by stays that are to be followed, with what was kept of their past."""
    traced, looked_at = dict[str, Traced](), set(ids)
    while looked_at:
        found = await rows(tx, TRACE, ids=list(looked_at))
        new = {record["node"]["id"]: _traced(record) for record in found}
        traced |= new
        stays = (stay for each in new.values() for stay in (*each.trail.parents, *each.trail.guides))
        looked_at = {stay.superior for stay in stays if follow(stay)} - traced.keys()
    return traced


TRACE = """
UNWIND $ids AS id
MATCH (u:Union {id: id})
RETURN properties(u) AS node,
    [(u)-[e:PART_OF|WAS_PART_OF]->(p) | [p.id, e.since, e.seq, e.until, e.ended]] AS parents,
    [(u)-[e:GUIDED_BY|WAS_GUIDED_BY]->(p) | [p.id, e.since, e.seq, e.until, e.ended]] AS guides,
    [(u)-[:WAS]->(f) | [f.until, f.seq, f.fields]] AS formers
"""


def _traced(record: Record) -> Traced:
    trail = Trail(*(tuple(_stay(*edge) for edge in record[name]) for name in ("parents", "guides")))
    return Traced(record["node"], trail, tuple(formers(record["formers"])))


def formers(kept: Sequence[Sequence[Any]]) -> Iterator[Former]:
    """What was kept of a union's fields, read as until when, by which fact, and the fields."""
    return (Former((native(until), seq), loads(fields)) for until, seq, fields in kept)


def _stay(superior: str, since: Any, seq: int, until: Any, ended: int | None) -> Stay:
    return Stay(superior, (native(since), seq), None if ended is None else (native(until), ended))


async def children(
    tx: Transaction, unions: Sequence[str], line: Line, page: tuple[str, int], moment: Moment | None
) -> list[str]:
    """The ids of the unions directly below some on a line, in the order of their codes; `page`: from after
    which code, and how many."""
    return await _page(tx, NOW[line] if moment is None else THEN[line], unions, page, moment)


async def guided(tx: Transaction, union: str, page: tuple[str, int], moment: Moment | None) -> list[str]:
    """The ids of the unions whose second line leads directly to one, as `children`."""
    return await _page(tx, GUIDED if moment is None else GUIDED_THEN, [union], page, moment)


async def _page(
    tx: Transaction,
    statements: Sequence[LiteralString],
    unions: Sequence[str],
    page: tuple[str, int],
    moment: Moment | None,
) -> list[str]:
    when = {"at": moment.at, "number": moment.number} if moment else {}
    found = [
        (record["code"], record["id"])
        for statement in statements
        for record in await rows(tx, statement, ids=unions, after=page[0], limit=page[1], **when)
    ]
    return [id for _, id in sorted(found)[: page[1]]]


BELOW: LiteralString = "UNWIND $ids AS id MATCH (:Union {id: id})"

PAGE: LiteralString = " RETURN DISTINCT c.id AS id, c.code AS code ORDER BY code LIMIT $limit"

NOW: Mapping[Line, tuple[LiteralString, ...]] = {
    Line.PRIMARY: (BELOW + "<-[:PART_OF]-(c) WHERE c.code > $after" + PAGE,),
    Line.SECOND: (BELOW + "<-[:PART_OF|GUIDED_BY {second: true}]-(c) WHERE c.code > $after" + PAGE,),
}

GUIDED = (BELOW + "<-[:GUIDED_BY]-(c) WHERE c.code > $after" + PAGE,)

GUIDED_THEN = (BELOW + "<-[e:GUIDED_BY|WAS_GUIDED_BY]-(c) WHERE c.code > $after AND " + HELD + PAGE,)

PART_THEN = BELOW + "<-[e:PART_OF|WAS_PART_OF]-(c) WHERE c.code > $after AND " + HELD

THEN: Mapping[Line, tuple[LiteralString, ...]] = {
    Line.PRIMARY: (PART_THEN + PAGE,),
    Line.SECOND: (*GUIDED_THEN, PART_THEN + UNGUIDED + PAGE),
}
