"""`orgnet import`: dry runs, faults, rejected rows, resumption after a kill; and what HTTP tells of it all."""

import asyncio
import csv
import os
import signal
import sys
from pathlib import Path

import httpx
import pytest
from typer.testing import CliRunner, Result

from api.commands import app
from api.sheets import sheets, write_sheet
from graph import log
from graph.db import Database, rows
from graph.loading import LARGE
from tests.cast import NOON
from tests.graph.test_check import faults
from tests.graph.test_imports import EXPECTED, head, network
from tests.sheets import NATION, cells

Headers = dict[str, dict[str, str]]


def environment(db: Database) -> dict[str, str]:
    return {
        "ORGNET_GRAPH_URI": db.bolt.uri,
        "ORGNET_GRAPH_USER": db.bolt.user,
        "ORGNET_GRAPH_PASSWORD": db.bolt.password,
        "ORGNET_GRAPH_DATABASE": db.bolt.database,
        "ORGNET_GRAPH_HTTP": db.bolt.http or "",
        "COLUMNS": "200",
    }


async def orgnet(db: Database, *arguments: str | Path) -> Result:
    """A command, run beside the test on its database."""
    return await asyncio.to_thread(CliRunner().invoke, app, list(map(str, arguments)), env=environment(db))


def sheet(path: Path, text: str) -> Path:
    write_sheet(path, cells(text))
    return path


@pytest.mark.parametrize("name", ["unions.csv", "unions.xlsx"])
async def test_a_dry_run_tells_and_the_import_does(db: Database, tmp_path: Path, name: str) -> None:
    path = sheet(tmp_path / name, NATION)
    dry = await orgnet(db, "import", path, "--dry-run")
    assert (dry.exit_code, await head(db)) == (0, 0), dry.output
    assert "7 to be founded" in dry.output
    done = await orgnet(db, "import", path)
    assert done.exit_code == 0, done.output
    assert await network(db) == EXPECTED
    again = await orgnet(db, "import", path)
    assert (again.exit_code, "as the sheets say already" in again.output) == (0, True), again.output
    assert await faults(db) == []


FAULTY = (
    NATION
    + """
x1 甲区总工会  县级  总工会  nowhere  -
x2 乙工会      基层  单独    x1       5
x3 丙工会      基层  单独    330106   many
x4 丁工会      基层  单独    330106   6
"""
)


async def test_nothing_is_written_unless_all_is_right(db: Database, tmp_path: Path) -> None:
    refused = await orgnet(db, "import", sheet(tmp_path / "a.csv", FAULTY))
    assert refused.exit_code == 1
    assert "a row 10 E parent: there is no union nowhere" in refused.output
    assert "a row 12 F members: members is a whole number" in refused.output
    assert "(it says 'many')" in refused.output
    assert "8 to be founded, 1 left out with their superiors, 2 wrong" in refused.output
    assert (await network(db), await head(db)) == (set(), 0)


@pytest.mark.parametrize("name", ["rejected.csv", "rejected.xlsx"])
async def test_valid_rows_are_accepted_and_the_others_come_back_to_be_mended(
    db: Database, tmp_path: Path, name: str
) -> None:
    path, rejected = sheet(tmp_path / "a.csv", FAULTY), tmp_path / name
    assert (await orgnet(db, "import", path, "--accept-valid")).exit_code == 2
    done = await orgnet(db, "import", path, "--accept-valid", "--rejected", rejected)
    assert done.exit_code == 0, done.output
    assert await network(db) == EXPECTED | {("丁工会", "西湖区总工会", None, 6)}
    [returned] = sheets(rejected)
    lines = [list(line) for _, line in returned.rows]
    assert [line[0] for line in lines] == ["code", "x1", "x2", "x3"]
    assert [line[-1].split(";")[0][:40] for line in lines[2:]] == [
        "its superior in a row 10 is left out",
        "F members: members is a whole number fro",
    ]
    mended = [["3301" if cell == "nowhere" else "7" if cell == "many" else cell for cell in line] for line in lines]
    write_sheet(tmp_path / "mended.csv", mended)
    last = await orgnet(db, "import", tmp_path / "mended.csv")
    assert last.exit_code == 0, last.output
    assert {("乙工会", "甲区总工会", None, 5), ("丙工会", "西湖区总工会", None, 7)} <= await network(db)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "is empty"),
        (b"PK\x03\x04broken", "no workbook"),
        (b"name,colour\nx,red\n", "this heading is not known"),
        (b"name\n", "holds no rows"),
        (b'name\n"open\n', "quotes"),
    ],
)
async def test_a_file_that_cannot_be_read_is_refused_in_a_sentence(
    db: Database, tmp_path: Path, content: bytes, says: str
) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(content)
    refused = await orgnet(db, "import", path)
    assert refused.exit_code == 1
    assert says in refused.output
    assert "Traceback" not in refused.output


async def test_only_what_was_left_off_can_be_resumed(db: Database, tmp_path: Path) -> None:
    path = sheet(tmp_path / "a.csv", NATION)
    refused = await orgnet(db, "import", path, "--resume")
    assert (refused.exit_code, "no import of these files was left off" in refused.output) == (1, True)
    assert await head(db) == 0


