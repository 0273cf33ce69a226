"""The sample network: the same for the same seed, true to the recipe, and sound."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import astuple
from itertools import islice
from typing import TypeVar

import pytest

from orgnet.cells import size_class
from orgnet.codes import credit_code, union_credit_code
from orgnet.kinds import Kind
from orgnet.levels import Level
from orgnet.positions import Position
from orgnet.sectors import Sector
from orgnet.structure import guidable, placeable
from orgnet.tallies import Lines
from orgnet.unions import Founding, Status, Union
from seeds.divisions import provinces
from seeds.network import Network
from seeds.sizes import EXPECTED, SCALES, Size

T = TypeVar("T")

TIBET = "54"
"""The smallest province: the whole recipe in ten thousand unions."""


def digest(foundings: Iterable[Founding]) -> str:
    """What changes with anything in a network."""
    return hashlib.sha256("\n".join(str(astuple(founding)) for founding in foundings).encode()).hexdigest()


@pytest.fixture(scope="module")
def small() -> list[Founding]:
    """The network of the demo."""
    return list(Network(Size.SMALL).unions())


@pytest.fixture(scope="module")
def province() -> list[Founding]:
    """A province as it is in the nation."""
    return list(Network(Size.NATION, only=[TIBET]).unions())


def grassroots(foundings: Sequence[Founding]) -> list[Union]:
    return [founding.union for founding in foundings if founding.union.level is Level.GRASSROOTS]


def test_the_same_seed_gives_the_same_network_and_another_seed_another(small: list[Founding]) -> None:
    assert digest(small[:5000]) == digest(islice(Network(Size.SMALL).unions(), 5000))
    assert digest(Network(Size.COUNTY).unions()) != digest(Network(Size.COUNTY, seed=7).unions())


def test_the_network_has_not_changed_unawares() -> None:
    """Whoever changes the sample on purpose writes the new digest here."""
    assert digest(Network(Size.COUNTY).unions())[:16] == "5ce66ec1e0277e21"


@pytest.mark.parametrize("code", ["11", "33", TIBET])
def test_a_province_alone_equals_that_slice_of_the_nation(small: list[Founding], code: str) -> None:
    alone = Network(Size.SMALL, only=[code])
    slice_ = [each for each in small if each.union.code.startswith("00") or each.union.code.startswith(code)]
    assert digest(alone.unions()) == digest(slice_)
    whole = Network(Size.SMALL)
    list(whole.unions())
    ids = {founding.union.id for founding in slice_}
    assert list(alone.pacts()) == [pact for pact in whole.pacts() if pact[0] in ids]


SAID = {Size.COUNTY: 400, Size.SMALL: 28_000, Size.MIDDLE: 280_000, Size.NATION: 2_800_000}


@pytest.mark.parametrize("size", [Size.COUNTY, Size.SMALL, Size.MIDDLE])
def test_a_size_is_what_it_says(size: Size) -> None:
    counted = sum(1 for _ in Network(size).unions())
    assert counted == pytest.approx(EXPECTED[size], rel=0.02)
    assert counted == pytest.approx(SAID[size], rel=0.1)


def test_the_nation_has_its_grassroots_and_all_above_them() -> None:
    assert SCALES[Size.NATION].grassroots == SAID[Size.NATION]
    assert EXPECTED[Size.NATION] == pytest.approx(2_983_628, rel=0.01), "counted once; it takes a minute"


@pytest.mark.parametrize("name", ["small", "province"])
def test_everybody_comes_after_his_superiors_and_keeps_the_rules(name: str, request: pytest.FixtureRequest) -> None:
    foundings: list[Founding] = request.getfixturevalue(name)
    placed: dict[str, Position] = {}
    for founding in foundings:
        placed[founding.union.id] = place(founding, placed)
    assert len(placed) == len(foundings)
    assert [founding.union.code for founding in foundings if founding.parent is None] == ["00"]


def place(founding: Founding, placed: dict[str, Position]) -> Position:
    """The position of a union; raises where the rules of structure do not let it stand there."""
    union = founding.union
    if founding.parent is None:
        return Position(union)
    parent = placed[founding.parent]
    over = placed[founding.guide] if founding.guide else parent
    placeable(Position(union), parent, 0)
    if founding.guide:
        guidable(union, over)
    lines = Lines((parent.union.id, *parent.lines.primary), (over.union.id, *over.lines.second))
    return Position(union, lines, (parent.union.level, *parent.levels), founding.guide)


def test_ids_and_codes_are_unique_and_names_among_siblings(small: list[Founding], province: list[Founding]) -> None:
    for foundings in (small, province):
        unions = [founding.union for founding in foundings]
        assert len({union.id for union in unions}) == len({union.code for union in unions}) == len(unions)
        names = Counter((founding.parent, founding.union.name) for founding in foundings)
        assert names.most_common(1)[0][1] == 1
        given = [union.credit_code for union in unions if union.credit_code]
        assert len(set(given)) == len(given)


def test_credit_codes_are_valid_and_visibly_synthetic(province: list[Founding]) -> None:
    own = [union.credit_code for union in grassroots(province) if union.credit_code]
    employers = [union.employer_code for union in grassroots(province) if union.employer_code]
    assert len(own) > 5_000 and len(employers) > 5_000
    assert [union_credit_code(code) for code in own] == own
    assert [credit_code(code) for code in employers] == employers
    assert all(code[8:10] == "00" and code[16] == "X" for code in own + employers), "nobody may take them for real"


def test_kinds_sizes_sectors_and_superiors_follow_the_recipe(small: list[Founding]) -> None:
    unions = grassroots(small)
    assert shares(union.kind for union in unions) == pytest.approx({Kind.JOINT: 0.15, Kind.SINGLE: 0.85}, abs=0.01)
    classes = {0: 0.28, 1: 0.45, 2: 0.155, 3: 0.106, 4: 0.0084}
    assert shares(size_class(union.members) for union in unions) == pytest.approx(classes, abs=0.02)
    assert sum(union.members for union in unions) / len(unions) == pytest.approx(107, rel=0.06)
    sectors = shares(union.sector for union in unions)
    assert [sectors[each] for each in (Sector.MANUFACTURING, Sector.TRADE, Sector.EDUCATION)] == pytest.approx(
        [0.19, 0.17, 0.076], abs=0.02
    )
    level = {founding.union.id: founding.union.level for founding in small}
    above = shares(level[f.parent] for f in small if f.parent and f.union.level is Level.GRASSROOTS)
    assert above[Level.TOWNSHIP] == pytest.approx(0.55, abs=0.08)
    assert above[Level.COMMUNITY] == pytest.approx(0.17, abs=0.08)
    assert above[Level.COUNTY] == pytest.approx(0.26, abs=0.08)


def test_every_level_stands_in_the_numbers_of_the_country() -> None:
    nation = Network(Size.NATION, only=[TIBET])
    counted = Counter((founding.union.level, founding.union.kind) for founding in nation.unions())
    [tibet] = [each for each in provinces() if each.code == TIBET]
    cities = [each for each in tibet.below if each.kind == "prefecture"]
    counties = [county for city in cities for county in city.below]
    assert counted[Level.NATIONAL, Kind.INDUSTRIAL] == 10
    assert counted[Level.MUNICIPAL, Kind.FEDERATION] == len(cities)
    assert counted[Level.COUNTY, Kind.FEDERATION] + counted[Level.COUNTY, Kind.PARK] == len(counties)
    assert counted[Level.TOWNSHIP, Kind.TOWNSHIP_UNION] == sum(len(county.below) for county in counties)
    assert counted[Level.COMMUNITY, Kind.AREA_FEDERATION] == pytest.approx(705 * 121_000 / 41_352, rel=0.05)
    assert counted[Level.GRASSROOTS, Kind.SINGLE] + counted[Level.GRASSROOTS, Kind.JOINT] == 7391


def test_dual_leadership_is_industrial_first_where_industries_are_run_from_above(province: list[Founding]) -> None:
    by = {founding.union.id: founding.union for founding in province}
    guided = [founding for founding in province if founding.guide]
    assert 0.15 < len(guided) / len(province) < 0.3
    vertical = [f for f in guided if by[f.parent or ""].kind is Kind.INDUSTRIAL and f.union.level is Level.GRASSROOTS]
    assert vertical
    for founding in vertical:
        assert by[founding.guide or ""].kind is Kind.FEDERATION
        assert founding.union.sector in (Sector.TRANSPORT, Sector.FINANCE)
    local = [f for f in guided if f.union.level is Level.GRASSROOTS and by[f.guide or ""].kind is not Kind.FEDERATION]
    assert len(local) + len(vertical) == sum(1 for f in guided if f.union.level is Level.GRASSROOTS)
    assert {by[founding.guide or ""].kind for founding in local} == {Kind.INDUSTRIAL}


def test_joint_unions_cover_many_units_and_single_ones_one(province: list[Founding]) -> None:
    for union in grassroots(province):
        assert 12 <= union.units <= 60 if union.kind is Kind.JOINT else union.units == 1
        assert (union.employer_code is None) == (union.kind is Kind.JOINT)


def test_most_unions_are_active_and_a_few_are_not(small: list[Founding]) -> None:
    found = shares(union.status for union in grassroots(small))
    assert found[Status.ACTIVE] > 0.99
    assert set(found) == {Status.ACTIVE, Status.PREPARING, Status.LOCKED, Status.TRANSFERRING}


def test_pacts_are_between_neighbours() -> None:
    network = Network(Size.SMALL)
    by = {founding.union.id: founding.union for founding in network.unions()}
    pacts = [(by[one], by[other]) for one, other, _ in network.pacts()]
    assert len(pacts) > 200
    for one, other in pacts:
        assert one.level is other.level and one.code[:2] == other.code[:2]
        assert one.lon and other.lon and one.lat and other.lat
        assert abs(one.lon - other.lon) + abs(one.lat - other.lat) < 3


def shares(values: Iterable[T]) -> dict[T, float]:
    """Each value's share."""
    counted = Counter(values)
    return {value: n / counted.total() for value, n in counted.items()}
