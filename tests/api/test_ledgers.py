"""The progress of a directive, and who has not, go out as files that say the same as the pages."""

import io
from pathlib import Path
from urllib.parse import unquote

import httpx
import pytest

from api import ledgers
from api.sheets import sheets
from api.tables import Csv
from graph import documents
from graph.db import Database
from graph.ledgers import children, missing
from orgnet.levels import Level
from orgnet.permissions import OPERATOR
from orgnet.receipts import Milestone
from tests.api.test_directives import Headers, issued
from tests.api.test_exports import FORMULA, rows
from tests.cast import found, union


async def exported(
    http: httpx.AsyncClient, headers: dict[str, str], id: str, what: str, **asked: str
) -> httpx.Response:
    answer = await http.get(f"/api/v1/directives/{id}/progress/{what}/export", params=asked, headers=headers)
    assert answer.status_code == 200, answer.text
    return answer


async def test_the_progress_of_all_branches_goes_out_with_its_sums(http: httpx.AsyncClient, signed_in: Headers) -> None:
    id = await issued(http, signed_in["otto"])
    await http.put(f"/api/v1/unions/g1/inbox/{id}/done", json={"note": "完成"}, headers=signed_in["gina"])
    await http.put(f"/api/v1/unions/hb/inbox/{id}/read", headers=signed_in["benno"])
    await http.post(
        f"/api/v1/directives/{id}/exemptions", json={"unions": ["g2"], "reason": "停产"}, headers=signed_in["otto"]
    )
    answer = await exported(http, signed_in["otto"], id, "children")
    *branches, sums = rows(answer.content)
    assert [(row["统计代码"], row["应收"], row["已阅"], row["已办结"], row["免办"]) for row in branches] == [
        ("hb", "1", "1", "0", "0"),
        ("zj", "4", "1", "1", "1"),
    ]
    assert list(sums.values()) == ["", "合计", "", "", "5", "5", "2", "1", "0", "1", "1", "0", "0", "1", "0", "0", "0"]
    shown = (await http.get(f"/api/v1/directives/{id}/progress/children", headers=signed_in["otto"])).json()["items"]
    english = rows((await exported(http, signed_in["otto"], id, "children", language="en")).content)
    for row, child in zip(english, shown, strict=False):
        assert {name: row[name] for name in child["branch"] if name != "members"} == {
            name: str(n) for name, n in child["branch"].items() if name != "members"
        }
    named = unquote(answer.headers["content-disposition"])
    assert "号 全国总工会 progress.csv" in named and 'filename="root-progress.csv"' in named


async def test_who_has_not_goes_out_with_how_he_is_reached(http: httpx.AsyncClient, signed_in: Headers) -> None:
    id = await issued(http, signed_in["otto"])
    await http.patch("/api/v1/unions/g2", json={"telephone": "0571-1"}, headers=signed_in["ann"])
    await http.put(f"/api/v1/unions/g1/inbox/{id}/signed", headers=signed_in["gina"])
    content = (await exported(http, signed_in["xena"], id, "missing", at="xh")).content
    assert [(row["统计代码"], row["级别"], row["电话"]) for row in rows(content)] == [
        ("xh", "县级", ""),
        ("g2", "基层", "0571-1"),
    ]
    done = (await exported(http, signed_in["otto"], id, "missing", milestone="done")).content
    assert [row["统计代码"] for row in rows(done)] == ["hb", "zj", "xh", "g1", "g2"]


async def test_a_workbook_says_the_same_and_no_cell_becomes_a_formula(
    http: httpx.AsyncClient, signed_in: Headers, db: Database, tmp_path: Path
) -> None:
    await found(db, union("g0", Level.GRASSROOTS, name=FORMULA), "xh")
    id = await issued(http, signed_in["otto"])
    for what in ("children", "missing"):
        csv = rows((await exported(http, signed_in["otto"], id, what, at="xh")).content)
        assert "'" + FORMULA in [row["名称"] for row in csv]
        file = tmp_path / f"{what}.xlsx"
        file.write_bytes((await exported(http, signed_in["otto"], id, what, at="xh", format="xlsx")).content)
        [sheet] = sheets(file)
        heading, *body = [cells for _, cells in sheet.rows]
        said = [dict(zip(heading, cells, strict=True)) for cells in body]
        assert [{**row, "名称": row["名称"].removeprefix("'")} for row in csv] == said


