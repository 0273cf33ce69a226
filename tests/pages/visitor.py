"""A visitor: somebody with a browser, who notes everything that goes wrong in it."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal, TypedDict, Unpack

from playwright.async_api import Browser, Page, Response

from api.actors import COOKIE
from api.pages.rendering import LANGUAGE
from graph import sessions
from graph.db import Database

AXE = (Path(__file__).parents[2] / "node_modules/axe-core/axe.min.js").read_text()
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
PATIENCE = 60_000
"""Milliseconds for which a test waits for what should be there soon: machines that run tests are busy."""
DESKTOP, PHONE = {"width": 1280, "height": 800}, {"width": 390, "height": 844}


class Looks(TypedDict, total=False):
    """How a visitor looks at pages."""

    phone: bool
    language: str
    color_scheme: Literal["light", "dark"]
    java_script_enabled: bool
    forgetful: bool
    """Nothing is kept of what is fetched: every page is fetched with all that it needs."""


class Visitor:
    """A page of a browser, and what went wrong in it."""

    def __init__(self, address: str, page: Page) -> None:
        self.address = address
        self.page = page
        self.faults: list[str] = []
        page.on("pageerror", lambda error: self.faults.append(str(error)))
        page.on("console", lambda message: self.faults.append(message.text) if message.type == "error" else None)

    async def go(self, path: str) -> Response | None:
        """Open a page of ours."""
        return await self.page.goto(self.address + path)

    async def forget(self) -> None:
        """Keep nothing of what is fetched from here on."""
        session = await self.page.context.new_cdp_session(self.page)
        await session.send("Network.enable")
        await session.send("Network.setCacheDisabled", {"cacheDisabled": True})

    async def heading(self) -> str:
        """What the page answers."""
        return (await self.page.locator("h1").first.inner_text()).strip()

    async def text(self) -> str:
        """What the page says."""
        return await self.page.locator("main").inner_text()

    async def tap(self, name: str) -> None:
        """Press the button of this name, and wait for what comes of it."""
        async with self.page.expect_response(lambda response: response.request.method == "POST"):
            await self.page.get_by_role("button", name=name, exact=True).first.click()
        await self.settle()

    async def settle(self) -> None:
        """Wait until the page is as it will be."""
        await self.page.wait_for_load_state()
        await self.page.wait_for_selector(".htmx-request", state="detached")

    async def barriers(self) -> list[str]:
        """What axe finds that keeps people out."""
        await self.page.evaluate(AXE)
        found: Any = await self.page.evaluate(
            "rules => axe.run(document, {runOnly: rules}).then(found => found.violations.map("
            "each => `${each.id}: ${each.nodes.slice(0, 3).map(node => node.html).join(' … ')}`))",
            RULES,
        )
        return list(found)


@asynccontextmanager
async def visiting(
    browser: Browser, database: Database, address: str, person: str | None, **looks: Unpack[Looks]
) -> AsyncGenerator[Visitor]:
    """Somebody, signed in if named, who leaves behind no fault that he did not ask for."""
    context = await browser.new_context(
        viewport=PHONE if looks.get("phone") else DESKTOP,  # pyright: ignore[reportArgumentType]
        has_touch=looks.get("phone", False),
        color_scheme=looks.get("color_scheme", "light"),
        java_script_enabled=looks.get("java_script_enabled", True),
    )
    cookies = {LANGUAGE: looks.get("language", "zh")}
    if person:
        cookies[COOKIE] = await sessions.open(database, person, datetime.now(UTC))
    await context.add_cookies([{"name": name, "value": value, "url": address} for name, value in cookies.items()])
    context.set_default_timeout(PATIENCE)
    visitor = Visitor(address, await context.new_page())
    if looks.get("forgetful"):
        await visitor.forget()
    yield visitor
    await context.close()
    assert not visitor.faults, visitor.faults
