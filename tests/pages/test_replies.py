"""What is asked is handed in with what shows it, returned with a reason, handed in again, accepted, or need not be done."""

from playwright.async_api import expect

from graph.db import Database
from orgnet.duties import Thing, only
from orgnet.evidence import Blank, Evidence, Filling
from tests.days import in_days
from tests.files import PDF
from tests.graph.test_check import faults
from tests.pages.conftest import Visits
from tests.pages.letters import issued

WANTED = Evidence(
    files=True,
    blanks=(
        Blank("走访户数", Filling.COUNT),
        Blank("方式", Filling.CHOICE, choices=("入户", "电话")),
        Blank("建档", Filling.YES_NO, required=False),
    ),
)


async def test_it_is_handed_in_returned_mended_and_accepted(visit: Visits, db: Database) -> None:
    id = await issued(db, duties=only(Thing.DO, in_days(9)), evidence=WANTED)
    async with visit("gina") as gina, visit("otto") as otto:
        await gina.go(f"/unions/g1/inbox/{id}")
        await gina.page.fill("[name='reply.0']", "12")
        await gina.page.set_input_files(
            "[name=file]", {"name": "走访.pdf", "mimeType": "application/pdf", "buffer": PDF}
        )
        await gina.tap("添加")
        assert await gina.page.get_by_role("link", name="走访.pdf").count() == 1
        assert await gina.page.input_value("[name='reply.0']") == "12"
        await gina.page.select_option("[name='reply.1']", "入户")
        await gina.tap("报告办结")
        assert "已报送，待认可" in await gina.text()
        await otto.go("/")
        assert await otto.heading() == "有 1 件待答复"
        await otto.page.get_by_role("link", name="报送 1 家").click()
        await expect(otto.page.locator("h1")).to_have_text("有 1 家报送待审定")
        assert "走访户数：12" in await otto.text()
        await otto.tap("退回所选")
        assert "请先至少勾选一家工会" in await otto.page.inner_text("#notice")
        await otto.page.check("[name=union]")
        await otto.page.fill("[name=reason]", "附件缺签字")
        await otto.tap("退回所选")
        await gina.go(f"/unions/g1/inbox/{id}")
        assert "附件缺签字" in await gina.text()
        assert await gina.page.input_value("[name='reply.0']") == "12"
        await gina.page.fill("[name='reply.0']", "15")
        await gina.tap("重新报送")
        await otto.go(f"/directives/{id}/replies")
        await otto.page.check("[name=union]")
        await otto.tap("认可所选")
        assert await otto.heading() == "已报送 1 家，全部审定"
        await gina.go(f"/unions/g1/inbox/{id}")
        assert "报送的内容不再更改" in await gina.text()
        assert await gina.page.get_by_role("button", name="添加").count() == 0
        otto.faults.clear()
    assert await faults(db) == []


async def test_who_need_not_do_it_is_exempt_until_that_is_taken_back(visit: Visits, db: Database) -> None:
    id = await issued(db, duties=only(Thing.DO))
    async with visit("otto") as otto:
        await otto.go(f"/directives/{id}/missing?milestone=done")
        await otto.page.get_by_role("row", name="晨光学校工会委员会").get_by_role("checkbox").check()
        await otto.page.get_by_text("免办", exact=True).click()
        await otto.page.fill("[name=reason]", "已停办")
        await otto.tap("免办所选")
        assert await otto.heading() == "还有 4 家未办结"
        await otto.go(f"/directives/{id}/replies?show=exempt")
        assert "已停办" in await otto.text()
        await otto.page.check("[name=union]")
        await otto.tap("取消所选免办")
        assert "晨光学校" not in await otto.text()
    assert await faults(db) == []
