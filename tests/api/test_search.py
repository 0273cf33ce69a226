"""Search over HTTP: what is found, by whom, and what a bad question gets."""

from typing import Any

import httpx
import pytest

from graph import structure
from graph.db import Database
from tests.cast import NOON, OPERATOR_ASKS

Headers = dict[str, dict[str, str]]


async def found(http: httpx.AsyncClient, headers: dict[str, str], q: str, **more: Any) -> dict[str, Any]:
    answer = await http.get("/api/v1/unions", params={"q": q, **more}, headers=headers)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def test_everybody_signed_in_finds_every_union_with_its_line_up(
    http: httpx.AsyncClient, signed_in: Headers
) -> None:
    for person in ("ann", "gina", "benno"):
        answer = await found(http, signed_in[person], "浙江西湖")
        assert not answer["more"]
        first = answer["items"][0]
        assert (first["id"], first["name"], first["level"]) == ("xh", "西湖区总工会", "county")
        assert [(above["id"], above["name"]) for above in first["line"]] == [
            ("root", "全国总工会"),
            ("zj", "浙江省总工会"),
        ]


async def test_a_hit_tells_what_everybody_may_know_and_no_more(http: httpx.AsyncClient, signed_in: Headers) -> None:
    [hit] = (await found(http, signed_in["benno"], "鑫瑞机械"))["items"]
    assert hit.keys() == {"id", "code", "name", "level", "kind", "status", "division", "line"}


async def test_one_may_choose_branch_level_kind_and_number(http: httpx.AsyncClient, signed_in: Headers) -> None:
    ann = signed_in["ann"]
    assert [hit["id"] for hit in (await found(http, ann, "总工会", within="zj"))["items"]] == ["zj", "xh"]
    assert [hit["id"] for hit in (await found(http, ann, "总工会", level=["national", "county"]))["items"]] == [
        "root",
        "xh",
    ]
    assert (await found(http, ann, "总工会", kind="single"))["items"] == []
    one = await found(http, ann, "总工会", limit=1)
    assert [hit["id"] for hit in one["items"]] == ["root"]
    assert one["more"]


async def test_a_dissolved_union_is_found_when_asked_for(
    http: httpx.AsyncClient, signed_in: Headers, db: Database
) -> None:
    await structure.dissolve(db, OPERATOR_ASKS, "g2", NOON)
    assert (await found(http, signed_in["ann"], "晨光"))["items"] == []
    [hit] = (await found(http, signed_in["ann"], "晨光", status="dissolved"))["items"]
    assert (hit["id"], hit["status"], hit["line"]) == ("g2", "dissolved", [])


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("", "q"),
        ("q=", "q"),
        ("q=%20%2A%20", "q"),
        ("q=%ED%A0%80", "q"),
        ("q=%00", "q"),
        ("q=" + "a" * 101, "q"),
        ("q=a&limit=0", "limit"),
        ("q=a&limit=101", "limit"),
        ("q=a&level=planet", "level.0"),
        ("q=a&status=", "status.0"),
    ],
)
async def test_a_bad_question_is_refused_by_name(
    http: httpx.AsyncClient, signed_in: Headers, query: str, field: str
) -> None:
    refused = await http.get(f"/api/v1/unions?{query}", headers=signed_in["ann"])
    assert refused.status_code == 422
    assert refused.headers["content-type"] == "application/problem+json"
    assert field in [fault["field"] for fault in refused.json()["errors"]]


async def test_a_branch_there_is_not_is_missing(http: httpx.AsyncClient, signed_in: Headers) -> None:
    refused = await http.get("/api/v1/unions?q=a&within=nowhere", headers=signed_in["ann"])
    assert refused.status_code == 404


async def test_whoever_is_not_signed_in_finds_nothing(http: httpx.AsyncClient, db: Database) -> None:
    assert (await http.get("/api/v1/unions?q=a")).status_code == 401


async def test_search_and_its_problems_are_documented(http: httpx.AsyncClient) -> None:
    described = (await http.get("/openapi.json")).json()["paths"]["/api/v1/unions"]["get"]
    assert {"200", "401", "404", "422", "503"} <= described["responses"].keys()
    assert {each["name"] for each in described["parameters"]} >= {"q", "within", "level", "kind", "status", "limit"}
