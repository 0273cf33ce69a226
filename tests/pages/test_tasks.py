"""A task is begun, reported done, returned, reported again and accepted."""

from playwright.async_api import expect

from graph.db import Database
from orgnet.duties import Thing, only
from orgnet.tasks import Task
from tests.days import in_days
from tests.graph.test_check import faults
from tests.pages.conftest import Visits
from tests.pages.letters import issued


async def test_a_part_of_a_task_is_reported_returned_and_accepted(visit: Visits, db: Database) -> None:
    tasks = (Task("困难职工摸底建档", "g1", ("g2",), in_days(3)),)
    id = await issued(db, duties=only(Thing.DO, in_days(9)), tasks=tasks)
    async with visit("gina") as gina, visit("otto") as otto:
        await gina.go(f"/unions/g1/inbox/{id}")
        await gina.tap("任务已开始")
        await gina.page.fill("#tasks [name=note]", "已建档87户")
        await gina.tap("任务已完成")
        await otto.go(f"/directives/{id}/tasks")
        assert await otto.heading() == "有 1 项任务待审定"
        row = otto.page.get_by_role("row", name="鑫瑞机械有限公司工会委员会")
        await row.get_by_role("checkbox").check()
        await otto.page.locator("summary").click()
        await otto.page.fill("[name=reason]", "缺花名册")
        await otto.tap("退回所选")
        await gina.go("/")
        mine = gina.page.locator("#given li")
        await expect(mine).to_contain_text("困难职工摸底建档")
        await expect(mine).to_contain_text("已退回")
        await mine.get_by_role("link").click()
        await gina.page.wait_for_url(f"**/unions/g1/inbox/{id}#tasks")
        assert "缺花名册" in await gina.page.inner_text("#tasks")
        await gina.go("/")
        await mine.get_by_role("button").click()
        await gina.page.wait_for_url(f"**/unions/g1/inbox/{id}")
        await gina.go("/")
        await expect(mine).to_have_count(0)
        await otto.go(f"/directives/{id}/tasks")
        await row.get_by_role("checkbox").check()
        await otto.page.locator("summary").click()
        await otto.tap("认可所选")
        assert "已认可" in await row.inner_text()
    assert await faults(db) == []
