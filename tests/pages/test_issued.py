"""Issued: what a union has going, in one table that is filtered, put in order, and printed."""

from datetime import UTC, datetime

from playwright.async_api import expect

from graph import questions
from graph.db import Database
from orgnet.directives import Way
from orgnet.duties import Thing, only
from orgnet.facts import Ask
from orgnet.questions import Question
from tests.days import in_days
from tests.pages.conftest import Visits
from tests.pages.letters import issued


async def test_one_table_tells_what_is_held_up_and_what_is_asked(visit: Visits, db: Database) -> None:
    await issued(db, "关于技能竞赛的通知", duties=only(Thing.DO, in_days(9)))
    stopped = await issued(db, "关于送清凉的通知", way=Way.LEVEL_BY_LEVEL)
    await questions.ask(db, Ask("benno"), Question("q1", stopped, "hb", "标准是多少？"), datetime.now(UTC))
    async with visit("otto") as otto:
        await otto.go("/issued")
        assert await otto.heading() == "在办发文 2 件"
        rows = otto.page.locator("tbody tr")
        assert await rows.filter(has_text="送清凉").locator("td").all_inner_texts() == [
            *("", "5", "0 0%", "0 0%", "0", "3", "1"),
        ]
        await otto.page.get_by_role("link", name="期限").click()
        await expect(rows.first).to_contain_text("技能竞赛")
        await otto.page.select_option("[name=only]", "stalled")
        await otto.page.get_by_role("button", name="查看").click()
        await expect(rows).to_have_count(1)
        await expect(rows).to_contain_text("送清凉")
        await otto.page.get_by_role("link", name="草稿").click()
        await expect(otto.page.locator(".empty")).to_contain_text("没有草稿")


async def test_in_print_the_table_stands_alone_under_the_name_of_the_union(visit: Visits, db: Database) -> None:
    await issued(db)
    async with visit("otto") as otto:
        await otto.go("/issued")
        await otto.page.emulate_media(media="print")
        await expect(otto.page.locator(".printed-head")).to_contain_text("全国总工会")
        for gone in ("h1", "nav", "form", "button"):
            assert not [each for each in await otto.page.locator(gone).all() if await each.is_visible()], gone
