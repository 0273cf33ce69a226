"""A branch is taken away as a file, over HTTP and by the command, and read back as what it was."""

import asyncio
import csv
import io
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import httpx
import networkx as nx
import pytest
from python_calamine import CalamineWorkbook
from typer.testing import CliRunner

from api import exports
from api.commands import app
from api.formats import Format, Sheet, take, writer
from api.imports import gather
from api.sheets import sheets
from api.tables import Xlsx
from graph import structure, unions
from graph.branches import pages
from graph.db import Database
from graph.imports import plan
from graph.journals import begin
from graph.spool import Spool
from graph.writing import Import, write
from orgnet.branches import Drawing, draw
from orgnet.errors import Missing
from orgnet.exports import Language, headings
from orgnet.levels import Level
from orgnet.permissions import OPERATOR
from seeds.network import Network
from seeds.planting import plant
from seeds.sizes import Size
from tests.cast import NOON, OPERATOR_ASKS, found, union
from tests.conftest import empty
from tests.sheets import counts
from tests.sketches import sketch

Headers = dict[str, dict[str, str]]
FORMULA = "=HYPERLINK(\"http://example.org\",'点')"


async def exported(
    http: httpx.AsyncClient, headers: dict[str, str], union: str, **asked: str
) -> tuple[bytes, httpx.Headers]:
    answer = await http.get(f"/api/v1/unions/{union}/export", params=asked, headers=headers)
    assert answer.status_code == 200, answer.text
    return answer.content, answer.headers


