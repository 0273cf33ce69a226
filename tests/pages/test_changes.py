"""The network is changed on a union's page: tried, done, and led back."""

from graph.db import Database, rows
from tests.graph.test_check import faults
from tests.pages.conftest import Visits
from tests.pages.letters import issued


async def where(db: Database, union: str) -> str:
    """The superior of a union."""
    found = await db.read(lambda tx: rows(tx, "MATCH (:Union {id: $id})-[:PART_OF]->(p) RETURN p.id AS id", id=union))
    return found[0]["id"] if found else ""


async def test_a_branch_is_moved_after_its_effect_was_seen_and_led_back(visit: Visits, db: Database) -> None:
    await issued(db)
    async with visit("ann") as ann:
        await ann.go("/unions/xh")
        await ann.page.get_by_text("连同下级移动").click()
        await ann.page.locator("details[open] [name=other]").fill("全国总工会/湖北省总工会")
        await ann.page.locator("details[open]").get_by_role("button", name="预览影响").click()
        await ann.page.wait_for_selector("#effect-move .notice")
        assert "连同 2 家所属工会" in await ann.page.inner_text("#effect-move")
        assert await where(db, "xh") == "zj"
        await ann.tap("移动")
        assert await ann.page.locator("header .line a").all_inner_texts() == ["全国", "湖北"]
        assert await where(db, "xh") == "hb"
        await ann.tap("撤回")
        assert await where(db, "xh") == "zj"
    assert await faults(db) == []


async def test_what_cannot_be_is_said_before_it_is_tried(visit: Visits, db: Database) -> None:
    async with visit("ann") as ann:
        await ann.go("/unions/zj")
        await ann.page.get_by_text("撤销工会").click()
        await ann.page.locator("details[open]").get_by_role("button", name="预览影响").click()
        await ann.page.wait_for_selector("#effect-dissolve .wrong")
        assert "请先移动、合并或撤销它们" in await ann.page.inner_text("#effect-dissolve")


async def test_a_union_is_founded_edited_dissolved_and_restored(visit: Visits, db: Database) -> None:
    async with visit("ann") as ann:
        await ann.go("/unions/xh")
        await ann.page.get_by_text("新建下级工会").click()
        await ann.page.locator("details[open] [name=name]").fill("<b>新星</b>有限公司工会")
        await ann.page.locator("details[open] [name=members]").fill("30")
        await ann.tap("新建")
        assert await ann.heading() == "<b>新星</b>有限公司工会"
        await ann.page.get_by_text("修改资料").click()
        await ann.page.locator("details[open] [name=telephone]").fill("0571-88880000")
        await ann.tap("修改")
        assert "0571-88880000" in await ann.text()
        await ann.page.get_by_text("撤销工会").click()
        await ann.tap("撤销")
        assert "撤销" in await ann.page.inner_text("main header")
        await ann.tap("恢复")
        assert await ann.page.locator("header .line a").count() == 3
    assert await faults(db) == []


async def test_a_union_is_split_after_its_effect_was_seen_and_led_back(visit: Visits, db: Database) -> None:
    async with visit("ann") as ann:
        await ann.go("/unions/xh")
        await ann.page.get_by_role("link", name="拆分工会").click()
        await ann.page.wait_for_url("**/unions/xh/split")
        await ann.page.get_by_role("button", name="预览影响").click()
        await ann.page.wait_for_selector("#effect-split .wrong")
        await ann.page.fill("[name='part.0.name']", "三墩区总工会")
        await ann.page.select_option("[name='child.g1']", "0")
        await ann.page.get_by_role("button", name="预览影响").click()
        await ann.page.wait_for_selector("text=三墩区总工会带走 1 家")
        assert await where(db, "g1") == "xh"
        await ann.tap("拆分")
        assert [await where(db, "g1") == "xh", await where(db, "g2")] == [False, "xh"]
        await ann.tap("撤回")
        assert await where(db, "g1") == "xh"
    assert await faults(db) == []


async def test_who_administers_nothing_here_sees_no_way_to_change_it(visit: Visits) -> None:
    async with visit("gina") as gina:
        await gina.go("/unions/g1")
        assert await gina.page.get_by_text("变更", exact=True).count() == 0
