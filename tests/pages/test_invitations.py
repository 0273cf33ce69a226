"""Invitations: a slip for every union that has nobody, taken home, and a seat taken with it on a phone."""

import pytest
from playwright.async_api import ViewportSize

from graph.access import posts_of
from graph.db import Database, row
from orgnet.levels import Level
from orgnet.permissions import Role, Seat
from tests.cast import PASSWORD, found, union
from tests.graph.test_check import faults
from tests.pages.conftest import Visits
from tests.pages.visitor import Visitor

PAPER: ViewportSize = {"width": 718, "height": 1047}
"""What is between the margins of a sheet of A4, in pixels."""


async def hands(db: Database, id: str) -> str:
    """Whether anybody acts for a union."""
    found = await db.read(lambda tx: row(tx, "MATCH (u:Union {id: $id}) RETURN u.hands AS hands", id=id))
    assert found
    return found["hands"]


async def printed_apart(visitor: Visitor) -> bool:
    """Whether the code on a printed slip ends before the picture begins."""
    size = visitor.page.viewport_size
    assert size
    await visitor.page.emulate_media(media="print")
    await visitor.page.set_viewport_size(PAPER)
    wide = "each => { const range = document.createRange(); range.selectNodeContents(each); return range.getBoundingClientRect().right; }"
    ends = await visitor.page.locator(".slip .code").evaluate(wide)
    picture = await visitor.page.locator(".slip img").bounding_box()
    await visitor.page.emulate_media(media="screen")
    await visitor.page.set_viewport_size(size)
    return bool(picture and ends < picture["x"])


async def test_slips_for_all_that_have_nobody_are_made_once_and_one_is_redeemed_on_a_phone(
    visit: Visits, db: Database
) -> None:
    await found(db, union("g3", Level.GRASSROOTS, name="新星幼儿园工会"), "xh")
    async with visit("ann") as ann, visit(None, phone=True) as nina:
        await ann.go("/unions/xh/invitations")
        assert await ann.heading() == "下属 1 家工会无人任职"
        await ann.tap("生成邀请单")
        assert await ann.heading() == "1 张邀请单待发放"
        slip = ann.page.locator(".slip")
        assert "新星幼儿园工会" in await slip.inner_text()
        assert await slip.locator("img").evaluate("each => each.naturalWidth > 0")
        assert await hands(db, "g3") == "invited"
        code = await slip.locator(".code").inner_text()
        assert await printed_apart(ann)
        await nina.go(f"/join?code={code}")
        assert await nina.heading() == "到新星幼儿园工会任职"
        for name, said in (("name", "王妮娜"), ("username", "nina"), ("password", PASSWORD)):
            await nina.page.fill(f"[name={name}]", said)
        await nina.tap("任职并登录")
        assert nina.page.url == f"{nina.address}/"
        assert "王妮娜" in await nina.page.inner_text("header.top")
        await ann.go("/unions/xh/invitations")
        assert await ann.heading() == "下属各工会均已有人"
    assert await faults(db) == []


async def test_somebody_is_invited_by_name_and_taken_back(visit: Visits, db: Database) -> None:
    async with visit("ann") as ann, visit(None) as nina:
        await ann.go("/unions/g1/invitations")
        await ann.page.locator("form", has_text="口令有效天数").locator("[name=name]").fill("<b>王妮娜</b>")
        await ann.tap("邀请")
        code = await ann.page.locator(".slip .code").inner_text()
        assert "<b>王妮娜</b>" in await ann.page.inner_text(".slip")
        await ann.tap("收回")
        assert "已收回" in await ann.text()
        await nina.go(f"/join?code={code}")
        for name, said in (("name", "王妮娜"), ("username", "nina"), ("password", PASSWORD)):
            await nina.page.fill(f"[name={name}]", said)
        await nina.tap("任职并登录")
        assert "口令" in await nina.page.inner_text(".wrong")
        assert await nina.page.input_value("[name=name]") == "王妮娜"
        nina.faults.clear()  # the browser notes that the answer was a refusal
    assert Seat("g1", Role.OFFICER) in await db.read(lambda tx: posts_of(tx, "gina"))


@pytest.mark.parametrize("person", ["gina", "xena", "benno"])
async def test_only_whoever_gives_seats_invites(visit: Visits, person: str) -> None:
    async with visit(person) as other:
        await other.go("/unions/g1/invitations")
        assert "管理员" in await other.text()
        other.faults.clear()
