"""Pictures of the main pages, for the README: `python -m tests.pictures ADDRESS` beside a running `make demo`."""

import asyncio
import sys
from pathlib import Path

from playwright.async_api import Browser, Page, async_playwright

from api.pages.visits import OVER, VISIT
from seeds.story import PASSWORD
from tests.chromium import SWITCHES, found

FOLDER = Path(__file__).parent.parent / "docs" / "pictures"


async def signed_in(browser: Browser, address: str, name: str, width: int, height: int) -> Page:
    """A page of somebody of the story."""
    context = await browser.new_context(viewport={"width": width, "height": height})
    await context.add_cookies([{"name": VISIT, "value": OVER, "url": address}])
    page = await context.new_page()
    await page.goto(f"{address}/sign-in")
    await page.fill("[name=username]", name)
    await page.fill("[name=password]", PASSWORD)
    await page.keyboard.press("Enter")
    await page.wait_for_url(f"{address}/")
    return page


async def kept(page: Page, name: str) -> None:
    """Keep a picture of what is seen."""
    await page.wait_for_load_state("networkidle")
    await page.screenshot(path=FOLDER / f"{name}.png")


async def grassroots(browser: Browser, address: str) -> None:
    """What a grassroots officer sees."""
    phone = await signed_in(browser, address, "grassroots", 390, 700)
    await kept(phone, "due")
    await phone.close()
    page = await signed_in(browser, address, "grassroots", 1280, 900)
    await page.locator(".due h2 a").first.click()
    await page.wait_for_url("**/inbox/**")
    await kept(page, "document")


async def national(browser: Browser, address: str) -> None:
    """What the national office sees."""
    page = await signed_in(browser, address, "national", 1280, 900)
    await page.goto(f"{address}/issued")
    await page.locator("td a").nth(1).click()
    await page.wait_for_url("**/progress")
    await kept(page, "progress")
    await page.goto(f"{address}/issued")
    await page.get_by_role("link", name="起草发文").click()
    await page.fill("[name=title]", "关于开展冬季安全生产月活动的通知")
    await page.fill(
        "[name=body]", "各级工会：\n一、深入一线\n组织职工代表开展安全巡查。\n二、排查隐患\n建立台账，逐项整改。"
    )
    await page.check("[name='level.0'][value=grassroots]")
    await page.wait_for_selector("#preview table")
    await page.evaluate("scrollTo(0, 0)")
    await kept(page, "draft")
    await page.goto(f"{address}/network")
    await page.wait_for_selector("#network[data-ready]")
    await page.select_option("#colour", index=5)
    await page.wait_for_selector("[data-legend=progress]:not([hidden])")
    await page.wait_for_timeout(1500)  # the map is at rest
    await page.wait_for_selector("#reading", state="hidden")
    await kept(page, "network")


async def main(address: str) -> None:
    """Take all of them."""
    FOLDER.mkdir(exist_ok=True)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=found(), args=SWITCHES)
        await grassroots(browser, address)
        await national(browser, address)
        await browser.close()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
