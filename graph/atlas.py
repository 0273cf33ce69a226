"""The atlas: the whole network read for it, generation by generation, a few thousand unions at a time."""

from array import array
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Any, LiteralString

import numpy as np

from graph import past
from graph.access import allow
from graph.db import Database, Transaction, collected, row
from graph.past import HELD
from graph.positions import position
from graph.unions import root
from orgnet.atlas import LAST, Census
from orgnet.cells import size_class
from orgnet.errors import Denied, Missing
from orgnet.kinds import Kind
from orgnet.levels import DEPTHS, Level
from orgnet.past import Moment, fields_at
from orgnet.permissions import Action
from orgnet.ties import Gone, Move, Ties
from orgnet.unions import Status

AHEAD = 200
"""Superiors whose subordinates are read in one transaction."""

KINDS = {kind: place for place, kind in enumerate(Kind)}


@dataclass(slots=True)
class _Reading:
    """What has been read so far."""

    ids: list[bytes] = field(default_factory=list[bytes])
    names: list[str] = field(default_factory=list[str])
    parent: "array[int]" = field(default_factory=lambda: array("i"))
    depth: "array[int]" = field(default_factory=lambda: array("b"))
    kind: "array[int]" = field(default_factory=lambda: array("b"))
    size: "array[int]" = field(default_factory=lambda: array("b"))
    members: "array[int]" = field(default_factory=lambda: array("q"))
    lon: "array[float]" = field(default_factory=lambda: array("d"))
    lat: "array[float]" = field(default_factory=lambda: array("d"))
    born: "array[int]" = field(default_factory=lambda: array("i"))
    ties: Ties = field(default_factory=Ties)

    def take(self, parent: int, found: Sequence[Any]) -> None:
        """Take a union in."""
        id, name, level, kind, members, lon, lat, born = found
        self.ids.append(id.encode())
        if DEPTHS[Level(level)] <= LAST:
            self.names.append(name)
        self.parent.append(parent)
        self.depth.append(DEPTHS[Level(level)])
        self.kind.append(KINDS[Kind(kind)])
        self.size.append(size_class(members))
        self.members.append(members)
        self.lon.append(np.nan if lon is None else lon)
        self.lat.append(np.nan if lat is None else lat)
        self.born.append(_day(born))

    def tie(self, union: str, guided: Sequence[str], partners: Sequence[str], left: Sequence[Sequence[Any]]) -> None:
        """Take in whom a union guides, with whom it has pacts, and who has left it."""
        here = union.encode()
        self.ties.guided.extend((id.encode(), here) for id in guided)
        self.ties.pacts.extend((here, id.encode()) for id in partners)
        for id, name, level, status, until in left:
            self.ties.moves.append(Move(id.encode(), here, _day(until)))
            if status == Status.DISSOLVED:
                self.ties.gone[id.encode()] = Gone(name, DEPTHS[Level(level)])

    def census(self) -> Census:
        """All of it."""
        numbers = (self.parent, self.depth, self.kind, self.size, self.members, self.lon, self.lat, self.born)
        return Census(np.array(self.ids), self.names, *(np.array(each) for each in numbers))


@cache
def _day(said: str) -> int:
    """The number of the day with which an instant or a day that was said begins."""
    return date.fromisoformat(said[:10]).toordinal()


async def census(database: Database, moment: Moment | None = None) -> tuple[Census, Ties] | None:
    """All unions that there are, or were at a moment, and what ties or tied them beside their superiors; None where
    there was no root.

    What changes while it is read may be in it or not; whoever asks for the shape before (`graph.log.shaped`) learns of
    it. Of a moment that is over nothing changes any more.
    """
    root = await database.read(lambda tx: _root(tx, moment))
    if root is None:
        return None
    reading = _Reading()
    reading.take(-1, root)
    done = 0
    while done < len(reading.ids):
        ahead = range(done, min(done + AHEAD, len(reading.ids)))
        names = {reading.ids[place].decode(): place for place in ahead}
        for parent, found, *ties in await database.read(lambda tx, names=list(names): _below(tx, names, moment)):
            for each in found:
                reading.take(names[parent], each)
            reading.tie(parent, *ties)
        done = ahead.stop
    if moment is None:
        await _bury(database, reading)
    return reading.census(), reading.ties


async def _bury(database: Database, reading: _Reading) -> None:
    """Whoever had left a union before it was dissolved itself has left it too."""
    ahead = list(reading.ties.gone)
    while ahead:
        some, known = [id.decode() for id in ahead[:AHEAD]], set(reading.ties.gone)
        for parent, _, *ties in await database.read(lambda tx, some=some: _below(tx, some, None)):
            reading.tie(parent, *ties)
        ahead = ahead[AHEAD:] + [id for id in reading.ties.gone if id not in known]


