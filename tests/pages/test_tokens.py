"""Tokens: made, shown once, taken back; and the table of permissions, which is there for everybody to read."""

from datetime import UTC, datetime

from graph import sessions
from graph.db import Database
from orgnet.permissions import TABLE
from tests.pages.conftest import Visits


async def test_a_token_is_made_shown_once_and_taken_back(visit: Visits, db: Database) -> None:
    async with visit("gina") as gina:
        await gina.go("/me")
        await gina.page.get_by_role("link", name="程序令牌").click()
        await gina.page.wait_for_url("**/tokens")
        await gina.page.fill("[name=name]", "年报汇总程序")
        await gina.tap("生成")
        secret = await gina.page.locator("#notice code").inner_text()
        assert await sessions.actor_of(db, secret, datetime.now(UTC)) == "gina"
        await gina.go("/tokens")
        assert secret not in await gina.page.content()
        await gina.tap("收回")
        assert await sessions.actor_of(db, secret, datetime.now(UTC)) is None


async def test_the_page_of_roles_is_the_table_itself(visit: Visits) -> None:
    async with visit("xena") as xena:
        await xena.go("/unions/xh/roles")
        assert await xena.heading() == f"{len(TABLE)} 项权限中，您在此有 3 项"
        lines = xena.page.locator("tbody tr")
        assert await lines.count() == len(TABLE)
        told = await lines.filter(has_text="代表工会签收").inner_text()
        assert told.count("可以") == 1
