"""The network as of a day is what it was at the end of that day; a closed cascade keeps its network."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from graph import directives, documents, endings, hands, loading, log, past, paths, structure, unions
from graph.db import Database, Transaction
from graph.gathering import write
from graph.marks import Mark
from graph.progress import Progress, children, progress
from graph.unions import Sighted
from graph.walks import missing, walk
from orgnet.audiences import Audience, Follows, Reach, addressed
from orgnet.cells import total
from orgnet.directives import Directive
from orgnet.documents import Text
from orgnet.duties import Thing, only
from orgnet.errors import Missing
from orgnet.levels import Level
from orgnet.past import Moment, end_of_day
from orgnet.permissions import OPERATOR
from orgnet.receipts import Milestone
from orgnet.standings import overdue
from orgnet.tallies import Line
from orgnet.unions import Founding, Hands
from tests.cast import NOON, OPERATOR_ASKS, found, seat, union
from tests.graph.test_check import faults
from tests.snapshots import begin

ASK = OPERATOR_ASKS


def day(number: int) -> datetime:
    """Noon of a day after the first."""
    return NOON + timedelta(days=number)


def end(database: Database, number: int) -> Moment:
    """The end of that day."""
    return end_of_day(database.today(day(number)), database.zone)


@pytest.fixture
async def network(db: Database) -> Database:
    """Two provinces, a county in each, two grassroots unions in the first, one of them guided; day 0."""
    await begin(db, "two counties", grow)
    return db


async def grow(db: Database) -> None:
    """What it holds."""
    await found(db, union("root", Level.NATIONAL), None)
    await found(db, union("p", Level.PROVINCIAL, members=30), "root")
    await found(db, union("q", Level.PROVINCIAL, members=10), "root")
    await found(db, union("c", Level.COUNTY, members=20), "p")
    await found(db, union("d", Level.COUNTY, members=5), "q")
    await found(db, union("g", Level.GRASSROOTS, members=120), "c", "q")
    await found(db, union("h", Level.GRASSROOTS, members=60), "c")


async def one(database: Database, id: str, number: int) -> Sighted:
    return await database.read(lambda tx: unions.one(tx, OPERATOR, id, end(database, number)))


async def line(database: Database, id: str, number: int, which: Line = Line.PRIMARY) -> list[str]:
    found = await database.read(lambda tx: unions.line(tx, id, which, end(database, number)))
    return [union.id for union in found]


async def below(database: Database, id: str, number: int) -> list[str]:
    found = await database.read(lambda tx: unions.children(tx, OPERATOR, id, "", 50, end(database, number)))
    return [child.place.union.id for child in found]


async def test_a_move_is_seen_from_its_day_on(network: Database) -> None:
    await structure.move(network, ASK, "c", "q", day(2))
    assert [await line(network, "g", number) for number in (0, 1, 2, 3)] == [
        ["root", "p", "c"],
        ["root", "p", "c"],
        ["root", "q", "c"],
        ["root", "q", "c"],
    ]
    assert (await below(network, "p", 1), await below(network, "q", 1)) == (["c"], ["d"])
    assert (await below(network, "p", 2), await below(network, "q", 2)) == ([], ["c", "d"])
    assert ((await one(network, "p", 1)).subordinates, (await one(network, "p", 2)).subordinates) == (3, 0)
    assert ((await one(network, "q", 1)).subordinates, (await one(network, "q", 2)).subordinates) == (1, 4)


async def test_of_several_changes_on_a_day_the_last_counts(network: Database) -> None:
    first = await structure.move(network, ASK, "c", "q", day(2))
    await structure.undo(network, ASK, first["seq"], day(2) + timedelta(minutes=1))
    for members in (7, 8, 9):
        await structure.edit(network, ASK, "g", {"members": members}, day(3) + timedelta(minutes=members))
    assert await line(network, "c", 2) == ["root", "p"]
    assert [(await one(network, "g", number)).place.union.members for number in (0, 2, 3, 4)] == [120, 120, 9, 9]
    assert [total((await one(network, "c", number)).below, "m") for number in (0, 2, 3, 4)] == [180, 180, 69, 69]


@pytest.mark.parametrize(("hour", "seen"), [(15, 2), (16, 3)])
async def test_a_day_ends_at_midnight_in_the_networks_zone(network: Database, hour: int, seen: int) -> None:
    """16:00 in UTC is midnight in Shanghai."""
    late = day(2).replace(hour=hour)
    await structure.move(network, ASK, "c", "q", late)
    assert [await line(network, "c", number) for number in (seen - 1, seen)] == [["root", "p"], ["root", "q"]]


async def test_a_union_is_missing_before_it_came_and_after_it_went(network: Database) -> None:
    await found(network, union("n", Level.GRASSROOTS, members=9), "c", now=day(2))
    await structure.dissolve(network, ASK, "n", day(4))
    await structure.restore(network, ASK, "n", None, day(6))
    for number in (0, 1, 4, 5):
        with pytest.raises(Missing, match="was not in the network"):
            await one(network, "n", number)
        assert await below(network, "c", number) == ["g", "h"]
    for number in (2, 3, 6, 7):
        assert (await one(network, "n", number)).place.union.members == 9
        assert await below(network, "c", number) == ["g", "h", "n"]
        assert (await one(network, "c", number)).subordinates == 3


async def test_before_the_network_was_founded_there_was_none(network: Database) -> None:
    for id in ("root", "g"):
        with pytest.raises(Missing):
            await one(network, id, -1)


async def test_unions_loaded_on_a_day_were_there_at_its_end(network: Database) -> None:
    many = [Founding(union(f"l{number}", Level.GRASSROOTS, members=1), "d") for number in range(5)]
    await loading.load(network, ASK, many, day(2))
    await structure.move(network, ASK, "l0", "c", day(2) + timedelta(minutes=5))
    assert await below(network, "d", 1) == []
    assert await below(network, "d", 2) == ["l1", "l2", "l3", "l4"]
    assert [(await one(network, "q", number)).subordinates for number in (0, 1, 2)] == [1, 1, 5]


async def test_fields_are_what_they_were(network: Database) -> None:
    await structure.edit(network, ASK, "g", {"name": "鑫瑞机械工会", "members": 1000, "sector": "C"}, day(1))
    await structure.edit(network, ASK, "g", {"name": "鑫瑞集团工会", "level": "township"}, day(3))
    names = [(await one(network, "g", number)).place.union.name for number in range(4)]
    assert names == ["g 工会", "鑫瑞机械工会", "鑫瑞机械工会", "鑫瑞集团工会"]
    levels = [(await one(network, "g", number)).place.union.level for number in (2, 3)]
    assert levels == [Level.GRASSROOTS, Level.TOWNSHIP]
    assert (await one(network, "g", 0)).place.union.sector is None
    await structure.merge(network, ASK, "h", "g", day(5))
    assert [(await one(network, "g", number)).place.union.members for number in (4, 5)] == [1000, 1060]


async def test_the_levels_of_superiors_are_what_they_were(network: Database) -> None:
    await structure.edit(network, ASK, "c", {"level": "township"}, day(2))
    before, after = [(await one(network, "h", number)).place.levels for number in (1, 2)]
    assert (before[0], after[0]) == (Level.COUNTY, Level.TOWNSHIP)


async def test_the_second_line_and_its_census_are_what_they_were(network: Database) -> None:
    await structure.guide(network, ASK, "g", "p", day(2))
    await structure.guide(network, ASK, "g", None, day(4))
    assert [await line(network, "g", number, Line.SECOND) for number in (1, 2, 4)] == [
        ["root", "q"],
        ["root", "p"],
        ["root", "p", "c"],
    ]
    second = [(await one(network, "q", number)).second for number in (1, 2)]
    assert second[0] is not None and total(second[0]) == 2
    assert second[1] is None
    for number, guided in ((1, ["g"]), (2, [])):
        found = await network.read(lambda tx, n=number: unions.guided(tx, OPERATOR, "q", "", 9, end(network, n)))
        assert [each.place.union.id for each in found] == guided


async def test_children_come_in_exact_pages_on_both_lines(network: Database) -> None:
    await structure.move(network, ASK, "h", "d", day(2))
    await structure.guide(network, ASK, "h", "p", day(3))

    async def paged(id: str, which: Line, number: int) -> list[str]:
        ids = list[str]()
        while True:
            after = ids[-1] if ids else ""
            page = await network.read(lambda tx: past.children(tx, [id], which, (after, 1), end(network, number)))
            if not page:
                return ids
            ids += page

    assert await paged("d", Line.PRIMARY, 2) == ["h"]
    assert await paged("d", Line.SECOND, 2) == ["h"]
    assert await paged("d", Line.SECOND, 3) == []
    assert await paged("p", Line.SECOND, 3) == ["c", "h"]
    assert await paged("q", Line.SECOND, 1) == ["d", "g"]
    assert await paged("c", Line.SECOND, 1) == ["h"]


async def test_pacts_common_superiors_and_paths_are_what_they_were(network: Database) -> None:
    await structure.pact(network, ASK, "c", "d", "互助", day(1))
    await structure.pact(network, ASK, "c", "d", None, day(3))
    await structure.move(network, ASK, "d", "p", day(5))

    async def path(number: int) -> list[str]:
        found = await network.read(lambda tx: paths.shortest(tx, "h", "d", end(network, number)))
        return [union.id for union in found]

    assert await path(0) == ["h", "c", "p", "root", "q", "d"]
    assert await path(1) == ["h", "c", "d"]
    assert await path(3) == ["h", "c", "p", "root", "q", "d"]
    assert await path(5) == ["h", "c", "p", "d"]
    for number, top in ((0, "root"), (5, "p")):
        found = await network.read(lambda tx, n=number: unions.common_superior(tx, "h", "d", end(network, n)))
        assert found.id == top
    for number, terms in ((0, []), (1, ["互助"]), (2, ["互助"]), (3, [])):
        pacts = await network.read(lambda tx, n=number: unions.partners(tx, "d", end(network, n)))
        assert [pact.terms for pact in pacts] == terms


async def test_figures_show_to_whom_the_union_belonged_then_or_belongs_now(network: Database) -> None:
    await seat(network, "pia", "p", "viewer")
    await seat(network, "quin", "q", "viewer")
    await seat(network, "dora", "d", "viewer")
    await structure.move(network, ASK, "h", "d", day(2))

    async def figures(actor: str, number: int | None) -> bool:
        moment = end(network, number) if number is not None else None
        return (await network.read(lambda tx: unions.one(tx, actor, "h", moment))).figures

    assert (await figures("pia", 1), await figures("pia", None)) == (True, False)
    assert (await figures("dora", 1), await figures("dora", None)) == (True, True)
    assert (await figures("quin", 1), await figures("quin", 3)) == (True, True)


async def issue(database: Database, id: str, audience: Audience, deadline: date | None = None) -> None:
    officer = replace(ASK, actor=f"{audience.issuer} officer")
    await seat(database, officer.actor, audience.issuer, "officer")
    letter = Directive(
        id, id, Text("关于开展冬送温暖的通知", "请抓好落实。", duties=only(Thing.SIGN, deadline)), audience
    )
    await directives.draft(database, officer, letter, NOON)
    await directives.issue(database, officer, id, NOON)


async def shut(database: Database, id: str, now: datetime, issuer: str = "root") -> None:
    await endings.close(database, replace(ASK, actor=f"{issuer} officer"), id, now)


async def seen(database: Database, id: str, at: str) -> Progress:
    async def read(tx: Transaction) -> Progress:
        return await progress(tx, await documents.read(tx, OPERATOR, id), at)

    return await database.read(read)


async def numbers(database: Database, id: str) -> dict[str, Any]:
    """All there is to be seen of a cascade, at every union and in every list."""

    async def read(tx: Transaction) -> dict[str, Any]:
        directive = await documents.read(tx, OPERATOR, id)
        told: dict[str, Any] = {}
        for at in "root", "p", "q", "c", "d", "g", "h":
            try:
                found = await progress(tx, directive, at)
            except Missing:
                told[at] = None
                continue
            lacking, _ = await walk(tx, directive, found, missing(Milestone.SIGNED), [], 50)
            told[at] = (
                found.standing.unions,
                found.standing.members,
                found.standing.addressed,
                dict(found.standing.reached()),
                found.standing.facets(),
                [child.place.union.id for child in await children(tx, directive, at, "", 50)],
                [each.place.union.id for each in lacking],
                overdue(directive, found.standing, database.today(day(60))),
            )
        return told

    return await database.read(read)


async def everything_changes(database: Database, now: datetime) -> None:
    """Found, move, re-classify, dissolve, merge, guide: on one day."""
    await found(database, union("n", Level.GRASSROOTS, members=9), "c", now=now)
    await structure.edit(database, ASK, "h", {"members": 2000, "level": "community"}, now)
    await structure.move(database, ASK, "c", "q", now)
    await structure.guide(database, ASK, "g", None, now)
    await structure.dissolve(database, ASK, "n", now)
    await structure.edit(database, ASK, "d", {"status": "locked"}, now)
    await structure.merge(database, ASK, "h", "g", now)


AUDIENCES = {
    "the whole network": addressed("root"),
    "a branch": addressed("root", "p"),
    "a branch on the second line": addressed("root", "q", follows=Follows.SECOND),
    "subordinates": addressed("root", reach=Reach.SUBORDINATES),
}


@pytest.mark.parametrize("later", [timedelta(0), timedelta(minutes=5), timedelta(days=3)])
async def test_a_closed_cascade_keeps_its_figures_whatever_happens_later(network: Database, later: timedelta) -> None:
    signer = await seat(network, "gina", "g", "officer")
    for reach, audience in AUDIENCES.items():
        await issue(network, reach, audience)
        await write(network, [Mark(signer, "g", reach, Milestone.SIGNED)], day(1))
    for reach in AUDIENCES:
        await shut(network, reach, day(2))
    before = {reach: await numbers(network, reach) for reach in AUDIENCES}
    await everything_changes(network, day(2) + later)
    await everything_back(network, day(9))
    for reach in AUDIENCES:
        assert await numbers(network, reach) == before[reach], reach
    assert await faults(network, now=day(9)) == []


async def everything_back(database: Database, now: datetime) -> None:
    await structure.restore(database, ASK, "h", None, now)
    await structure.move(database, ASK, "c", "p", now)
    await structure.edit(database, ASK, "d", {"status": "active"}, now)


async def test_an_open_cascade_moves_with_the_network(network: Database) -> None:
    await issue(network, "d1", addressed("root"))
    before = await numbers(network, "d1")
    await everything_changes(network, day(2))
    after = await numbers(network, "d1")
    assert (before["root"][0], after["root"][0]) == (6, 4)
    assert (before["p"][0], after["p"][0]) == (4, 1)
    assert after["h"] is None or after["h"][0] != before["h"][0]


async def test_two_closings_on_a_day_keep_each_their_own(network: Database) -> None:
    """Also where the clock stands still."""
    await issue(network, "d1", addressed("root"))
    await issue(network, "d2", addressed("root"))
    await shut(network, "d1", day(2))
    await found(network, union("n", Level.GRASSROOTS, members=9), "c", now=day(2))
    await shut(network, "d2", day(2))
    await found(network, union("m", Level.GRASSROOTS, members=9), "c", now=day(2))
    await found(network, union("o", Level.GRASSROOTS, members=9), "c", now=day(3))
    assert [(await seen(network, id, "root")).standing.unions for id in ("d1", "d2")] == [6, 7]
    assert [(await seen(network, id, "c")).standing.unions for id in ("d1", "d2")] == [3, 4]
    assert [(await one(network, "c", number)).subordinates for number in (1, 2, 3)] == [2, 4, 5]
    with pytest.raises(Missing):
        await seen(network, "d1", "n")


async def test_what_was_not_due_at_the_closing_is_never_overdue(network: Database) -> None:
    deadline = network.today(day(5))
    for id in ("early", "late"):
        await issue(network, id, addressed("root"), deadline)
    await shut(network, "early", day(5))
    await shut(network, "late", day(6))

    async def late(id: str) -> int:
        directive = await network.read(lambda tx: documents.read(tx, OPERATOR, id))
        return overdue(directive, (await seen(network, id, "root")).standing, network.today(day(30)))

    assert (await late("early"), await late("late")) == (0, 6)


async def test_the_hands_of_a_union_are_told_as_they_were(network: Database) -> None:
    await log.turn(network, lambda turn: hands.count(turn, ["g"]), day(2))
    await seat(network, "gina", "g", "officer")
    assert [(await one(network, "g", number)).place.union.hands for number in (1, 2)] == [Hands.VACANT, Hands.SEATED]
