"""A directive is written, seen as it would go, issued; and passed on with additions."""

from datetime import UTC, datetime

from playwright.async_api import expect

from graph import groups
from graph.db import Database, rows
from orgnet.audiences import Selector
from orgnet.cells import Facets
from orgnet.directives import Way
from orgnet.duties import Thing, only
from orgnet.facts import Ask
from orgnet.groups import Group
from orgnet.levels import Level
from tests.cast import seat
from tests.days import in_days
from tests.files import PDF
from tests.graph.test_check import faults
from tests.pages.conftest import Visits
from tests.pages.letters import BODY, TITLE, issued
from tests.pages.visitor import Visitor


async def fill(visitor: Visitor, **fields: str) -> None:
    """Fill in fields by their names."""
    for name, value in fields.items():
        await visitor.page.fill(f"[name='{name}']", value)


async def directives(db: Database) -> list[str]:
    """The states of all directives."""
    return [
        record["state"] for record in await db.read(lambda tx: rows(tx, "MATCH (d:Directive) RETURN d.state AS state"))
    ]


async def test_it_is_counted_while_it_is_written_and_issued_once_however_often_one_clicks(
    visit: Visits, db: Database
) -> None:
    async with visit("otto") as otto:
        await otto.go("/issued")
        await otto.page.get_by_role("link", name="起草发文").click()
        await fill(otto, title=TITLE, body=BODY)
        await expect(otto.page.locator("#preview h2")).to_have_text("将发到 5 家工会")
        await otto.page.check("[name='level.0'][value=grassroots]")
        await expect(otto.page.locator("#preview h2")).to_have_text("将发到 2 家工会")
        await otto.page.get_by_role("button", name="印发", exact=True).dblclick()
        await expect(otto.page.locator("aside h2").first).to_have_text("已印发")
        await otto.page.get_by_role("link", name="查看进展").click()
        assert "还有 2 家未落实" in await otto.text()
    assert await directives(db) == ["issued"]
    async with visit("gina") as gina:
        await gina.go("/")
        assert await gina.heading() == "待办 1 件"
    assert await faults(db) == []


async def test_a_draft_is_kept_reviewed_by_another_and_issued(visit: Visits, db: Database) -> None:
    async with visit("clara", language="en") as clara:
        await clara.go("/unions/root/drafts/new")
        await fill(clara, title=TITLE, body=BODY, **{"day.0": in_days(9).isoformat()})
        await clara.tap("Keep the draft")
        assert await clara.heading() == "Draft"
        assert await clara.page.input_value("[name='day.0']") == in_days(9).isoformat()
        assert await clara.page.get_by_role("button", name="Issue", exact=True).count() == 0
    async with visit("otto", language="en") as otto:
        await otto.go("/issued")
        await otto.page.get_by_role("link", name="Drafts", exact=True).click()
        await otto.page.get_by_role("link", name=TITLE).click()
        await otto.page.wait_for_url("**/directives/*")
        await otto.tap("Found good")
        await otto.tap("Issue")
        assert "issued" in await otto.text()
    assert await directives(db) == ["issued"]


async def test_the_sheet_asks_gives_tasks_addresses_several_and_begins_with_an_earlier_one(
    visit: Visits, db: Database
) -> None:
    group = Group("grassroots", "root", "基层工会", (Selector("", facets=Facets(frozenset({Level.GRASSROOTS}))),))
    await groups.keep(db, Ask("otto"), group, datetime.now(UTC))
    async with visit("otto") as otto:
        await otto.go("/unions/root/drafts/new")
        await fill(otto, title=TITLE, body=BODY)
        await otto.page.select_option("[name='rule.0']", "to")
        await otto.page.fill("[name='root.0']", "湖北")
        await otto.page.wait_for_selector("#unions option[value='湖北省总工会 hb']", state="attached")
        await otto.page.fill("[name='root.0']", "湖北省总工会 hb")
        await otto.page.check("[name=group]")
        await expect(otto.page.locator("#preview h2")).to_have_text("将发到 3 家工会")
        await otto.page.get_by_role("button", name="再加一条范围").click()
        await otto.page.select_option("[name='rule.1']", "except")
        await fill(otto, **{"root.1": "g2"})
        await otto.page.select_option("[name='reach.1']", "itself")
        await expect(otto.page.locator("#preview h2")).to_have_text("将发到 2 家工会")
        await otto.page.select_option("[name='thing.0']", "do")
        await otto.page.get_by_text("办结时须报送的内容").click()
        await fill(otto, **{"label.0": "走访户数"})
        await otto.page.get_by_role("button", name="再加一项", exact=True).click()
        await fill(otto, **{"label.1": "方式", "choices.1": "入户，电话"})
        await otto.page.select_option("[name='filling.1']", "choice")
        await otto.page.locator("summary", has_text="分解任务").click()
        await fill(otto, **{"task.0": "摸底建档", "lead.0": "hb", "partners.0": "鑫瑞机械有限公司工会委员会 g1"})
        await otto.tap("保存草稿")
        assert await otto.page.input_value("[name='choices.1']") == "入户，电话"
        assert await otto.page.input_value("[name='lead.0']") == "湖北省总工会 hb"
        assert await otto.page.is_checked("[name=group]")
        await otto.page.locator("summary", has_text="添加文件").click()
        await otto.page.set_input_files(
            "[name=file]", {"name": "附表.pdf", "mimeType": "application/pdf", "buffer": PDF}
        )
        await otto.tap("添加")
        assert await otto.page.get_by_role("link", name="附表.pdf").count() == 1
        await otto.tap("印发")
        assert "附表.pdf" in await otto.text()
        await otto.page.get_by_role("link", name="照此再拟一份").click()
        await otto.page.wait_for_url("**/drafts/*like=*")
        assert await otto.page.input_value("[name='label.0']") == "走访户数"
        assert await otto.page.input_value("[name='root.0']") == "湖北省总工会 hb"
    async with visit("gina") as gina, visit("hugo") as hugo:
        await gina.go("/")
        assert await gina.heading() == "待办 2 件"
        await hugo.go("/")
        assert await hugo.heading() == "没有待办"
    assert await faults(db) == []


