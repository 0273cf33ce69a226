"""Somebody changes his password, stays where he is, and is signed out everywhere else."""

from playwright.async_api import expect

from graph.db import Database
from orgnet.permissions import Role
from tests.cast import PASSWORD, enter
from tests.pages.conftest import Visits

NEW = "ein ganz neuer Satz 2026"


async def test_a_password_is_changed_by_who_knows_the_old_one(visit: Visits, db: Database) -> None:
    await enter(db, "greta", "g1", Role.OFFICER, PASSWORD)
    async with visit("greta") as greta, visit("greta") as elsewhere:
        await greta.go("/me")
        await greta.page.locator("summary", has_text="修改").click()
        for old in ("not the right one", PASSWORD):
            await greta.page.fill("#password [name=old]", old)
            await greta.page.fill("#password [name=new]", NEW)
            await greta.tap("修改密码")
            if old != PASSWORD:
                await expect(greta.page.locator("#notice")).not_to_be_empty()
        await expect(greta.page.locator("#notice")).to_be_empty()
        assert await greta.heading() == "greta"
        await elsewhere.go("/me")
        await elsewhere.page.wait_for_url("**/sign-in**")
        await elsewhere.page.fill("[name=username]", "greta")
        await elsewhere.page.fill("[name=password]", NEW)
        await elsewhere.tap("登录")
        await elsewhere.page.wait_for_url("**/me")
        greta.faults.clear()
        elsewhere.faults.clear()
