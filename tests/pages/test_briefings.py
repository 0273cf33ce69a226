"""The officer of a grassroots union says on the document that the members were told, and those above see how many."""

from playwright.async_api import expect

from graph.db import Database
from tests.pages.conftest import Visits
from tests.pages.letters import issued


async def test_one_tap_tells_that_members_were_told_and_those_above_see_it(visit: Visits, db: Database) -> None:
    id = await issued(db)
    async with visit("gina", phone=True) as gina:
        await gina.go(f"/unions/g1/inbox/{id}")
        pane = gina.page.locator("#briefing")
        await pane.get_by_role("button", name="今天已在工作群传达").click()
        await expect(pane).to_contain_text("工作群")
        await pane.get_by_role("button", name="撤回").click()
        await pane.get_by_text("其他方式").click()
        await pane.get_by_label("方式").select_option(label="班前会")
        await pane.get_by_role("button", name="登记").click()
        await expect(pane).to_contain_text("班前会")
    async with visit("otto") as otto:
        await otto.go(f"/directives/{id}/progress?at=xh")
        figure = otto.page.locator(".figures > div", has_text="已传达会员")
        await expect(figure).to_contain_text("1 50%")
    async with visit("benno") as benno:
        await benno.go(f"/unions/hb/inbox/{id}")
        await expect(benno.page.locator("#briefing")).to_have_count(0)
