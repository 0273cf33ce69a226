"""Directives are found by what one remembers of them, and by nobody who may not see them."""

from typing import Any

import httpx
import pytest

from tests.api.test_directives import LETTER, Headers, issued
from tests.days import in_days


async def found(http: httpx.AsyncClient, headers: dict[str, str], **asked: Any) -> list[str]:
    """The ids of all that is found, over all pages."""
    url, ids, params = "/api/v1/directives", list[str](), asked or None
    while url:
        answer = await http.get(url, params=params, headers=headers)
        assert answer.status_code == 200, answer.text
        ids += [each["id"] for each in answer.json()["items"]]
        url, params = answer.links["next"]["url"] if "next" in answer.links else "", None
    return ids


async def test_a_directive_is_found_by_each_thing_one_knows_of_it(http: httpx.AsyncClient, signed_in: Headers) -> None:
    otto = signed_in["otto"]
    first = await issued(http, otto)
    second = await issued(http, otto, title="关于技能竞赛的意见", body="WiFi驿站、书屋均可报名。", kind="opinion")
    year, number = (
        in_days(0).year,
        (await http.get(f"/api/v1/directives/{second}", headers=otto)).json()["number"],
    )
    organ, sequence = number.split("〔")[0], number.split("〕")[1]
    assert await found(http, otto) == [second, first]
    for asked in (
        *(
            {"words": "技能竞赛"},
            {"words": "书屋 ｗｉｆｉ"},
            {"number": number},
            {"number": sequence},
            {"kind": "opinion"},
        ),
        *(
            {"number": f"{organ}{sequence}"},
            {"number": f"[{year}]2号"},
            {"words": "竞赛", "issuer": "root", "year": year},
        ),
    ):
        assert await found(http, otto, **asked) == [second], asked
    for asked in (
        {"number": organ},
        {"number": f"〔{year}〕"},
        {"words": "关于"},
        {"issuer": "root"},
        {"state": "issued"},
    ):
        assert await found(http, otto, **asked, limit=1) == [second, first], asked
    for asked in ({"words": "书法"}, {"number": "9号"}, {"issuer": "zj"}, {"year": year - 2}, {"closed": year}):
        assert await found(http, otto, **asked) == [], asked


async def test_what_is_closed_is_found_by_its_year(http: httpx.AsyncClient, signed_in: Headers) -> None:
    id, _ = [await issued(http, signed_in["otto"]) for _ in range(2)]
    await http.post(f"/api/v1/directives/{id}/close", headers=signed_in["otto"])
    year = in_days(0).year
    assert (
        [id]
        == await found(http, signed_in["gina"], closed=year)
        == await found(http, signed_in["gina"], state="closed")
    )
    assert await found(http, signed_in["gina"], closed=year - 2) == []


async def test_everybody_finds_what_he_may_read_and_drafts_at_his_own_union(
    http: httpx.AsyncClient, signed_in: Headers
) -> None:
    below = await issued(http, signed_in["benno"], union="hb")
    public = await issued(http, signed_in["benno"], union="hb", access="public")
    drafted = await http.post("/api/v1/unions/root/directives", json=LETTER, headers=signed_in["clara"])
    draft = drafted.json()["directive"]
    assert await found(http, signed_in["clara"], words="送温暖") == [draft, public, below]
    assert await found(http, signed_in["benno"], words="送温暖") == [public, below]
    assert await found(http, signed_in["gina"], words="送温暖") == [public]
    assert await found(http, signed_in["gina"], issuer="hb", number="1号") == []
    assert await found(http, signed_in["clara"], year=in_days(0).year) == [public, below]
    assert (await http.get("/api/v1/directives")).status_code == 401


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("words=", "words"),
        ("words=%20%E3%80%81", "words"),
        ("words=%00", "words"),
        ("words=a+b+c+d+e+f+g+h+i", "words"),
        ("words=" + "a" * 201, "words"),
        ("number=", "number"),
        ("number=〔26〕", "number"),
        ("kind=poem", "kind.0"),
        ("state=lost", "state.0"),
        ("year=0", "year"),
        ("year=2026&since=2026-01-01", "year"),
        ("since=2026-02-01&until=2026-01-01", "until"),
        ("until=9999-12-31", "until"),
        ("until=0", "until"),
        ("since=2026-02-30", "since"),
        ("cursor=abc", "cursor"),
    ],
)
async def test_a_bad_question_is_refused_by_name(
    http: httpx.AsyncClient, signed_in: Headers, query: str, field: str
) -> None:
    refused = await http.get(f"/api/v1/directives?{query}", headers=signed_in["gina"])
    assert refused.status_code == 422
    assert field in [fault["field"] for fault in refused.json()["errors"]]


async def test_what_looks_like_a_question_to_the_index_is_text(http: httpx.AsyncClient, signed_in: Headers) -> None:
    id = await issued(http, signed_in["otto"])
    for words in ('送温暖" OR *', "送温暖 -走访", "title:送温暖", "送温暖~2 }) RETURN d //"):
        assert await found(http, signed_in["gina"], words=words) in ([], [id])
    assert await found(http, signed_in["gina"], words="+送温暖 -走访 &&") == [id]


async def test_a_cursor_belongs_to_its_question(http: httpx.AsyncClient, signed_in: Headers) -> None:
    for _ in range(2):
        await issued(http, signed_in["otto"])
    first = await http.get("/api/v1/directives?words=工会&limit=1", headers=signed_in["gina"])
    assert first.json()["items"][0]["body"] is None
    other = {"words": "通知", "cursor": first.json()["next"]}
    assert (await http.get("/api/v1/directives", params=other, headers=signed_in["gina"])).status_code == 422
