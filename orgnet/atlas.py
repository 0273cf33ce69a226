"""The atlas: where each union of the network stands on the map, the same place in every edition.

Unions down to the townships are *places* with arcs of their own. All below them are *dots* around the nearest place
above, each at a rank that it keeps; so a dot needs no coordinates. In the radial layout the nation is in the middle, a
place's arc is a share of its superior's, by the square root of its branch's members when it was first laid out, and its
radius is given by its level. In the geographic layout places stand at their own coordinates, those at the same one in
a spiral of sunflower seeds around it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from orgnet.levels import Level

Array = NDArray[Any]

LAST = Level.TOWNSHIP.depth
"""The depth of the lowest level whose unions are places."""

RADII = np.array([0.0, 0.0, 0.24, 0.44, 0.62, 0.76])
"""The radius of a place by the depth of its level; those of the root's own level stand around it."""

AROUND_ROOT = 0.1
SPARE = 0.04
"""The share of every arc that is kept for whom will be founded."""

GOLDEN = np.pi * (3 - np.sqrt(5))
SPREAD = 0.0011
"""How far apart those stand who share coordinates, in widths of the country."""

BOUNDS = (73.0, 135.5, 17.5, 54.0)
"""The country from west to east and from south to north, in degrees."""


@dataclass(frozen=True, slots=True)
class Census:
    """All unions as they are read: superiors before their subordinates, and these in the order of codes.

    `ids` are ASCII; `names` are those of places only; `parent` is the index of the superior, -1 for the root; `depth` that of the level, `kind` and `size`
    small numbers, `members` those of the union itself, `lon` and `lat` NaN where they are not known, `born` the number of the
    day on which it came into the network.
    """

    ids: Array
    names: Sequence[str]
    parent: Array
    depth: Array
    kind: Array
    size: Array
    members: Array
    lon: Array
    lat: Array
    born: Array


@dataclass(frozen=True, slots=True)
class Edition:
    """What of an atlas the next one keeps: the arc of every place within its superior's, and the rank of every dot at its
    place; by id, those included that are no longer there."""

    places: Array
    above: Array
    begins: Array
    wide: Array
    dots: Array
    homes: Array
    ranks: Array


@dataclass(frozen=True, slots=True)
class Atlas:
    """The places, in the order of the census, and the dots of each, in the order of their ranks.

    `radial` and `geographic` are coordinates from -1 to 1; `arc` is the direction of a place and half of what is its own,
    in radians; `below` counts the unions of its branch, `members` those of all of it; `born` and `dots_born` are days. Dots of place `p` are those from `first[p]` to `first[p + 1]`;
    one that is no longer there has a size of 0, and an empty id.
    """

    ids: Array
    names: Sequence[str]
    parent: Array
    depth: Array
    kind: Array
    below: Array
    members: Array
    born: Array
    radial: Array
    geographic: Array
    arc: Array
    first: Array
    dots: Array
    dot_ids: Array
    dots_born: Array
    edition: Edition


def laid_out(census: Census, former: Edition | None = None) -> Atlas:
    """The atlas of a network; places and ranks of a former edition are kept."""
    upper = census.depth <= LAST
    index = np.cumsum(upper) - 1
    above, home = np.flatnonzero(upper), _homes(census, upper)
    parent = np.where(census.parent[above] >= 0, index[census.parent[above]], -1)
    members, below = _branches(census)
    begins, wide = _kept_arcs(census.ids[above], parent, *_shares(parent, np.sqrt(members[above] + 1.0)), former)
    centre, half = _arcs(parent, begins, wide)
    ranks, lowest = _ranks(census, above, index[home], upper, former)
    first, slot = _slots(index[home], ranks, lowest, len(above))
    edition = Edition(
        *_with_gone(census.ids[above], census.ids[above][parent], begins, wide, former),
        *_all_ranks(census.ids[lowest], census.ids[home[lowest]], ranks, former),
    )
    return Atlas(
        ids=census.ids[above],
        names=census.names,
        parent=parent,
        depth=census.depth[above],
        kind=census.kind[above],
        below=below[above],
        members=members[above].astype(np.int64),
        born=census.born[above],
        radial=_radial(census.depth[above], centre),
        geographic=_geographic(census, above),
        arc=np.stack([centre, half], axis=1),
        first=first,
        dots=_at(slot, census.size[lowest].astype(np.uint8) + 1, first[-1]),
        dot_ids=_at(slot, census.ids[lowest], first[-1]),
        dots_born=_at(slot, census.born[lowest], first[-1]),
        edition=edition,
    )


