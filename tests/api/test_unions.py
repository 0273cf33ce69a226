"""Unions are read as they are and as they were, as far as the reader may see them."""

from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from api.paging import encode
from graph import structure
from graph.db import Database
from orgnet.codes import check_character
from orgnet.levels import Level
from tests.cast import NOON, OPERATOR_ASKS, found, union

Headers = dict[str, dict[str, str]]

YESTERDAY = (datetime.now(UTC) - timedelta(days=2)).date().isoformat()
"""A day that is over everywhere, after the cast was founded and before anything a test does."""

CREDIT_CODE = "81330106MC0000001" + check_character("81330106MC0000001")


async def get(http: httpx.AsyncClient, path: str, who: dict[str, str], status: int = 200) -> Any:
    answer = await http.get(f"/api/v1/unions/{path}", headers=who)
    assert answer.status_code == status, answer.text
    return answer.json()


async def names(http: httpx.AsyncClient, path: str, who: dict[str, str]) -> list[str]:
    answer: Any = await get(http, path, who)
    paged = not path.split("?")[0].endswith(("/line", "/path"))
    return [union["id"] for union in (answer["items"] if paged else answer)]


async def test_a_union_is_found_by_its_id_its_code_and_its_credit_code(
    http: httpx.AsyncClient, signed_in: Headers, db: Database
) -> None:
    ann = signed_in["ann"]
    await structure.edit(db, OPERATOR_ASKS, "g1", {"credit_code": CREDIT_CODE}, NOON)
    await found(db, union("x1", Level.GRASSROOTS), "xh")
    for name in ("g1", CREDIT_CODE):
        assert (await get(http, name, ann))["id"] == "g1"
    assert (await get(http, "root", ann))["name"] == "全国总工会"
    missing = await get(http, "nowhere", ann, 404)
    assert missing["detail"].startswith("there is no one union nowhere; give its code")


async def test_the_etag_changes_with_the_union_and_not_with_its_branch(
    http: httpx.AsyncClient, signed_in: Headers
) -> None:
    async def tag(id: str) -> str:
        answer = await http.get(f"/api/v1/unions/{id}", headers=signed_in["ann"])
        assert answer.headers["etag"] == f'"{answer.json()["changed"]}"'
        return answer.headers["etag"]

    before = await tag("g1"), await tag("xh")
    await http.patch("/api/v1/unions/g1", json={"members": 151}, headers=signed_in["ann"])
    after = await tag("g1"), await tag("xh")
    assert before[0] != after[0]
    assert before[1] == after[1]


async def test_outside_ones_branch_sizes_show_as_classes_only(http: httpx.AsyncClient, signed_in: Headers) -> None:
    own = await get(http, "xh", signed_in["xena"])
    assert (own["members"], own["size"], own["hands"]) == (20, "under 25", "seated")
    assert own["census"] == [{"level": "grassroots", "kind": "federation", "unions": 2, "members": 210}]
    below = await get(http, "g1", signed_in["xena"])
    assert (below["members"], below["units"]) == (150, 1)
    for outside in ("zj", "hb", "root"):
        seen = await get(http, outside, signed_in["xena"])
        assert (seen["members"], seen["units"], seen["hands"]) == (None, None, None)
        assert seen["size"] in ("25-99", "under 25")
        assert all(cell["members"] is None for cell in seen["census"])
    beside = (await get(http, "xh/children", signed_in["gina"]))["items"]
    assert [(child["id"], child["members"], child["size"]) for child in beside] == [
        ("g1", 150, "100-199"),
        ("g2", None, "25-99"),
    ]


async def test_children_come_in_exact_pages_with_a_link_to_the_next(
    http: httpx.AsyncClient, signed_in: Headers, db: Database
) -> None:
    for number in range(5):
        await found(db, union(f"g{number + 3}", Level.GRASSROOTS, members=number), "xh")
    url, pages = "/api/v1/unions/xh/children?limit=3", list[list[str]]()
    while url:
        answer = await http.get(url, headers=signed_in["ann"])
        pages.append([child["id"] for child in answer.json()["items"]])
        url = answer.links["next"]["url"] if "next" in answer.links else ""
        assert (answer.json()["next"] is not None) == bool(url)
    assert pages == [["g1", "g2", "g3"], ["g4", "g5", "g6"], ["g7"]]
    assert await names(http, "g1/children", signed_in["ann"]) == []


