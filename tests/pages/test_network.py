"""The network: seen, searched, coloured, chosen and kept in the address, by finger and by keyboard."""

import re
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Unpack

from playwright.async_api import expect

from graph import structure
from graph.db import Database
from tests.cast import OPERATOR_ASKS
from tests.days import in_days
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
        await gina.page.wait_for_url(re.compile(r"union=g2.*&z=\d{4}|z=\d{4}.*&union=g2"))
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
        await otto.page.select_option("#colour", index=4)
        legend = otto.page.locator("[data-legend=progress]")
        await expect(legend.locator("[data-tone='0'] b")).to_have_text("4")
        await legend.locator("[data-tone='0']").click()
        await expect(legend.locator("[data-tone='0']")).to_have_attribute("aria-pressed", "true")
        await otto.page.locator(".stage").click(position={"x": 464, "y": 371})
        await expect(otto.page.locator("#panel")).to_contain_text("应办")
        await otto.page.get_by_role("button", name="播放传达过程").click()
        await expect(otto.page.locator("[data-legend=wave] [data-tone='1'] b")).to_have_text("4")
        await otto.page.get_by_role("button", name="回到今天").click()
        await expect(legend).to_be_visible()
        await otto.page.select_option("#colour", "members")
        await expect(otto.page.locator("[data-legend=members] [data-tone='0'] b")).not_to_be_empty()


TABLES = "performance.getEntriesByType('resource').filter(each => each.name.includes('/table?')).length"


async def test_the_table_is_the_map_in_words_and_leads_through_it_by_keyboard(visit: Visits, db: Database) -> None:
    directive = await issued(db)
    async with looking(visit, "otto", f"/network#colour={directive}&table=1") as otto:
        twin = otto.page.locator("#twin")
        await expect(twin.locator("caption")).to_have_text("全国总工会的直接下级")
        assert (await twin.locator("tbody th").all_inner_texts()) == ["湖北省总工会", "浙江省总工会"]
        await expect(twin.locator("tbody tr").last.locator("td").last).to_have_text("0 0%")
        await twin.get_by_role("button", name="所属工会").focus()
        await otto.page.keyboard.press("Enter")
        await expect(twin.locator("tbody th").first).to_have_text("浙江省总工会")
        # It is fetched when it is opened, and again when progress is known: order and focus stay.
        while await otto.page.evaluate(TABLES) < 2:
            await otto.page.wait_for_timeout(20)
        await otto.page.wait_for_timeout(100)
        await expect(twin.locator("tbody th").first).to_have_text("浙江省总工会")
        await expect(twin.get_by_role("button", name="所属工会")).to_be_focused()
        await twin.get_by_role("button", name="浙江省总工会").focus()
        await otto.page.keyboard.press("Enter")
        await expect(twin.locator("caption")).to_have_text("浙江省总工会的直接下级")
        await expect(otto.page.locator("#panel h2")).to_have_text("浙江省总工会")


async def test_who_administers_the_top_has_all_drawn_anew_and_it_tells_what_has_changed_since_a_day(
    visit: Visits, db: Database
) -> None:
    now = datetime.now(UTC)
    async with looking(visit, "ann") as ann:
        before = await ann.page.get_attribute("#network", "data-atlas")
        await structure.move(db, OPERATOR_ASKS, "g1", "hb", now)
        await structure.dissolve(db, OPERATOR_ASKS, "g2", now)
        await ann.page.locator("summary", has_text="重新排布全图").click()
        await ann.tap("重新排布全图")
        while await ann.page.get_attribute("#network", "data-atlas") == before:
            await ann.go("/network")
        day = (now - timedelta(days=2)).date().isoformat()
        await ann.page.goto("about:blank")
        await ann.go(f"/network#colour=since&since={day}&table=1&union=zj")
        await expect(ann.page.locator("#gone b")).to_have_text("1")
        await expect(ann.page.locator("[data-legend=since] [data-tone='0'] b")).to_have_text("4")
        await expect(ann.page.locator("#panel h3")).to_contain_text("终了时")
        await ann.page.get_by_role("button", name="西湖区总工会").click()
        gone = ann.page.locator("#twin ul")
        await expect(gone).to_contain_text("调往 湖北省总工会")
        await expect(gone).to_contain_text("已撤销")


