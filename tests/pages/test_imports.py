"""Imports: a sheet is sent and tried, what is wrong stands in its cells, and once mended it is imported."""

from pathlib import Path

from playwright.async_api import expect

from api.sheets import write_sheet
from graph.db import Database, row
from tests.cast import seat
from tests.graph.test_check import faults
from tests.pages.conftest import Visits
from tests.sheets import cells

RIGHT = """
名称                   级别   组织类型  上级                              会员数
三墩镇总工会            乡镇   总工会    全国/浙江省总工会/西湖区总工会        4
三墩茶厂工会委员会       基层   单独     全国/浙江省总工会/西湖区总工会/三墩镇总工会 80
鑫瑞机械有限公司工会委员会 基层   单独     全国/浙江省总工会/西湖区总工会        160
"""


def sheet(path: Path, text: str) -> Path:
    """A workbook with these rows."""
    write_sheet(path, cells(text))
    return path


async def members(db: Database, name: str) -> int | None:
    """How many members a union of this name has; None where there is none."""
    found = await db.read(lambda tx: row(tx, "MATCH (u:Union {name: $name}) RETURN u.members AS n", name=name))
    return found["n"] if found else None


async def test_a_sheet_is_tried_mended_and_imported(visit: Visits, db: Database, tmp_path: Path) -> None:
    wrong = (
        RIGHT.replace("80", "八十").replace("160", "-").replace("全国/浙江省总工会/西湖区总工会        4", "不存在 4")
    )
    async with visit("ann") as ann:
        await ann.go("/unions/xh/imports")
        await ann.page.set_input_files("[name=file]", sheet(tmp_path / "三墩.xlsx", wrong))
        await ann.tap("试导入")
        await ann.page.wait_for_selector(".sheet")
        assert await ann.heading() == "2 处有误"
        marked = ann.page.locator("td.wrong")
        assert [each.split("\n")[0] for each in await marked.all_inner_texts()] == ["不存在", "八十"]
        assert await ann.page.get_by_role("button", name="导入", exact=True).count() == 0
        assert await members(db, "三墩镇总工会") is None
        await ann.page.get_by_role("link", name="改好后重新上传").click()
        await ann.page.wait_for_url("**/unions/xh/imports")
        await ann.page.set_input_files("[name=file]", sheet(tmp_path / "三墩.xlsx", RIGHT))
        await ann.tap("试导入")
        await ann.page.wait_for_selector(".sheet")
        assert await ann.heading() == "3 行可以导入"
        await ann.tap("导入")
        await expect(ann.page.locator("h1")).to_have_text("已导入 3 行")
    assert [await members(db, name) for name in ("三墩茶厂工会委员会", "鑫瑞机械有限公司工会委员会")] == [80, 160]
    assert await faults(db) == []


async def test_nobody_imports_where_he_is_no_admin_and_what_is_no_sheet_is_said(
    visit: Visits, db: Database, tmp_path: Path
) -> None:
    async with visit("gina") as gina:
        await gina.go("/unions/xh/imports")
        assert await gina.page.locator("[name=file]").count() == 0
        gina.faults.clear()
    nothing = tmp_path / "照片.xlsx"
    nothing.write_bytes(b"\x89PNG")
    async with visit("ann") as ann:
        await ann.go("/unions/xh/imports")
        await ann.page.set_input_files("[name=file]", nothing)
        await ann.tap("试导入")
        assert await ann.page.locator(".notice.wrong").count() == 1
        headings = sheet(tmp_path / "错.xlsx", RIGHT.replace("会员数", "人头数"))
        await ann.page.set_input_files("[name=file]", headings)
        await ann.tap("试导入")
        await ann.page.wait_for_selector(".sheet")
        said = await ann.page.inner_text("td.wrong")
        assert said.startswith("人头数") and "不认识此列名；可用的列名有：统计代码/code" in said
        ann.faults.clear()


async def test_rows_outside_one_s_own_branch_are_refused_where_they_stand(
    visit: Visits, db: Database, tmp_path: Path
) -> None:
    await seat(db, "hugo", "xh", "admin")
    outside = (
        RIGHT.replace("西湖区总工会/三墩镇总工会", "西湖区总工会") + "武汉茶厂工会 基层 单独 全国/湖北省总工会 9\n"
    )
    async with visit("hugo") as hugo:
        await hugo.go("/unions/xh/imports")
        await hugo.page.set_input_files("[name=file]", sheet(tmp_path / "三墩.xlsx", outside))
        await hugo.tap("试导入")
        await hugo.page.wait_for_selector(".sheet")
        assert await hugo.heading() == "1 处有误"
        assert "只有湖北省总工会或其上级的管理员可以导入这一行" in await hugo.page.inner_text("td.wrong")
