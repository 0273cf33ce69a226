"""`orgnet user` and `orgnet why`: what the operator does by command, on the database of the test."""

import asyncio
import csv
import re
import stat
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
import xlsxwriter  # pyright: ignore[reportMissingTypeStubs]
from typer.testing import CliRunner, Result

from api.commands import app
from graph import invitations, passwords, people, structure
from graph.db import Database, rows
from graph.tokens import create
from orgnet.errors import Denied
from orgnet.facts import Ask
from orgnet.permissions import Role
from tests.cast import NOON, OPERATOR_ASKS, PASSWORD, enter, provinces

CODE = re.compile(r"[0-9A-Z]{4}(-[0-9A-Z]{4}){3}")

Orgnet = Callable[..., Awaitable[Result]]


@pytest.fixture
async def orgnet(db: Database, monkeypatch: pytest.MonkeyPatch) -> Orgnet:
    """The command, on a small network."""
    await provinces(db)
    bolt = db.bolt
    for name, value in (
        ("GRAPH_URI", bolt.uri),
        ("GRAPH_USER", bolt.user),
        ("GRAPH_PASSWORD", bolt.password),
        ("GRAPH_DATABASE", bolt.database),
        ("GRAPH_HTTP", bolt.http or ""),
        ("PASSWORD_MEMORY", "64"),
    ):
        if value:
            monkeypatch.setenv(f"ORGNET_{name}", value)

    async def run(*words: object) -> Result:
        return await asyncio.to_thread(CliRunner().invoke, app, [str(word) for word in words], env={"COLUMNS": "200"})

    return run


def code_in(result: Result) -> str:
    assert result.exit_code == 0, result.output
    found = CODE.search(result.output)
    assert found, result.output
    return found[0]


def said(result: Result) -> str:
    """The one sentence of a refusal."""
    assert result.exit_code == 1, result.output
    assert "Traceback" not in result.output
    return result.stderr.replace("\n", " ")


async def test_a_person_is_entered_seated_and_signs_in_with_the_code(db: Database, orgnet: Orgnet) -> None:
    code = code_in(await orgnet("user", "add", "Zhang.San", "张三", "root 工会/zj 工会", "--role", "admin"))
    await passwords.renew(db, "zhang.san", code, PASSWORD, None, NOON)
    listed = await orgnet("user", "list", "全国")
    assert "zhang.san" in listed.output and "张三" in listed.output and "admin" in listed.output
    why = await orgnet("why", "zhang.san", "edit", "xh")
    assert why.output.startswith("张三 may edit xh 工会: a seat as admin above this union")
    assert "taken" in said(await orgnet("user", "add", "ZHANG.SAN", "张四", "zj"))


async def test_seats_are_given_and_taken(db: Database, orgnet: Orgnet) -> None:
    await enter(db, "li.si", "xh")
    assert (await orgnet("user", "seat", "li.si", "xh", "officer")).exit_code == 0
    assert "already" in said(await orgnet("user", "seat", "li.si", "xh", "officer"))
    assert (await orgnet("user", "unseat", "li.si", "xh", "officer")).exit_code == 0
    assert "holds no seat" in said(await orgnet("user", "unseat", "li.si", "xh", "officer"))
    assert "there is no person nobody" in said(await orgnet("user", "seat", "nobody", "xh", "officer"))
    assert "there is no one union nowhere" in said(await orgnet("user", "seat", "li.si", "nowhere", "officer"))


async def test_an_invitation_is_redeemed_with_the_printed_code(db: Database, orgnet: Orgnet) -> None:
    code = code_in(await orgnet("user", "invite", "g1", "officer", "王五 [red]", "--mobile", "138 0000 0000"))
    taken = await invitations.redeem(db, code, "wang.wu", PASSWORD, None, NOON)
    known = await db.read(lambda tx: people.one(tx, taken["person"]))
    assert (known.name, known.mobile) == ("王五 [red]", "13800000000")
    assert "mobile number" in said(await orgnet("user", "invite", "g1", "officer", "王五", "--mobile", "x"))


