"""Everything by keyboard, and everything on a phone: sign in, sign, pass on with an addition, found a union."""

import pytest

from graph.db import Database, rows
from orgnet.directives import Way
from orgnet.permissions import Role
from tests.cast import PASSWORD, enter, seat
from tests.graph.test_check import faults
from tests.pages.conftest import Visits
from tests.pages.letters import issued
from tests.pages.visitor import Visitor

STEPS = 120
FOCUSED = "document.activeElement.innerText?.trim() || document.activeElement.name || ''"


async def reach(visitor: Visitor, name: str) -> None:
    """Go on with the Tab key until what has this name, or these words, is focused."""
    for _ in range(STEPS):
        await visitor.page.keyboard.press("Tab")
        if await visitor.page.evaluate(FOCUSED) == name:
            return
    raise AssertionError(f"{name} cannot be reached by keyboard on {visitor.page.url}")


async def follow(visitor: Visitor, name: str) -> None:
    """Reach a link, press Enter, and wait for the page that it leads to."""
    before = visitor.page.url
    await reach(visitor, name)
    await visitor.page.keyboard.press("Enter")
    await visitor.page.wait_for_url(lambda url: url != before)


async def send(visitor: Visitor, name: str) -> None:
    """Reach a button, press Enter, and wait for what comes of it."""
    await reach(visitor, name)
    async with visitor.page.expect_response(lambda response: response.request.method == "POST"):
        await visitor.page.keyboard.press("Enter")
    await visitor.settle()


async def type_into(visitor: Visitor, name: str, text: str) -> None:
    """Reach a field and type."""
    await reach(visitor, name)
    await visitor.page.keyboard.type(text)


async def sign_in(visitor: Visitor, name: str) -> None:
    """Sign in from the first page."""
    await visitor.go("/")
    await visitor.page.wait_for_selector("[name=username]:focus")
    await visitor.page.keyboard.type(name)
    await type_into(visitor, "password", PASSWORD)
    await visitor.page.keyboard.press("Enter")
    await visitor.page.wait_for_url(f"{visitor.address}/")


@pytest.mark.every_engine
@pytest.mark.parametrize("phone", [False, True], ids=["desktop", "phone"])
async def test_the_day_s_work_is_done_without_a_mouse(visit: Visits, db: Database, phone: bool) -> None:
    await enter(db, "greta", "xh", Role.OFFICER, PASSWORD)
    await seat(db, "greta", "xh", "admin")
    await issued(db, "签收的通知")
    await issued(db, "转发的通知", way=Way.LEVEL_BY_LEVEL)
    await seat(db, "zoe", "zj", "officer")
    async with visit("zoe") as zoe:
        await zoe.go("/")
        await zoe.tap("转发")
    async with visit(None, phone=phone) as greta:
        await sign_in(greta, "greta")
        await follow(greta, "签收的通知")
        await send(greta, "签收")
        await greta.go("/")
        await follow(greta, "转发的通知")
        await follow(greta, "附加要求转发")
        await type_into(greta, "body", "请于周五前报名。")
        await send(greta, "印发")
        assert "已印发" in await greta.text()
        await greta.go("/unions/xh")
        await reach(greta, "新建下级工会")
        await greta.page.keyboard.press("Enter")
        await type_into(greta, "name", "新星有限公司工会")
        await send(greta, "新建")
        await greta.page.wait_for_url("**/unions/*?done=*")
        assert await greta.heading() == "新星有限公司工会"
    held = await db.read(lambda tx: rows(tx, "MATCH (r:Receipt {union: 'xh'}) RETURN count(r.signed) AS n"))
    assert held[0]["n"] == 2
    assert await faults(db) == []
