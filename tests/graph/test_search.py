"""Searching finds what a plain look at every name finds, walking or by the index, on both engines."""

import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest
import pytest_asyncio

from graph import structure
from graph.candidates import Bounds, Choice
from graph.db import Database
from graph.loading import load
from graph.search import Found, search
from orgnet.errors import Invalid
from orgnet.kinds import Kind
from orgnet.levels import Level
from orgnet.search import Question, normal, question
from orgnet.shelves import shelf
from orgnet.unions import Founding, Status, Union
from tests.cast import NOON, OPERATOR_ASKS, found, union

WALKING = Bounds()
BY_INDEX = Bounds(walk=0)
STEP_BY_STEP = Bounds(walk=0, candidates=0, climbs=1)
"""Bounds so tight that a small network is searched as the largest is."""


async def ask(db: Database, asked: str, bounds: Bounds = WALKING, **choice: object) -> Found:
    return await db.read(lambda tx: search(tx, asked, replace(Choice(limit=200), **choice), bounds))


def names(answer: Found) -> list[str]:
    return [hit.union.name for hit in answer.hits]


@pytest_asyncio.fixture(loop_scope="session")
async def hangzhou(db: Database) -> Database:
    """Two lakes of one name in two cities, and what stands around them."""
    places = [
        Founding(union("00", Level.NATIONAL, name="中华全国总工会"), None),
        Founding(union("33", Level.PROVINCIAL, name="浙江省总工会"), "00"),
        Founding(union("3301", Level.MUNICIPAL, name="杭州市总工会"), "33"),
        Founding(union("330106", Level.COUNTY, name="西湖区总工会"), "3301"),
        Founding(union("330106-E", Level.COUNTY, Kind.SYSTEM, name="西湖区教育系统工会"), "330106"),
        Founding(union("330106001", Level.TOWNSHIP, name="北山街道总工会"), "330106"),
        Founding(union("g1", Level.GRASSROOTS, Kind.SINGLE, name="北山鑫瑞机械有限公司工会委员会"), "330106001"),
        Founding(union("g2", Level.GRASSROOTS, Kind.SINGLE, name="ＡＢ（杭州）科技有限公司 工会"), "330106001"),
        Founding(union("36", Level.PROVINCIAL, name="江西省总工会"), "00"),
        Founding(union("3601", Level.MUNICIPAL, name="南昌市总工会"), "36"),
        Founding(union("360103", Level.COUNTY, name="西湖区总工会"), "3601"),
        Founding(union("g3", Level.GRASSROOTS, Kind.SINGLE, name="西湖鑫瑞小学工会"), "360103"),
    ]
    await found(db, places[0].union, None)
    await load(db, OPERATOR_ASKS, places[1:], NOON)
    return db


BEST = {
    "杭州西湖": "330106",
    "浙江西湖": "330106",
    "浙江杭州西湖": "330106",
    "杭州市西湖区": "330106",
    "杭州 西湖 总工会": "330106",
    "南昌西湖": "360103",
    "西湖区总工会": "330106",
    "浙江鑫瑞": "g1",
    "江西鑫瑞": "g3",
    "鑫瑞 机械": "g1",
    "杭州鑫瑞机械": "g1",
    "西湖区小学": "g3",
    "瑞机": "g1",
    "ab": "g2",
    "ＡＢ杭州": "g2",
    "杭州)科技": "g2",
    "3601": "3601",
    "G3": "g3",
}


async def test_the_best_answer_comes_first(hangzhou: Database) -> None:
    for bounds in (WALKING, BY_INDEX):
        best = {asked: (await ask(hangzhou, asked, bounds)).hits[0].union.id for asked in BEST}
        assert best == BEST


async def test_each_hit_has_its_line_from_the_root(hangzhou: Database) -> None:
    [hit] = (await ask(hangzhou, "鑫瑞机械")).hits
    above = ["中华全国总工会", "浙江省总工会", "杭州市总工会", "西湖区总工会", "北山街道总工会"]
    assert [superior.name for superior in hit.line] == above


