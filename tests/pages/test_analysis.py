"""Analysis: what the shape of a branch says, and names that may mean one union twice."""

from datetime import UTC, datetime

from graph import doubts, log
from graph.db import Database
from graph.log import Turn
from orgnet.levels import Level
from tests.cast import found, union
from tests.pages.conftest import Visits


async def test_where_nobody_is_and_what_may_be_double_is_said_and_leads_there(visit: Visits, db: Database) -> None:
    await found(db, union("ns", Level.COUNTY, name="南山县总工会"), "zj")
    await found(db, union("g4", Level.GRASSROOTS, name="南山茶厂工会"), "ns")

    async def doubt(turn: Turn) -> None:
        await doubts.note(turn, [("d1", "xh", "g1", "鑫瑞机械公司工会委员会")])

    await log.turn(db, doubt, datetime.now(UTC))
    async with visit("ann") as ann:
        await ann.go("/unions/zj/analysis")
        assert await ann.heading() == "2 家上级工会无人任职"
        await ann.tap("另一工会")
        assert await db.read(lambda tx: doubts.undecided(tx, "ann", "zj", 9)) == []
        await ann.page.get_by_role("link", name="南山县总工会").first.click()
        await ann.page.wait_for_url("**/search?q=ns")
        await ann.go("/unions/zj/analysis")
        await ann.page.get_by_role("link", name="为它们邀请负责人").click()
        await ann.page.wait_for_url("**/unions/zj/invitations")
    async with visit("gina") as gina:
        await gina.go("/unions/zj/analysis")
        assert "南山" not in await gina.text()
        gina.faults.clear()
