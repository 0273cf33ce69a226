"""The guided visit: from stop to stop for whoever is new, once, and again when asked for."""

from urllib.parse import urlsplit

from playwright.async_api import expect

from tests.pages.conftest import Visits

STOPS = ["/", "/inbox", "/network", "/unions/root", "/unions/root/drafts/", "/issued", "/me"]


async def test_who_is_new_is_led_over_the_main_pages_once(visit: Visits) -> None:
    async with visit("otto") as otto:
        await otto.go("/")
        await otto.page.get_by_role("button", name="开始导览").click()
        for number, address in enumerate(STOPS, start=1):
            await expect(otto.page.locator(".visit small")).to_have_text(f"第 {number} 站，共 {len(STOPS)} 站")
            assert urlsplit(otto.page.url).path.startswith(address)
            if number < len(STOPS):
                await otto.page.locator(".visit .first").click()
        await otto.tap("结束导览")
        await expect(otto.page.locator(".visit")).to_have_count(0)
        await otto.tap("新手导览")
        await expect(otto.page.locator(".visit strong")).to_have_text("待办事项")


async def test_who_wanders_off_is_led_back(visit: Visits) -> None:
    async with visit("gina", phone=True, language="en") as gina:
        await gina.go("/")
        await gina.tap("Begin the visit")
        await gina.go("/search?q=x")
        assert await gina.barriers() == []
        await gina.tap("Back to this stop")
        assert gina.page.url == f"{gina.address}/"