async def _root(tx: Transaction, moment: Moment | None) -> Sequence[Any] | None:
    """The root, as a union that is taken in."""
    found = await row(tx, ROOT)
    if found is None or (moment and found["root"][-1] >= moment.label):
        return None
    return _then(found["root"], found["formers"], moment) if moment else found["root"]


ROOT = """
MATCH (:Log {id: 'log'})-[:ROOT]->(u)
RETURN [u.id, u.name, u.level, u.kind, u.members, u.lon, u.lat, u.born] AS root,
    [(u)-[:WAS]->(f) | [f.until, f.seq, f.fields]] AS formers
"""


async def _below(
    tx: Transaction, ids: Sequence[str], moment: Moment | None
) -> Sequence[tuple[str, list[Any], list[str], list[str], list[Any]]]:
    """The subordinates of some unions, in the order of codes; whom they guide, their pacts, and who has left them.

    At a moment nobody is said to have left: where everybody stood is known.
    """
    if moment is None:
        found = await collected(tx, BELOW, ids=ids)
    else:
        found = await collected(tx, BELOW_THEN, ids=ids, at=moment.at, number=moment.number)
    tied = {id: (_ordered(below, moment), *ties) for id, below, *ties in found}
    return [(id, *tied[id]) for id in ids if id in tied]


def _ordered(below: list[Any], moment: Moment | None) -> list[Any]:
    if moment is None:
        return [each[1:] for each in sorted(below)]
    return [_then(each[1:-1], each[-1], moment) for each in sorted(below, key=lambda each: each[:2])]


def _then(union: Sequence[Any], kept: Sequence[Sequence[Any]], moment: Moment) -> Sequence[Any]:
    """A union as it was at a moment, of what it is and what was kept of it since."""
    if not kept:
        return union
    then = fields_at(dict(zip(TAKEN, union, strict=True)), past.formers(kept), moment)
    return [then[name] for name in TAKEN]


TAKEN = ("id", "name", "level", "kind", "members", "lon", "lat", "born")

BELOW: LiteralString = """
UNWIND $ids AS id
MATCH (p:Union {id: id})
RETURN collect([id,
    [(p)<-[:PART_OF]-(c) | [c.code, c.id, c.name, c.level, c.kind, c.members, c.lon, c.lat, c.born]],
    [(p)<-[:GUIDED_BY]-(c) | c.id],
    [(p)-[:PARTNERS_WITH]->(c) | c.id],
    [(p)<-[e:WAS_PART_OF]-(c) | [c.id, c.name, c.level, c.status, toString(e.until)]]
]) AS found
"""

BELOW_THEN: LiteralString = f"""
UNWIND $ids AS id
MATCH (p:Union {{id: id}})
RETURN collect([id,
    [(p)<-[e:PART_OF|WAS_PART_OF]-(c) WHERE {HELD}
        | [c.code, c.id, c.name, c.level, c.kind, c.members, c.lon, c.lat, c.born,
            [(c)-[:WAS]->(f) WHERE f.until >= $at | [f.until, f.seq, f.fields]]]],
    [(p)<-[e:GUIDED_BY|WAS_GUIDED_BY]-(c) WHERE {HELD} | c.id],
    [(p)-[e:PARTNERS_WITH|WAS_PARTNERS_WITH]->(c) WHERE {HELD} | c.id],
    []
]) AS found
"""


async def names(tx: Transaction, ids: Sequence[str], moment: Moment | None = None) -> dict[str, str]:
    """What unions are called, or were at a moment."""
    if moment:
        return {id: each.union.name for id, each in (await past.at(tx, ids, moment)).items()}
    return dict(await collected(tx, NAMES, ids=ids))


NAMES = "UNWIND $ids AS id MATCH (u:Union {id: id}) RETURN collect([u.id, u.name]) AS found"


async def begins(tx: Transaction) -> date | None:
    """The first day of the network; None while there is none."""
    found = await row(tx, ROOT)
    return date.fromisoformat(found["root"][-1][:10]) if found else None


async def may_lay_out(tx: Transaction, actor: str) -> None:
    """Raises Denied unless somebody may have the whole network laid out anew: who administers the top of it."""
    await allow(tx, actor, Action.EDIT, await position(tx, await root(tx)))


async def lays_out(tx: Transaction, actor: str) -> bool:
    """Whether he may."""
    try:
        await may_lay_out(tx, actor)
    except (Denied, Missing):
        return False
    return True
