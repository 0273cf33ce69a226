"""A union keeps audiences under names, and documents are addressed to them."""

from typing import Any

import httpx

from graph.db import Database
from tests.api.test_directives import LETTER, Headers
from tests.graph.test_check import faults

COUNTIES: dict[str, Any] = {"name": "各县级工会", "selectors": [{"levels": ["county"]}]}
NAMED: dict[str, Any] = {"name": "晨光学校", "selectors": [{"root": "g2", "reach": "itself"}]}


async def keep(http: httpx.AsyncClient, who: dict[str, str], union: str = "root", **more: Any) -> httpx.Response:
    return await http.post(f"/api/v1/unions/{union}/groups", json=COUNTIES | more, headers=who)


async def addressed_to(http: httpx.AsyncClient, who: dict[str, str], **audience: Any) -> httpx.Response:
    return await http.post("/api/v1/unions/root/directives", json=LETTER | {"audience": audience}, headers=who)


async def reached(http: httpx.AsyncClient, otto: dict[str, str], directive: str) -> int:
    preview = await http.get(f"/api/v1/directives/{directive}/preview", headers=otto)
    return preview.json()["unions"]


async def test_a_document_is_addressed_to_groups_by_name_and_stays_so(
    http: httpx.AsyncClient, signed_in: Headers, db: Database
) -> None:
    otto, clara = signed_in["otto"], signed_in["clara"]
    counties, named = [(await keep(http, clara, **more)).json()["group"] for more in (COUNTIES, NAMED)]
    listed = (await http.get("/api/v1/unions/root/groups", headers=otto)).json()["items"]
    assert [group["name"] for group in listed] == ["各县级工会", "晨光学校"]
    preview = (await http.get(f"/api/v1/groups/{counties}/preview", headers=otto)).json()
    assert preview == {"unions": 1, "members": 20}
    drafted = (await addressed_to(http, clara, groups=[counties, named])).json()["directive"]
    read = (await http.get(f"/api/v1/directives/{drafted}", headers=otto)).json()["audience"]
    assert read["groups"] == ["各县级工会", "晨光学校"]
    assert [rule["root"] for rule in read["selectors"]] == ["root", "g2"]
    assert await reached(http, otto, drafted) == 2
    beside = (await addressed_to(http, clara, groups=[named], selectors=[{"root": "hb"}])).json()["directive"]
    assert await reached(http, otto, beside) == 2
    wider = COUNTIES | {"selectors": [{"levels": ["county", "provincial"]}]}
    assert (await http.put(f"/api/v1/groups/{counties}", json=wider, headers=clara)).status_code == 200
    assert (await http.delete(f"/api/v1/groups/{named}", headers=clara)).status_code == 200
    assert (await http.post(f"/api/v1/directives/{drafted}/issue", headers=otto)).status_code == 200
    progress = (await http.get(f"/api/v1/directives/{drafted}/progress", headers=otto)).json()
    assert progress["branch"]["expected"] == 2
    assert (await addressed_to(http, clara, groups=[named])).status_code == 404
    assert await faults(db) == []


async def test_whoever_serves_below_addresses_it_and_nobody_beside_sees_it(
    http: httpx.AsyncClient, signed_in: Headers
) -> None:
    mine = (await keep(http, signed_in["otto"])).json()["group"]
    beside = (await keep(http, signed_in["gina"], "g1", name="本单位")).json()["group"]
    for who in ("gina", "xena", "benno", "ann"):
        assert (await http.get(f"/api/v1/groups/{mine}", headers=signed_in[who])).status_code == 200
    for who in ("hugo", "benno"):
        assert (await http.get(f"/api/v1/groups/{beside}", headers=signed_in[who])).status_code == 404
        assert (await http.get("/api/v1/unions/g1/groups", headers=signed_in[who])).status_code == 404
    assert (await http.put(f"/api/v1/groups/{mine}", json=COUNTIES, headers=signed_in["gina"])).status_code == 403
    assert (await keep(http, signed_in["ann"], name="别的")).status_code == 403
    drawn = await http.post(
        "/api/v1/unions/hb/directives", json=LETTER | {"audience": {"groups": [mine]}}, headers=signed_in["benno"]
    )
    assert drawn.status_code == 201
    read = (await http.get(f"/api/v1/directives/{drawn.json()['directive']}", headers=signed_in["benno"])).json()
    assert [rule["root"] for rule in read["audience"]["selectors"]] == ["hb"]


async def test_what_cannot_be_kept_is_refused(http: httpx.AsyncClient, signed_in: Headers) -> None:
    otto = signed_in["otto"]
    group = (await keep(http, otto)).json()["group"]
    wrong: tuple[tuple[dict[str, Any], int, str], ...] = (
        ({}, 409, "there is a group 各县级工会 already"),
        ({"name": " "}, 422, "name is empty"),
        ({"name": "会" * 61}, 422, "at most 60"),
        ({"name": "无", "selectors": []}, 422, ""),
        ({"name": "无", "selectors": [{"root": "nowhere"}]}, 404, "there is no union nowhere"),
    )
    for more, status, why in wrong:
        refused = await keep(http, otto, **more)
        assert (refused.status_code, why in refused.json()["detail"]) == (status, True), refused.text
    tag = (await http.get(f"/api/v1/groups/{group}", headers=otto)).headers["ETag"]
    first = await http.put(f"/api/v1/groups/{group}", json=NAMED, headers=otto | {"If-Match": tag})
    assert first.status_code == 200
    for late in (
        await http.put(f"/api/v1/groups/{group}", json=COUNTIES, headers=otto | {"If-Match": tag}),
        await http.delete(f"/api/v1/groups/{group}", headers=otto | {"If-Match": tag}),
    ):
        assert (late.status_code, "read it again" in late.json()["detail"]) == (412, True)
