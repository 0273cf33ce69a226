"""How the index holds the names of unions."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orgnet.kinds import Kind
from orgnet.levels import Level
from orgnet.search import COMMON, normal, pairs, question
from orgnet.shelves import LARGE, PROVINCIAL, at_once, common, frequent, shelf, thorough, words
from orgnet.unions import Union

names = st.text("西湖杭州区市总工会鑫瑞机械有限公司委员abＣ（ ）·0", min_size=1, max_size=16)


def union(name: str, level: Level = Level.GRASSROOTS, id: str = "u1", division: str | None = "330106") -> Union:
    return Union(id=id, code=id, name=name, level=level, kind=Kind.SINGLE, division=division)


def numbered(level: Level, wanted: str) -> Union:
    """A union of this level whose id puts it on a shelf of this kind."""
    all_of_them = (union("西湖工会", level, f"u{number}") for number in range(10_000))
    return next(each for each in all_of_them if shelf(each).startswith(wanted))


@given(names, st.data())
def test_every_telling_part_of_a_name_leads_to_it_on_every_shelf(name: str, data: st.DataObject) -> None:
    begin = data.draw(st.integers(0, len(name) - 1))
    part = name[begin : data.draw(st.integers(begin + 1, len(name)))]
    if not normal(part):
        return
    for where in (union(name), union(name, Level.TOWNSHIP), union(name, Level.NATIONAL), union(name, division=None)):
        held = words(where).split()
        assert all(shelf(where) + pair in held for pair in question(normal(part)).telling)
        if shelf(where) not in LARGE:
            assert shelf(where) + question(part).rarest in held


def test_large_shelves_hold_no_common_pairs_and_small_ones_hold_all() -> None:
    name = "茶桥鑫瑞机械有限公司工会委员会"
    assert words(union(name)) == "G33茶桥 G33桥鑫 G33鑫瑞 G33瑞机"
    assert words(union("西湖总工会", Level.PROVINCIAL)) == "H西湖 H湖总 H总工 H工会 H西 H湖 H总 H工 H会"
    assert len(set(pairs(name)) - COMMON.keys()) == 4


@pytest.mark.parametrize(
    ("level", "place"),
    [
        (Level.NATIONAL, "H"),
        (Level.PROVINCIAL, "H"),
        (Level.MUNICIPAL, "M"),
        (Level.COUNTY, "C"),
        (Level.TOWNSHIP, "T"),
        (Level.TOWNSHIP, "S"),
        (Level.COMMUNITY, "T"),
        (Level.GRASSROOTS, "S"),
        (Level.GRASSROOTS, "G33"),
    ],
)
def test_a_union_stands_on_a_shelf_that_is_read_for_its_level(level: Level, place: str) -> None:
    here = shelf(numbered(level, place))
    for steps in (frequent([level], "330106"), thorough([level]), at_once([level])):
        assert here in {where for step in steps for where in step.shelves}


def test_no_shelf_is_read_twice_and_all_are_in_the_end() -> None:
    read = [where for step in thorough(tuple(Level)) for where in step.shelves]
    assert len(read) == len(set(read))
    assert [*at_once(tuple(Level))[0].shelves] == read
    assert {*PROVINCIAL, "T", "H"} < set(read)


def test_of_common_pairs_no_large_shelf_is_read_and_the_upper_levels_come_first() -> None:
    read = [where for step in common(tuple(Level)) for where in step.shelves]
    assert not LARGE & set(read)
    assert [where[0] for where in read] == sorted((where[0] for where in read), key="HMCS".index)


def test_of_frequent_pairs_the_shelf_of_the_branch_is_read_if_few_stand_there() -> None:
    assert [step.shelves for step in frequent([Level.GRASSROOTS], "330106") if step.if_few][-1] == ["G33"]
    assert not [step for step in frequent([Level.COUNTY], "330106") if "G33" in step.shelves]


def test_a_union_without_division_has_a_shelf_too() -> None:
    assert shelf(union("西湖工会", division=None)) == "G"
    assert "G" in at_once([Level.GRASSROOTS])[0].shelves


def test_the_sample_is_one_in_256_spread_over_its_parts() -> None:
    places = [shelf(union("西湖工会", id=f"u{number}")) for number in range(51_200)]
    sampled = [place for place in places if place.startswith("S")]
    assert 150 < len(sampled) < 250
    assert len(set(sampled)) == 8
