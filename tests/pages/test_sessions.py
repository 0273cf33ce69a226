"""Signing in on the way to a page, and out; the language one reads in."""

import time
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from api.actors import COOKIE
from graph import sessions
from graph.db import Database
from orgnet.permissions import Role
from tests.cast import PASSWORD, enter
from tests.pages.conftest import Visits
from tests.pages.letters import issued


async def test_a_link_lands_on_the_document_through_sign_in(visit: Visits, db: Database) -> None:
    await enter(db, "greta", "g1", Role.OFFICER, PASSWORD)
    id = await issued(db)
    async with visit(None) as greta:
        await greta.go(f"/d/{id}")
        assert await greta.heading() == "登录"
        await greta.page.fill("[name=username]", "greta")
        await greta.page.fill("[name=password]", PASSWORD)
        await greta.page.keyboard.press("Enter")
        await greta.page.wait_for_url(f"**/unions/g1/inbox/{id}")
        await greta.tap("签收")
        assert "办结" in await greta.text()
        await greta.tap("退出")
        assert await greta.heading() == "登录"


async def test_a_wrong_password_is_said_and_the_name_is_kept(visit: Visits, db: Database) -> None:
    await enter(db, "greta", "g1", Role.OFFICER, PASSWORD)
    async with visit(None, language="en") as greta:
        await greta.go("/sign-in")
        await greta.page.fill("[name=username]", "greta")
        await greta.page.fill("[name=password]", "wrong")
        await greta.tap("Sign in")
        assert "user name or password is wrong" in await greta.text()
        assert await greta.page.input_value("[name=username]") == "greta"
        greta.faults.clear()  # the browser notes that the answer was a refusal


@pytest.mark.parametrize("away", ["https://elsewhere.example/", "//elsewhere.example", "/\\elsewhere.example", "x"])
async def test_sign_in_leads_nowhere_else(visit: Visits, db: Database, away: str) -> None:
    await enter(db, "greta", "g1", Role.OFFICER, PASSWORD)
    async with visit(None) as greta:
        await greta.page.goto(f"{greta.address}/sign-in?next={away}")
        await greta.page.fill("[name=username]", "greta")
        await greta.page.fill("[name=password]", PASSWORD)
        await greta.tap("登录")
        assert greta.page.url == f"{greta.address}/"


async def test_one_switch_changes_the_language_of_the_same_page(visit: Visits) -> None:
    async with visit("gina") as gina:
        await gina.go("/inbox?show=open")
        await gina.tap("English")
        assert (await gina.heading(), gina.page.url) == (
            "0 of the directives received are open",
            f"{gina.address}/inbox?show=open",
        )
        assert await gina.page.get_attribute("html", "lang") == "en"


async def test_one_s_own_phone_stays_signed_in_for_a_month_and_is_signed_out_from_elsewhere(
    visit: Visits, db: Database
) -> None:
    await enter(db, "greta", "g1", Role.OFFICER, PASSWORD)
    async with visit(None, phone=True) as greta, visit("greta") as desk:
        await greta.go("/sign-in")
        await greta.page.fill("[name=username]", "greta")
        await greta.page.fill("[name=password]", PASSWORD)
        await greta.page.check("[name=own]")
        await greta.tap("登录")
        [cookie] = [each for each in await greta.page.context.cookies() if each.get("name") == COOKIE]
        assert 29 * 86400 < cookie.get("expires", 0) - time.time() < 31 * 86400
        secret = str(cookie.get("value"))
        later = datetime.now(UTC) + timedelta(days=29)
        assert await sessions.actor_of(db, secret, later) == "greta"
        assert await sessions.actor_of(db, secret, later + timedelta(days=29)) == "greta"
        await desk.go("/me")
        assert "本机" in await desk.text()
        await desk.tap("退出该设备")
        await greta.go("/inbox")
        assert await greta.heading() == "登录"


async def test_a_session_that_is_not_one_s_own_ends_with_the_day(db: Database, visit: Visits) -> None:
    secret = await sessions.open(db, "gina", datetime.now(UTC))
    assert await sessions.actor_of(db, secret, datetime.now(UTC) + timedelta(hours=13)) is None
    await sessions.revoke(
        db, "hugo", (await db.read(lambda tx: sessions.of(tx, "gina", secret, datetime.now(UTC))))[0].id
    )
    assert await sessions.actor_of(db, secret, datetime.now(UTC)) == "gina"


async def test_no_other_site_signs_anybody_in_or_writes_in_his_name(visit: Visits, db: Database) -> None:
    await enter(db, "greta", "g1", Role.OFFICER, PASSWORD)
    id = await issued(db)
    async with visit("greta") as greta, httpx.AsyncClient(base_url=greta.address) as client:
        away = {"Origin": "https://elsewhere.example"}
        form = {"username": "greta", "password": PASSWORD}
        assert (await client.post("/sign-in", data=form, headers=away)).status_code == 403
        assert (await client.post("/sign-in", data=form)).status_code == 303
        path = f"/unions/g1/inbox/{id}/taps/signed"
        assert (await client.post(path, data={"nonce": "1"}, headers=away)).status_code == 403
        assert (await client.post(path, data={"nonce": "1"})).status_code == 303
