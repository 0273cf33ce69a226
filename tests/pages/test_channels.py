"""Whoever wants to be told says how he is reached, by what and when; an admin says what applies to who says nothing."""

from playwright.async_api import expect

from graph import channels
from graph.db import Database
from orgnet.channels import Carrier, Habits, Pace
from tests.graph.test_check import faults
from tests.pages.conftest import Visits
from tests.pages.visitor import Visitor


async def test_somebody_chooses_by_what_and_when_he_is_told(visit: Visits, db: Database) -> None:
    async with visit("gina") as gina:
        await gina.go("/me/messages")
        assert await gina.heading() == "还没有渠道提醒您"
        await gina.page.fill("[name=mail]", "gina@example.cn")
        await gina.tap("保存")
        assert await gina.heading() == "按工会的统一设置提醒您"
        await gina.page.select_option("[name=carrier]", "webhook")
        await gina.page.fill("[name=address]", "http://127.0.0.1/hook")
        await gina.tap("添加")
        await expect(gina.page.locator("#notice")).to_contain_text("https://host.example.cn/path")
        await gina.page.select_option("[name=carrier]", "wecom")
        await gina.page.fill("[name=address]", "0123456789abcdef-wxyz")
        await gina.tap("添加")
        assert await gina.heading() == "通过您自设的 1 个渠道提醒您"
        await expect(gina.page.locator("#channels li")).to_contain_text("…wxyz")
        await _choose(gina, pace="digest", digest="9", begins="", ends="")
        await gina.tap("就这样提醒")
        await expect(gina.page.locator("#habits [name=pace]")).to_have_value("digest")
        gina.faults.clear()
        await gina.tap("移除 企业微信机器人")
        await expect(gina.page.locator("#channels li")).to_have_count(0)
    assert await db.read(lambda tx: channels.habits_of(tx, "gina")) == Habits(Pace.DIGEST, 9, None)
    assert await faults(db) == []


async def _choose(visitor: Visitor, **chosen: str) -> None:
    for name, value in chosen.items():
        await visitor.page.select_option(f"[name={name}]", value)


async def test_an_admin_sets_what_applies_to_a_branch(visit: Visits, db: Database) -> None:
    async with visit("ann") as ann, visit("gina") as gina:
        await ann.go("/unions/xh/channels")
        await ann.page.check("[name=carrier][value=sms]")
        await _choose(ann, pace="at_once", begins="20", ends="8")
        await ann.tap("设为本级及下级默认")
        await gina.go("/me/messages")
        await expect(gina.page.locator("#channels")).to_contain_text("短信")
        await expect(gina.page.locator("#habits [name=begins]")).to_have_value("20")
    default = await db.read(lambda tx: channels.default_of(tx, "g1"))
    assert (set(default.carriers), default.habits.quiet) == ({Carrier.MAIL, Carrier.SMS}, (20, 8))
    assert await faults(db) == []
