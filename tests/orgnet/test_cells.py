"""Every union is counted in one cell, and a choice of cells counts those it names."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orgnet.cells import Facets, by_level_and_kind, cell, census, size_class, total
from orgnet.kinds import Kind
from orgnet.levels import Level
from orgnet.sectors import Sector
from orgnet.tallies import plus
from orgnet.unions import Hands, Status, Union

unions = st.builds(
    Union,
    id=st.just("u"),
    code=st.just("u"),
    name=st.just("工会"),
    level=st.sampled_from(Level),
    kind=st.sampled_from(Kind),
    sector=st.none() | st.sampled_from(Sector),
    members=st.integers(0, 5000),
    status=st.sampled_from(Status),
    hands=st.sampled_from(Hands),
)

choices = st.builds(
    Facets,
    levels=st.frozensets(st.sampled_from(Level), max_size=3),
    kinds=st.frozensets(st.sampled_from(Kind), max_size=3),
    sectors=st.frozensets(st.sampled_from(Sector), max_size=3),
    sizes=st.frozensets(st.integers(0, 4), max_size=3),
)


@pytest.mark.parametrize(
    ("members", "size"),
    [(0, 0), (24, 0), (25, 1), (99, 1), (100, 2), (199, 2), (200, 3), (999, 3), (1000, 4), (10**8, 4)],
)
def test_size_classes_begin_where_the_design_says(members: int, size: int) -> None:
    assert size_class(members) == size


def test_a_cell_reads_as_its_facets() -> None:
    union = Union("u", "u", "工会", Level.GRASSROOTS, Kind.JOINT, Sector("P"), members=120, hands=Hands.SEATED)
    assert cell(union) == "7jP2sa"
    assert cell(replace(union, sector=None, status=Status.LOCKED, hands=Hands.INVITED)) == "7j-2il"
    assert cell(replace(union, status=Status.TRANSFERRING)) == cell(union)


@given(unions)
def test_a_union_counts_once_with_its_members_unless_it_is_dissolved(union: Union) -> None:
    counts = census(union)
    assert total(counts) == (union.status is not Status.DISSOLVED)
    assert total(counts, "m") == (0 if union.status is Status.DISSOLVED else union.members)


def chosen(facets: Facets, union: Union) -> bool:
    return (
        union.status in (Status.ACTIVE, Status.TRANSFERRING)
        and union.level in (facets.levels or Level)
        and union.kind in (facets.kinds or Kind)
        and (not facets.sectors or union.sector in facets.sectors)
        and size_class(union.members) in (facets.sizes or range(5))
    )


@given(st.lists(unions, max_size=20), choices)
def test_a_choice_of_a_sum_is_the_sum_of_those_chosen(several: list[Union], facets: Facets) -> None:
    reached = facets.reached(plus(*(census(union) for union in several)))
    inside = [union for union in several if chosen(facets, union)]
    assert total(reached) == len(inside)
    assert total(reached, "m") == sum(union.members for union in inside)


@given(st.lists(unions, max_size=20))
def test_levels_and_kinds_add_up_to_the_whole(several: list[Union]) -> None:
    counts = plus(*(census(union) for union in several))
    for measure in ("u", "m"):
        assert sum(by_level_and_kind(counts, measure).values()) == total(counts, measure)
