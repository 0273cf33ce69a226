"""The ledger of what a union has issued goes out as a file, for whoever reads its documents."""

from pathlib import Path

import httpx

from api.sheets import sheets
from graph import ledgers
from graph.db import Database
from orgnet.directives import Stage
from tests.api.test_directives import Headers, issued
from tests.api.test_exports import rows
from tests.api.test_relays import relay
from tests.cast import seat


async def ledger(http: httpx.AsyncClient, headers: dict[str, str], union: str, **asked: str) -> httpx.Response:
    return await http.get(f"/api/v1/unions/{union}/directives/export", params=asked, headers=headers)


async def test_what_is_going_and_what_is_over_stand_in_their_ledgers(
    http: httpx.AsyncClient, signed_in: Headers, tmp_path: Path
) -> None:
    otto = signed_in["otto"]
    id, over = await issued(http, otto), await issued(http, otto)
    await http.put(f"/api/v1/unions/g1/inbox/{id}/done", json={"note": "完成"}, headers=signed_in["gina"])
    await http.post(f"/api/v1/unions/g1/inbox/{id}/questions", json={"text": "何时报？"}, headers=signed_in["gina"])
    await http.post(f"/api/v1/directives/{over}/close", headers=otto)
    [going] = rows((await ledger(http, signed_in["clara"], "root")).content)
    assert [going[name] for name in ("状态", "应收", "已签收", "已办结", "卡滞待送", "待答疑问")] == [
        "已印发",
        "5",
        "1",
        "1",
        "0",
        "1",
    ]
    [closed] = rows((await ledger(http, otto, "root", stage="over", language="en")).content)
    assert (closed["state"], closed["expected"]) == ("closed", "5")
    file = tmp_path / "issued.xlsx"
    file.write_bytes((await ledger(http, otto, "root", format="xlsx")).content)
    [sheet] = sheets(file)
    heading, cells = [cells for _, cells in sheet.rows]
    assert dict(zip(heading, cells, strict=True)) == going


async def test_what_is_passed_on_stands_in_the_ledger_of_whoever_passed_it_on(
    http: httpx.AsyncClient, signed_in: Headers, db: Database
) -> None:
    await seat(db, "benno", "zj", "officer")
    benno, id = signed_in["benno"], await issued(http, signed_in["otto"], way="level_by_level")
    await relay(http, benno, "zj", id)
    [passed] = rows((await ledger(http, benno, "zj")).content)
    assert (passed["应收"], passed["卡滞待送"]) == ("4", "2")
    await http.post(f"/api/v1/directives/{id}/close", headers=signed_in["otto"])
    assert rows((await ledger(http, benno, "zj")).content) == []
    [over] = rows((await ledger(http, benno, "zj", stage="over")).content)
    assert over["状态"] == "已关闭"


async def test_nobody_takes_away_the_ledger_of_others(http: httpx.AsyncClient, signed_in: Headers) -> None:
    await issued(http, signed_in["otto"])
    assert (await ledger(http, signed_in["gina"], "root")).status_code == 404
    assert (await ledger(http, {}, "root")).status_code == 401
    assert (await ledger(http, signed_in["otto"], "root", stage="drafted")).status_code == 422


async def test_pages_of_a_ledger_hold_each_document_once(
    http: httpx.AsyncClient, signed_in: Headers, db: Database
) -> None:
    ids = [await issued(http, signed_in["otto"]) for _ in range(3)]
    found = [each.directive.id async for page in ledgers.issued(db, "otto", "root", Stage.GOING, 1) for each in page]
    assert found == ids[::-1]
