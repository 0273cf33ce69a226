"""Attachments open as pages: on a phone, for whoever sees the document, and for everybody where it is public."""

from datetime import UTC, datetime

import uuid_utils
from playwright.async_api import expect

from graph import directives
from graph.db import Database
from orgnet.audiences import Reach, addressed
from orgnet.cells import Facets
from orgnet.directives import Directive
from orgnet.documents import Access, Text
from orgnet.facts import Ask
from tests.files import PDF, pdf, said, word, workbook
from tests.pages.conftest import Visits
from tests.pages.letters import BODY, TITLE
from tests.pages.visitor import Visitor

FILES = {
    "实施办法.docx": word(said("一、走访慰问困难职工") + said("二、建立台账")),
    "统计表.xlsx": workbook(),
    "扫描件.pdf": pdf("First", "Second"),
    "坏了.pdf": PDF,
}


async def issued_with_files(db: Database, otto: Visitor) -> str:
    """A public directive with a file of each kind; its id."""
    id, ask, now = str(uuid_utils.uuid7()), Ask("otto"), datetime.now(UTC)
    audience = addressed("root", reach=Reach.BRANCH, facets=Facets())
    await directives.draft(db, ask, Directive(id, id, Text(TITLE, BODY, access=Access.PUBLIC), audience), now)
    for name, content in FILES.items():
        answer = await otto.page.request.post(
            f"{otto.address}/api/v1/directives/{id}/attachments",
            params={"name": name},
            data=content,
            headers={"Origin": otto.address, "Content-Type": "application/octet-stream"},
        )
        assert answer.status == 201, await answer.text()
    await directives.issue(db, ask, id, now)
    return id


async def test_files_open_as_pages_on_a_phone_and_broken_ones_say_so(visit: Visits, db: Database) -> None:
    async with visit("otto") as otto:
        id = await issued_with_files(db, otto)
    async with visit("gina", phone=True) as gina:
        page = gina.page
        await gina.go(f"/unions/g1/inbox/{id}")
        await page.get_by_role("link", name="实施办法.docx").click()
        await expect(page.locator(".leaf")).to_contain_text("一、走访慰问困难职工")
        assert await gina.barriers() == []
        await page.get_by_role("link", name="关于开展送温暖活动的通知").click()
        await page.get_by_role("link", name="统计表.xlsx").click()
        await expect(page.locator(".cells")).to_contain_text("走访户数")
        assert await gina.barriers() == []
        await page.go_back()
        await page.get_by_role("link", name="坏了.pdf").click()
        await expect(page.locator(".empty")).to_contain_text("文件已损坏或加了密")
        await expect(page.get_by_role("link", name="下载文件")).to_be_visible()
    async with visit(None) as anybody:
        await anybody.go(f"/public/{id}")
        await anybody.page.get_by_role("link", name="扫描件.pdf").click()
        await expect(anybody.page.get_by_text("First")).to_be_visible()
        await anybody.page.get_by_role("link", name="下一页").first.click()
        await expect(anybody.page.get_by_text("Second")).to_be_visible()
        assert await anybody.barriers() == []


async def test_nobody_opens_the_files_of_others(visit: Visits, db: Database) -> None:
    async with visit("otto") as otto:
        id = await issued_with_files(db, otto)
        for path in (f"/directives/{id}/attachments/none", "/public/none/attachments/none/page"):
            answer = await otto.go(path)
            assert answer is not None and answer.status == 404
        otto.faults.clear()
