"""Pages follow what happens: by one stream a tab, resumed after a break, and never under somebody's fingers."""

from datetime import UTC, datetime

import httpx
from playwright.async_api import expect

from api.actors import COOKIE
from api.live import Listener, Tail
from graph import sessions
from graph.db import Database
from graph.gathering import write
from graph.marks import Mark
from orgnet.facts import Ask
from orgnet.receipts import Milestone
from tests.pages.conftest import Visits
from tests.pages.letters import issued


async def sign(db: Database, id: str) -> None:
    """Gina signs."""
    await write(db, [Mark(Ask("gina"), "g1", id, Milestone.SIGNED)], datetime.now(UTC))


async def test_a_signature_shows_on_the_progress_page_by_itself(visit: Visits, db: Database) -> None:
    id = await issued(db)
    async with visit("otto") as otto:
        await otto.go(f"/directives/{id}/progress")
        assert await otto.heading() == "还有 5 家未落实"
        await sign(db, id)
        await expect(otto.page.locator("h1")).to_have_text("还有 4 家未落实", timeout=15000)


async def test_a_new_directive_appears_at_home_and_not_under_somebody_s_fingers(visit: Visits, db: Database) -> None:
    async with visit("gina") as gina:
        await gina.go("/")
        await gina.page.wait_for_timeout(1500)
        await issued(db)
        await expect(gina.page.locator("h1")).to_have_text("待办 1 件", timeout=15000)
        await gina.go("/inbox")
        await gina.page.focus("[name=q]")
        await issued(db, "又一件通知")
        await gina.page.wait_for_timeout(3000)
        assert await gina.page.locator(".due li").count() == 1
        await gina.page.locator("h1").click()
        await gina.page.evaluate("document.activeElement.blur()")
        await expect(gina.page.locator(".due li")).to_have_count(2, timeout=15000)


async def test_a_stream_that_was_broken_off_is_told_that_something_happened(visit: Visits, db: Database) -> None:
    id = await issued(db)
    cookies = {COOKIE: await sessions.open(db, "gina", datetime.now(UTC))}
    async with visit("gina") as gina, httpx.AsyncClient(base_url=gina.address, cookies=cookies) as client:
        await gina.page.wait_for_timeout(1500)  # the tail has looked
        async with client.stream("GET", f"/live?about={id}", headers={"Last-Event-ID": "1"}) as stream:
            lines = [line async for line in _first(stream, 3)]
            assert lines[0] == "retry: 3000" and lines[1].startswith("id: ") and lines[2] == "event: changed"
        assert (await client.get("/live?about=nothing")).status_code == 404
        client.cookies.clear()
        assert (await client.get("/live")).status_code == 401


async def _first(stream: httpx.Response, n: int):
    async for line in stream.aiter_lines():
        if line:
            yield line
            n -= 1
        if n == 0:
            return


async def test_nobody_is_told_of_what_is_not_his(db: Database, visit: Visits) -> None:
    id, tail = await issued(db), Tail(db)
    await tail.look()
    mine, other = Listener(frozenset({"g1"}), subjects=frozenset({id})), Listener(frozenset({"hb"}))
    async with tail.listening(mine), tail.listening(other):
        await sign(db, id)
        await tail.look()
        assert (mine.told.is_set(), other.told.is_set()) == (True, False)
    assert tail.listeners == {}
