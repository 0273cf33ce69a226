"""The issuer returns what was reported done, and exempts unions; progress and inboxes say so at once."""

import httpx

from graph.db import Database
from tests.api.test_directives import LETTER, Headers, issued
from tests.graph.test_check import faults

WHY = {"reason": "附表缺签字"}


async def branch(http: httpx.AsyncClient, otto: dict[str, str], id: str) -> dict[str, int]:
    return (await http.get(f"/api/v1/directives/{id}/progress", headers=otto)).json()["branch"]


async def test_what_was_done_comes_back_with_a_reason_and_is_done_anew(
    http: httpx.AsyncClient, signed_in: Headers, db: Database
) -> None:
    id = await issued(http, signed_in["otto"], duties=[{"thing": "do"}])
    for union, who in (("g1", "gina"), ("g2", "hugo")):
        await http.put(f"/api/v1/unions/{union}/inbox/{id}/done", json={"note": "办结"}, headers=signed_in[who])
    path = f"/api/v1/directives/{id}/returns"
    returned = await http.post(path, json=WHY | {"unions": ["g1", "g2"]}, headers=signed_in["otto"])
    assert (returned.status_code, returned.json()["unions"]) == (200, 2)
    [entry] = (await http.get("/api/v1/unions/g1/inbox?open_only=true", headers=signed_in["gina"])).json()["items"]
    receipt = entry["receipt"]
    assert (receipt["ruling"], receipt["reason"], receipt["done"]) == ("returned", "附表缺签字", None)
    figures = await branch(http, signed_in["otto"], id)
    assert (figures["in_hand"], figures["done"], figures["returned"]) == (2, 0, 2)
    again = await http.put(f"/api/v1/unions/g1/inbox/{id}/done", json={"note": "补报"}, headers=signed_in["gina"])
    assert (again.json()["ruling"], again.json()["reason"]) == (None, None)
    figures = await branch(http, signed_in["otto"], id)
    assert (figures["done"], figures["returned"]) == (1, 1)
    assert await faults(db) == []


async def test_nobody_misses_who_is_exempt_until_that_is_lifted(
    http: httpx.AsyncClient, signed_in: Headers, db: Database
) -> None:
    id = await issued(http, signed_in["otto"])
    path, missing = f"/api/v1/directives/{id}/exemptions", f"/api/v1/directives/{id}/progress/missing"
    await http.post(path, json=WHY | {"unions": ["g1"]}, headers=signed_in["otto"])
    assert (await branch(http, signed_in["otto"], id))["exempt"] == 1
    names = [each["id"] for each in (await http.get(missing, headers=signed_in["otto"])).json()["items"]]
    assert sorted(names) == ["g2", "hb", "xh", "zj"]
    inbox = await http.get("/api/v1/unions/g1/inbox?open_only=true", headers=signed_in["gina"])
    assert inbox.json()["items"] == []
    lifted = await http.post(f"{path}/lift", json={"unions": ["g1"]}, headers=signed_in["otto"])
    assert lifted.status_code == 200
    names = [each["id"] for each in (await http.get(missing, headers=signed_in["otto"])).json()["items"]]
    assert sorted(names) == ["g1", "g2", "hb", "xh", "zj"]
    assert await faults(db) == []


async def test_all_are_decided_or_none_and_the_one_that_cannot_be_is_named(
    http: httpx.AsyncClient, signed_in: Headers
) -> None:
    id = await issued(http, signed_in["otto"])
    await http.put(f"/api/v1/unions/g1/inbox/{id}/done", headers=signed_in["gina"])
    for unions, why in (
        (["g1", "g2"], "晨光学校工会委员会: only what is reported done"),
        (["g1", "nobody"], "does not reach union nobody"),
        (["g1", "root"], "does not reach union root"),
    ):
        refused = await http.post(
            f"/api/v1/directives/{id}/returns", json=WHY | {"unions": unions}, headers=signed_in["otto"]
        )
        assert refused.status_code == 409
        assert why in refused.json()["detail"]
        assert refused.json()["errors"][0]["field"] == "unions"
    assert (await branch(http, signed_in["otto"], id))["done"] == 1


async def test_a_reason_is_demanded_and_only_the_issuer_decides(http: httpx.AsyncClient, signed_in: Headers) -> None:
    id = await issued(http, signed_in["otto"])
    path = f"/api/v1/directives/{id}/exemptions"
    blank = await http.post(path, json={"unions": ["g1"], "reason": " "}, headers=signed_in["otto"])
    assert (blank.status_code, blank.json()["errors"][0]["field"]) == (422, "reason")
    for who in ("gina", "clara", "ann"):
        denied = await http.post(path, json=WHY | {"unions": ["g1"]}, headers=signed_in[who])
        assert denied.status_code == 403
    assert (await branch(http, signed_in["otto"], id))["exempt"] == 0


async def test_about_a_draft_there_is_nothing_to_decide(http: httpx.AsyncClient, signed_in: Headers) -> None:
    drafted = await http.post("/api/v1/unions/root/directives", json=LETTER, headers=signed_in["otto"])
    path = f"/api/v1/directives/{drafted.json()['directive']}/exemptions"
    refused = await http.post(path, json=WHY | {"unions": ["g1"]}, headers=signed_in["otto"])
    assert (refused.status_code, "issue it first" in refused.json()["detail"]) == (409, True)


async def test_the_same_request_decides_once(http: httpx.AsyncClient, signed_in: Headers) -> None:
    id = await issued(http, signed_in["otto"])
    asked = signed_in["otto"] | {"Idempotency-Key": "x1"}
    answers = [
        await http.post(f"/api/v1/directives/{id}/exemptions", json=WHY | {"unions": ["g1", "g2"]}, headers=asked)
        for _ in range(2)
    ]
    assert answers[0].json() == answers[1].json()