async def test_the_second_line_is_read_beside_the_primary(
    http: httpx.AsyncClient, signed_in: Headers, db: Database
) -> None:
    ann = signed_in["ann"]
    for id in ("g1", "g2"):
        await structure.guide(db, OPERATOR_ASKS, id, "hb", NOON)
    assert await names(http, "g1/line", ann) == ["root", "zj", "xh"]
    assert await names(http, "g1/line?line=second", ann) == ["root", "hb"]
    assert await names(http, "hb/guided?limit=1", ann) == ["g1"]
    assert await names(http, "hb/guided", ann) == ["g1", "g2"]
    guide = await get(http, "hb", ann)
    assert (guide["subordinates"], guide["census"]) == (0, [])
    assert (guide["second"]["subordinates"], guide["second"]["counts_twice"]) == (2, True)
    assert guide["second"]["census"][0]["members"] == 210
    assert (await get(http, "zj", ann))["second"]["subordinates"] == 1
    assert (await get(http, "root", ann))["second"] is None
    await get(http, "g1/line?line=third", ann, 422)


async def test_pacts_common_superiors_and_paths(http: httpx.AsyncClient, signed_in: Headers, db: Database) -> None:
    ann = signed_in["ann"]
    assert (await get(http, "g1/common-superior?other=g2", ann))["id"] == "xh"
    assert (await get(http, "g1/common-superior?other=xh", ann))["id"] == "xh"
    assert (await get(http, "g1/common-superior?other=hb", ann))["id"] == "root"
    assert await names(http, "g1/path?other=hb", ann) == ["g1", "xh", "zj", "root", "hb"]
    await structure.pact(db, OPERATOR_ASKS, "xh", "hb", "职工疗休养互认", NOON)
    assert await names(http, "g1/path?other=hb", ann) == ["g1", "xh", "hb"]
    assert await names(http, "g1/path?other=g1", ann) == ["g1"]
    [pact] = await get(http, "hb/pacts", ann)
    assert (pact["partner"]["id"], pact["terms"]) == ("xh", "职工疗休养互认")
    for path in ("g1/path", "g1/common-superior"):
        await get(http, f"{path}?other=nowhere", ann, 404)
        await get(http, path, ann, 422)


async def test_a_dissolved_union_has_no_common_superior_and_no_path(
    http: httpx.AsyncClient, signed_in: Headers, db: Database
) -> None:
    await structure.dissolve(db, OPERATOR_ASKS, "g2", NOON)
    assert (await get(http, "g2", signed_in["ann"]))["status"] == "dissolved"
    await get(http, "g1/common-superior?other=g2", signed_in["ann"], 404)
    assert await names(http, "g1/path?other=g2", signed_in["ann"]) == []


async def test_the_network_is_asked_as_of_a_day(http: httpx.AsyncClient, signed_in: Headers) -> None:
    ann = signed_in["ann"]
    await http.post("/api/v1/unions/xh/move", json={"parent": "hb"}, headers=ann)
    await http.patch("/api/v1/unions/xh", json={"name": "西湖区工会联合会", "members": 7}, headers=ann)
    await http.post("/api/v1/unions/g2/dissolve", headers=ann)
    then, now = await get(http, f"xh?as_of={YESTERDAY}", ann), await get(http, "xh", ann)
    assert (then["name"], then["members"], then["parent"]) == ("西湖区总工会", 20, "zj")
    assert (now["name"], now["members"], now["parent"]) == ("西湖区工会联合会", 7, "hb")
    assert (then["subordinates"], now["subordinates"]) == (2, 1)
    for path, was, is_ in (
        ("g1/line", ["root", "zj", "xh"], ["root", "hb", "xh"]),
        ("zj/children", ["xh"], []),
        ("xh/children", ["g1", "g2"], ["g1"]),
        ("g1/path?other=zj", ["g1", "xh", "zj"], ["g1", "xh", "hb", "root", "zj"]),
    ):
        day = f"{'&' if '?' in path else '?'}as_of={YESTERDAY}"
        assert await names(http, path + day, ann) == was
        assert await names(http, path, ann) == is_
    assert (await get(http, f"g1/common-superior?other=zj&as_of={YESTERDAY}", ann))["id"] == "zj"
    assert (await get(http, f"g2?as_of={YESTERDAY}", ann))["status"] == "active"


