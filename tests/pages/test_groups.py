"""Groups: made, tried before, changed and dropped."""

from datetime import UTC, datetime

from graph import groups
from graph.db import Database
from orgnet.audiences import Reach
from orgnet.levels import Level
from tests.pages.conftest import Visits


async def test_a_group_is_tried_kept_changed_and_dropped(visit: Visits, db: Database) -> None:
    async with visit("clara") as clara:
        await clara.go("/unions/root/groups")
        assert await clara.heading() == "已保存 0 个群组"
        await clara.page.get_by_role("link", name="新建群组").first.click()
        await clara.page.wait_for_url("**/groups/new")
        await clara.page.fill("[name=name]", "各基层工会")
        await clara.page.fill("[name='selector.0.root']", "全国/浙江省总工会")
        await clara.page.select_option("[name='selector.0.reach']", "branch")
        await clara.page.locator("fieldset").first.get_by_text("仅其中一部分").click()
        await clara.page.locator("fieldset").first.get_by_label("基层", exact=True).check()
        await clara.page.get_by_role("button", name="预览送达范围").click()
        await clara.page.wait_for_selector("#reached .figures")
        assert await clara.page.locator("#reached dd").all_inner_texts() == ["2", "210"]
        assert await db.read(lambda tx: groups.kept(tx, "clara", "root")) == []
        await clara.tap("保存群组")
        assert await clara.heading() == "已保存 1 个群组"
        [group] = await db.read(lambda tx: groups.kept(tx, "clara", "root"))
        [rule] = group.selectors
        assert (rule.root, rule.reach, rule.facets.levels) == ("zj", Reach.BRANCH, {Level.GRASSROOTS})
        await clara.page.get_by_role("link", name="各基层工会").click()
        await clara.page.wait_for_url(f"**/groups/{group.id}")
        await clara.page.fill("[name='exclusion.0.root']", "g1")
        await clara.page.select_option("[name='exclusion.0.reach']", "itself")
        await clara.tap("保存群组")
        standing = await db.read(lambda tx: groups.reached(tx, "clara", group.id, datetime.now(UTC)))
        assert (standing.unions, standing.members) == (1, 60)
        await clara.page.get_by_role("link", name="各基层工会").click()
        await clara.page.wait_for_url(f"**/groups/{group.id}")
        await clara.page.get_by_text("删除群组").click()
        await clara.tap("删除")
        assert await db.read(lambda tx: groups.kept(tx, "clara", "root")) == []


async def test_what_is_not_there_is_said_and_what_was_typed_stays(visit: Visits) -> None:
    async with visit("clara") as clara:
        await clara.go("/unions/root/groups/new")
        await clara.page.fill("[name=name]", "各市总工会")
        await clara.page.fill("[name='selector.0.root']", "全国/不存在的工会")
        await clara.tap("保存群组")
        assert "全国/不存在的工会" in await clara.page.inner_text("#notice .wrong")
        assert await clara.page.input_value("[name=name]") == "各市总工会"
        clara.faults.clear()  # the browser notes that the answer was a refusal
