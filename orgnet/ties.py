"""Ties of the network beside the line of leadership, and what has changed in it: as the atlas draws them.

A line ends at a place; whoever is a dot is drawn from the place around which it stands.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from orgnet.atlas import Array, Atlas


@dataclass(frozen=True, slots=True)
class Move:
    """That a union left a superior, and on which day."""

    union: bytes
    superior: bytes
    day: int


@dataclass(frozen=True, slots=True)
class Gone:
    """A union that was dissolved."""

    name: str
    depth: int


@dataclass(frozen=True, slots=True)
class Ties:
    """Who is guided by whom, who has a pact with whom, who left which superior, and who was dissolved, by id."""

    guided: list[tuple[bytes, bytes]] = field(default_factory=list[tuple[bytes, bytes]])
    pacts: list[tuple[bytes, bytes]] = field(default_factory=list[tuple[bytes, bytes]])
    moves: list[Move] = field(default_factory=list[Move])
    gone: dict[bytes, Gone] = field(default_factory=dict[bytes, Gone])


class Spots:
    """Where on an atlas unions are: at a place, or at a rank around one."""

    def __init__(self, atlas: Atlas) -> None:
        self.atlas = atlas
        ids = np.concatenate([atlas.ids, atlas.dot_ids.astype(atlas.ids.dtype)])
        self.order = np.argsort(ids, kind="stable")
        self.sorted = ids[self.order]

    def find(self, ids: Sequence[bytes]) -> tuple[Array, Array]:
        """The place of each union, -1 where it is on the atlas nowhere, and its rank there, -1 where it is the place."""
        if not ids:
            return np.zeros(0, np.int64), np.zeros(0, np.int64)
        wanted = np.array(ids, self.sorted.dtype)
        at = np.searchsorted(self.sorted, wanted).clip(max=len(self.sorted) - 1)
        known, spot = self.sorted[at] == wanted, self.order[at]
        dot = spot - len(self.atlas.ids)
        home = np.searchsorted(self.atlas.first, dot, side="right") - 1
        place = np.where(dot < 0, spot, home)
        rank = np.where(dot < 0, -1, dot - self.atlas.first[home.clip(min=0)])
        return np.where(known, place, -1), np.where(known, rank, -1)


def lines(spots: Spots, pairs: Sequence[tuple[bytes, bytes]]) -> Array:
    """The lines between places that pairs of unions make: from, to, and how many pairs each stands for."""
    one, _ = spots.find([pair[0] for pair in pairs])
    other, _ = spots.find([pair[1] for pair in pairs])
    drawn = (one >= 0) & (other >= 0) & (one != other)
    ends, many = np.unique(np.stack([one[drawn], other[drawn]], axis=1), axis=0, return_counts=True)
    return np.concatenate([ends.reshape(-1, 2), many.reshape(-1, 1)], axis=1)


@dataclass(frozen=True, slots=True)
class Moved:
    """Where unions are that have left a superior, on which day, and which place was or had that superior."""

    places: Array
    ranks: Array
    days: Array
    before: Array


def moved(spots: Spots, ties: Ties) -> Moved:
    """Who has left a superior, for each that was left: where he stood on a day tells the first of those after it."""
    places, ranks = spots.find([move.union for move in ties.moves])
    before = _standing(spots, ties, [move.superior for move in ties.moves])
    days = np.array([move.day for move in ties.moves], np.int64)
    there = (places >= 0) & (before >= 0)
    return Moved(places[there], ranks[there], days[there], before[there])


def departed(spots: Spots, ties: Ties) -> list[tuple[int, int, str, int]]:
    """Who was dissolved: the place where each stood last, the day, its name and the depth of its level."""
    last = _last(ties)
    ids = [id for id in ties.gone if id in last]
    places = _standing(spots, ties, [last[id].superior for id in ids])
    return [
        (int(place), last[id].day, ties.gone[id].name, ties.gone[id].depth)
        for id, place in zip(ids, places, strict=True)
        if place >= 0
    ]


def _last(ties: Ties) -> dict[bytes, Move]:
    """What each union left last."""
    found = dict[bytes, Move]()
    for move in ties.moves:
        if move.union not in found or found[move.union].day <= move.day:
            found[move.union] = move
    return found


def _standing(spots: Spots, ties: Ties, ids: Sequence[bytes]) -> Array:
    """The places of unions; of those that are gone, where they stood last."""
    last = _last(ties)

    def stands(id: bytes) -> bytes:
        seen = set[bytes]()
        while id in ties.gone and id in last and id not in seen:
            seen.add(id)
            id = last[id].superior
        return id

    return spots.find([stands(id) for id in ids])[0]
