"""The shortest way between two unions is the shortest there is of its shape."""

from collections import deque
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from orgnet.paths import Climb, meeting, open_end


def found(neighbours: dict[str, list[str]], one: str, other: str) -> list[str]:
    here, there = Climb(one), Climb(other)
    while end := open_end(here, there):
        end.step(neighbours)
    return meeting(here, there)


def distances(neighbours: dict[str, list[str]], start: str) -> dict[str, int]:
    reached, waiting = {start: 0}, deque([start])
    while waiting:
        union = waiting.popleft()
        for other in neighbours[union]:
            if other not in reached:
                reached[other] = reached[union] + 1
                waiting.append(other)
    return reached


@st.composite
def networks(draw: st.DrawFn) -> dict[str, list[str]]:
    """Upward neighbours: a parent of a smaller number, perhaps a guide, and pacts in both directions."""
    size = draw(st.integers(2, 14))
    up: dict[int, set[int]] = {union: {draw(st.integers(0, union - 1))} if union else set() for union in range(size)}
    for union in range(2, size):
        if (guide := draw(st.none() | st.integers(0, union - 1))) is not None:
            up[union].add(guide)
    for one, other in draw(st.lists(st.tuples(st.integers(0, size - 1), st.integers(0, size - 1)), max_size=5)):
        up[one].add(other)
        up[other].add(one)
    return {str(union): [str(other) for other in sorted(near)] for union, near in up.items()}


@given(networks(), st.data())
def test_no_way_up_and_down_is_shorter(neighbours: dict[str, list[str]], data: st.DataObject) -> None:
    one, other = (data.draw(st.sampled_from(sorted(neighbours))) for _ in range(2))
    way = found(neighbours, one, other)
    from_one, from_other = distances(neighbours, one), distances(neighbours, other)
    assert len(way) - 1 == min(from_one[top] + from_other[top] for top in from_one.keys() & from_other.keys())
    assert (way[0], way[-1]) == (one, other)
    assert all(b in neighbours[a] or a in neighbours[b] for a, b in pairwise(way))


def test_where_nothing_meets_there_is_no_way() -> None:
    assert found({"a": ["r"], "r": [], "x": []}, "a", "x") == []


def test_a_union_is_no_way_from_itself() -> None:
    assert found({"a": ["r"], "r": []}, "a", "a") == ["a"]


def test_a_common_subordinate_is_no_way() -> None:
    up = {"s": ["a", "b"], "a": ["r"], "b": ["r"], "r": []}
    assert found(up, "a", "b") == ["a", "r", "b"]
    assert found(up, "s", "b") == ["s", "b"]


def test_a_pact_is_a_short_cut() -> None:
    up = {"a": ["p"], "p": ["r", "q"], "q": ["r", "p"], "b": ["q"], "r": []}
    assert found(up, "a", "b") == ["a", "p", "q", "b"]