async def test_a_past_answer_has_no_etag_since_the_past_is_not_edited(
    http: httpx.AsyncClient, signed_in: Headers
) -> None:
    answer = await http.get(f"/api/v1/unions/xh?as_of={YESTERDAY}", headers=signed_in["ann"])
    assert "etag" not in answer.headers


@pytest.mark.parametrize("path", ["g1", "g1/line", "xh/children", "hb/guided", "hb/pacts"])
async def test_days_that_cannot_be_asked_for_are_refused(
    http: httpx.AsyncClient, signed_in: Headers, path: str
) -> None:
    ann = signed_in["ann"]
    future = await get(http, f"{path}?as_of=9999-12-31", ann, 422)
    assert future["errors"][0]["field"] == "as_of"
    assert "has not come yet; the latest possible is" in future["detail"]
    for day in ("2026-02-30", "yesterday", "", "2026-13-01", "99999999999999"):
        assert (await get(http, f"{path}?as_of={day}", ann, 422))["errors"][0]["field"] == "as_of"
    for day in ("2026-03-01", "0001-01-01", "1900-01-01"):
        early = await get(http, f"{path}?as_of={day}", ann, 404)
        assert "was not in the network" in early["detail"]


async def test_cursors_belong_to_one_list_of_one_day(http: httpx.AsyncClient, signed_in: Headers) -> None:
    ann = signed_in["ann"]
    cursor = (await get(http, "xh/children?limit=1", ann))["next"]
    then = (await get(http, f"xh/children?limit=1&as_of={YESTERDAY}", ann))["next"]
    assert await names(http, f"xh/children?cursor={cursor}", ann) == ["g2"]
    assert await names(http, f"xh/children?as_of={YESTERDAY}&cursor={then}", ann) == ["g2"]
    for path in (
        f"zj/children?cursor={cursor}",
        f"xh/guided?cursor={cursor}",
        f"xh/history?cursor={cursor}",
        f"xh/log?cursor={cursor}",
        f"xh/children?as_of={YESTERDAY}&cursor={cursor}",
        f"xh/children?cursor={then}",
        f"xh/children?cursor={cursor}x",
        "xh/children?cursor=%00",
        f"xh/children?cursor={encode('children xh', 5)}",
        f"xh/history?cursor={encode('history xh', 2**64 - 1)}",
        f"xh/history?cursor={encode('history xh', True)}",
        f"xh/log?cursor={encode('log xh', 2**63)}",
    ):
        assert (await get(http, path, ann, 422))["errors"][0]["field"] == "cursor", path


async def test_history_and_log_are_read_by_who_administers(
    http: httpx.AsyncClient, signed_in: Headers, db: Database
) -> None:
    ann = signed_in["ann"]
    await http.post("/api/v1/unions/g1/move", json={"parent": "hb"}, headers=ann)
    await http.patch("/api/v1/unions/g1", json={"members": 9, "hours": "9:00-17:00"}, headers=ann)
    history = (await get(http, "g1/history", ann))["items"]
    assert [fact["kind"] for fact in history] == ["edited", "moved", "founded"]
    assert {change["what"]: (change["before"], change["after"]) for change in history[0]["changes"]} == {
        "members": (150, 9),
        "hours": (None, "9:00-17:00"),
    }
    [moved] = history[1]["changes"]
    assert (moved["what"], moved["before"]["name"], moved["after"]["name"]) == (
        "parent",
        "西湖区总工会",
        "湖北省总工会",
    )
    assert history[1]["actor_name"] == "ann"
    assert [fact["kind"] for fact in (await get(http, "xh/log?limit=2", ann))["items"]] == ["moved", "founded"]
    first = await get(http, "root/log?limit=1", ann)
    assert first["items"][0]["seq"] == history[0]["seq"]
    for path in ("g1/history", "g1/log"):
        refused = await get(http, path, signed_in["gina"], 403)
        assert "only a seat as admin" in refused["detail"]


async def test_nobody_reads_anything_without_signing_in(http: httpx.AsyncClient, cast: None) -> None:
    for path in ("root", "g1", "g1/line", "xh/children", "hb/guided", "g1/pacts", "g1/history", "g1/log"):
        answer = await http.get(f"/api/v1/unions/{path}")
        assert (answer.status_code, answer.json()["type"]) == (401, "/problems/unknown")