async def test_a_password_is_reset_and_a_person_deactivated_and_woken(db: Database, orgnet: Orgnet) -> None:
    await enter(db, "li.si", "xh", Role.OFFICER, PASSWORD)
    _, token = await create(db, Ask("li.si"), "program", None, NOON)
    code = code_in(await orgnet("user", "password", "li.si"))
    await passwords.renew(db, "li.si", code, "another sentence", None, NOON)
    assert (await orgnet("user", "deactivate", "li.si")).exit_code == 0
    with pytest.raises(Denied):
        await passwords.sign_in(db, "li.si", "another sentence", None, NOON)
    assert "deactivated" in (await orgnet("why", "li.si", "sign", "xh")).output
    assert (await orgnet("user", "activate", "li.si")).exit_code == 0
    assert (await passwords.sign_in(db, "li.si", "another sentence", None, NOON))[0] == "li.si"
    assert token not in (await orgnet("user", "list", "xh")).output


async def test_why_refuses_in_a_sentence(orgnet: Orgnet) -> None:
    assert "the actions are" in said(await orgnet("why", "operator", "dance", "root"))
    assert "no person" in said(await orgnet("why", "nobody", "sign", "root"))
    signs = await orgnet("why", "operator", "sign", "root")
    assert signs.exit_code == 0 and "nobody acts for a union without a seat" in signs.output


HEADINGS = ["用户名", "姓名", "手机号", "邮箱", "企业微信", "单位", "角色（必填）"]
RIGHT = [
    ["zhang.san", "张三", "13800000000", "zhang@example.cn", "ZhangSan", "root 工会/zj 工会/xh 工会", "管理员"],
    ["zhang.san", "张三", "", "", "", "g1", "officer"],
    ["li.si", "李四", "", "", "", "g2", "经办"],
    ["", "王五", "13911112222", "", "", "g2", "干部"],
]
WRONG = [
    ["a b", "", "x", "y", "", "g1", "主席"],
    ["wu", "吴", "", "", "", "nowhere", "viewer"],
]


def sheet(path: Path, *lines: list[str]) -> Path:
    if path.suffix == ".csv":
        with path.open("w", newline="", encoding="utf-8") as file:
            csv.writer(file).writerows([HEADINGS, *lines])
        return path
    with xlsxwriter.Workbook(path) as workbook:
        worksheet = workbook.add_worksheet("人员")
        for number, line in enumerate([HEADINGS, *lines]):
            worksheet.write_row(number, 0, line)
    return path


async def counts(db: Database) -> tuple[int, int, int]:
    [found] = await db.read(
        lambda tx: rows(
            tx,
            "RETURN COUNT { (:Person) } AS people, COUNT { (:Person)-[:SERVES]->() } AS seats,"
            " COUNT { (:Invitation) } AS invitations",
        )
    )
    return found["people"], found["seats"], found["invitations"]


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
async def test_a_roster_is_imported_once_and_its_codes_are_for_the_operator_only(
    db: Database, orgnet: Orgnet, tmp_path: Path, kind: str
) -> None:
    file, codes = sheet(tmp_path / f"人员.{kind}", *RIGHT), tmp_path / "codes.csv"
    dry = await orgnet("user", "import", file, "--dry-run")
    assert dry.exit_code == 0 and "2 people to be entered, 3 seats to be given, 1 to be invited" in dry.output
    assert "--codes" in said(await orgnet("user", "import", file))
    assert await counts(db) == (0, 0, 0)
    done = await orgnet("user", "import", file, "--codes", codes)
    assert done.exit_code == 0, done.output
    assert await counts(db) == (2, 3, 1)
    assert stat.S_IMODE(codes.stat().st_mode) == 0o600
    with codes.open(encoding="utf-8-sig", newline="") as opened:
        handed = {line["姓名"]: line for line in csv.DictReader(opened)}
    assert set(handed) == {"张三", "李四", "王五"}
    await passwords.renew(db, "li.si", handed["李四"]["一次性代码"], PASSWORD, None, NOON)
    await invitations.redeem(db, handed["王五"]["一次性代码"], "wang.wu", PASSWORD, None, NOON)
    again = await orgnet("user", "import", file, "--codes", tmp_path / "none.csv")
    assert again.exit_code == 0 and "4 rows as they are" in again.output
    assert await counts(db) == (3, 4, 1)
    assert not (tmp_path / "none.csv").exists()


