"""Whoever administers a union reads what happened to it, and the log of its branch."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from graph import directives, history, loading, structure
from graph.db import Database, run
from graph.gathering import write
from graph.marks import Mark
from orgnet.audiences import addressed
from orgnet.directives import Directive
from orgnet.documents import Text
from orgnet.errors import Denied
from orgnet.levels import Level
from orgnet.permissions import OPERATOR
from orgnet.receipts import Milestone
from orgnet.unions import Founding
from tests.cast import NOON, OPERATOR_ASKS, found, seat, union
from tests.snapshots import begin

LAST = 2**62
ASK = OPERATOR_ASKS


@pytest.fixture
async def network(db: Database) -> Database:
    """A province with an industrial union of its level, a city, two counties, townships, and two grassroots unions."""
    await begin(db, "a city", grow)
    return db


async def grow(db: Database) -> None:
    """What it holds."""
    for id, level, parent in (
        ("root", Level.NATIONAL, None),
        ("p", Level.PROVINCIAL, "root"),
        ("i", Level.PROVINCIAL, "p"),
        ("q", Level.PROVINCIAL, "root"),
        ("m", Level.MUNICIPAL, "p"),
        ("c", Level.COUNTY, "m"),
        ("d", Level.COUNTY, "q"),
        ("t", Level.TOWNSHIP, "c"),
        ("s", Level.TOWNSHIP, "c"),
        ("g", Level.GRASSROOTS, "t"),
        ("h", Level.GRASSROOTS, "i"),
    ):
        await found(db, union(id, level, members=10), parent)


async def told(database: Database, id: str, actor: str = OPERATOR) -> list[tuple[str, str | None]]:
    """The kinds of the facts about a union, and where each happened."""
    found = await database.read(lambda tx: history.of_union(tx, actor, id, LAST, 50))
    return [(fact.kind, fact.union.id if fact.union else None) for fact in found]


async def logged(database: Database, id: str, limit: int = 50, ahead: int = 500) -> list[tuple[str, str]]:
    """The log of a branch, all its pages."""
    found, before = list[tuple[str, str]](), LAST
    while True:
        page, onwards = await database.read(lambda tx: history.of_branch(tx, OPERATOR, id, before, limit, ahead))
        assert len(page) <= limit
        found += [(fact.kind, fact.union.id if fact.union else "") for fact in page]
        if onwards is None:
            return found
        assert onwards < before
        before = onwards


async def test_a_union_is_told_what_changed_it_wherever_that_happened(network: Database) -> None:
    await found(network, union("k", Level.GRASSROOTS, members=5), "s")
    await structure.merge(network, ASK, "s", "t", NOON)
    assert (await told(network, "t"))[0] == ("merged", "s")
    assert await told(network, "k") == [("merged", "s"), ("founded", "k")]
    assert await told(network, "s") == [("merged", "s"), ("founded", "s")]
    [merged, _] = await network.read(lambda tx: history.of_union(tx, OPERATOR, "k", LAST, 50))
    [moved] = merged.changes
    assert (moved.what, moved.unions, moved.before, moved.after) == ("parent", ("k",), "s", "t")
    assert {merged.names[id].name for id in moved.named} == {"k 工会", "s 工会", "t 工会"}
    heirs = (await network.read(lambda tx: history.of_union(tx, OPERATOR, "t", LAST, 50)))[0].changes
    assert ("members", 10, 20) in [(change.what, change.before, change.after) for change in heirs]


async def test_every_kind_of_change_is_told_once_the_latest_first(network: Database) -> None:
    edited = await structure.edit(network, ASK, "g", {"name": "鑫瑞工会"}, NOON)
    await structure.undo(network, ASK, edited["seq"], NOON)
    await structure.guide(network, ASK, "g", "i", NOON)
    await structure.pact(network, ASK, "h", "g", "互助", NOON)
    await structure.move(network, ASK, "g", "s", NOON)
    await structure.dissolve(network, ASK, "g", NOON)
    await structure.restore(network, ASK, "g", None, NOON)
    expected = "restored dissolved moved pacted guided undone edited founded".split()
    assert [kind for kind, _ in await told(network, "g")] == expected


async def test_history_comes_in_exact_pages(network: Database) -> None:
    for number in range(7):
        await structure.edit(network, ASK, "g", {"members": number}, NOON)
    whole = await network.read(lambda tx: history.of_union(tx, OPERATOR, "g", LAST, 50))
    pages, before = list[int](), LAST
    while page := await network.read(lambda tx: history.of_union(tx, OPERATOR, "g", before, 3)):
        pages += [fact.seq for fact in page]
        before = pages[-1]
    assert pages == [fact.seq for fact in whole]
    assert len(pages) == 8


async def test_a_loaded_union_knows_the_load_that_founded_it(network: Database) -> None:
    many = [Founding(union(f"l{number}", Level.GRASSROOTS), "t") for number in range(3)]
    await loading.load(network, ASK, many, NOON)
    [fact] = await network.read(lambda tx: history.of_union(tx, OPERATOR, "l1", LAST, 50))
    assert (fact.kind, dict(fact.details)) == ("loaded", {"unions": 3})


async def test_the_log_of_a_branch_has_what_happened_in_it(network: Database) -> None:
    await structure.edit(network, ASK, "g", {"members": 11}, NOON)
    await structure.edit(network, ASK, "h", {"members": 12}, NOON)
    await structure.edit(network, ASK, "d", {"members": 13}, NOON)
    edited = ("edited", "g"), ("edited", "h"), ("edited", "d")
    seen = {id: [each for each in edited if each in await logged(network, id)] for id in "root p i q m c t s g".split()}
    assert seen == {
        "root": list(edited),
        "p": [edited[0], edited[1]],
        "i": [edited[1]],
        "q": [edited[2]],
        "m": [edited[0]],
        "c": [edited[0]],
        "t": [edited[0]],
        "s": [],
        "g": [edited[0]],
    }


async def test_the_log_tells_who_was_where_at_the_time(network: Database) -> None:
    """What a union did under its former superior stays in that one's log."""
    await structure.edit(network, ASK, "g", {"members": 11}, NOON)
    await structure.move(network, ASK, "g", "s", NOON)
    await structure.edit(network, ASK, "g", {"members": 12}, NOON)
    await structure.dissolve(network, ASK, "g", NOON)
    assert [kind for kind, id in await logged(network, "t") if id == "g"] == ["moved", "edited", "founded"]
    assert [kind for kind, id in await logged(network, "s") if id == "g"] == ["dissolved", "edited", "moved"]