def rows(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


async def drawn(db: Database, top: str) -> Drawing:
    graph: Drawing = nx.MultiDiGraph()
    async for entries in pages(db, OPERATOR, top):
        draw(graph, entries)
    return graph


def told(graph: Drawing) -> tuple[Mapping[str, Any], Sequence[tuple[str, str, str, str]]]:
    """What a graph says, whatever its edges are numbered by."""
    edges = [(u, v, edge["relation"], edge["since"]) for u, v, edge in graph.edges(data=True)]
    return {code: dict(node) for code, node in graph.nodes(data=True)}, sorted(edges)


async def test_csv_is_chinese_that_a_spreadsheet_understands(http: httpx.AsyncClient, signed_in: Headers) -> None:
    content, headers = await exported(http, signed_in["otto"], "zj")
    assert content.startswith(b"\xef\xbb\xbf")
    assert headers["content-type"] == "text/csv; charset=utf-8"
    plain, encoded = headers["content-disposition"].split("; ")[1:]
    assert plain == 'filename="zj.csv"'
    assert unquote(encoded.removeprefix("filename*=UTF-8''")) == "浙江省总工会.csv"
    said = [(row["统计代码"], row["级别"], row["上级路径"], row["会员数"]) for row in rows(content)]
    assert said == [
        ("zj", "省级", "全国总工会", "40"),
        ("xh", "县级", "全国总工会/浙江省总工会", "20"),
        ("g1", "基层", "全国总工会/浙江省总工会/西湖区总工会", "150"),
        ("g2", "基层", "全国总工会/浙江省总工会/西湖区总工会", "60"),
    ]


async def test_csv_is_english_where_that_is_asked_for(http: httpx.AsyncClient, signed_in: Headers) -> None:
    content, _ = await exported(http, signed_in["otto"], "g1", language="en")
    [row] = rows(content)
    assert (row["code"], row["level"], row["kind"], row["parent"]) == ("g1", "grassroots", "federation", "xh")


async def test_outside_ones_own_branch_there_are_names_and_no_numbers(
    http: httpx.AsyncClient, signed_in: Headers
) -> None:
    content, _ = await exported(http, signed_in["benno"], "root")
    members = {row["统计代码"]: (row["名称"], row["会员数"], row["涵盖单位数"]) for row in rows(content)}
    assert members["hb"] == ("湖北省总工会", "30", "1")
    assert members["g1"] == ("鑫瑞机械有限公司工会委员会", "", "")
    graph, _ = await exported(http, signed_in["gina"], "xh", format="graphml")
    nodes = nx.parse_graphml(graph.decode(), force_multigraph=True).nodes
    assert nodes["g1"]["members"] == 150 and "hands" in nodes["g1"]
    assert not {"members", "units", "hands"} & nodes["g2"].keys()


@pytest.mark.parametrize("format", ["xlsx", "graphml", "gexf"])
async def test_what_has_to_be_whole_is_bounded(
    http: httpx.AsyncClient, signed_in: Headers, format: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exports, "MOST", 3)
    refused = await http.get("/api/v1/unions/zj/export", params={"format": format}, headers=signed_in["otto"])
    assert refused.status_code == 409
    assert refused.json()["detail"].endswith("at most 3 are possible here; take csv, or run orgnet export")
    assert len(rows((await exported(http, signed_in["otto"], "zj"))[0])) == 4


async def test_there_is_no_file_for_strangers_or_of_nothing(http: httpx.AsyncClient, signed_in: Headers) -> None:
    assert (await http.get("/api/v1/unions/zj/export")).status_code == 401
    assert (await http.get("/api/v1/unions/nowhere/export", headers=signed_in["otto"])).status_code == 404
    wrong = await http.get("/api/v1/unions/zj/export?format=pdf", headers=signed_in["otto"])
    assert wrong.status_code == 422 and wrong.json()["errors"][0]["field"] == "format"


async def test_no_cell_becomes_a_formula_and_codes_stay_text(
    http: httpx.AsyncClient, signed_in: Headers, db: Database
) -> None:
    await found(db, union("330106", Level.GRASSROOTS, name=FORMULA), "xh")
    content, _ = await exported(http, signed_in["otto"], "330106")
    assert rows(content)[0]["名称"] == "'" + FORMULA
    content, headers = await exported(http, signed_in["otto"], "330106", format="xlsx")
    assert headers["content-type"].endswith("spreadsheetml.sheet")
    [heading, row] = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()
    said = dict(zip(heading, row, strict=True))
    assert (said["统计代码"], said["名称"], said["上级"], said["会员数"]) == ("330106", FORMULA, "xh", 0.0)


async def test_a_workbook_goes_on_with_another_sheet(tmp_path: Path) -> None:
    path = tmp_path / "branch.xlsx"
    with path.open("wb") as out:
        written = Sheet(Xlsx(out, headings(Language.CHINESE), 3), Language.CHINESE)
        written.add(sketch({f"g{n}": "c1" for n in range(4)}))
        written.close()
    workbook = CalamineWorkbook.from_path(path)
    sheets = [workbook.get_sheet_by_name(name).to_python() for name in workbook.sheet_names]
    assert [[row[0] for row in sheet] for sheet in sheets] == [
        ["统计代码", "c1", "g0"],
        ["统计代码", "g1", "g2"],
        ["统计代码", "g3"],
    ]


READERS: dict[str, Callable[[io.BytesIO], Any]] = {"graphml": nx.read_graphml, "gexf": nx.read_gexf}


@pytest.mark.parametrize("format", READERS)
async def test_networkx_reads_back_the_graph(
    http: httpx.AsyncClient, signed_in: Headers, db: Database, format: str
) -> None:
    await structure.guide(db, OPERATOR_ASKS, "g1", "hb", NOON)
    await structure.pact(db, OPERATOR_ASKS, "g1", "g2", "职工疗休养互认 <1> & \x07", NOON)
    await structure.pact(db, OPERATOR_ASKS, "xh", "hb", "共建", NOON)
    content, _ = await exported(http, signed_in["otto"], "zj", format=format)
    read = READERS[format](io.BytesIO(content))
    assert read.is_directed()
    nodes, edges = told(read)
    assert (nodes, edges) == told(await drawn(db, "zj"))
    assert nodes["hb"] == {"label": "湖北省总工会", "outside": True}
    assert {(u, v, relation) for u, v, relation, _ in edges} == {
        *(("zj", "root", "PART_OF"), ("xh", "zj", "PART_OF"), ("g1", "xh", "PART_OF"), ("g2", "xh", "PART_OF")),
        *(("g1", "hb", "GUIDED_BY"), ("g1", "g2", "PARTNERS_WITH"), ("xh", "hb", "PARTNERS_WITH")),
    }


async def file_of(db: Database, path: Path, language: Language) -> Path:
    """The whole network as a file."""
    with path.open("wb") as out:
        await take(db, OPERATOR, await db.read(unions.root), writer(Format(path.suffix[1:]), out, language))
    return path


@pytest.mark.parametrize(("format", "language"), [("csv", Language.CHINESE), ("xlsx", Language.ENGLISH)])
async def test_an_export_can_be_imported_again(db: Database, tmp_path: Path, format: str, language: Language) -> None:
    planted = await plant(db, Network(Size.COUNTY), NOON)
    file = await file_of(db, tmp_path / f"nation.{format}", language)
    with Spool() as spool:
        same = gather([file], spool)
        planned = await plan(db, same.book, spool)
        assert (counts(planned), planned.pacts, same.faults) == ({"SAME": planted}, [], [])
        await empty(db)
        planned = await plan(db, same.book, spool)
        assert counts(planned) == {"FOUND": planted}
        journal = await begin(db, OPERATOR_ASKS, "digest", [file.name], NOON)
        await write(Import(db, OPERATOR_ASKS, journal, planned, spool, NOON))
    again = await file_of(db, tmp_path / f"again.{format}", language)
    assert [[*sheet.rows] for sheet in sheets(again)] == [[*sheet.rows] for sheet in sheets(file)]


async def test_a_writer_is_closed_whatever_happens(db: Database, tmp_path: Path) -> None:
    with (tmp_path / "none.xlsx").open("wb") as out:
        table = Xlsx(out, headings(Language.CHINESE))
        with pytest.raises(Missing):
            await take(db, OPERATOR, "nowhere", Sheet(table, Language.CHINESE))
        assert not Path(table.folder.name).exists()


@pytest.fixture
def runner(db: Database, monkeypatch: pytest.MonkeyPatch) -> CliRunner:
    """Runs commands on the database of the test."""
    monkeypatch.setenv("ORGNET_GRAPH_URI", db.bolt.uri)
    monkeypatch.setenv("ORGNET_GRAPH_USER", db.bolt.user)
    monkeypatch.setenv("ORGNET_GRAPH_PASSWORD", db.bolt.password)
    monkeypatch.setenv("ORGNET_GRAPH_DATABASE", db.bolt.database)
    if db.bolt.http:
        monkeypatch.setenv("ORGNET_GRAPH_HTTP", db.bolt.http)
    return CliRunner()


async def run(runner: CliRunner, *words: str) -> Any:
    return await asyncio.to_thread(runner.invoke, app, words)


async def test_the_command_writes_every_format(runner: CliRunner, cast: None, tmp_path: Path) -> None:
    for format in Format:
        file = tmp_path / f"浙江.{format}"
        done = await run(runner, "export", "全国/浙江省总工会", str(file))
        assert done.exit_code == 0, done.output
        assert file.stat().st_size > 0
    assert [row["名称"] for row in rows((tmp_path / "浙江.csv").read_bytes())][:2] == ["浙江省总工会", "西湖区总工会"]
    assert len(list(tmp_path.iterdir())) == len(Format)


async def test_the_command_prints_csv_and_nothing_else(runner: CliRunner, cast: None) -> None:
    done = await run(runner, "export", "zj", "-", "--language", "en")
    assert done.exit_code == 0
    assert [row["code"] for row in rows(done.stdout_bytes)] == ["zj", "xh", "g1", "g2"]


async def test_the_command_says_what_would_be_right(runner: CliRunner, cast: None, tmp_path: Path) -> None:
    wrong = await run(runner, "export", "zj", str(tmp_path / "branch.pdf"))
    assert wrong.exit_code == 2 and ".graphml" in wrong.output
    nobody = await run(runner, "export", "nowhere", str(tmp_path / "branch.csv"))
    assert nobody.exit_code == 1 and "union nowhere" in nobody.output
    folder = await run(runner, "export", "zj", str(tmp_path / "missing" / "branch.csv"))
    assert folder.exit_code == 1 and "cannot be written" in folder.output
    assert list(tmp_path.iterdir()) == []


async def test_the_command_analyses_a_branch(runner: CliRunner, cast: None) -> None:
    shown = await run(runner, "analyse", "zj")
    assert shown.exit_code == 0 and "浙江省总工会 (zj): 4 unions" in shown.output
    said = await run(runner, "analyse", "zj", "--json")
    assert said.exit_code == 0 and said.stdout.startswith('{\n  "union": {\n    "code": "zj"')


async def test_a_sheet_in_memory_has_what_was_added() -> None:
    out = io.BytesIO()
    written = writer(Format.CSV, out, Language.ENGLISH)
    written.add(sketch({"g1": "c1"}))
    written.close()
    assert [row["name"] for row in rows(out.getvalue())] == ["c1工会", "g1工会"]
