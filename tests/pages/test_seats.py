"""Who serves where: a seat is given, ended and given back; a forgotten password is set anew with a code."""

from graph.access import posts_of
from graph.db import Database
from orgnet.permissions import Role, Seat
from tests.cast import PASSWORD, enter
from tests.pages.conftest import Visits


async def seats(db: Database, person: str) -> list[Seat]:
    """The seats that somebody holds."""
    return await db.read(lambda tx: posts_of(tx, person))


async def test_somebody_is_found_seated_unseated_and_seated_again(visit: Visits, db: Database) -> None:
    async with visit("ann") as ann:
        await ann.go("/unions/xh")
        await ann.page.locator("main").get_by_role("link", name="管理", exact=True).click()
        await ann.page.wait_for_url("**/unions/xh/seats")
        assert await ann.heading() == "1 人在此任职"
        assert "gina" in await ann.text()
        await ann.page.fill("[name=q]", "hugo")
        await ann.page.keyboard.press("Enter")
        await ann.page.wait_for_url("**/unions/xh/seats?q=hugo")
        await ann.page.select_option("[name=role]", "clerk")
        await ann.tap("任命")
        assert Seat("xh", Role.CLERK) in await seats(db, "hugo")
        await ann.page.get_by_role("row", name="hugo").get_by_role("button", name="免去").first.click()
        await ann.page.wait_for_selector("text=任职经历保留")
        assert await seats(db, "hugo") == [Seat("g2", Role.OFFICER)]
        await ann.tap("恢复任职")
        assert Seat("xh", Role.CLERK) in await seats(db, "hugo")


async def test_who_may_not_give_seats_sees_who_serves_and_no_way_to_change_it(visit: Visits) -> None:
    async with visit("xena") as xena:
        await xena.go("/unions/g1/seats")
        assert "gina" in await xena.text()
        assert await xena.page.get_by_role("button", name="免去").count() == 0
        assert "无人" not in await xena.page.inner_text("nav.tabs")
        await xena.go("/unions/hb/seats")
        assert "benno" not in await xena.text()
        xena.faults.clear()  # the browser notes that the answer was a refusal


async def test_a_forgotten_password_is_set_anew_with_a_code(visit: Visits, db: Database) -> None:
    await enter(db, "greta", "g1", Role.OFFICER, PASSWORD)
    async with visit("ann") as ann, visit(None, phone=True) as greta:
        await ann.go("/unions/g1/seats")
        await ann.page.get_by_role("row", name="greta").get_by_role("button", name="新密码").first.click()
        code = await ann.page.locator(".code").inner_text()
        await greta.go("/sign-in")
        await greta.page.get_by_role("link", name="我有一次性口令").click()
        await greta.page.wait_for_url("**/renew")
        await greta.page.fill("[name=username]", "greta")
        await greta.page.fill("[name=code]", "7KQ2-M9XA-04TB-ZZ3D")
        await greta.page.fill("[name=password]", "another sentence of mine")
        await greta.tap("设置")
        assert "口令" in await greta.page.inner_text(".wrong")
        greta.faults.clear()
        await greta.page.fill("[name=code]", code.lower())
        await greta.page.fill("[name=password]", "another sentence of mine")
        await greta.tap("设置")
        assert greta.page.url == f"{greta.address}/"
