"""What has been delivered, and what of it is late, is counted exactly while days pass and unions come."""

from datetime import timedelta

from graph import directives, loading, relays, structure
from graph.db import Database, Transaction
from graph.documents import read
from graph.gathering import write
from graph.marks import Mark
from graph.progress import progress
from graph.standings import Standing
from orgnet.audiences import addressed
from orgnet.directives import Directive, Means, Way
from orgnet.documents import Text
from orgnet.duties import Thing, only
from orgnet.facts import Ask
from orgnet.levels import Level
from orgnet.permissions import OPERATOR
from orgnet.receipts import Milestone
from orgnet.relays import Passing
from orgnet.standings import overdue
from orgnet.unions import Founding
from tests.cast import NOON, OPERATOR_ASKS, provinces, seat, union
from tests.graph.test_check import faults

DAY = timedelta(days=1)


async def passed_on(db: Database, tightened: int) -> None:
    """A directive due in thirty days, which one of two provinces has passed on with an earlier day."""
    await provinces(db)
    officers = [await seat(db, f"{at} officer", at, "officer") for at in ("root", "zj", "xh", "hb")]
    due = db.today(NOON) + 30 * DAY
    letter = Directive(
        "d",
        "d",
        Text("关于做好送温暖工作的通知", "请抓好落实。", duties=only(Thing.SIGN, due)),
        addressed("root"),
        way=Way.LEVEL_BY_LEVEL,
    )
    await directives.draft(db, officers[0], letter, NOON)
    await directives.issue(db, officers[0], "d", NOON)
    earlier = Passing(Means.AS_IT_STANDS, "zj", "zj", db.today(NOON) + tightened * DAY)
    await relays.pass_on(db, officers[1], "r", "d", earlier, NOON)


async def stands(db: Database, at: str) -> tuple[Directive, Standing]:
    """A directive and the standing of a branch with it."""

    async def look(tx: Transaction) -> tuple[Directive, Standing]:
        directive = await read(tx, OPERATOR, "d")
        return directive, (await progress(tx, directive, at)).standing

    return await db.read(look)


async def late(db: Database, at: str, days: int) -> int:
    """How many of a branch are late after so many days."""
    return overdue(*await stands(db, at), db.today(NOON) + days * DAY)


async def test_each_is_late_by_the_day_that_its_own_superior_has_set(db: Database) -> None:
    await passed_on(db, 5)
    assert [await late(db, "root", days) for days in (5, 6, 30, 31)] == [0, 1, 1, 2]
    assert [await late(db, "hb", days) for days in (6, 31)] == [0, 1]
    signed = Mark(Ask("xh officer"), "xh", "d", Milestone.SIGNED)
    await write(db, [signed], NOON + DAY)
    assert [await late(db, "root", days) for days in (6, 31)] == [0, 1]
    await write(db, [Mark(Ask("xh officer"), "xh", "d", Milestone.SIGNED, undo=True)], NOON + DAY)
    assert await late(db, "zj", 6) == 1
    assert await faults(db, now=NOON + DAY) == []


async def test_whoever_comes_under_one_that_has_passed_it_on_has_it_at_once(db: Database) -> None:
    await passed_on(db, 5)
    assert (await stands(db, "root"))[1].delivered() == 3
    new = [Founding(union(f"c{n}", Level.COUNTY), "zj") for n in range(3)]
    below = [Founding(union(f"n{n}", Level.GRASSROOTS), f"c{n}") for n in range(3)]
    await loading.load(db, OPERATOR_ASKS, [*new, *below], NOON)
    standing = (await stands(db, "root"))[1]
    assert (standing.unions, standing.delivered(), standing.waiting) == (11, 6, 5)
    assert await faults(db) == []


async def test_whom_the_issuer_leads_on_the_other_line_only_waits_for_its_own_superior(db: Database) -> None:
    await provinces(db)
    await structure.guide(db, OPERATOR_ASKS, "g1", "root", NOON)
    officers = [await seat(db, f"{at} officer", at, "officer") for at in ("root", "zj", "xh")]
    letter = Directive(
        "d", "d", Text("关于做好送温暖工作的通知", "请抓好落实。"), addressed("root", "zj"), way=Way.LEVEL_BY_LEVEL
    )
    await directives.draft(db, officers[0], letter, NOON)
    await directives.issue(db, officers[0], "d", NOON)
    assert (await stands(db, "root"))[1].delivered() == 1
    assert await faults(db) == []
    for at, officer in zip(("zj", "xh"), officers[1:], strict=True):
        await relays.pass_on(db, officer, f"r {at}", "d", Passing(Means.AS_IT_STANDS, at, at), NOON)
    assert (await stands(db, "root"))[1].delivered() == 4
    assert await faults(db) == []