def _homes(census: Census, upper: Array) -> Array:
    """The nearest place at or above each union."""
    home = np.where(upper, np.arange(len(upper)), census.parent)
    while (lost := ~upper[home]).any():
        home[lost] = census.parent[home[lost]]
    return home


def _branches(census: Census) -> tuple[Array, Array]:
    """The members and the unions of each branch, its top included in the members."""
    members, below = census.members.astype(np.float64), np.zeros(len(census.parent), np.int64)
    for start, end in reversed(_generations(census.parent)):
        up = census.parent[start:end]
        if start:
            np.add.at(members, up, members[start:end])
            np.add.at(below, up, below[start:end] + 1)
    return members, below


def _generations(parent: Array) -> list[tuple[int, int]]:
    """Where each generation begins and ends: the root, its subordinates, theirs."""
    bounds, start = [(0, 1)], 1
    while start < len(parent):
        end = int(np.searchsorted(parent, start))
        bounds.append((start, end))
        start = end
    return bounds


def _shares(parent: Array, weight: Array) -> tuple[Array, Array]:
    """Where each arc begins within its superior's, and how wide it is, as shares of that."""
    begins, wide = np.zeros(len(parent)), np.ones(len(parent))
    below = np.arange(1, len(parent))
    totals = np.bincount(parent[below], weight[below], minlength=len(parent))
    wide[below] = weight[below] / totals[parent[below]] * (1 - SPARE)
    ends = np.cumsum(wide[below])
    groups = np.flatnonzero(np.diff(parent[below], prepend=-2))
    before = np.repeat((ends - wide[below])[groups], np.diff(np.append(groups, len(below))))
    begins[below] = ends - wide[below] - before
    return begins, wide


def _kept_arcs(ids: Array, parent: Array, begins: Array, wide: Array, former: Edition | None) -> tuple[Array, Array]:
    """The arcs of a former edition where it has them; whoever is new stands in the spare part of the superior's arc."""
    if former is None:
        return begins, wide
    at = np.searchsorted(former.places, ids).clip(max=len(former.places) - 1)
    known = (former.places[at] == ids) & ((former.above[at] == ids[parent]) | (parent < 0))
    kept_superior = np.isin(ids[parent], former.above)
    chance = np.arange(len(ids)) * 0.6180339887 % 1
    fresh_begins = np.where(kept_superior, 1 - SPARE + chance * SPARE * 0.9, begins)
    fresh_wide = np.where(kept_superior, SPARE * 0.1, wide)
    return np.where(known, former.begins[at], fresh_begins), np.where(known, former.wide[at], fresh_wide)


def _arcs(parent: Array, begins: Array, wide: Array) -> tuple[Array, Array]:
    """The direction of each place, and half the width of its arc, in radians."""
    start, width = np.zeros(len(parent)), np.full(len(parent), 2 * np.pi)
    for first, last in _generations(parent)[1:]:
        up = parent[first:last]
        start[first:last] = start[up] + width[up] * begins[first:last]
        width[first:last] = width[up] * wide[first:last]
    return start + width / 2, width / 2


def _radial(depth: Array, centre: Array) -> Array:
    radius = RADII[depth]
    radius = np.where((np.arange(len(depth)) > 0) & (depth == depth[0]), AROUND_ROOT, radius)
    return np.stack([radius * np.sin(centre), radius * np.cos(centre)], axis=1)


def _geographic(census: Census, above: Array) -> Array:
    """Coordinates on the map; whoever has none stands where his superior does, and who share one in a spiral."""
    lon, lat = census.lon.copy(), census.lat.copy()
    for start, end in _generations(census.parent)[1:]:
        unknown = start + np.flatnonzero(np.isnan(lon[start:end]))
        lon[unknown], lat[unknown] = lon[census.parent[unknown]], lat[census.parent[unknown]]
    west, east, south, north = BOUNDS
    scale = 2 / ((east - west) * np.cos(np.radians(36)))
    x = np.nan_to_num((lon[above] - (west + east) / 2) * np.cos(np.radians(36)) * scale)
    y = np.nan_to_num((lat[above] - (south + north) / 2) * scale)
    return _apart(np.stack([x, y], axis=1))