async def test_a_dot_under_the_pointer_is_called_by_its_name_and_lines_are_drawn_over_the_map(visit: Visits) -> None:
    async with looking(visit, "gina") as gina:
        await gina.page.get_by_label("产业指导线").check()
        await gina.page.get_by_label("协作关系").check()
        await gina.page.wait_for_url(lambda url: "second=1" in url and "pact=1" in url)
        assert await gina.page.locator("[action='/network/editions']").count() == 0
        near = (
            "view => { const dot = view.spotOf({place: 3, rank: 1}); view.camera.fly(...dot, 400, true); view.ask(); }"
        )
        await gina.page.evaluate(f"({near})(document.getElementById('network').view)")
        at = await gina.page.evaluate(
            "(({width, height}) => [width / 2, height / 2])(document.getElementById('network').view.camera)"
        )
        async with gina.page.expect_response(lambda response: "/names/3" in response.url):
            await gina.page.locator(".stage").hover(position={"x": at[0], "y": at[1]})
        hint = "document.getElementById('network').view.hint"
        while await gina.page.evaluate(hint) != "晨光学校工会委员会":
            await gina.page.evaluate("() => new Promise(requestAnimationFrame)")


async def test_the_view_is_saved_with_its_names_and_legend(visit: Visits) -> None:
    async with looking(visit, "otto", "/network#colour=below") as otto:
        async with otto.page.expect_download() as saving:
            await otto.page.get_by_role("button", name="存为 SVG").click()
        drawn = (await (await saving.value).path()).read_text()
        assert "浙江省总工会" in drawn
        assert "不足10" in drawn
        assert drawn.count("<circle") >= 6
        async with otto.page.expect_download() as saving:
            await otto.page.get_by_role("button", name="存为 PNG").click()
        assert (await (await saving.value).path()).read_bytes().startswith(b"\x89PNG")


async def test_nobody_is_kept_out_of_it(visit: Visits) -> None:
    looks: tuple[Looks, ...] = ({}, {"color_scheme": "dark"}, {"phone": True})
    for each in looks:
        async with looking(visit, "gina", "/network#table=1&colour=since&second=1", **each) as gina:
            await gina.page.wait_for_selector("#twin table")
            assert await gina.barriers() == []


async def test_the_network_of_a_day_is_drawn_and_one_comes_back_from_it_to_where_one_was(
    visit: Visits, db: Database
) -> None:
    now = datetime.now(UTC)
    await structure.move(db, OPERATOR_ASKS, "g1", "hb", now)
    await structure.edit(db, OPERATOR_ASKS, "xh", {"name": "西湖新区总工会"}, now)
    async with looking(visit, "ann", "/network#union=g1&z=3&table=1") as ann:
        panel, twin = ann.page.locator("#panel"), ann.page.locator("#twin")
        await expect(panel.locator(".line a")).to_have_text(["全国", "湖北"])
        await ann.page.get_by_label("查看某日终了时的网络").fill(in_days(-1).isoformat())
        await ann.page.get_by_role("button", name="查看", exact=True).click()
        await ann.page.wait_for_selector("#network[data-ready]")
        await expect(panel.locator(".line a")).to_have_text(["全国", "浙江", "西湖区"])
        await expect(ann.page.locator("aside .notice")).to_contain_text("日终时的网络")
        await expect(ann.page.locator("#colour option")).to_have_text(["不着色", "所属工会", "会员"])
        assert await ann.barriers() == []
        await ann.page.focus(".stage")
        await ann.page.keyboard.press("Escape")
        for name in ("浙江省总工会", "西湖区总工会"):
            await twin.get_by_role("button", name=name).click()
        await expect(twin.locator("tbody th")).to_have_count(2)
        await expect(panel.locator("h2")).to_have_text("西湖区总工会")
        await ann.page.get_by_role("link", name="返回今天的网络图").click()
        await ann.page.wait_for_selector("#network[data-ready]")
        await expect(panel.locator("h2")).to_have_text("西湖新区总工会")
        await expect(twin.locator("tbody th")).to_have_count(1)
        await ann.go(f"/network?day={in_days(-1)}#union=nobody")
        await expect(panel).to_contain_text("所选工会不在此图上")
