"""Whoever is above reminds exactly those who have not, and not again too soon."""

from typing import Any

import httpx

from graph.db import Database
from tests.api.test_directives import Headers, issued
from tests.api.test_relays import officers, relay
from tests.graph.test_check import faults

__all__ = ["officers"]


async def remind(http: httpx.AsyncClient, who: dict[str, str], by: str, id: str, **more: Any) -> httpx.Response:
    return await http.post(f"/api/v1/unions/{by}/reminders", json={"directive": id} | more, headers=who)


async def test_all_below_who_have_not_are_reminded_and_see_it(
    http: httpx.AsyncClient, signed_in: Headers, db: Database
) -> None:
    otto = signed_in["otto"]
    id = await issued(http, otto)
    await http.put(f"/api/v1/unions/g2/inbox/{id}/signed", headers=signed_in["hugo"])
    reminded = await remind(http, otto, "root", id)
    assert (reminded.status_code, reminded.json()["reminded"], reminded.json()["milestone"]) == (201, 4, "signed")
    [g1] = (await http.get("/api/v1/unions/g1/inbox", headers=signed_in["gina"])).json()["items"]
    [g2] = (await http.get("/api/v1/unions/g2/inbox", headers=signed_in["hugo"])).json()["items"]
    assert (g1["reminded"]["by"], g2["reminded"]) == ("root", None)
    rows = (await http.get(f"/api/v1/directives/{id}/progress/missing", headers=otto)).json()["items"]
    assert {row["id"]: row["reminded"]["by"] for row in rows} == dict.fromkeys(("hb", "zj", "xh", "g1"), "root")
    again = await remind(http, otto, "root", id)
    assert (again.status_code, "全国总工会 were reminded lately" in again.json()["detail"]) == (409, True)
    one = await remind(http, otto, "root", id, unions=["hb"])
    assert (one.status_code, "湖北省总工会 were reminded lately" in one.json()["detail"]) == (409, True)
    [listed] = (await http.get(f"/api/v1/directives/{id}/reminders", headers=otto)).json()["items"]
    assert (listed["union"]["id"], listed["scope"], listed["reminder"]["milestone"]) == ("root", "branch", "signed")
    for told in ("history", "log"):
        latest = (await http.get(f"/api/v1/unions/root/{told}", headers=signed_in["ann"])).json()["items"][0]
        assert (latest["kind"], latest["details"]) == ("reminded", {"unions": 1})
    assert await faults(db) == []


async def test_exactly_the_relays_that_hold_it_up_are_reminded(
    http: httpx.AsyncClient, officers: Headers, db: Database
) -> None:
    id = await issued(http, officers["root"], way="level_by_level")
    stalled = f"/api/v1/directives/{id}/stalled"
    held = [each["union"]["id"] for each in (await http.get(stalled, headers=officers["root"])).json()]
    assert held == ["zj"]
    reminded = await remind(http, officers["root"], "root", id, milestone="relayed", unions=held)
    assert (reminded.status_code, reminded.json()["reminded"]) == (201, 1)
    [row] = (await http.get(stalled, headers=officers["root"])).json()
    assert row["reminded"]["milestone"] == "relayed"
    for unions, why in (
        (["xh"], "has not come to a union xh"),
        (["hb"], "湖北省总工会 owes nothing"),
        (["root"], "has not come to a union root"),
        (["nobody"], "has not come to a union nobody"),
    ):
        refused = await remind(http, officers["root"], "root", id, milestone="relayed", unions=unions)
        assert (refused.status_code, why in refused.json()["detail"]) == (409, True), refused.text
    assert (await relay(http, officers["zj"], "zj", id)).status_code == 201
    hop = await remind(http, officers["zj"], "zj", id, unions=["xh"])
    assert (hop.status_code, hop.json()["milestone"]) == (201, "signed")
    assert await faults(db) == []


async def test_nobody_is_reminded_without_reason_or_by_somebody_else(
    http: httpx.AsyncClient, signed_in: Headers
) -> None:
    otto = signed_in["otto"]
    information = await issued(http, otto, duties=[], deadline=None)
    refused = await remind(http, otto, "root", information)
    assert (refused.status_code, "for information" in refused.json()["detail"]) == (409, True)
    id = await issued(http, otto)
    assert (await remind(http, otto, "root", id, milestone="relayed")).status_code == 409
    assert (await remind(http, signed_in["benno"], "root", id)).status_code == 403
    assert (await remind(http, signed_in["clara"], "root", id)).status_code == 403
    beside = await remind(http, signed_in["benno"], "hb", id, unions=["g1"])
    assert (beside.status_code, "below 湖北省总工会" in beside.json()["detail"]) == (409, True)
    closed = await http.post(f"/api/v1/directives/{id}/close", headers=otto)
    assert closed.status_code == 200
    assert (await remind(http, otto, "root", id)).status_code == 409


async def test_a_clock_that_cannot_be_kept_to_is_refused(http: httpx.AsyncClient, signed_in: Headers) -> None:
    letter = {"title": "通知", "body": "正文", "duties": [{"thing": "do"}], "deadline": "2099-01-31"}
    for more, field in (
        ({"remind": [3], "deadline": None}, "deadline"),
        ({"remind": [3, 3]}, "remind"),
        ({"remind": [91]}, "remind"),
        ({"escalate": 0}, "escalate"),
    ):
        refused = await http.post("/api/v1/unions/root/directives", json=letter | more, headers=signed_in["otto"])
        assert refused.status_code == 422, refused.text
        assert refused.json()["errors"][0]["field"].startswith(field)
    kept = await http.post(
        "/api/v1/unions/root/directives", json=letter | {"remind": [7, 1], "escalate": 3}, headers=signed_in["otto"]
    )
    read = await http.get(f"/api/v1/directives/{kept.json()['directive']}", headers=signed_in["otto"])
    assert (read.json()["remind"], read.json()["escalate"]) == ([7, 1], 3)
