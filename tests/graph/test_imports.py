"""Imports: sheets become a network, the same sheets change nothing, and nothing is half done."""

import asyncio
import itertools
import random
from datetime import date

import pytest

from graph import directives, doubts, gathering, outside, slices, structure, tallies, writing
from graph.db import Database, Transaction, rows
from graph.imports import plan
from graph.journals import unfinished
from graph.marks import Mark
from graph.naming import unions_named
from graph.positions import position
from orgnet.audiences import addressed
from orgnet.cells import Facets
from orgnet.directives import Directive
from orgnet.documents import Text
from orgnet.errors import Conflict, Denied, Refusal, Stale
from orgnet.facts import Ask, digest
from orgnet.imports import Plan, Verdict
from orgnet.levels import Level
from orgnet.outside import OutsideCode
from orgnet.receipts import Milestone
from orgnet.tallies import row_key
from tests.cast import NOON, OPERATOR_ASKS, found, seat, union
from tests.graph.test_check import faults
from tests.sheets import NATION, cells, counts, gathered, imported, planned, said, written


async def network(database: Database) -> set[tuple[str, str | None, str | None, int]]:
    """All unions by name, with their superiors and members."""

    async def work(tx: Transaction) -> list[tuple[str, str | None, str | None, int]]:
        found = await rows(
            tx,
            """
            MATCH (u:Union) WHERE u.status <> 'dissolved'
            RETURN u.name AS name, [(u)-[:PART_OF]->(p) | p.name] AS parent, [(u)-[:GUIDED_BY]->(g) | g.name] AS guide,
                u.members AS members
            """,
        )
        return [(r["name"], next(iter(r["parent"]), None), next(iter(r["guide"]), None), r["members"]) for r in found]

    return set(await database.read(work))


async def head(database: Database) -> int:
    return (await database.read(lambda tx: rows(tx, "MATCH (l:Log) RETURN l.seq AS seq")))[0]["seq"]


async def named(database: Database, name: str) -> str:
    return (await database.read(lambda tx: unions_named(tx, [name])))[name]


EXPECTED = {
    ("中华全国总工会", None, None, 12),
    ("浙江省总工会", "中华全国总工会", None, 30),
    ("杭州市总工会", "浙江省总工会", None, 20),
    ("西湖区总工会", "杭州市总工会", None, 9),
    ("上城区总工会", "杭州市总工会", None, 9),
    ("鑫瑞机械有限公司工会", "西湖区总工会", None, 150),
    ("晨光学校工会", "西湖区总工会", None, 15),
}


@pytest.mark.parametrize("seed", [1, 2, 3])
async def test_rows_in_any_order_give_the_same_network(db: Database, seed: int) -> None:
    heading, *lines = cells(NATION)
    random.Random(seed).shuffle(lines)
    done = await imported(db, [heading, *lines])
    assert counts(done) == {"FOUND": 7}
    assert await network(db) == EXPECTED
    assert await faults(db) == []


async def test_a_superior_may_stand_in_another_sheet(db: Database) -> None:
    heading, *lines = cells(NATION)
    await imported(db, [heading, *lines[4:]], [heading, *lines[:4]])
    assert await network(db) == EXPECTED


async def test_the_same_sheet_twice_changes_nothing_the_second_time(db: Database) -> None:
    await imported(db, NATION)
    before = await head(db)
    again = await planned(db, NATION)
    assert counts(again) == {"SAME": 7}
    assert not again.pacts
    assert await head(db) == before


async def test_planning_writes_nothing(db: Database) -> None:
    await planned(db, NATION)
    assert await network(db) == set()
    assert await head(db) == 0


async def test_a_union_without_a_code_is_given_one(db: Database) -> None:
    await imported(db, NATION)
    school = await named(db, "全国/浙江省总工会/杭州市总工会/西湖区总工会/晨光学校工会")
    code = (await db.read(lambda tx: position(tx, school))).union.code
    assert code == "U000000001-7"
    coded = await imported(db, "code name parent\n330106-9 晨光学校工会 330106")
    assert counts(coded) == {"CHANGE": 1}
    assert await named(db, "330106-9") == school


