"""The network: seen, searched, coloured, chosen and kept in the address, by finger and by keyboard."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Unpack

from playwright.async_api import expect

from graph.db import Database
from tests.pages.conftest import Visits
from tests.pages.letters import issued
from tests.pages.visitor import Looks, Visitor


@asynccontextmanager
async def looking(
    visit: Visits, person: str, path: str = "/network", **looks: Unpack[Looks]
) -> AsyncGenerator[Visitor]:
    """Somebody before the map, once it is drawn."""
    async with visit(person, **looks) as visitor:
        await visitor.go(path)
        while not await visitor.page.locator("#network").count():  # the map is drawn beside, once the server runs
            await visitor.go(path)
        await visitor.page.wait_for_selector("#network[data-ready]")
        yield visitor


async def test_a_union_is_found_flown_to_and_shown_with_its_line(visit: Visits) -> None:
    async with looking(visit, "gina") as gina:
        await gina.page.fill("[name=q]", "晨光")
        await gina.page.locator("#hits button").first.click()
        await gina.page.wait_for_selector("#panel h2")
        assert "晨光学校工会委员会" in await gina.text()
        assert await gina.page.locator("#panel .line a").all_inner_texts() == ["全国", "浙江", "西湖区"]
        await gina.page.wait_for_url(lambda url: "union=" in url and "z=" in url)
        zoom = await gina.page.evaluate("document.getElementById('network').view.camera.zoom")
        assert zoom > 100
        kept = gina.page.url
        await gina.page.goto("about:blank")
        await gina.page.goto(kept)
        await gina.page.wait_for_selector("#panel h2")
        assert "晨光学校工会委员会" in await gina.page.inner_text("#panel")


async def test_a_click_on_a_dot_chooses_it_and_the_layout_turns(visit: Visits) -> None:
    async with looking(visit, "gina") as gina:
        spot = "view => { const at = view.camera.toScreen(...view.at(3)); return {x: at[0], y: at[1]}; }"
        at = await gina.page.evaluate(f"({spot})(document.getElementById('network').view)")
        await gina.page.locator(".stage").click(position=at)
        await gina.page.wait_for_selector("#panel h2")
        assert "西湖区总工会" in await gina.page.inner_text("#panel")
        await gina.page.get_by_role("button", name="按地域").click()
        await gina.page.wait_for_url(lambda url: "layout=map" in url)
        assert await gina.page.get_attribute("[data-layout=map]", "aria-pressed") == "true"


async def test_it_is_steered_by_keyboard(visit: Visits) -> None:
    async with looking(visit, "gina") as gina:
        await gina.page.focus(".stage")
        for key in ("0", "+", "-", "ArrowLeft", "ArrowRight", "Enter"):
            await gina.page.keyboard.press(key)
            await gina.page.wait_for_timeout(50)
        await gina.page.keyboard.press("Escape")  # while what the last key asked for may still be on its way
        await gina.page.evaluate("document.getElementById('network').view.camera.fly(0, 0, 0.9, true)")
        await gina.page.keyboard.press("Enter")
        await gina.page.wait_for_selector("#panel h2")
        assert "全国总工会" in await gina.page.inner_text("#panel")
        await gina.page.keyboard.press("Escape")
        await gina.page.wait_for_selector("#panel h2", state="detached")


async def test_colour_comes_with_a_question_and_its_legend_counts(visit: Visits, db: Database) -> None:
    await issued(db)
    async with looking(visit, "otto") as otto:
        await otto.page.select_option("#directive", index=1)
        await otto.page.wait_for_selector("#legend:not([hidden])")
        await expect(otto.page.locator("[data-step='0'] b")).to_have_text("4")
        await otto.page.locator("[data-step='0']").click()
        assert await otto.page.get_attribute("[data-step='0']", "aria-pressed") == "true"
        await otto.page.locator(".stage").click(position={"x": 464, "y": 371})
        await otto.page.wait_for_selector("#panel h2")
        assert "应办" in await otto.page.inner_text("#panel")


async def test_nobody_is_kept_out_of_it(visit: Visits) -> None:
    looks: tuple[Looks, ...] = ({}, {"color_scheme": "dark"}, {"phone": True})
    for each in looks:
        async with looking(visit, "gina", **each) as gina:
            assert await gina.barriers() == []
