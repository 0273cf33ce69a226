"""Home: what is due, done in one tap, all at once, and taken back."""

from graph.db import Database
from orgnet.directives import Way
from orgnet.duties import Thing, only
from orgnet.evidence import Blank, Evidence, Filling
from tests.cast import seat
from tests.days import in_days
from tests.graph.test_check import faults
from tests.pages.conftest import Visits
from tests.pages.letters import issued


async def test_one_tap_signs_and_another_takes_it_back(visit: Visits, db: Database) -> None:
    await issued(db, duties=only(Thing.SIGN, in_days(3)))
    async with visit("gina") as gina:
        await gina.go("/")
        assert await gina.heading() == "待办 1 件"
        await gina.tap("签收")
        assert "办结" in await gina.text()
        await gina.go("/")
        assert await gina.heading() == "没有待办"
        await gina.go("/inbox")
        await gina.tap("撤回")
        assert "待办" in await gina.text()
        await gina.go("/")
        assert await gina.heading() == "待办 1 件"
    assert await faults(db) == []


async def test_all_that_asks_no_more_is_done_at_once_over_all_seats_with_one_undo(visit: Visits, db: Database) -> None:
    await seat(db, "gina", "xh", "officer")
    await issued(db, "签收的通知", duties=only(Thing.SIGN, in_days(0)))
    await issued(db, "转发的通知", way=Way.LEVEL_BY_LEVEL)
    told = Evidence(blanks=(Blank("走访户数", Filling.COUNT),))
    await issued(db, "填报的通知", duties=only(Thing.DO), evidence=told)
    async with visit("gina") as gina:
        await gina.go("/")
        assert await gina.heading() == "今日到期 2 件"
        await gina.tap("一键签收、转发这 2 件")
        assert "已签收 2 件，转发 0 件。" in await gina.text()
        assert await gina.heading() == "待办 2 件"
        await gina.tap("全部撤回")
        assert await gina.heading() == "今日到期 2 件"
    assert await faults(db) == []


async def test_a_relay_passes_on_as_it_stands_with_one_tap(visit: Visits, db: Database) -> None:
    await issued(db, way=Way.LEVEL_BY_LEVEL)
    await seat(db, "zoe", "zj", "officer")
    async with visit("zoe") as zoe:
        await zoe.go("/")
        await zoe.tap("转发")
        assert "办结" in await zoe.text()
    await seat(db, "xaver", "xh", "officer")
    async with visit("xaver") as xaver:
        await xaver.go("/")
        assert await xaver.heading() == "待办 1 件"
    assert await faults(db) == []


async def test_a_double_click_signs_once_and_a_refusal_is_said_where_one_is(visit: Visits, db: Database) -> None:
    id = await issued(db)
    async with visit("gina") as gina:
        await gina.go(f"/unions/g1/inbox/{id}")
        await gina.page.get_by_role("button", name="签收", exact=True).dblclick()
        await gina.page.wait_for_load_state("networkidle")
        assert "签收" in await gina.text()
        await gina.tap("撤回签收")
        assert await gina.page.get_by_role("button", name="签收", exact=True).count() == 1
    assert await faults(db) == []


async def test_several_seats_are_seen_together_or_one_alone(visit: Visits, db: Database) -> None:
    await seat(db, "gina", "g2", "officer")
    await issued(db)
    async with visit("gina", phone=True) as gina:
        await gina.go("/")
        assert await gina.heading() == "待办 2 件"
        await gina.page.get_by_role("link", name="晨光学校工会委员会").click()
        await gina.page.wait_for_url("**/?seat=g2")
        assert await gina.heading() == "待办 1 件"


async def test_it_works_without_scripts(visit: Visits, db: Database) -> None:
    await issued(db)
    async with visit("gina", java_script_enabled=False, language="en") as gina:
        await gina.go("/")
        await gina.tap("Sign")
        assert await gina.heading() == "Nothing is due"