async def test_what_is_passed_on_with_additions_shows_whose_they_are(visit: Visits, db: Database) -> None:
    await seat(db, "zoe", "zj", "officer")
    await seat(db, "xaver", "xh", "officer")
    id = await issued(db, way=Way.LEVEL_BY_LEVEL, duties=only(Thing.SIGN, in_days(20)))
    async with visit("zoe") as zoe:
        await zoe.go(f"/unions/zj/inbox/{id}")
        await zoe.page.get_by_role("link", name="附加要求转发").click()
        assert TITLE in await zoe.page.input_value("[name=title]")
        await fill(zoe, body="请各县级工会每周报送进度。", deadline=in_days(9).isoformat())
        await zoe.page.select_option("[name='thing.0']", "sign")
        await fill(zoe, **{"words.0": "报送进度"})
        await zoe.tap("印发")
        assert "已印发" in await zoe.text()
    async with visit("xaver") as xaver:
        await xaver.go(f"/unions/xh/inbox/{id}")
        text = await xaver.text()
        assert "请各县级工会每周报送进度。" in await xaver.page.locator(".hop").inner_text()
        assert "报送进度" in text and "9天后" in text.replace(" ", "")
    assert await faults(db) == []


async def test_a_day_too_late_is_refused_in_place_and_what_was_typed_stays(visit: Visits, db: Database) -> None:
    await seat(db, "zoe", "zj", "officer")
    id = await issued(db, way=Way.LEVEL_BY_LEVEL, duties=only(Thing.SIGN, in_days(5)))
    async with visit("zoe") as zoe:
        await zoe.go(f"/unions/zj/drafts/new?relays={id}")
        await fill(zoe, body="请提前办理。", deadline=in_days(30).isoformat())
        await zoe.tap("印发")
        assert "期限可以早于上级文件规定的" in await zoe.page.inner_text("#notice")
        assert await zoe.page.input_value("[name=body]") == "请提前办理。"
        zoe.faults.clear()


async def test_a_session_lost_in_the_middle_of_a_form_loses_nothing(visit: Visits, db: Database) -> None:
    async with visit("otto") as otto:
        await otto.go("/unions/root/drafts/new")
        await fill(otto, title=TITLE, body=BODY)
        await otto.page.context.clear_cookies(name="orgnet_session")
        await otto.tap("保存草稿")
        assert "在另一个标签页登录" in await otto.page.inner_text("#notice")
        assert await otto.page.input_value("[name=body]") == BODY
        await otto.page.reload()
        otto.faults.clear()
    assert await directives(db) == []


async def test_what_was_typed_comes_back_after_the_page_was_closed(visit: Visits) -> None:
    async with visit("otto") as otto:
        await otto.go("/unions/root/drafts/new")
        address = otto.page.url
        await fill(otto, title=TITLE, body=BODY)
        await otto.page.goto("about:blank")
        await otto.page.goto(address)
        assert await otto.page.input_value("[name=title]") == TITLE
        assert await otto.page.input_value("[name=body]") == BODY


async def test_a_paste_of_four_megabytes_is_refused_and_stays(visit: Visits, db: Database) -> None:
    async with visit("otto") as otto:
        await otto.go("/unions/root/drafts/new")
        await fill(otto, title=TITLE)
        await otto.page.evaluate("document.querySelector('[name=body]').value = '字'.repeat(1400000)")
        await otto.tap("保存草稿")
        assert "请分开发送" in await otto.page.inner_text("#notice")
        otto.faults.clear()
    assert await directives(db) == []


async def test_a_connection_lost_while_sending_is_said_and_the_second_try_counts_once(
    visit: Visits, db: Database
) -> None:
    async with visit("otto") as otto:
        await otto.go("/unions/root/drafts/new")
        await fill(otto, title=TITLE, body=BODY)
        await otto.page.context.set_offline(True)
        await otto.page.get_by_role("button", name="保存草稿").click()
        await expect(otto.page.locator("#notice")).to_contain_text("连不上服务器")
        await otto.page.context.set_offline(False)
        await otto.tap("保存草稿")
        assert await otto.heading() == "草稿"
        otto.faults.clear()
    assert await directives(db) == ["draft"]
