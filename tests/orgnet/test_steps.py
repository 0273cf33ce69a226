"""Steps say what was and what is, so that every change has a way back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orgnet.errors import Conflict
from orgnet.history import TOLD, changes
from orgnet.steps import Absorb, Edit, Guide, Pact, Place, Step, dump, load, touched, undoing

ids = st.sampled_from("abcdef")
ends = st.none() | ids
values = st.none() | st.text(max_size=3) | st.integers(0, 9)


@st.composite
def edits(draw: st.DrawFn) -> Edit:
    names = draw(st.lists(st.sampled_from(("name", "members", "status")), min_size=1, unique=True))
    return Edit(draw(ids), {name: draw(values) for name in names}, {name: draw(values) for name in names})


steps = st.one_of(
    st.builds(Place, st.lists(ids, min_size=1, unique=True).map(tuple), ends, ends),
    st.builds(Guide, ids, ends, ends),
    edits(),
    st.builds(Pact, st.tuples(ids, ids), st.none() | st.text(max_size=2), st.none() | st.text(max_size=2)),
    st.builds(Absorb, ids, ends, ends),
)
several = st.lists(steps, max_size=6)


@given(several)
def test_undoing_twice_is_doing(done: list[Step]) -> None:
    assert undoing(undoing(done)) == done


@given(several)
def test_steps_go_through_the_log_unchanged(done: list[Step]) -> None:
    assert load(dump(done)) == done


@given(several)
def test_the_way_back_touches_the_same_unions(done: list[Step]) -> None:
    assert set(touched(undoing(done))) == set(touched(done))
    assert len(touched(done)) == len(set(touched(done)))


def test_a_step_of_a_newer_version_is_refused() -> None:
    with pytest.raises(Conflict, match="newer version"):
        load([{"step": "teleport", "union": "a"}])


@given(several)
def test_every_change_is_told_and_names_its_unions(done: list[Step]) -> None:
    told = changes(done)
    assert len(told) == sum(len(step.after) if isinstance(step, Edit) else 1 for step in done)
    for change in told:
        assert set(change.unions) <= change.named


def test_of_one_union_only_its_own_changes_are_told_and_of_many_the_first() -> None:
    done: list[Step] = [
        Place(tuple(f"c{number}" for number in range(50)), "old", "new"),
        Edit("new", {"members": 1}, {"members": 2}),
        Guide("c3", None, "g"),
    ]
    [placed, guided] = changes(done, "c3")
    assert (placed.what, placed.count, len(placed.unions)) == ("parent", 50, TOLD)
    assert (guided.what, guided.before, guided.after) == ("guide", None, "g")
    assert [change.what for change in changes(done, "new")] == ["parent", "members"]
    assert changes(done, "nobody") == []
