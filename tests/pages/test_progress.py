"""Where a directive has got to: charts with their tables, reminders of exactly those, and what is recorded for others."""

from datetime import UTC, datetime

from playwright.async_api import expect

from graph import structure
from graph.db import Database
from graph.gathering import write
from graph.marks import Mark
from orgnet.directives import Way
from orgnet.duties import Thing, only
from orgnet.facts import Ask
from orgnet.levels import Level
from orgnet.receipts import Milestone
from tests.cast import OPERATOR_ASKS, found, seat, union
from tests.days import in_days
from tests.graph.test_check import faults
from tests.pages.conftest import Visits
from tests.pages.letters import issued


async def test_the_charts_say_what_the_tables_say(visit: Visits, db: Database) -> None:
    id = await issued(db)
    await write(db, [Mark(Ask("gina"), "g1", id, Milestone.SIGNED)], datetime.now(UTC))
    async with visit("otto") as otto:
        await otto.go(f"/directives/{id}/progress")
        await expect(otto.page.locator(".chart canvas")).to_have_count(2)
        assert await otto.page.locator("#levels tbody tr").count() == 3
        await otto.page.get_by_role("row", name="浙江省总工会").get_by_role("link", name="4").click()
        await otto.page.wait_for_url("**at=zj**")
        assert await otto.heading() == "还有 3 家未落实"


async def test_where_it_has_stopped_is_the_heading_and_exactly_those_are_reminded_once(
    visit: Visits, db: Database
) -> None:
    await seat(db, "zoe", "zj", "officer")
    id = await issued(db, way=Way.LEVEL_BY_LEVEL, duties=only(Thing.SIGN, in_days(9)))
    async with visit("otto") as otto:
        await otto.go(f"/directives/{id}/progress")
        assert await otto.heading() == "卡在浙江省总工会：下面 3 家还没有收到"
        await otto.tap("催办所选")
        assert await otto.page.get_by_role("row", name="浙江省总工会").first.locator("time").count() == 2
        await otto.tap("催办所选")
        assert "刚催办过" in await otto.page.inner_text("#notice")
        otto.faults.clear()
    async with visit("zoe") as zoe:
        await zoe.go("/")
        assert "催办于" in await zoe.text()


async def test_who_has_not_is_listed_and_what_a_vacant_union_did_is_recorded(visit: Visits, db: Database) -> None:
    await found(db, union("v1", Level.GRASSROOTS, name="无人工会"), "xh")
    id = await issued(db)
    async with visit("otto") as otto:
        await otto.go(f"/directives/{id}/missing?milestone=signed")
        assert await otto.heading() == "还有 6 家未签收"
        await otto.page.get_by_role("row", name="无人工会").get_by_role("link", name="代为登记").click()
        await otto.page.fill("[name=source]", "王主席")
        await otto.tap("登记")
        assert await otto.heading() == "还有 5 家未签收"
        await otto.go(f"/directives/{id}/progress")
        assert "上级代录" in await otto.text()
    assert await faults(db) == []


async def test_provinces_lie_on_a_map_of_squares_that_lead_into_them(visit: Visits, db: Database) -> None:
    for province, division in (("zj", "33"), ("hb", "420000")):
        await structure.edit(db, OPERATOR_ASKS, province, {"division": division}, datetime.now(UTC))
    id = await issued(db)
    await write(db, [Mark(Ask("benno"), "hb", id, Milestone.SIGNED)], datetime.now(UTC))
    async with visit("otto", phone=True) as otto:
        await otto.go(f"/directives/{id}/progress")
        squares = otto.page.locator("#map").get_by_role("link")
        said = [" ".join(each.split()) for each in await squares.all_inner_texts()]
        assert said == ["湖北 100% 签收: 1 / 1", "浙江 0% 签收: 0 / 4"]
        assert await otto.barriers() == []
        await squares.last.focus()
        await otto.page.keyboard.press("Enter")
        await otto.page.wait_for_url("**at=zj**")
        await expect(otto.page.locator("#map")).to_have_count(0)


async def test_nobody_sees_the_figures_of_others(visit: Visits, db: Database) -> None:
    id = await issued(db)
    async with visit("gina") as gina:
        for path in (f"/directives/{id}/progress", f"/directives/{id}/missing", f"/directives/{id}/progress?at=zj"):
            answer = await gina.go(path)
            assert answer is not None and answer.status == 404
            assert "没有" in await gina.text()
        gina.faults.clear()