async def slices(db: Database) -> int:
    found = await db.read(lambda tx: rows(tx, "MATCH (i:Import) RETURN i.slices AS slices"))
    return sum(record["slices"] for record in found)


async def no_work(turn: log.Turn) -> None:
    """Nothing is written."""


AT_A_KEYBOARD = """
import signal
signal.signal(signal.SIGINT, signal.default_int_handler)
from api.commands import app
app()
"""
"""A command that can be interrupted, even where tests are run in the background and interrupts go unheard."""


async def broken_off(db: Database, path: Path, count: int, by: signal.Signals) -> str:
    """What an import of so many rows without codes says when it is broken off after its first slice."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerows(cells(NATION))
        writer.writerows(
            ["", f"第{n}车间工会", "基层", "分工会", f"{330102 + 4 * (n % 2)}", n % 50] for n in range(count)
        )
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", AT_A_KEYBOARD, "import", str(path)),
        env=os.environ | environment(db),
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
    )
    while process.returncode is None and await slices(db) < 1:
        await asyncio.sleep(0.01)
    process.send_signal(by)
    _, said = await process.communicate()
    return said.decode()


async def test_an_import_that_is_interrupted_says_how_it_carries_on(db: Database, tmp_path: Path) -> None:
    said = await broken_off(db, tmp_path / "large.csv", 16_000, signal.SIGINT)
    assert "of 16,007 unions are written" in said and "Import the same files again to carry on" in said, said


async def test_an_import_that_is_killed_carries_on_where_it_was(db: Database, tmp_path: Path) -> None:
    """Rows without codes, too: they are found again by their names."""
    path, count = tmp_path / "large.csv", 8000
    await broken_off(db, path, count, signal.SIGKILL)
    await log.turn(db, no_work, NOON)  # whoever has the head sees what was committed before
    written = len(await network(db))
    assert LARGE < written < count
    assert await faults(db) == []
    resumed = await orgnet(db, "import", path, "--resume")
    assert resumed.exit_code == 0, resumed.output
    assert f"{written:,} as they are" in resumed.output
    assert len(await network(db)) == count + 7
    assert await faults(db) == []
    states = await db.read(lambda tx: rows(tx, "MATCH (i:Import) RETURN i.state AS state, i.unions AS unions"))
    assert [record["state"] for record in states] == ["done"]


async def test_doubts_are_listed_and_decided_by_command(db: Database, tmp_path: Path) -> None:
    await orgnet(db, "import", sheet(tmp_path / "a.csv", NATION + "-  晨光学校工会委员会  基层  单独  330106  3\n"))
    listed = await orgnet(db, "doubts")
    assert listed.exit_code == 0, listed.output
    assert "晨光学校工会委员会" in listed.output
    [doubt] = await db.read(lambda tx: rows(tx, "MATCH (d:Doubt) RETURN d.id AS id"))
    assert (await orgnet(db, "doubts", doubt["id"])).exit_code == 2
    assert (await orgnet(db, "doubts", doubt["id"], "same")).exit_code == 0
    assert "Nothing is in doubt" in (await orgnet(db, "doubts")).output
    assert (await orgnet(db, "doubts", "none", "same")).exit_code == 1


async def test_doubts_and_outside_codes_are_told_over_http(
    db: Database, http: httpx.AsyncClient, signed_in: Headers, tmp_path: Path
) -> None:
    sheet(tmp_path / "a.csv", "code outside_code outside_since\nxh A-1 2020-01-02")
    assert (await orgnet(db, "import", tmp_path / "a.csv", "--system", "省平台")).exit_code == 0
    codes = await http.get("/api/v1/unions/xh/outside-codes", headers=signed_in["gina"])
    assert codes.json() == [{"system": "省平台", "code": "A-1", "since": "2020-01-02", "until": None}]
    sheet(tmp_path / "b.csv", "name level kind parent\n晨光学校工会 基层 单独 xh")
    assert (await orgnet(db, "import", tmp_path / "b.csv")).exit_code == 0
    [doubt] = (await http.get("/api/v1/unions/root/doubts", headers=signed_in["ann"])).json()
    assert (doubt["name"], doubt["like"]["code"], doubt["superior"]["code"]) == ("晨光学校工会", "g2", "xh")
    assert (await http.get("/api/v1/unions/root/doubts", headers=signed_in["otto"])).json() == []
    body, where = {"decision": "same"}, f"/api/v1/doubts/{doubt['id']}"
    assert (await http.put(where, json=body, headers=signed_in["otto"])).status_code == 403
    assert (await http.put(where, json={"decision": "maybe"}, headers=signed_in["ann"])).status_code == 422
    assert (await http.put(where, json=body, headers=signed_in["ann"])).status_code == 200
    assert (await http.put("/api/v1/doubts/none", json=body, headers=signed_in["ann"])).status_code == 404
    assert (await http.get("/api/v1/unions/root/doubts", headers=signed_in["ann"])).json() == []
