"""The clock reminds and tells superiors: once, however many processes run it, and late rather than never."""

import asyncio
from datetime import timedelta

from graph import directives, endings, escalations
from graph.alarms import ring
from graph.db import Database, Transaction, connect, rows
from graph.gathering import write
from graph.inbox import inbox
from graph.marks import Mark
from graph.reminders import remind
from orgnet.audiences import Reach, addressed
from orgnet.directives import Directive
from orgnet.documents import Text
from orgnet.duties import Thing, only
from orgnet.facts import Ask
from orgnet.receipts import Milestone
from tests.cast import NOON, provinces, seat
from tests.graph.test_check import faults

DAY = timedelta(days=1)


async def planned(db: Database, remind: tuple[int, ...] = (3, 1), escalate: int | None = 2) -> Ask:
    """A directive due in ten days, of which the clock reminds."""
    await provinces(db)
    officer = await seat(db, "root officer", "root", "officer")
    for at in ("zj", "hb", "xh", "g1", "g2"):
        await seat(db, f"{at} officer", at, "officer")
    text = Text("关于做好送温暖工作的通知", "请抓好落实。", duties=only(Thing.DO, db.today(NOON) + 10 * DAY))
    letter = Directive("d", "d", text, addressed("root"), remind=remind, escalate=escalate)
    await directives.draft(db, officer, letter, NOON)
    await directives.issue(db, officer, "d", NOON)
    return officer


async def facts(db: Database) -> list[str]:
    """What the clock has done, in order."""

    async def read(tx: Transaction) -> list[str]:
        found = await rows(tx, "MATCH (f:Fact {actor: 'clock'}) RETURN f.kind AS kind ORDER BY f.seq")
        return [record["kind"] for record in found]

    return await db.read(read)


async def rung(db: Database, days: int) -> int:
    """How often the clock rings on a day."""
    times = 0
    while await ring(db, NOON + days * DAY, 2):
        times += 1
    return times


async def test_each_alarm_rings_once_on_its_day_over_several_processes(db: Database) -> None:
    await planned(db)
    assert await rung(db, 6) == 0
    async with connect(db.bolt) as other, connect(db.bolt) as third:
        now = NOON + 7 * DAY
        rang = await asyncio.gather(*(ring(each, now, 1) for each in (db, other, third) for _ in range(3)))
    assert sum(rang) == 1
    assert await facts(db) == ["reminded"]
    assert [await rung(db, day) for day in (8, 9, 11, 12, 13)] == [0, 1, 0, 1, 0]
    assert await facts(db) == ["reminded", "reminded", "escalated"]
    assert await faults(db, now=NOON + 13 * DAY) == []


async def test_what_was_slept_through_is_caught_up_once(db: Database) -> None:
    await planned(db)
    assert await rung(db, 30) == 3
    assert await facts(db) == ["reminded", "escalated"]


async def test_nobody_is_reminded_who_was_lately_or_owes_nothing(db: Database) -> None:
    officer = await planned(db, remind=(3,), escalate=None)
    await remind(db, officer, "root", "d", None, [], None, 1, NOON + 6 * DAY)
    assert await rung(db, 7) == 1
    assert await facts(db) == []


async def test_a_directive_that_is_over_reminds_of_nothing(db: Database) -> None:
    officer = await planned(db)
    await endings.close(db, officer, "d", NOON + DAY)
    assert await rung(db, 30) == 0
    assert await facts(db) == []


async def test_an_inbox_shows_the_reminder_until_it_is_done(db: Database) -> None:
    await planned(db)
    await rung(db, 7)

    async def shown(union: str) -> list[bool]:
        today = db.today(NOON + 7 * DAY)
        entries = await db.read(lambda tx: inbox(tx, f"{union} officer", union, today, open_only=False))
        return [entry.reminded is not None for entry in entries]

    assert await shown("g1") == [True]
    await write(db, [Mark(Ask("g1 officer"), "g1", "d", Milestone.DONE)], NOON + 7 * DAY)
    assert (await shown("g1"), await shown("g2")) == ([False], [True])


async def test_a_superior_is_told_of_those_directly_below_who_are_late(db: Database) -> None:
    await planned(db)
    await write(db, [Mark(Ask("g1 officer"), "g1", "d", Milestone.DONE)], NOON)

    async def told(union: str, days: int) -> list[list[str]]:
        today = db.today(NOON + days * DAY)
        found = await db.read(lambda tx: escalations.told(tx, f"{union} officer", union, today))
        return [[late.place.union.id for late in each.late] for each in found]

    assert await told("xh", 12) == []
    await rung(db, 12)
    assert [await told(union, 12) for union in ("root", "zj", "xh", "g1")] == [[["hb", "zj"]], [["xh"]], [["g2"]], []]
    await write(db, [Mark(Ask("g2 officer"), "g2", "d", Milestone.DONE)], NOON + 12 * DAY)
    assert await told("xh", 12) == []


async def test_the_issuer_is_told_of_whom_it_addressed_alone(db: Database) -> None:
    await provinces(db)
    officer = await seat(db, "root officer", "root", "officer")
    text = Text("关于做好送温暖工作的通知", "请抓好落实。", duties=only(Thing.DO, db.today(NOON)))
    alone = addressed("root", "zj", Reach.ITSELF)
    await directives.draft(db, officer, Directive("d", "d", text, alone, escalate=1), NOON)
    await directives.issue(db, officer, "d", NOON)
    await rung(db, 1)
    [told] = await db.read(lambda tx: escalations.told(tx, "root officer", "root", db.today(NOON + 2 * DAY)))
    assert [each.place.union.id for each in told.late] == ["zj"]
