"""The log: what has happened, by who, what and when; each line leads to what it is about."""

from datetime import UTC, datetime

from python_calamine import CalamineWorkbook

from graph import seats, structure
from graph.audits import number_at
from graph.db import Database
from graph.dialect import native
from orgnet.facts import Ask
from orgnet.permissions import Role
from tests.days import in_days
from tests.facts import facts
from tests.pages.conftest import Visits
from tests.pages.letters import issued


async def test_the_log_is_sifted_followed_and_taken_away(visit: Visits, db: Database) -> None:
    id, now = await issued(db), datetime.now(UTC)
    await seats.seat(db, Ask("ann"), "hugo", "xh", Role.CLERK, now)
    await structure.edit(db, Ask("ann"), "xh", {"telephone": "0571-88880000"}, now)
    async with visit("ann") as ann:
        await ann.go("/unions/root/log")
        lines = ann.page.locator("tbody tr")
        assert "0571-88880000" in await lines.nth(0).inner_text()
        await ann.page.select_option("[name=what]", "people")
        await ann.page.fill("[name=who]", "ann")
        await ann.page.fill("[name=since]", in_days(-1).isoformat())
        await ann.page.get_by_role("button", name="查看").click()
        await ann.page.wait_for_url("**/log?what=people*")
        assert await lines.count() == 1
        async with ann.page.expect_download() as waiting:
            await ann.page.get_by_role("link", name="导出 XLSX").click()
        workbook = CalamineWorkbook.from_path(await (await waiting.value).path())
        told = workbook.get_sheet_by_index(0).to_python()
        assert [row[1:4] for row in told[1:]] == [["任命", "ann", "西湖区总工会"]]
        await lines.nth(0).get_by_role("link", name="任命").click()
        await ann.page.wait_for_url("**/unions/xh/seats")
        await ann.go("/unions/root/log?what=issued")
        await lines.nth(0).get_by_role("link", name="已印发").click()
        await ann.page.wait_for_url(f"**/directives/{id}")
        await ann.go(f"/unions/xh/log?until={in_days(-400)}&alone=1")
        assert "没有符合的记录" in await ann.text()


async def test_the_first_fact_of_an_instant_is_found_without_looking_at_all(db: Database, visit: Visits) -> None:
    told = await facts(db)
    last = native(told[-1]["at"])
    first = next(fact["seq"] for fact in told if native(fact["at"]) >= last)
    assert await db.read(lambda tx: number_at(tx, last)) == first
    assert await db.read(lambda tx: number_at(tx, datetime(2000, 1, 1, tzinfo=UTC))) == 1
    assert await db.read(lambda tx: number_at(tx, datetime(2999, 1, 1, tzinfo=UTC))) == told[-1]["seq"] + 1
