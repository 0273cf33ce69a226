"""The atlas: the whole network read for it, generation by generation, a few thousand unions at a time."""

from array import array
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from graph.db import Database, Transaction, collected, row
from orgnet.atlas import LAST, Census
from orgnet.cells import size_class
from orgnet.kinds import Kind
from orgnet.levels import DEPTHS, Level

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

    def take(self, parent: int, found: Sequence[Any]) -> None:
        """Take a union in."""
        id, name, level, kind, members, lon, lat = found
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

    def census(self) -> Census:
        """All of it."""
        numbers = (self.parent, self.depth, self.kind, self.size, self.members, self.lon, self.lat)
        return Census(np.array(self.ids), self.names, *(np.array(each) for each in numbers))


async def census(database: Database) -> Census | None:
    """All unions that there are; None while there is no root.

    What changes while it is read may be in it or not; whoever asks for the shape before (`graph.log.shaped`) learns of
    it.
    """
    root = await database.read(lambda tx: row(tx, ROOT))
    if root is None:
        return None
    reading = _Reading()
    reading.take(-1, root["found"])
    done = 0
    while done < len(reading.ids):
        ahead = range(done, min(done + AHEAD, len(reading.ids)))
        names = {reading.ids[place].decode(): place for place in ahead}
        for parent, found in await database.read(lambda tx, names=list(names): _below(tx, names)):
            for each in found:
                reading.take(names[parent], each)
        done = ahead.stop
    return reading.census()


ROOT = """
MATCH (u:Union {level: 'national'}) WHERE u.status <> 'dissolved' AND NOT EXISTS { (u)-[:PART_OF]->() }
RETURN [u.id, u.name, u.level, u.kind, u.members, u.lon, u.lat] AS found LIMIT 1
"""


async def _below(tx: Transaction, ids: Sequence[str]) -> Sequence[tuple[str, list[Any]]]:
    """The subordinates of some unions, in the order of codes."""
    found = await collected(tx, BELOW, ids=ids)
    below = {id: [each[1:] for each in sorted(rest)] for id, rest in found}
    return [(id, below[id]) for id in ids if id in below]


BELOW = """
UNWIND $ids AS id
MATCH (p:Union {id: id})
RETURN collect([id, [(p)<-[:PART_OF]-(c) | [c.code, c.id, c.name, c.level, c.kind, c.members, c.lon, c.lat]]]) AS found
"""