async def test_every_fault_is_named_by_sheet_row_and_column_and_nothing_is_written(
    db: Database, orgnet: Orgnet, tmp_path: Path
) -> None:
    file, rejected = sheet(tmp_path / "people.xlsx", *RIGHT, *WRONG), tmp_path / "rejected.csv"
    refused = await orgnet("user", "import", file, "--codes", tmp_path / "codes.csv", "--rejected", rejected)
    assert refused.exit_code == 1
    for told in (
        "人员 row 6 A 用户名: a user name has",
        "人员 row 6 B 姓名: this cell must not be empty",
        "人员 row 6 C 手机号: a mobile number has",
        "人员 row 6 D 邮箱: a mail address looks like",
        "人员 row 6 G 角色（必填）: role is one of 查看/viewer",
        "人员 row 7 F 单位: there is no one union nowhere",
        "Nothing is written",
    ):
        assert told in refused.output, refused.output
    assert await counts(db) == (0, 0, 0)
    assert not (tmp_path / "codes.csv").exists()


async def test_what_is_right_is_taken_and_the_rest_given_back_to_be_mended(
    db: Database, orgnet: Orgnet, tmp_path: Path
) -> None:
    file, rejected = sheet(tmp_path / "people.csv", *RIGHT[:3], *WRONG), tmp_path / "rejected.xlsx"
    assert (await orgnet("user", "import", file, "--accept-valid")).exit_code == 2
    taken = await orgnet("user", "import", file, "--accept-valid", "--rejected", rejected)
    assert taken.exit_code == 0 and "2 wrong" in taken.output
    assert await counts(db) == (2, 3, 0)
    still = await orgnet("user", "import", rejected, "--dry-run")
    assert still.exit_code == 1 and "row 3 F 单位: there is no one union nowhere" in still.output
    await structure.edit(db, OPERATOR_ASKS, "g1", {"name": "nowhere"}, NOON)
    mended = tmp_path / "mended.csv"
    sheet(mended, ["wu", "吴", "", "", "", "root 工会/zj 工会/xh 工会/nowhere", "viewer"])
    assert (await orgnet("user", "import", mended)).exit_code == 0
    assert await counts(db) == (3, 4, 0)


async def test_codes_are_never_written_over_another_file(db: Database, orgnet: Orgnet, tmp_path: Path) -> None:
    file, codes = sheet(tmp_path / "people.csv", *RIGHT), tmp_path / "codes.csv"
    codes.write_text("mine")
    assert "is there already" in said(await orgnet("user", "import", file, "--codes", codes))
    assert codes.read_text() == "mine" and await counts(db) == (0, 0, 0)


async def test_a_file_that_is_no_roster_is_refused(orgnet: Orgnet, tmp_path: Path) -> None:
    (tmp_path / "empty.csv").write_text("")
    (tmp_path / "headings.csv").write_text("姓名,单位,角色\n")
    (tmp_path / "other.csv").write_text("甲,乙\n1,2\n")
    assert "is empty" in said(await orgnet("user", "import", tmp_path / "empty.csv"))
    assert "no rows" in said(await orgnet("user", "import", tmp_path / "headings.csv"))
    assert "cannot be read" in said(await orgnet("user", "import", tmp_path / "none.csv"))
    other = await orgnet("user", "import", tmp_path / "other.csv")
    assert other.exit_code == 1 and "this column is missing" in other.output
