"""Somebody rings up a union that has not, notes what was said, and is told on the day when to ask again."""

from datetime import UTC, datetime

from playwright.async_api import expect

from graph import contacts, structure
from graph.db import Database, run
from orgnet.contacts import Contact
from orgnet.facts import Ask
from orgnet.receipts import Milestone
from tests.cast import OPERATOR_ASKS
from tests.days import in_days
from tests.pages.conftest import Visits
from tests.pages.letters import issued


async def test_what_was_said_is_noted_beside_the_telephone_and_stands_in_the_row(visit: Visits, db: Database) -> None:
    await structure.edit(db, OPERATOR_ASKS, "g1", {"telephone": "0571 88001"}, datetime.now(UTC))
    id = await issued(db)
    async with visit("otto", phone=True) as otto:
        await otto.go(f"/directives/{id}/missing?milestone=signed")
        row = otto.page.get_by_role("row", name="鑫瑞机械")
        await expect(row.get_by_role("link", name="0571 88001")).to_have_attribute("href", "tel:057188001")
        await row.get_by_role("link", name="记一次联系").click()
        await otto.page.wait_for_url("**/contacts?**")
        await expect(otto.page.locator("[name=whom]")).to_have_value("gina")
        await otto.page.fill("[name=said]", "主席出差，周五回来签")
        await otto.page.fill("[name=follow_up]", in_days(-1).isoformat())
        await otto.tap("记下")
        await expect(otto.page.locator("#notice")).to_contain_text("不能作为再次联系的日期")
        await expect(otto.page.locator("[name=said]")).to_have_value("主席出差，周五回来签")
        otto.faults.clear()
        await otto.page.fill("[name=follow_up]", in_days(3).isoformat())
        await otto.tap("记下")
        await otto.page.wait_for_url("**/missing?**")
        await expect(row).to_contain_text("gina：主席出差，周五回来签")
        await expect(row).to_contain_text("再联系")


async def test_on_the_day_it_stands_among_what_is_due_until_it_is_settled(visit: Visits, db: Database) -> None:
    id = await issued(db)
    said = ("gina", in_days(0), "主席出差", in_days(1))
    await contacts.note(db, Ask("otto"), Contact("c", id, "g1", "root", Milestone.SIGNED, *said), datetime.now(UTC))
    day = "MATCH (c:Contact) SET c.follow_up = $day"
    await db.write(lambda tx: run(tx, day, day=in_days(0).isoformat()))
    async with visit("otto") as otto:
        await otto.go("/")
        assert await otto.heading() == "1 家该再联系"
        await expect(otto.page.locator("#again")).to_contain_text("gina：主席出差")
        await otto.page.get_by_role("button", name="已了结").click()
        await expect(otto.page.locator("h1")).to_have_text("没有待办")