@pytest.mark.parametrize("id", ["root", "p", "c", "t"])
@pytest.mark.parametrize("limit", [1, 3])
async def test_the_log_comes_in_exact_pages(network: Database, id: str, limit: int) -> None:
    for number in range(5):
        await structure.edit(network, ASK, "g", {"members": number}, NOON)
        await structure.edit(network, ASK, "h", {"members": number}, NOON)
    whole = await logged(network, id)
    assert len(whole) >= 6
    assert await logged(network, id, limit) == whole


async def test_a_small_branch_is_found_in_a_long_log(network: Database) -> None:
    """A page looks through a bounded number of facts, and says where to go on even where it found none."""
    await structure.edit(network, ASK, "g", {"members": 99}, NOON)
    for number in range(9):
        await structure.edit(network, ASK, "s", {"members": number}, NOON)
    page, onwards = await network.read(lambda tx: history.of_branch(tx, OPERATOR, "t", LAST, 2, 4))
    assert page == []
    assert onwards is not None
    assert ("edited", "g") in await logged(network, "t", 2, 4)
    assert await logged(network, "t", 2, 4) == await logged(network, "t")


async def test_receipts_and_seats_stand_in_the_log_with_their_cascade(network: Database) -> None:
    officer, signer = await seat(network, "otto", "root", "officer"), await seat(network, "gina", "g", "officer")
    letter = Directive("d1", "d1", Text("通知", "正文"), addressed("root"))
    await directives.draft(network, officer, letter, NOON)
    await directives.issue(network, officer, "d1", NOON)
    await write(network, [Mark(signer, "g", "d1", Milestone.SIGNED)], NOON + timedelta(hours=1))
    [signed] = (await network.read(lambda tx: history.of_branch(tx, OPERATOR, "t", LAST, 1)))[0]
    assert (signed.kind, signed.subject, signed.actor, signed.at) == (
        "signed",
        "d1",
        "gina",
        NOON + timedelta(hours=1),
    )


async def test_only_admins_at_or_above_read_it_and_see_the_names_of_their_own(network: Database) -> None:
    admin, away = await seat(network, "anna", "c", "admin"), await seat(network, "quin", "q", "admin")
    above = await seat(network, "paul", "p", "admin")
    await structure.edit(network, replace(ASK, actor="paul"), "g", {"members": 11}, NOON)
    await structure.edit(network, replace(ASK, actor="anna"), "g", {"members": 12}, NOON)
    for id in ("c", "t", "g"):
        assert await told(network, id, "anna")
    for actor, id in ((away.actor, "g"), (admin.actor, "m")):
        with pytest.raises(Denied, match="may see the log"):
            await told(network, id, actor)
        with pytest.raises(Denied, match="may see the log"):
            await network.read(lambda tx, a=actor, i=id: history.of_branch(tx, a, i, LAST, 5))

    async def names(reader: str) -> list[Any]:
        facts = await network.read(lambda tx: history.of_union(tx, reader, "g", LAST, 2))
        return [(fact.actor, fact.actor_name) for fact in facts]

    assert await names(above.actor) == [("anna", "anna"), ("paul", "paul")]
    assert await names(admin.actor) == [("anna", "anna"), ("paul", None)]


async def test_an_empty_log_is_an_empty_page(network: Database) -> None:
    await network.write(lambda tx: run(tx, "MATCH (f:Fact) DELETE f"))
    for id in ("root", "p", "t", "g"):
        assert await logged(network, id) == []