def _apart(spots: Array) -> Array:
    """Those at one spot in a spiral around it, the first in the middle."""
    _, spot = np.unique(spots.round(5), axis=0, return_inverse=True)
    spot = spot.reshape(-1)
    order = np.argsort(spot, kind="stable")
    starts = np.flatnonzero(np.diff(spot[order], prepend=-1))
    rank = np.empty(len(spot))
    rank[order] = np.arange(len(spot)) - np.repeat(starts, np.diff(np.append(starts, len(spot))))
    reach, turn = SPREAD * np.sqrt(rank), rank * GOLDEN
    return spots + np.stack([reach * np.cos(turn), reach * np.sin(turn)], axis=1)


def _ranks(census: Census, above: Array, home: Array, upper: Array, former: Edition | None) -> tuple[Array, Array]:
    """The rank of each dot at its place, and which unions the dots are; a rank that was another's is not given again."""
    lowest = np.flatnonzero(~upper)
    lowest = lowest[np.argsort(home[lowest], kind="stable")]
    at_home, taken = home[lowest], np.zeros(len(above), np.int64)
    ranks = np.full(len(lowest), -1, np.int64)
    if former is not None and len(former.dots):
        at = np.searchsorted(former.dots, census.ids[lowest]).clip(max=len(former.dots) - 1)
        known = (former.dots[at] == census.ids[lowest]) & (former.homes[at] == census.ids[above][at_home])
        ranks[known] = former.ranks[at][known]
        places = np.argsort(census.ids[above])
        place = np.searchsorted(census.ids[above][places], former.homes).clip(max=len(above) - 1)
        there = census.ids[above][places[place]] == former.homes
        np.maximum.at(taken, places[place][there], former.ranks[there] + 1)
    fresh = np.flatnonzero(ranks < 0)
    starts = np.flatnonzero(np.diff(at_home[fresh], prepend=-1))
    nth = np.arange(len(fresh)) - np.repeat(starts, np.diff(np.append(starts, len(fresh))))
    ranks[fresh] = taken[at_home[fresh]] + nth
    return ranks, lowest


def _slots(home: Array, ranks: Array, lowest: Array, places: int) -> tuple[Array, Array]:
    """Where the dots of each place begin, and where each dot is: in the order of their ranks."""
    at_home, many = home[lowest], np.zeros(places, np.int64)
    np.maximum.at(many, at_home, ranks + 1)
    first = np.concatenate([[0], np.cumsum(many)])
    return first, first[at_home] + ranks


def _at(slot: Array, values: Array, many: int) -> Array:
    """The values of dots, with a hole for whoever is no longer there."""
    found = np.zeros(many, values.dtype)
    found[slot] = values
    return found


def _with_gone(
    ids: Array, above: Array, begins: Array, wide: Array, former: Edition | None
) -> tuple[Array, Array, Array, Array]:
    """The arcs of an edition, those of the former one included that have no place in this one."""
    if former is not None:
        gone = ~np.isin(former.places, ids)
        ids, above = np.concatenate([ids, former.places[gone]]), np.concatenate([above, former.above[gone]])
        begins = np.concatenate([begins, former.begins[gone]])
        wide = np.concatenate([wide, former.wide[gone]])
    order = np.argsort(ids)
    return ids[order], above[order], begins[order], wide[order]


def _all_ranks(ids: Array, homes: Array, ranks: Array, former: Edition | None) -> tuple[Array, Array, Array]:
    """The ranks of an edition, those of the former one included whose dots are gone."""
    if former is not None:
        gone = ~np.isin(former.dots, ids)
        ids, homes = np.concatenate([ids, former.dots[gone]]), np.concatenate([homes, former.homes[gone]])
        ranks = np.concatenate([ranks, former.ranks[gone]])
    order = np.argsort(ids)
    return ids[order], homes[order], ranks[order]
