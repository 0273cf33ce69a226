"""Brands: the name, the logo and the colour of a union at the head of the pages of all who serve there or below."""

import base64
from pathlib import Path

from tests.pages.conftest import Visits

DOT = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
EDGE = "each => getComputedStyle(each).borderLeftColor"


async def test_a_brand_is_seen_below_stands_out_in_either_theme_and_is_taken_away(
    visit: Visits, tmp_path: Path
) -> None:
    logo = tmp_path / "logo.png"
    logo.write_bytes(DOT)
    async with visit("ann") as ann, visit("gina", color_scheme="dark") as gina:
        await ann.go("/unions/zj/brand")
        assert await ann.heading() == "尚未设置标识"
        await ann.page.fill("[name=name]", "浙江工会")
        await ann.page.fill("[name=colour]", "#ffee00")
        await ann.page.set_input_files("[name=logo]", logo)
        await ann.tap("设置标识")
        assert await ann.heading() == "本工会自有标识"
        await gina.go("/")
        assert await gina.page.inner_text("a.brand") == "浙江工会"
        assert await gina.page.locator("a.brand img").evaluate("each => each.naturalWidth") == 1
        assert await gina.page.locator("a.brand").evaluate(EDGE) == "rgb(255, 238, 0)"
        await gina.page.emulate_media(color_scheme="light")
        assert await gina.page.locator("a.brand").evaluate(EDGE) != "rgb(255, 238, 0)"
        assert await gina.barriers() == []
        await gina.page.emulate_media(media="print")
        assert await gina.page.locator(".letterhead").is_visible()
        assert await ann.page.inner_text("a.brand") == "工会一张网"
        await ann.tap("移除标识")
        await gina.go("/")
        assert await gina.page.inner_text("a.brand") == "工会一张网"


async def test_what_is_no_small_picture_is_refused(visit: Visits, tmp_path: Path) -> None:
    drawing = tmp_path / "logo.png"
    drawing.write_text("<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>")
    async with visit("ann") as ann:
        await ann.go("/unions/zj/brand")
        await ann.page.fill("[name=name]", "浙江工会")
        await ann.page.set_input_files("[name=logo]", drawing)
        await ann.tap("设置标识")
        assert "PNG、JPEG 或 GIF" in await ann.text()
        ann.faults.clear()  # the browser notes that the answer was a refusal