async def test_upper_levels_come_first_and_an_exact_name_before_them(hangzhou: Database) -> None:
    levels = [hit.union.level for hit in (await ask(hangzhou, "工会")).hits]
    assert levels == sorted(levels, key=lambda level: level.depth)
    assert names(await ask(hangzhou, "西湖鑫瑞小学工会"))[0] == "西湖鑫瑞小学工会"


@pytest.mark.parametrize("bounds", [WALKING, BY_INDEX], ids=["walking", "by index"])
async def test_only_a_branch_is_searched_if_one_is_named(hangzhou: Database, bounds: Bounds) -> None:
    assert [hit.union.id for hit in (await ask(hangzhou, "鑫瑞", bounds, within="3601")).hits] == ["g3"]
    assert [hit.union.id for hit in (await ask(hangzhou, "西湖", bounds, within="360103")).hits] == ["360103", "g3"]
    assert [hit.union.id for hit in (await ask(hangzhou, "江西鑫瑞", bounds, within="360103")).hits] == ["g3"]
    assert (await ask(hangzhou, "江西鑫瑞", bounds, within="33")).hits == []
    assert (await ask(hangzhou, "330106", bounds, within="36")).hits == []


async def test_levels_and_kinds_are_chosen(hangzhou: Database) -> None:
    for bounds in (WALKING, BY_INDEX):
        schools = await ask(hangzhou, "西湖", bounds, kinds=[Kind.SYSTEM])
        assert names(schools) == ["西湖区教育系统工会"]
        assert names(await ask(hangzhou, "西湖", bounds, levels=[Level.GRASSROOTS])) == ["西湖鑫瑞小学工会"]


async def test_a_limit_cuts_the_answer_and_says_so(hangzhou: Database) -> None:
    for bounds in (WALKING, BY_INDEX):
        answer = await ask(hangzhou, "西湖", bounds, limit=2)
        assert [hit.union.id for hit in answer.hits] == ["330106", "360103"]
        assert answer.more
        assert not (await ask(hangzhou, "西湖", bounds)).more


async def test_dissolved_unions_are_found_when_asked_for(hangzhou: Database) -> None:
    await structure.dissolve(hangzhou, OPERATOR_ASKS, "g3", NOON + timedelta(hours=1))
    for asked in ("鑫瑞小学", "g3"):
        for bounds in (WALKING, BY_INDEX):
            assert (await ask(hangzhou, asked, bounds)).hits == []
            [hit] = (await ask(hangzhou, asked, bounds, statuses=[Status.DISSOLVED])).hits
            assert (hit.union.id, list(hit.line)) == ("g3", [])


@pytest.mark.parametrize("fields", [{"name": "北山宏远工会"}, {"level": "community"}, {"division": "110101"}])
async def test_an_edited_union_is_found_as_it_is_now(hangzhou: Database, fields: dict[str, str]) -> None:
    await structure.edit(hangzhou, OPERATOR_ASKS, "g1", dict(fields), NOON + timedelta(hours=1))
    level = Level(fields.get("level", "grassroots"))
    now = "宏远" if "name" in fields else "鑫瑞机"
    assert [hit.union.id for hit in (await ask(hangzhou, now, BY_INDEX, levels=[level])).hits] == ["g1"]
    if "name" in fields:
        assert (await ask(hangzhou, "鑫瑞机", BY_INDEX)).hits == []


async def test_a_moved_branch_is_found_where_it_is_now(hangzhou: Database) -> None:
    await structure.move(hangzhou, OPERATOR_ASKS, "330106001", "360103", NOON + timedelta(hours=1))
    for bounds in (WALKING, BY_INDEX):
        assert [hit.union.id for hit in (await ask(hangzhou, "南昌瑞机", bounds)).hits] == ["g1"]
        assert (await ask(hangzhou, "杭州瑞机", bounds)).hits == []


NOTHING = [
    "零壹贰叁",
    "鑫瑞 小学 机械",
    "+西湖 -杭州 -NOT",
    'words:"西" OR *',
    "西" * 99,
    "西\ud800湖~2^9",
    "{[(\\/)]} && x || !b",
    "' OR 1=1 //",
    "\U00020000\U00020001",
]


async def test_what_matches_nothing_answers_nothing_and_no_operator_works(hangzhou: Database) -> None:
    for bounds in (WALKING, BY_INDEX):
        for asked in NOTHING:
            assert (await ask(hangzhou, asked, bounds)).hits == [], asked