async def test_a_code_of_ones_own_is_kept_for_good(db: Database) -> None:
    await imported(db, NATION)
    found = await planned(db, "code name parent\n999 西湖区总工会 3301")
    assert said(found) == [("sheet1", 2, "A code")]


CODED = {
    "founded": ("code name level kind parent\n330106-9 甲工会 基层 单独 330106", "belongs to another union by now"),
    "given": ("code name parent\n330106-9 晨光学校工会 330106", "belongs to 乙工会"),
}


@pytest.mark.parametrize("how", CODED)
async def test_a_code_that_was_taken_meanwhile_is_not_given_twice(db: Database, how: str) -> None:
    sheet, refusal = CODED[how]
    await imported(db, NATION)
    book, rows = gathered(sheet)
    ready = await plan(db, book, rows)
    await found(db, union("330106-9", Level.GRASSROOTS, name="乙工会"), await named(db, "330102"))
    with pytest.raises(Conflict, match=f"the code 330106-9 {refusal}"):
        await written(db, ready, rows)
    assert await faults(db) == []


async def test_many_rows_are_made_ready_by_a_process_of_their_own(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(slices, "MANY", 1)
    monkeypatch.setattr(writing, "LARGE", 2)
    await imported(db, NATION)
    assert await network(db) == EXPECTED
    assert await faults(db) == []


async def test_slices_are_small_while_others_write_too(db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writing, "LARGE", 4)
    monkeypatch.setattr(writing, "SLICE", 1)
    await imported(db, NATION)
    rows = [[f"330106-{number}", f"第{number}工会", "基层", "单独", "330106"] for number in range(20)]
    book, sheet = gathered([["code", "name", "level", "kind", "parent"], *rows])
    told = [0]

    async def disturb() -> None:
        for members in itertools.takewhile(lambda _: told[-1] < len(sheet), itertools.count(100)):
            await structure.edit(db, OPERATOR_ASKS, disturbed, {"members": members}, NOON)

    disturbed = await named(db, "330102")
    ready = await plan(db, book, sheet)
    async with asyncio.TaskGroup() as group:
        group.create_task(disturb())
        await written(db, ready, sheet, progress=told.append)
    assert 1 in [later - earlier for earlier, later in itertools.pairwise(told)]
    assert await faults(db) == []


async def test_what_a_row_leaves_open_stays_and_every_change_is_a_fact_that_can_be_undone(db: Database) -> None:
    await imported(db, NATION)
    changed = await imported(
        db,
        """
        code    name            parent  members  telephone
        330106  西湖新区总工会   33      -        0571-1
        330102  -               -       10       -
        """,
    )
    assert counts(changed) == {"CHANGE": 2}
    moved = (await db.read(lambda tx: position(tx, changed.ids[0] or ""))).union
    assert (moved.name, moved.members, moved.telephone) == ("西湖新区总工会", 9, "0571-1")
    assert ("西湖新区总工会", "浙江省总工会", None, 9) in await network(db)
    assert await faults(db) == []
    facts = await db.read(
        lambda tx: rows(
            tx, "MATCH (f:Fact {union: $id}) RETURN f.seq AS seq, f.kind AS kind ORDER BY seq", id=changed.ids[0]
        )
    )
    assert [fact["kind"] for fact in facts] == ["moved", "edited"]
    for fact in reversed(facts):
        if fact["kind"] == "edited":
            await structure.undo(db, OPERATOR_ASKS, fact["seq"], NOON)
    assert ("西湖区总工会", "浙江省总工会", None, 9) in await network(db)


async def test_edits_of_many_unions_at_once_carry_all_counts_along(db: Database) -> None:
    """Signatures count by the kind of their union and only where the audience chooses it."""
    await imported(db, NATION)
    root, city = await named(db, "00"), await named(db, "3301")
    officer = await seat(db, "otto", root, "officer")
    large = addressed(root, city, facets=Facets(sizes=frozenset({0})))
    for id, audience in (("d1", addressed(root)), ("d2", large)):
        await directives.draft(db, officer, Directive(id, id, Text("通知", "正文"), audience), NOON)
        await directives.issue(db, officer, id, NOON)
    for code in ("330106", "330102"):
        signer = await seat(db, code, await named(db, code), "officer")
        for id in ("d1", "d2"):
            await gathering.write(db, [Mark(signer, await named(db, code), id, Milestone.SIGNED)], NOON)
    await imported(db, "code kind members sector\n330106 园区 150 -\n330102 - 10 S\n3301 - 21 -\n33 - 31 -")
    assert await faults(db) == []
    signed = await db.read(lambda tx: tallies.read(tx, [row_key(id, city) for id in ("d1", "d2")]))
    assert {key: {k: n for k, n in row.items() if k.endswith(".signed")} for key, row in signed.items()} == {
        row_key("d1", city): {"4f.1.signed": 1, "4a.1.signed": 1},
        row_key("d2", city): {"4a.1.signed": 1},
    }


async def test_second_lines_and_pacts_come_with_the_unions(db: Database) -> None:
    sheet = """
    code  name              level       kind        parent  guide  partners  terms
    00    中华全国总工会      national    federation  -       -      -         -
    00-E  中国教科文卫体工会   national    industrial  00      -      -         -
    33    浙江省总工会        provincial  federation  00      -      42        疗休养互认
    42    湖北省总工会        provincial  federation  00      -      33;00-E   疗休养互认;法律援助
    33-E  浙江教科文卫体工会   provincial  industrial  33      00-E   -         -
    """
    done = await imported(db, sheet)
    assert (counts(done), len(done.pacts)) == ({"FOUND": 5}, 2)
    assert ("浙江教科文卫体工会", "浙江省总工会", "中国教科文卫体工会", 0) in await network(db)
    assert await faults(db) == []
    again = await planned(db, sheet)
    assert (counts(again), again.pacts) == ({"SAME": 5}, [])
    other = await imported(db, "code partners terms\n33 42 法律援助")
    assert len(other.pacts) == 1
    terms = await db.read(lambda tx: rows(tx, "MATCH ()-[e:PARTNERS_WITH]->() RETURN e.terms AS terms"))
    assert {each["terms"] for each in terms} == {"法律援助"}
    guided = await imported(db, "code guide\n42 00-E")
    assert ("湖北省总工会", "中华全国总工会", "中国教科文卫体工会", 0) in await network(db)
    assert counts(guided) == {"CHANGE": 1}
    assert await faults(db) == []


FAULTY = {
    "an unknown superior": ("name level kind parent\n甲工会 县级 总工会 nowhere", ["D parent"]),
    "an unknown path": ("name level kind parent\n甲工会 县级 总工会 全国/江苏省总工会", ["D parent"]),
    "a lower superior": ("name level kind parent\n甲总工会 省级 总工会 330106", ["D parent"]),
    "no superior": ("name level kind\n甲总工会 省级 总工会", [""]),
    "no level": ("name kind parent\n甲总工会 总工会 33", [""]),
    "an unknown guide": ("name level kind parent guide\n甲工会 基层 单独 330106 x", ["E guide"]),
    "a guide of its own level": ("name level kind parent guide\n甲总工会 县级 总工会 33 330106", ["E guide"]),
    "the same superior twice": ("name level kind parent guide\n甲工会 基层 单独 33 33", ["E guide"]),
    "a superior below itself": ("code parent\n3301 330106", ["B parent"]),
    "the root below itself": ("code parent\n00 33", [""]),
    "an unknown partner": ("code partners terms\n33 77 互认", ["B partners"]),
    "a pact with itself": ("code partners terms\n33 33 互认", ["B partners"]),
    "a partner without terms": ("code partners terms\n33 3301 -", ["C terms"]),
    "a name that is taken": ("code name\n330106 上城区总工会", ["B name"]),
    "a level below its subordinates": ("code level\n3301 基层", ["B level"]),
    "the union of another row": ("code name parent\n330106 - -\n- 西湖区总工会 3301", ["B name"]),
    "a code without a system": ("code outside_code\n33 X1", ["B outside_code"]),
    "neither code nor name": ("members level\n3 县级", [""]),
}


async def test_whatever_is_wrong_is_named_by_row_and_column_before_anything_is_written(db: Database) -> None:
    await imported(db, NATION)
    before = await head(db)
    for what, (sheet, columns) in FAULTY.items():
        found = await planned(db, sheet)
        assert ([column for _, _, column in said(found)], found.count(Verdict.WRONG)) == (columns, 1), what
    assert await head(db) == before


async def test_superiors_that_lead_in_a_circle_are_all_refused_and_what_hangs_on_them_waits(db: Database) -> None:
    await imported(db, NATION)
    found = await planned(
        db,
        """
        code  name      level   kind    parent
        a     甲工会     county  single  b
        b     乙工会     county  single  c
        c     丙工会     county  single  a
        d     丁工会     county  single  e
        e     戊工会     county  single  a
        """,
    )
    assert counts(found) == {"WAIT": 2, "WRONG": 3}


async def test_unions_may_change_places_in_one_sheet_and_never_in_a_circle(db: Database) -> None:
    await imported(db, NATION)
    assert counts(await imported(db, "code parent\n330106 330102")) == {"CHANGE": 1}
    assert counts(await imported(db, "code parent\n330102 330106\n330106 33")) == {"CHANGE": 2}
    assert {("上城区总工会", "西湖区总工会", None, 9), ("西湖区总工会", "浙江省总工会", None, 9)} <= await network(db)
    assert await faults(db) == []
    assert counts(await planned(db, "code parent\n330106 330102\n330102 330106")) == {"WRONG": 2}


async def test_a_circle_through_unions_that_are_not_in_the_sheet_is_found(db: Database) -> None:
    await imported(db, NATION)
    await imported(db, "code name level kind parent\nx 甲区总工会 county federation 330106")
    circle = await planned(db, "code parent\n330102 x\n330106 330102")
    assert counts(circle) == {"WRONG": 2}


async def test_more_than_twelve_superiors_are_refused(db: Database) -> None:
    lines = [["code", "name", "level", "kind", "parent"], ["0", "总", "national", "federation", ""]]
    levels = [level for level in list(Level)[1:] for _ in range(3)]
    lines += [[str(n), f"{n}会", level, "group", str(n - 1)] for n, level in enumerate(levels, start=1)]
    found = await planned(db, lines)
    assert counts(found) == {"FOUND": 13, "WAIT": 5, "WRONG": 1}


async def test_the_first_unions_bring_their_codes_of_older_systems(db: Database) -> None:
    heads = "code name level kind parent outside_code"
    nation = "00 中华全国总工会 national federation - A0\n33 浙江省总工会 省级 总工会 全国 A1\n3301 杭州市总工会 市级 总工会 33 -"
    first = await imported(db, f"{heads}\n{nation}", system="省平台")
    assert counts(first) == {"FOUND": 3}
    again = await planned(db, "outside_code code\nA0 00\nA1 33", system="省平台")
    assert (counts(again), again.recoded) == ({"SAME": 2}, set())


async def test_a_code_of_an_older_system_finds_its_union_and_is_readable(db: Database) -> None:
    await imported(db, NATION)
    first = await imported(db, "code outside_code\n33 A1\n3301 A2", system="省平台")
    assert counts(first) == {"CHANGE": 2}
    later = await imported(
        db, "outside_code parent name level kind\nA2 - - - -\nA3 A2 甲区总工会 县级 总工会", system="省平台"
    )
    assert counts(later) == {"FOUND": 1, "SAME": 1}
    assert ("甲区总工会", "杭州市总工会", None, 0) in await network(db)
    assert counts(await planned(db, "code outside_code\n33 A1", system="省平台")) == {"SAME": 1}
    assert await codes(db, first) == [OutsideCode("省平台", "A1", db.today(NOON))]


async def codes(database: Database, done: Plan) -> list[OutsideCode]:
    """The outside codes of the first row's union."""
    return await database.read(lambda tx: outside.codes_of(tx, done.ids[0] or ""))


async def test_a_code_of_an_older_system_moves_with_a_date_only(db: Database) -> None:
    await imported(db, NATION)
    first = await imported(db, "code outside_code outside_since\n33 A1 2020-01-02", system="s")
    undated = await planned(db, "code outside_code\n3301 A1", system="s")
    assert said(undated) == [("sheet1", 2, "B outside_code")]
    moved = await imported(db, "code outside_code outside_since outside_system\n3301 A1 2024-05-06 s")
    assert counts(moved) == {"CHANGE": 1}
    assert await codes(db, first) == [OutsideCode("s", "A1", date(2020, 1, 2), date(2024, 5, 6))]
    assert await codes(db, moved) == [OutsideCode("s", "A1", date(2024, 5, 6))]


async def test_a_credit_code_finds_its_union(db: Database) -> None:
    await imported(db, NATION)
    code = "1333000000000000A5"
    await imported(db, f"code credit_code\n33 {code}")
    assert counts(await planned(db, f"credit_code members\n{code} 31")) == {"CHANGE": 1}
    other = await planned(db, f"code credit_code\n3301 {code}")
    assert said(other) == [("sheet1", 2, "B credit_code")]


ALIKE = """
name                           level  kind  parent
鑫瑞机械有限公司工会委员会       基层    单独   330106
"""


async def test_a_name_that_is_like_a_siblings_waits_for_a_decision(db: Database) -> None:
    await imported(db, NATION)
    first = await imported(db, ALIKE)
    assert counts(first) == {"DOUBT": 1}
    assert await network(db) == EXPECTED
    county = await named(db, "330106")
    [doubt] = await db.read(lambda tx: doubts.undecided(tx, "operator", county, 10))
    assert (doubt.name, doubt.like.name, doubt.superior.name) == (
        "鑫瑞机械有限公司工会委员会",
        "鑫瑞机械有限公司工会",
        "西湖区总工会",
    )
    await imported(db, ALIKE)
    assert len(await db.read(lambda tx: doubts.undecided(tx, "operator", county, 10))) == 1


async def test_decided_to_be_the_same_the_row_is_that_union_and_it_keeps_its_name(db: Database) -> None:
    await imported(db, NATION)
    await imported(db, ALIKE)
    await decide_all(db, same=True)
    again = await imported(db, "name parent members\n鑫瑞机械有限公司工会委员会 330106 151")
    assert counts(again) == {"CHANGE": 1}
    assert ("鑫瑞机械有限公司工会", "西湖区总工会", None, 151) in await network(db)


async def test_decided_to_be_different_the_row_is_a_union_of_its_own(db: Database) -> None:
    await imported(db, NATION)
    await imported(db, ALIKE)
    await decide_all(db, same=False)
    assert counts(await imported(db, ALIKE)) == {"FOUND": 1}
    assert counts(await planned(db, ALIKE)) == {"SAME": 1}


async def test_two_rows_of_one_sheet_that_are_alike_are_in_doubt_too(db: Database) -> None:
    sheet = NATION + "-  晨光学校工会委员会  基层  单独  330106  3\n"
    first = await imported(db, sheet)
    assert counts(first) == {"FOUND": 7, "DOUBT": 1}
    await decide_all(db, same=True)
    assert counts(await imported(db, sheet)) == {"SAME": 8}
    assert await network(db) == EXPECTED


async def decide_all(db: Database, *, same: bool) -> None:
    root = await named(db, "00")
    for doubt in await db.read(lambda tx: doubts.undecided(tx, "operator", root, 10)):
        await doubts.decide(db, OPERATOR_ASKS, doubt.id, same, NOON)


async def test_only_who_administers_the_superior_decides_and_sees_doubts(db: Database) -> None:
    await imported(db, NATION)
    await imported(db, ALIKE)
    root, county = await named(db, "00"), await named(db, "330106")
    await seat(db, "vera", root, "viewer")
    await seat(db, "ada", county, "admin")
    assert await db.read(lambda tx: doubts.undecided(tx, "vera", root, 10)) == []
    [doubt] = await db.read(lambda tx: doubts.undecided(tx, "ada", county, 10))
    with pytest.raises(Denied):
        await doubts.decide(db, Ask("vera"), doubt.id, True, NOON)
    await doubts.decide(db, Ask("ada"), doubt.id, True, NOON)
    assert await db.read(lambda tx: doubts.undecided(tx, "ada", county, 10)) == []


async def test_unions_of_different_employers_are_never_in_doubt(db: Database) -> None:
    await imported(db, NATION)
    both = await planned(
        db,
        """
        name                  level  kind  parent  employer_code
        恒生电子有限公司工会    基层    单独   330106  9133010600000001A0
        恒生电子有限责任公司工会 基层   单独   330106  9133010600000002A1
        """,
    )
    assert counts(both) == {"FOUND": 2}


async def test_nobody_founds_where_he_is_no_admin(db: Database) -> None:
    await imported(db, NATION)
    await seat(db, "ada", await named(db, "330106"), "admin")
    await imported(db, "name level kind parent\n甲工会 基层 单独 330106", ask=Ask("ada"))
    for sheet in ("name level kind parent\n乙工会 基层 单独 330102", "code members\n3301 7", "code parent\n330106 33"):
        with pytest.raises(Denied):
            await imported(db, sheet, ask=Ask("ada"))
    assert len(await network(db)) == 8


async def test_a_row_that_is_no_longer_right_stops_the_import_and_it_carries_on_later(db: Database) -> None:
    await imported(db, NATION)
    book, sheet = gathered("name level kind parent\n甲工会 基层 单独 330102")
    ready = await plan(db, book, sheet)
    other = await found(db, union("x", Level.GRASSROOTS, name="甲工会"), await named(db, "330102"))
    with pytest.raises(Conflict, match="上城区总工会 has a subordinate named 甲工会 by now"):
        await written(db, ready, sheet)
    assert await unfinished(db, digest(sheet)) == 0
    await structure.undo(db, OPERATOR_ASKS, other, NOON)
    await imported(db, "name level kind parent\n甲工会 基层 单独 330102")
    assert await unfinished(db, digest(sheet)) is None
    assert ("甲工会", "上城区总工会", None, 0) in await network(db)
    assert await faults(db) == []


async def test_a_superior_that_is_gone_stops_the_import(db: Database) -> None:
    await imported(db, NATION)
    book, sheet = gathered("name level kind parent\n甲工会 基层 单独 330102")
    ready = await plan(db, book, sheet)
    await structure.dissolve(db, OPERATOR_ASKS, await named(db, "330102"), NOON)
    with pytest.raises(Refusal, match="上城区总工会 is dissolved"):
        await written(db, ready, sheet)


async def test_a_union_that_somebody_else_changed_meanwhile_is_not_changed_over_him(db: Database) -> None:
    await imported(db, NATION)
    book, sheet = gathered("code members\n330102 77")
    ready = await plan(db, book, sheet)
    await structure.edit(db, OPERATOR_ASKS, await named(db, "330102"), {"members": 8}, NOON)
    with pytest.raises(Stale):
        await written(db, ready, sheet)


async def test_two_processes_do_not_write_the_same_import_twice(db: Database) -> None:
    await imported(db, NATION)
    book, sheet = gathered("name level kind parent\n甲工会 基层 单独 330102")
    other_book, _ = gathered("name level kind parent\n甲工会 基层 单独 330102")
    one, other = await plan(db, book, sheet), await plan(db, other_book, sheet)
    await written(db, one, sheet)
    with pytest.raises(Conflict):
        await written(db, other, sheet)
    assert len(await network(db)) == 8


async def test_a_dissolved_union_is_not_brought_back_by_a_sheet(db: Database) -> None:
    await imported(db, NATION)
    await structure.dissolve(db, OPERATOR_ASKS, await named(db, "330102"), NOON)
    found = await planned(db, "code members\n330102 3")
    assert counts(found) == {"WRONG": 1}
