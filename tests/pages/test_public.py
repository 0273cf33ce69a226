"""Public documents are read by anybody; what is internal is not there for those who are not signed in."""

from datetime import UTC, datetime

import httpx
from playwright.async_api import expect

from graph import endings
from graph.db import Database
from orgnet.documents import Access
from orgnet.facts import Ask
from tests.pages.conftest import Visits
from tests.pages.letters import TITLE, issued


async def test_a_public_document_is_read_without_signing_in(visit: Visits, db: Database) -> None:
    id = await issued(db, access=Access.PUBLIC)
    async with visit(None) as anybody:
        await anybody.go(f"/public/{id}")
        assert await anybody.heading() == TITLE
        assert await anybody.page.locator("img.code").evaluate("each => each.naturalWidth > 0")
        assert await anybody.barriers() == []
    async with visit("otto") as otto:
        await otto.go(f"/directives/{id}")
        await otto.page.get_by_role("link", name="公开页面").click()
        await otto.page.wait_for_url(f"**/public/{id}")


async def test_what_is_internal_a_draft_or_withdrawn_is_not_there(visit: Visits, db: Database) -> None:
    internal, gone = await issued(db), await issued(db, "撤销的通知", access=Access.PUBLIC)
    await endings.withdraw(db, Ask("otto"), gone, "另行印发", datetime.now(UTC))
    async with visit(None) as anybody, httpx.AsyncClient(base_url=anybody.address) as client:
        for id in (internal, gone, "nothing"):
            answer = await client.get(f"/public/{id}", headers={"Accept": "text/html"})
            assert (answer.status_code, "没有文件" in answer.text) == (404, True)
            assert (await client.get(f"/public/{id}/attachments/x")).status_code == 404


async def test_everybody_sees_as_much_of_its_progress_as_the_issuer_chooses(visit: Visits, db: Database) -> None:
    id = await issued(db, access=Access.PUBLIC)
    async with visit(None) as anybody, visit("otto") as otto:
        figures, branches = anybody.page.locator("#published"), anybody.page.locator(".branches tbody tr")
        for choice, shown, rows in (("nothing", 0, 0), ("totals", 1, 0), ("branches", 1, 2)):
            await otto.go(f"/directives/{id}")
            await otto.page.select_option("[name=publishes]", choice)
            await otto.tap("确定公开")
            await expect(otto.page.locator("[name=publishes]")).to_have_value(choice)
            await anybody.go(f"/public/{id}")
            await expect(figures).to_have_count(shown)
            await expect(branches).to_have_count(rows)
        await expect(branches.first).to_contain_text("湖北省总工会")
        assert await anybody.barriers() == []


async def test_a_notice_to_print_bears_the_code_and_nothing_else(visit: Visits, db: Database) -> None:
    id = await issued(db, access=Access.PUBLIC)
    async with visit(None) as anybody:
        await anybody.go(f"/public/{id}")
        await anybody.page.get_by_role("link", name="可打印的告示").click()
        await anybody.page.wait_for_url("**/notice")
        await anybody.page.emulate_media(media="print")
        await expect(anybody.page.locator(".poster img")).to_be_visible()
        await expect(anybody.page.get_by_role("button")).to_have_count(0)
