"""What is not clear is asked of whoever issued it or passed it on, and answered for one union or for all."""

from graph.db import Database
from orgnet.directives import Way
from tests.cast import seat
from tests.graph.test_check import faults
from tests.pages.conftest import Visits
from tests.pages.letters import issued


async def test_a_question_is_answered_for_all_and_the_answer_corrected(visit: Visits, db: Database) -> None:
    id = await issued(db)
    async with visit("gina") as gina, visit("otto") as otto, visit("hugo") as hugo:
        await gina.go(f"/unions/g1/inbox/{id}")
        await gina.page.fill("[name=text]", "劳务派遣工是否列入？")
        await gina.tap("提问")
        assert "待答复" in await gina.page.inner_text("#questions")
        await otto.go("/")
        await otto.page.get_by_role("link", name="提问 1 个").click()
        await otto.page.wait_for_url("**/questions")
        assert await otto.heading() == "有 1 个提问待答复"
        await otto.page.fill("[name=text]", "列入。")
        await otto.page.check("[name=for_all]")
        await otto.tap("提交回复")
        await otto.page.get_by_text("更正答复").click()
        await otto.page.fill("[name=text]", "列入，由用工单位工会负责。")
        await otto.tap("提交回复")
        for other, union in ((hugo, "g2"), (gina, "g1")):
            await other.go(f"/unions/{union}/inbox/{id}")
            assert "由用工单位工会负责" in await other.page.inner_text("#questions")
    assert await faults(db) == []


async def test_it_is_asked_of_whoever_passed_it_on(visit: Visits, db: Database) -> None:
    await seat(db, "zoe", "zj", "officer")
    await seat(db, "xaver", "xh", "clerk")
    id = await issued(db, way=Way.LEVEL_BY_LEVEL)
    async with visit("zoe") as zoe, visit("xaver") as xaver:
        await zoe.go(f"/unions/zj/inbox/{id}")
        await zoe.tap("原文转发")
        await xaver.go(f"/unions/xh/inbox/{id}")
        await xaver.page.fill("[name=text]", "是否需要纸质件？")
        await xaver.tap("提问")
        assert "浙江省总工会" in await xaver.page.inner_text("#questions .question")
        await zoe.go("/")
        await zoe.page.get_by_role("link", name="提问 1 个").click()
        await zoe.page.wait_for_url("**/questions")
        await zoe.page.fill("[name=text]", "不需要。")
        await zoe.tap("提交回复")
        assert "西湖区总工会" in await zoe.text()
        await zoe.go("/")
        assert await zoe.heading() == "没有待办"
    assert await faults(db) == []
