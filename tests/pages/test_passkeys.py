"""Passkeys, with an authenticator that Chromium plays: made, signed in with, never twice by one answer, taken back."""

from urllib.parse import parse_qs

import httpx
import pytest

from api.actors import COOKIE
from graph.db import Database, rows
from orgnet.permissions import Role
from tests.cast import PASSWORD, enter
from tests.pages.conftest import Visits
from tests.pages.visitor import Visitor

DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "automaticPresenceSimulation": True,
}


async def with_device(visitor: Visitor, knows_its_owner: bool = True) -> None:
    """Give the visitor a device that makes passkeys, at an address with a name, which they need."""
    visitor.address = visitor.address.replace("127.0.0.1", "localhost")
    device = await visitor.page.context.new_cdp_session(visitor.page)
    await device.send("WebAuthn.enable")
    await device.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE | {"isUserVerified": knows_its_owner}})
    await visitor.page.context.add_cookies([{"name": "orgnet_language", "value": "zh", "url": visitor.address}])


@pytest.mark.every_engine
async def test_a_passkey_is_made_signs_in_once_per_answer_and_is_taken_back(visit: Visits, db: Database) -> None:
    await enter(db, "greta", "g1", Role.OFFICER, PASSWORD)
    async with visit(None, phone=True) as greta:
        await with_device(greta)
        await greta.go("/sign-in?next=/me")
        await greta.page.fill("[name=username]", "greta")
        await greta.page.fill("[name=password]", PASSWORD)
        await greta.tap("登录")
        await make(greta)
        assert await greta.barriers() == []
        answer = await sign_in(greta)
        [cookie] = [each for each in await greta.page.context.cookies(greta.address) if each.get("name") == COOKIE]
        assert cookie.get("expires", 0) > 0, "on a device of one's own the session is kept"
        again = await sent(greta, answer)
        assert (again.status_code, COOKIE in again.cookies) == (403, False)
        await greta.tap("收回")
        await greta.page.wait_for_selector("td form[action^='/me/passkeys/']", state="detached")
        await greta.tap("退出")
        await greta.page.get_by_role("button", name="用通行密钥登录").click()
        await greta.page.wait_for_selector(".notice.wrong")
        assert "此通行密钥在这里已不再有效" in await greta.text()
        greta.faults.clear()
    told = await db.read(lambda tx: rows(tx, "MATCH (f:Fact {subject: 'greta'}) RETURN f.kind AS kind ORDER BY f.seq"))
    assert [each["kind"] for each in told][-2:] == ["passkey made", "passkey taken back"]


async def make(visitor: Visitor) -> None:
    """Make a passkey on the page of oneself."""
    await visitor.page.get_by_role("button", name="在本设备上创建通行密钥").click()
    await visitor.page.wait_for_selector("td form[action^='/me/passkeys/']")


async def sign_in(visitor: Visitor) -> str:
    """Sign out, and in again with the passkey; what the device answered."""
    await visitor.tap("退出")
    await visitor.go("/sign-in?next=/me")
    async with visitor.page.expect_request("**/sign-in/passkey") as asked:
        await visitor.page.get_by_role("button", name="用通行密钥登录").click()
    await visitor.page.wait_for_url(f"{visitor.address}/me")
    return parse_qs((await asked.value).post_data or "")["answer"][0]


async def sent(visitor: Visitor, answer: str) -> httpx.Response:
    """Send an answer without a device."""
    async with httpx.AsyncClient(base_url=visitor.address, headers={"accept": "text/html"}) as client:
        return await client.post("/sign-in/passkey", data={"answer": answer})


async def test_a_device_that_does_not_know_its_owner_leaves_the_password(visit: Visits, db: Database) -> None:
    async with visit(None) as greta:
        await with_device(greta, knows_its_owner=False)
        await greta.go("/sign-in")
        await greta.page.get_by_role("button", name="用通行密钥登录").click()
        await greta.page.wait_for_selector("[data-passkey] [role=status]:not([hidden])")
        assert "用密码登录" in await greta.text()


@pytest.mark.parametrize("answer", ["", "x", "[]", "{}", '{"id": 1, "response": {"clientDataJSON": "e30"}}', "😀" * 99])
async def test_what_no_device_answers_signs_nobody_in(visit: Visits, answer: str) -> None:
    async with visit(None) as nobody:
        said = await sent(nobody, answer)
    assert (said.status_code, COOKIE in said.cookies) == (403, False)


async def test_no_passkey_is_offered_where_no_browser_could_make_one(visit: Visits) -> None:
    async with visit("gina") as gina:
        await gina.go("/me")
        assert await gina.page.locator("[data-passkey]").count() == 0
