"""History: the facts about one union, and the log of a branch, for who administers them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, LiteralString

from neo4j import Record
from orjson import loads

from graph.access import allow, covered
from graph.db import Transaction, rows
from graph.dialect import native
from graph.events import head
from graph.nodes import union_of
from graph.past import trace
from graph.positions import position, positions
from orgnet.facts import BRANCH_LEVELS, SHELF
from orgnet.history import Change, changes
from orgnet.levels import Level
from orgnet.past import around
from orgnet.permissions import Action
from orgnet.positions import Position
from orgnet.steps import load
from orgnet.structure import ROW
from orgnet.unions import Union

READ_AHEAD = 500
"""Facts looked through at most for one page of the log of a branch."""

WIDER = 10
"""How many times more shelves are looked at where too little was found."""

DETAILS = ("person", "role", "from", "unions", "pacts")
"""What of a fact's other data is shown; where it names several, how many they are."""


@dataclass(frozen=True, slots=True)
class Told:
    """A fact with the names that are needed to read it; the actor's where the reader may see people there."""

    seq: int
    at: datetime
    kind: str
    actor: str
    actor_name: str | None
    union: Union | None
    subject: str | None
    changes: Sequence[Change]
    details: Mapping[str, str | int]
    names: Mapping[str, Union]


async def of_union(tx: Transaction, actor: str, id: str, before: int, limit: int) -> list[Told]:
    """The facts about a union, the latest first, from before a number: those that happened at it, and those
    that changed it elsewhere."""
    await allow(tx, actor, Action.SEE_LOG, await position(tx, id))
    traces: list[list[int | None]] = [pair for record in await rows(tx, TRACES, id=id) for pair in record["traces"]]
    numbers = {seq for pair in traces for seq in pair if seq is not None and seq < before}
    latest = sorted(numbers, reverse=True)[:limit]
    facts = [*await rows(tx, AT_UNION, id=id, before=before, limit=limit), *await rows(tx, NUMBERED, seqs=latest)]
    by_seq = {record["seq"]: record for record in facts}
    page = [by_seq[seq] for seq in sorted(by_seq, reverse=True)[:limit]]
    return await _told(tx, actor, page, id)


TRACES = """
MATCH (u:Union {id: $id})
RETURN [(u)-[e:PART_OF|WAS_PART_OF|GUIDED_BY|WAS_GUIDED_BY]->() | [e.seq, e.ended]]
    + [(u)-[e:PARTNERS_WITH|WAS_PARTNERS_WITH]-() | [e.seq, e.ended]]
    + [(u)-[:WAS]->(f) | [f.seq, null]] AS traces
"""


async def of_branch(
    tx: Transaction, actor: str, id: str, before: int, limit: int, ahead: int = READ_AHEAD
) -> tuple[list[Told], int | None]:
    """The log of a branch, the latest first, from before a number; and from where to go on, if there may be more.

    What happened at a union stands in the log of the branches it belonged to just before, and a founding
    in those it came into. Facts are indexed by province, city and county; a smaller branch filters those of
    the nearest of these, looking through so many `ahead`, so that its pages may be shorter than asked for.
    """
    here = await position(tx, id)
    await allow(tx, actor, Action.SEE_LOG, here)
    before = min(before, await head(tx) + 1)
    if not here.superiors:
        facts = await rows(tx, OF_ALL, first=max(1, before - limit), last=before - 1, limit=limit)
        return await _told(tx, actor, facts), _onwards(facts, limit)
    width = max(limit, ahead)
    looked_through = await _indexed(tx, here, before, width)
    inside = await _inside(tx, id, looked_through)
    following = inside[limit - 1]["seq"] if len(inside) > limit else _onwards(looked_through, width)
    return await _told(tx, actor, inside[:limit]), following


def _onwards(facts: Sequence[Record], limit: int) -> int | None:
    """From where to go on after a full page."""
    return facts[-1]["seq"] if len(facts) == limit else None


async def _indexed(tx: Transaction, here: Position, before: int, limit: int) -> list[Record]:
    """The latest facts of the smallest index that has all of a branch's."""
    page = {"before": before, "limit": limit}
    level = next((level for level in reversed(BRANCH_LEVELS) if level in here.branch), None)
    if level is None:
        return await rows(tx, AT_UNION, id=here.union.id, **page)
    tops = [here.branch[level]]
    if tops == [here.union.id]:
        tops = await _of_one_level(tx, here.union)
    found = [record for top in tops for record in await _shelved(tx, INDEXED[level], top, before, limit)]
    return sorted(found, key=lambda record: -record["seq"])[:limit]


