"""A later day is asked for, taken back, refused with a reason, and granted."""

from graph.db import Database
from orgnet.duties import Thing, only
from tests.days import in_days
from tests.graph.test_check import faults
from tests.pages.conftest import Visits
from tests.pages.letters import issued
from tests.pages.visitor import Visitor


async def ask(visitor: Visitor, day: str) -> None:
    """Ask for a later day on the page of a document."""
    await visitor.page.get_by_text("申请延期").click()
    await visitor.page.fill("[name=day]", day)
    await visitor.page.fill("[name=reason]", "走访对象外出务工")
    await visitor.tap("申请")


async def test_a_later_day_is_asked_for_and_decided(visit: Visits, db: Database) -> None:
    id = await issued(db, duties=only(Thing.SIGN, in_days(2)))
    document, later = f"/unions/g1/inbox/{id}", in_days(9).isoformat()
    async with visit("gina") as gina, visit("otto") as otto:
        await gina.go(document)
        await ask(gina, later)
        await gina.tap("撤回申请")
        await ask(gina, later)
        await otto.go("/")
        await otto.page.get_by_role("link", name="延期 1 件").click()
        await otto.page.wait_for_url("**/extensions")
        assert await otto.heading() == "有 1 家申请延期"
        await otto.page.check("[name=union]")
        await otto.page.fill("[name=reason]", "请如期完成")
        await otto.tap("不同意所选")
        assert await otto.heading() == "没有延期申请"
        await gina.go(document)
        assert "请如期完成" in await gina.page.inner_text("#extension")
        await ask(gina, later)
        await otto.go(f"/directives/{id}/extensions")
        await otto.page.check("[name=union]")
        await otto.tap("同意所选")
        await gina.go(document)
        assert "已同意" in await gina.page.inner_text("#extension")
        await gina.go("/")
        assert await gina.page.locator(f"time[datetime='{later}']").count() == 1
    assert await faults(db) == []
