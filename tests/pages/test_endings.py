"""What was issued is closed, or taken back with a reason as long as nobody has done it."""

from playwright.async_api import expect

from graph.db import Database
from orgnet.duties import Thing, only
from orgnet.evidence import Blank, Evidence, Filling
from tests.days import in_days
from tests.graph.test_check import faults
from tests.pages.conftest import Visits
from tests.pages.letters import exchanged, issued


async def test_what_somebody_has_done_is_closed_and_not_taken_back(visit: Visits, db: Database) -> None:
    told = Evidence(blanks=(Blank("走访户数", Filling.COUNT), Blank("方式", Filling.WORDS)))
    id = await issued(db, duties=only(Thing.DO, in_days(5)), evidence=told)
    await exchanged(db, id)
    async with visit("otto") as otto, visit("hugo") as hugo:
        await otto.go(f"/directives/{id}")
        ending = otto.page.locator("#ending")
        await ending.locator("summary", has_text="撤回").click()
        await ending.locator("[name=reason]").fill("附件有误")
        await otto.tap("从各级撤回")
        await expect(otto.page.locator("main").get_by_role("status")).to_contain_text("已有 1 家工会")
        await expect(ending.locator("[name=reason]")).to_have_value("附件有误")
        await ending.locator("summary", has_text="关闭").click()
        await otto.tap("全网关闭")
        await expect(otto.page.locator("aside h2").first).to_have_text("已关闭")
        await expect(ending).to_have_count(0)
        await hugo.go("/")
        assert await hugo.heading() == "没有待办"
        otto.faults.clear()
    assert await faults(db) == []


async def test_what_nobody_has_done_is_taken_back_and_says_why(visit: Visits, db: Database) -> None:
    id = await issued(db)
    async with visit("otto") as otto, visit("gina") as gina:
        await otto.go(f"/directives/{id}")
        await otto.page.locator("#ending summary", has_text="撤回").click()
        await otto.page.fill("#ending [name=reason]", "附件有误，另行印发")
        await otto.tap("从各级撤回")
        await expect(otto.page.locator("aside")).to_contain_text("附件有误，另行印发")
        await gina.go("/")
        assert await gina.heading() == "没有待办"
        await gina.go(f"/directives/{id}")
        await expect(gina.page.locator("#ending")).to_have_count(0)
    assert await faults(db) == []
