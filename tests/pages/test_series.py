"""The numbers of a union's documents: how far they are used, which stand on paper, and where they go on."""

from playwright.async_api import expect

from graph.db import Database
from tests.graph.test_check import faults
from tests.pages.conftest import Visits
from tests.pages.letters import issued


async def test_numbers_are_booked_for_paper_and_set_where_they_were_used_elsewhere(visit: Visits, db: Database) -> None:
    await issued(db)
    async with visit("otto") as otto, visit("ann") as ann:
        await otto.go("/unions/root/series")
        assert await otto.heading() == "本年已用 1 个文号"
        await otto.page.fill("[name=reason]", "纸质印发，内容不上网")
        await otto.tap("登记下一个文号")
        await expect(otto.page.get_by_role("row", name="纸质印发")).to_contain_text("2号")
        await expect(otto.page.locator("[name=last]")).to_have_count(0)
        await ann.go("/unions/root/series")
        await ann.page.fill("[name=last]", "1")
        await ann.tap("由此续号")
        await expect(ann.page.locator("#notice")).not_to_be_empty()
        await ann.page.fill("[name=last]", "20")
        await ann.tap("由此续号")
        assert await ann.heading() == "本年已用 20 个文号"
        ann.faults.clear()
    assert await faults(db) == []