async def test_a_question_of_nothing_is_refused(hangzhou: Database) -> None:
    with pytest.raises(Invalid):
        await ask(hangzhou, "（*）")


async def test_an_empty_network_has_no_answers(db: Database) -> None:
    assert await ask(db, "西湖") == Found([], more=False)


PARTS = ["杭州", "西湖", "区", "市", "鑫瑞", "机械", "有限公司", "ab", "科技", "湖西"]
ASKED = [*PARTS, "总工会", "工会", "瑞机", "州", "西"]


async def random_network(db: Database, chance: random.Random) -> dict[str, Founding]:
    """Some two hundred unions with names of few parts, so that they are often confused."""
    network = {"root": Founding(union("root", Level.NATIONAL, name="全国总工会"), None)}
    await found(db, network["root"].union, None)
    taken = set[tuple[str, str]]()
    for number in range(200):
        level = chance.choice([Level.PROVINCIAL, Level.COUNTY, Level.TOWNSHIP, Level.GRASSROOTS, Level.GRASSROOTS])
        above = [id for id, each in network.items() if each.union.level.depth < level.depth]
        parent = chance.choice(above)
        name = "".join(chance.choices(PARTS, k=chance.randint(1, 3))) + chance.choice(["总工会", "工会", "（工）会"])
        if (parent, name) not in taken:
            taken.add((parent, name))
            new = replace(union(f"u{number}", level, name=name), division=chance.choice(["330106", "360103", None]))
            network[new.id] = Founding(new, parent)
    await load(db, OPERATOR_ASKS, [each for id, each in network.items() if id != "root"], NOON)
    return network


def answers(asked: Question, name: str, superiors: Sequence[str]) -> bool:
    """The rule by which a union answers a question, as plainly as it can be said."""
    if all(word in normal(name) for word in asked.words):
        return True
    beginnings = {asked.shared(superior) for superior in superiors} - {0}
    return any(answers(asked.after(shared), name, superiors) for shared in beginnings)


def expected(network: dict[str, Founding], asked: str) -> set[str]:
    found = set[str]()
    for id, each in network.items():
        line, parent = list[Union](), each.parent
        while parent:
            line.append(network[parent].union)
            parent = network[parent].parent
        above = [superior.name for superior in line if superior.level is not Level.GRASSROOTS]
        if answers(question(asked), each.union.name, above):
            found.add(id)
    return found


@pytest.mark.parametrize("bounds", [WALKING, BY_INDEX, STEP_BY_STEP], ids=["walking", "by index", "step by step"])
async def test_a_random_network_is_searched_as_a_plain_look_at_every_name_does(db: Database, bounds: Bounds) -> None:
    chance = random.Random(2026)
    network = await random_network(db, chance)
    generous = replace(bounds, splits=50)
    complete = 0
    for _ in range(50):
        asked = "".join(chance.choices(ASKED, k=chance.randint(1, 3)))
        wanted, answer = expected(network, asked), await ask(db, asked, generous)
        hits = {hit.union.id for hit in answer.hits}
        assert hits <= wanted, asked
        if not answer.more:
            assert hits == wanted, asked
            complete += 1
        own = {id for id in wanted if all(word in normal(network[id].union.name) for word in question(asked).words)}
        if bounds is BY_INDEX and question(asked).telling:
            assert own <= hits, asked
    assert complete >= {WALKING: 50, BY_INDEX: 20, STEP_BY_STEP: 0}[bounds]


async def test_a_pair_that_many_have_is_read_on_the_small_shelves_only(db: Database) -> None:
    await found(db, union("root", Level.NATIONAL, name="全国总工会"), None)
    sampled = next(id for id in (f"s{number}" for number in range(5000)) if _shelf(id).startswith("S"))
    for id in (sampled, "g1", "g2"):
        await found(db, union(id, Level.GRASSROOTS, Kind.SINGLE, name=f"鑫瑞{id}工会"), "root")
    answer = await ask(db, "鑫瑞", STEP_BY_STEP)
    assert [hit.union.id for hit in answer.hits] == [sampled]
    assert answer.more


def _shelf(id: str) -> str:
    return shelf(union(id, Level.GRASSROOTS))