async def _shelved(tx: Transaction, statement: LiteralString, id: str, before: int, limit: int) -> list[Record]:
    """The latest facts of a branch, from the shelf on which the number stands downwards, ever more shelves at once."""
    found, top, width = list[Record](), before // SHELF, 1
    while top >= 0 and len(found) < limit:
        shelves = list(range(max(0, top - width + 1), top + 1))
        found += await rows(tx, statement, id=id, shelves=shelves, before=before, limit=limit - len(found))
        top, width = top - width, width * WIDER
    return found


async def _of_one_level(tx: Transaction, union: Union) -> list[str]:
    """A union and those of its level that stand, or stood, in a row below it: facts are indexed by the nearest."""
    tops, edge = [union.id], [union.id]
    for _ in range(ROW - 1):
        found = await rows(tx, SAME_LEVEL, ids=edge, level=union.level.value)
        edge = [record["id"] for record in found if record["id"] not in tops]
        tops += edge
    return tops


SAME_LEVEL = """
UNWIND $ids AS id
MATCH (:Union {id: id})<-[:PART_OF|WAS_PART_OF]-(c:Union {level: $level})
RETURN DISTINCT c.id AS id
"""


async def _inside(tx: Transaction, branch: str, facts: Sequence[Record]) -> list[Record]:
    """The facts about unions that stood in a branch around the time."""
    traced = await trace(tx, {record["union"] for record in facts if record["union"]}, lambda stay: True)
    trails = {id: each.trail for id, each in traced.items()}
    return [record for record in facts if record["union"] and branch in around(trails, record["union"], record["seq"])]


async def _told(tx: Transaction, actor: str, facts: Sequence[Record], about: str | None = None) -> list[Told]:
    data = {record["seq"]: loads(record["data"]) for record in facts}
    said = {seq: changes(load(each.get("steps", ())), about) for seq, each in data.items()}
    named = {id for each in said.values() for change in each for id in change.named}
    names = await _names(tx, named | {record["union"] for record in facts if record["union"]})
    actors = await _actors(tx, actor, {record["actor"] for record in facts})
    return [
        Told(
            seq=record["seq"],
            at=native(record["at"]),
            kind=record["kind"],
            actor=record["actor"],
            actor_name=actors.get(record["actor"]),
            union=names.get(record["union"]),
            subject=record["subject"],
            changes=said[record["seq"]],
            details=_details(data[record["seq"]]),
            names=names,
        )
        for record in facts
    ]


def _details(data: Mapping[str, Any]) -> dict[str, str | int]:
    shown: dict[str, str | int | list[str]] = {name: data[name] for name in DETAILS if name in data}
    return {name: len(value) if isinstance(value, list) else value for name, value in shown.items()}


async def _names(tx: Transaction, ids: Collection[str]) -> dict[str, Union]:
    found = await rows(tx, "UNWIND $ids AS id MATCH (u:Union {id: id}) RETURN properties(u) AS node", ids=list(ids))
    return {record["node"]["id"]: union_of(record["node"]) for record in found}


async def _actors(tx: Transaction, reader: str, ids: Collection[str]) -> dict[str, str]:
    """The names of those who acted, as far as they serve where the reader may see people."""
    found = await rows(
        tx,
        "UNWIND $ids AS id MATCH (p:Person {id: id})-[:SERVES]->(u:Union) RETURN id, p.name AS name, u.id AS union",
        ids=list(ids),
    )
    places = await positions(tx, {record["union"] for record in found})
    seen = await covered(tx, reader, Action.SEE_PEOPLE, places.values())
    return {record["id"]: record["name"] for record in found if record["union"] in seen}


FACT: LiteralString = (
    " RETURN f.seq AS seq, f.at AS at, f.kind AS kind, f.actor AS actor, f.union AS union, f.subject AS subject,"
    " f.data AS data"
)
LATEST: LiteralString = FACT + " ORDER BY seq DESC LIMIT $limit"

NUMBERED = "UNWIND $seqs AS number MATCH (f:Fact {seq: number})" + FACT
OLDER: LiteralString = " WHERE f.seq < $before" + LATEST
AT_UNION = "MATCH (f:Fact {union: $id})" + OLDER
OF_ALL = "UNWIND range($first, $last) AS number MATCH (f:Fact {seq: number})" + LATEST
INDEXED: Mapping[Level, LiteralString] = {
    Level.PROVINCIAL: "UNWIND $shelves AS shelf MATCH (f:Fact {provincial: $id, shelf: shelf})" + OLDER,
    Level.MUNICIPAL: "UNWIND $shelves AS shelf MATCH (f:Fact {municipal: $id, shelf: shelf})" + OLDER,
    Level.COUNTY: "UNWIND $shelves AS shelf MATCH (f:Fact {county: $id, shelf: shelf})" + OLDER,
}