async def test_nobody_takes_away_what_he_may_not_see(http: httpx.AsyncClient, signed_in: Headers) -> None:
    id = await issued(http, signed_in["otto"])
    drafted = await http.post(
        "/api/v1/unions/root/directives", json={"title": "一", "body": "二"}, headers=signed_in["otto"]
    )
    for what in ("children", "missing"):
        for letter, at, person in (
            (id, "zj", "gina"),
            (id, "root", "gina"),
            (id, "hb", "xena"),
            ("none", "root", "otto"),
        ):
            path = f"/api/v1/directives/{letter}/progress/{what}/export?at={at}"
            assert (await http.get(path, headers=signed_in[person])).status_code == 404, (path, person)
        path = f"/api/v1/directives/{drafted.json()['directive']}/progress/{what}/export"
        assert (await http.get(path, headers=signed_in["otto"])).status_code == 404
        assert (await http.get(f"/api/v1/directives/{id}/progress/{what}/export")).status_code == 401


async def test_a_workbook_is_bounded_and_csv_is_not(
    http: httpx.AsyncClient, signed_in: Headers, monkeypatch: pytest.MonkeyPatch
) -> None:
    id = await issued(http, signed_in["otto"])
    monkeypatch.setattr(ledgers, "MOST", 2)
    path = f"/api/v1/directives/{id}/progress/missing/export"
    refused = await http.get(f"{path}?format=xlsx", headers=signed_in["otto"])
    assert (refused.status_code, refused.json()["detail"][-8:]) == (409, "take csv")
    assert len(rows((await http.get(path, headers=signed_in["otto"])).content)) == 5
    wrong = await http.get(f"{path}?format=graphml", headers=signed_in["otto"])
    assert (wrong.status_code, wrong.json()["errors"][0]["field"]) == (422, "format")


@pytest.mark.parametrize("size", [1, 2, 100])
async def test_pages_of_any_size_hold_each_union_once(
    http: httpx.AsyncClient, signed_in: Headers, db: Database, size: int
) -> None:
    id = await issued(http, signed_in["otto"])
    letter = await db.read(lambda tx: documents.read(tx, OPERATOR, id))
    below = [each.place.union.id async for page in children(db, OPERATOR, letter, "xh", size) for each in page]
    assert below == ["g1", "g2"]
    late = missing(db, OPERATOR, letter, "root", Milestone.SIGNED, size)
    assert [each.place.union.id async for page in late for each in page] == ["hb", "zj", "xh", "g1", "g2"]


async def test_only_those_addressed_stand_in_the_ledger_of_an_audience_of_subordinates(
    http: httpx.AsyncClient, signed_in: Headers
) -> None:
    id = await issued(http, signed_in["otto"], audience={"selectors": [{"reach": "subordinates"}]})
    *branches, sums = rows((await exported(http, signed_in["otto"], id, "children")).content)
    assert [(row["统计代码"], row["应收"]) for row in branches] == [("hb", "1"), ("zj", "1")]
    assert sums["应收"] == "2"
    *below, nobody = rows((await exported(http, signed_in["otto"], id, "children", at="zj")).content)
    assert [row["应收"] for row in below] == ["0"]
    assert (nobody["名称"], nobody["应收"]) == ("合计", "0")


def test_a_table_in_memory_begins_with_its_mark() -> None:
    out = io.BytesIO()
    table = Csv(out, ["名称"])
    table.write([["=1"]])
    assert out.getvalue().decode("utf-8-sig") == "名称\r\n'=1\r\n"
