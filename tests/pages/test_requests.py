"""A union asks its superior, is told why it is returned, writes it anew, and gets a reply; what is reported is received."""

from playwright.async_api import expect

from graph.db import Database
from tests.cast import seat
from tests.graph.test_check import faults
from tests.pages.conftest import Visits
from tests.pages.visitor import Visitor


async def write(visitor: Visitor, title: str, kind: str = "request") -> None:
    """Write to the superior, and send it."""
    await visitor.page.select_option("[name=kind]", kind)
    await visitor.page.fill("[name=title]", title)
    await visitor.page.fill("[name=body]", "我单位现有职工150人。妥否，请批示。")
    await visitor.tap("报送上级")


async def test_a_request_is_returned_written_anew_and_replied_to(visit: Visits, db: Database) -> None:
    await seat(db, "xaver", "xh", "officer")
    async with visit("gina") as gina, visit("xaver") as xaver:
        await gina.go("/requests?show=sent")
        await gina.page.get_by_role("link", name="向上级行文").click()
        await gina.page.wait_for_url("**/unions/g1/requests/*")
        await write(gina, "关于成立工会委员会的请示")
        assert "已报送" in await gina.text()
        await xaver.go("/")
        assert await xaver.heading() == "有 1 件待答复"
        await xaver.page.get_by_role("link", name="批复").click()
        await xaver.page.wait_for_url("**/requests/*")
        await xaver.page.locator("summary").click()
        await xaver.page.fill("[name=reason]", "请附选举结果")
        await xaver.tap("退回")
        await gina.page.reload()
        await gina.page.get_by_role("link", name="修改后重报").click()
        await gina.page.wait_for_url("**/unions/g1/requests/*former=*")
        assert "请附选举结果" in await gina.text()
        await gina.tap("报送上级")
        await gina.page.wait_for_url(lambda url: "/unions/" not in url)
        address = gina.page.url
        await xaver.page.goto(address)
        await xaver.page.get_by_role("link", name="起草批复").click()
        await xaver.page.wait_for_url("**/drafts/*")
        assert "关于成立工会委员会" in await xaver.page.input_value("[name=title]")
        await expect(xaver.page.get_by_text("从范本开始")).to_have_count(0)
        await xaver.page.fill("[name=body]", "同意。")
        await xaver.tap("印发")
        await gina.page.goto(address)
        assert "已批复" in await gina.text()
        await gina.page.locator("aside").get_by_role("link", name="批复").click()
        await gina.page.wait_for_url("**/directives/*")
        assert "同意。" in await gina.text()
        await xaver.go("/")
        assert await xaver.heading() == "没有待办"
    assert await faults(db) == []


async def test_a_report_is_received_and_another_taken_back(visit: Visits, db: Database) -> None:
    await seat(db, "xaver", "xh", "officer")
    async with visit("gina") as gina, visit("xaver") as xaver:
        for title in ("关于换届选举结果的报告", "关于年度工作的报告"):
            await gina.go("/unions/g1/requests/new")
            await write(gina, title, "report")
        await gina.page.locator("summary").click()
        await gina.page.fill("[name=reason]", "数据有误")
        await gina.tap("撤回")
        assert "已撤销" in await gina.text()
        await xaver.go("/requests")
        assert await xaver.heading() == "下级请示、报告有 1 件待办"
        await xaver.page.get_by_role("link", name="关于换届选举结果的报告").click()
        await xaver.page.wait_for_url("**/requests/*")
        await xaver.tap("签收")
        assert "已签收" in await xaver.text()
    assert await faults(db) == []
