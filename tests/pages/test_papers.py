"""What came on paper is handed on, and joined with its original when that comes; and one directive amends another."""

from playwright.async_api import expect

from graph import documents
from graph.db import Database
from tests.cast import seat
from tests.graph.test_check import faults
from tests.pages.conftest import Visits
from tests.pages.letters import BODY, TITLE, issued
from tests.pages.test_drafts import fill


async def test_a_paper_from_outside_is_joined_with_its_original_and_parted(visit: Visits, db: Database) -> None:
    await seat(db, "zoe", "zj", "officer")
    id = await issued(db)
    number = (await db.read(lambda tx: documents.read(tx, "otto", id))).number or ""
    async with visit("zoe") as zoe:
        await zoe.go("/unions/zj/drafts/new")
        await fill(zoe, title="关于转发送温暖通知的通知", body=BODY)
        await zoe.page.locator("summary", has_text="转发外来纸质文件").click()
        paper = {"issuer": "全国总工会", "number": number.replace("〔", "[").replace("〕", "] "), "day": "2026-03-02"}
        await fill(zoe, **{f"origin.{name}": said for name, said in paper.items()})
        await zoe.tap("保存草稿")
        assert await zoe.page.input_value("[name='origin.number']") == paper["number"]
        await zoe.tap("印发")
        pane = zoe.page.locator("#original")
        await expect(pane.get_by_role("link")).to_have_text(TITLE)
        await zoe.tap("关联此原件")
        await expect(zoe.page.locator("dl", has_text="原件补登").get_by_role("link", name=number)).to_have_count(1)
        await zoe.tap("解除与原件的关联")
        await expect(pane.get_by_role("button")).to_have_text("关联此原件")
    assert await faults(db) == []


async def test_a_directive_stands_in_the_place_of_an_earlier_one(visit: Visits, db: Database) -> None:
    former = await issued(db, "关于报送年报的通知")
    async with visit("otto") as otto, visit("gina") as gina:
        await otto.go("/unions/root/drafts/new")
        await fill(otto, title="关于报送年报的补充通知", body=BODY)
        await otto.page.locator("summary", has_text="修改或替代此前发文").click()
        await otto.page.select_option("[name=manner]", "supersedes")
        await otto.page.select_option("[name=former]", former)
        await fill(otto, changes="时限改为12月31日")
        await otto.tap("保存草稿")
        assert await otto.page.input_value("[name=changes]") == "时限改为12月31日"
        await otto.tap("印发")
        await expect(otto.page.locator("aside dl")).to_contain_text("时限改为12月31日")
        await gina.go("/")
        await expect(gina.page.get_by_role("link", name="关于报送年报的补充通知")).to_have_count(1)
        await expect(gina.page.get_by_role("link", name="关于报送年报的通知")).to_have_count(0)
    assert await faults(db) == []


async def test_a_sheet_begins_with_a_template(visit: Visits) -> None:
    async with visit("otto") as otto:
        await otto.go("/unions/root/drafts/new")
        await otto.page.locator("summary", has_text="从范本开始").click()
        await otto.page.get_by_role("link", name="送温暖").click()
        await otto.page.wait_for_url("**template=winter")
        assert "送温暖工作的通知" in await otto.page.input_value("[name=title]")
        assert await otto.page.input_value("[name='label.2']") == "慰问款物合计（元）"
        assert await otto.page.input_value("[name='thing.0']") == "do"
        gaps, body = otto.page.locator("#preview .late"), otto.page.locator("[name=body]")
        await body.press("End")
        await expect(gaps).to_contain_text("未填写的“××”")
        await body.fill((await body.input_value()).replace("××", "12"))
        await expect(gaps).to_have_count(0)
