"""The shape of a branch, asked over HTTP and by the command."""

import io

import httpx
import orjson
import pytest
from rich.console import Console

from api import analysis
from api.commands.analyse import show
from graph import structure
from graph.analysis import gather
from graph.db import Database
from orgnet.analysis import analyse
from orgnet.permissions import OPERATOR
from tests.cast import NOON, OPERATOR_ASKS

Headers = dict[str, dict[str, str]]


async def test_a_branch_is_analysed_for_whoever_may_see_its_figures(
    http: httpx.AsyncClient, signed_in: Headers
) -> None:
    answer = await http.get("/api/v1/unions/zj/analysis", headers=signed_in["otto"])
    assert answer.status_code == 200, answer.text
    said = answer.json()
    assert (said["union"]["name"], said["unions"]) == ("浙江省总工会", 4)
    assert said["widths"]["county"]["fan_out"] == {"count": 1, "min": 2, "median": 2, "p90": 2, "p99": 2, "max": 2}
    assert said["depth"]["unions"] == {"0": 1, "1": 1, "2": 2}
    assert [(skip["superior"], skip["level"], skip["unions"]) for skip in said["skips"]] == [
        ("provincial", "county", 1),
        ("county", "grassroots", 2),
    ]


async def test_hands_are_told_as_they_are_in_the_graph(http: httpx.AsyncClient, signed_in: Headers) -> None:
    said = (await http.get("/api/v1/unions/root/analysis", headers=signed_in["otto"])).json()
    vacant = {vacancy["union"]["code"]: vacancy["below"] for vacancy in said["vacancies"]["each"]}
    assert vacant == {"zj": 3}


async def test_outside_ones_own_branch_the_reason_is_given(http: httpx.AsyncClient, signed_in: Headers) -> None:
    refused = await http.get("/api/v1/unions/zj/analysis", headers=signed_in["benno"])
    assert refused.status_code == 403
    assert "members and counts" in refused.json()["detail"]
    assert (await http.get("/api/v1/unions/nowhere/analysis", headers=signed_in["otto"])).status_code == 404
    assert (await http.get("/api/v1/unions/zj/analysis")).status_code == 401


async def test_too_large_a_branch_is_refused_with_what_to_do(
    http: httpx.AsyncClient, signed_in: Headers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(analysis, "MOST", 3)
    refused = await http.get("/api/v1/unions/zj/analysis", headers=signed_in["otto"])
    assert refused.status_code == 409
    assert refused.json()["detail"] == (
        "this branch has 4 unions, and at most 3 are possible here; choose a smaller branch, or run orgnet analyse"
    )
    assert (await http.get("/api/v1/unions/xh/analysis", headers=signed_in["otto"])).status_code == 200


async def test_the_tables_name_what_json_holds(db: Database, cast: None) -> None:
    await structure.pact(db, OPERATOR_ASKS, "g1", "g2", "互认", NOON)
    found = analyse(await gather(db, OPERATOR, "root"))
    out = io.StringIO()
    show(found, Console(file=out, width=120))
    for said in ("全国总工会 (root): 6 unions", "西湖区总工会 (xh): 2", "1 communities among the pacts", "1 pacts"):
        assert said in out.getvalue()
    said = orjson.loads(orjson.dumps(found, option=orjson.OPT_NON_STR_KEYS))
    assert list(said) == [
        *("union", "unions", "widths", "widest", "depth", "skips", "vacancies", "cooperation", "communities")
    ]
    assert said["communities"]["each"][0]["unions"] == ["g1", "g2"]


async def test_a_union_by_itself_is_shown_too(db: Database, cast: None) -> None:
    out = io.StringIO()
    show(analyse(await gather(db, OPERATOR, "g1")), Console(file=out, width=120))
    assert "鑫瑞机械有限公司工会委员会 (g1): 1 unions" in out.getvalue()
