"""The atlas: everybody is on it once, superiors hold their subordinates in their arcs, and nobody is ever moved."""

from dataclasses import replace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from orgnet.atlas import LAST, Atlas, Census, laid_out

Row = tuple[int, int, int]
"""Of a union: the superior among those before it, how much lower its level is, and its members."""

NETWORKS = st.lists(st.tuples(st.integers(0, 50), st.integers(0, 3), st.integers(0, 3000)), max_size=50)


def drawn(rows: list[Row]) -> Census:
    """A network in the order in which it is read: generation by generation."""
    parents, depths = [-1], [1]
    for n, (above, lower, _) in enumerate(rows, start=1):
        parents.append(above % n)
        depths.append(min(7, depths[above % n] + lower))
    order, ahead = [0], [0]
    while ahead:
        ahead = [n for above in ahead for n in range(1, len(parents)) if parents[n] == above]
        order += ahead
    at = {n: place for place, n in enumerate(order)}
    unions = len(order)
    members = [0, *(row[2] for row in rows)]
    return Census(
        ids=np.array([f"u{n}".encode() for n in order]),
        names=[f"union {n}" for n in order if depths[n] <= LAST],
        parent=np.array([-1, *(at[parents[n]] for n in order[1:])], np.int32),
        depth=np.array([depths[n] for n in order], np.int8),
        kind=np.zeros(unions, np.int8),
        size=np.zeros(unions, np.int8),
        members=np.array([members[n] for n in order], np.int64),
        lon=np.full(unions, np.nan),
        lat=np.full(unions, np.nan),
        born=np.full(unions, 730_000),
    )


def spots(atlas: Atlas) -> dict[bytes, tuple[bytes, int | None]]:
    """Where each union is: at a place of its own, or at which rank of which place."""
    found: dict[bytes, tuple[bytes, int | None]] = {bytes(id): (bytes(id), None) for id in atlas.ids}
    for place, id in enumerate(atlas.ids):
        for rank, dot in enumerate(atlas.dot_ids[atlas.first[place] : atlas.first[place + 1]]):
            if dot:
                assert bytes(dot) not in found
                found[bytes(dot)] = (bytes(id), rank)
    return found


@given(NETWORKS)
def test_everybody_is_on_it_once_at_or_around_the_nearest_place_above(rows: list[Row]) -> None:
    census = drawn(rows)
    atlas = laid_out(census)
    found = spots(atlas)
    assert found.keys() == {bytes(id) for id in census.ids}
    for union, id in enumerate(census.ids):
        home = union
        while census.depth[home] > LAST:
            home = census.parent[home]
        assert found[bytes(id)][0] == bytes(census.ids[home])
    assert (atlas.dots > 0).sum() == len(census.ids) - len(atlas.ids)


@given(NETWORKS)
def test_an_arc_lies_within_that_of_the_superior_and_beside_those_of_its_siblings(rows: list[Row]) -> None:
    atlas = laid_out(drawn(rows))
    begins, ends = atlas.arc[:, 0] - atlas.arc[:, 1], atlas.arc[:, 0] + atlas.arc[:, 1]
    for place in range(1, len(atlas.ids)):
        above = atlas.parent[place]
        assert begins[above] - 1e-9 <= begins[place] < ends[place] <= ends[above] + 1e-9
        if place > 1 and atlas.parent[place - 1] == above:
            assert ends[place - 1] <= begins[place] + 1e-9


@settings(max_examples=50)
@given(NETWORKS, st.lists(st.integers(1, 50), max_size=20), st.integers(0, 20))
def test_nobody_who_stays_is_moved_and_no_rank_is_given_twice(rows: list[Row], gone: list[int], new: int) -> None:
    census = drawn(rows)
    first = laid_out(census)
    leaves = set(range(len(census.ids))) - {int(above) for above in census.parent} - {0}
    kept = np.array([n for n in range(len(census.ids)) if n not in leaves & set(gone)])
    later = laid_out(_only(census, kept), first.edition)
    before, after = spots(first), spots(later)
    assert all(after[id] == before[id] for id in after)
    shown = {bytes(id): place for place, id in enumerate(first.ids)}
    for place, id in enumerate(later.ids):
        assert np.allclose(later.radial[place], first.radial[shown[bytes(id)]])
    returned = spots(laid_out(census, later.edition))
    assert returned == before


def _only(census: Census, kept: np.ndarray) -> Census:  # pyright: ignore[reportMissingTypeArgument, reportUnknownParameterType]
    at = {int(old): place for place, old in enumerate(kept)}  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]
    columns = {name: getattr(census, name)[kept] for name in ("ids", "depth", "kind", "size", "members", "lon", "lat")}
    parents = np.array([at.get(int(census.parent[n]), -1) for n in kept], np.int32)  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]
    return replace(census, parent=parents, names=[], **columns)
