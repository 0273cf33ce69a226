"""Ties of the network on the atlas: lines end at places, and what has changed is told where it was."""

import numpy as np
import pytest

from orgnet.atlas import Atlas, laid_out
from orgnet.ties import Gone, Move, Spots, Ties, departed, lines, moved
from tests.orgnet.test_atlas import drawn


@pytest.fixture
def spots() -> Spots:
    """A root with two counties (u1, u2), three dots under the first (u3, u4, u5) and one under the second (u6)."""
    return Spots(network())


def network() -> Atlas:
    """That network."""
    return laid_out(drawn([(0, 3, 0), (0, 3, 0), (1, 3, 0), (1, 3, 0), (1, 3, 0), (2, 3, 0)]))


def test_everybody_is_found_where_he_stands(spots: Spots) -> None:
    places, ranks = spots.find([b"u0", b"u2", b"u4", b"u6", b"nobody"])
    assert places.tolist() == [0, 2, 1, 2, -1]
    assert ranks.tolist() == [-1, -1, 1, 0, -1]
    assert [len(column) for column in spots.find([])] == [0, 0]


def test_lines_of_dots_are_drawn_from_their_places_and_counted(spots: Spots) -> None:
    guided = [(b"u3", b"u2"), (b"u4", b"u2"), (b"u5", b"u1"), (b"u2", b"u1"), (b"u6", b"nobody")]
    assert lines(spots, guided).tolist() == [[1, 2, 2], [2, 1, 1]]
    assert lines(spots, []).shape == (0, 3)


def test_who_left_a_superior_is_told_with_the_place_left_even_where_that_is_gone(spots: Spots) -> None:
    ties = Ties(moves=[Move(b"u6", b"u1", 5), Move(b"u3", b"old", 7), Move(b"old", b"u2", 8), Move(b"gone", b"old", 6)])
    ties.gone.update({b"old": Gone("old county", 4), b"gone": Gone("a union", 7)})
    left = moved(spots, ties)
    told = np.stack([left.places, left.ranks, left.days, left.before], axis=1)
    assert told.tolist() == [[2, 0, 5, 1], [1, 0, 7, 2]]
    assert departed(spots, ties) == [(2, 8, "old county", 4), (2, 6, "a union", 7)]
