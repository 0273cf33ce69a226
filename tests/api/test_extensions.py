"""A union asks for a later day, and whoever gave it the document grants or refuses it."""

from datetime import UTC, datetime, timedelta
from typing import Any

import httpx

from graph.db import Database
from tests.api.test_directives import Headers, issued
from tests.api.test_relays import officers, relay
from tests.graph.test_check import faults

__all__ = ["officers"]

WHY = "走访对象春节返乡后完成"


async def ask(
    http: httpx.AsyncClient, who: dict[str, str], union: str, id: str, day: str = "2099-02-15"
) -> httpx.Response:
    body = {"day": day, "reason": WHY}
    return await http.put(f"/api/v1/unions/{union}/extensions/{id}", json=body, headers=who)


async def decide(
    http: httpx.AsyncClient, who: dict[str, str], document: str, verdict: str, unions: list[str], **more: Any
) -> httpx.Response:
    path = f"/api/v1/directives/{document}/extensions/{verdict}"
    return await http.post(path, json={"unions": unions} | more, headers=who)


async def waiting(http: httpx.AsyncClient, who: dict[str, str], document: str) -> list[str]:
    found = await http.get(f"/api/v1/directives/{document}/extensions", headers=who)
    return [each["union"]["id"] for each in found.json()["items"]]


async def test_what_is_granted_is_the_unions_day_in_its_inbox_and_in_every_figure(
    http: httpx.AsyncClient, signed_in: Headers, db: Database
) -> None:
    otto, gina = signed_in["otto"], signed_in["gina"]
    today = db.today(datetime.now(UTC))
    id = await issued(http, otto, duties=[{"thing": "do"}], deadline=today.isoformat())
    later = (today + timedelta(days=9)).isoformat()
    asked = await ask(http, gina, "g1", id, later)
    assert (asked.status_code, asked.json()["document"]) == (200, id)
    assert await waiting(http, otto, id) == ["g1"]
    granted = await decide(http, otto, id, "grant", ["g1"])
    assert (granted.status_code, granted.json()["unions"]) == (200, 1)
    assert await waiting(http, otto, id) == []
    [entry] = (await http.get("/api/v1/unions/g1/inbox", headers=gina)).json()["items"]
    assert (entry["due"], entry["receipt"]["extended"], entry["overdue"]) == (later, later, False)
    state = (await http.get(f"/api/v1/unions/g1/extensions/{id}", headers=gina)).json()
    assert (state["state"], state["day"], state["reason"]) == ("granted", later, WHY)
    assert await faults(db) == []


async def test_a_refusal_says_why_and_another_day_may_be_asked_for(
    http: httpx.AsyncClient, signed_in: Headers, db: Database
) -> None:
    otto, gina = signed_in["otto"], signed_in["gina"]
    id = await issued(http, otto, duties=[{"thing": "do"}])
    await ask(http, gina, "g1", id)
    assert (await ask(http, gina, "g1", id, "2099-02-10")).status_code == 200
    assert await waiting(http, otto, id) == ["g1"]
    blank = await decide(http, otto, id, "refuse", ["g1"], reason=" ")
    assert blank.status_code == 422
    assert (await decide(http, otto, id, "refuse", ["g1"], reason="须按期完成")).status_code == 200
    state = (await http.get(f"/api/v1/unions/g1/extensions/{id}", headers=gina)).json()
    assert (state["state"], state["said"], state["day"]) == ("refused", "须按期完成", "2099-02-10")
    assert (await decide(http, otto, id, "grant", ["g1"])).status_code == 409
    assert (await ask(http, gina, "g1", id, "2099-02-05")).status_code == 200
    taken = await http.delete(f"/api/v1/unions/g1/extensions/{id}", headers=gina)
    assert taken.status_code == 200
    assert await waiting(http, otto, id) == []
    assert (await http.get(f"/api/v1/unions/g1/extensions/{id}", headers=gina)).status_code == 404
    assert await faults(db) == []


async def test_many_are_decided_at_once_or_none(http: httpx.AsyncClient, signed_in: Headers, db: Database) -> None:
    otto = signed_in["otto"]
    id = await issued(http, otto, duties=[{"thing": "do"}])
    await ask(http, signed_in["gina"], "g1", id)
    refused = await decide(http, otto, id, "grant", ["g1", "g2"])
    assert (refused.status_code, "晨光学校工会委员会: no extension waits" in refused.json()["detail"]) == (409, True)
    assert await waiting(http, otto, id) == ["g1"]
    await ask(http, signed_in["hugo"], "g2", id)
    assert (await decide(http, otto, id, "grant", ["g1", "g2"])).json()["unions"] == 2
    assert await faults(db) == []


async def test_a_hop_grants_no_later_day_than_its_own(http: httpx.AsyncClient, officers: Headers, db: Database) -> None:
    id = await issued(http, officers["root"], way="level_by_level", duties=[{"thing": "do"}])
    for at, due in (("zj", "2099-01-20"), ("xh", "2099-01-10")):
        assert (await relay(http, officers[at], at, id, deadline=due)).status_code == 201
    late = await ask(http, officers["g1"], "g1", id, "2099-01-25")
    assert (late.status_code, "2099-01-20" in late.json()["detail"]) == (422, True)
    asked = await ask(http, officers["g1"], "g1", id, "2099-01-20")
    hop = asked.json()["document"]
    assert hop != id
    assert (await decide(http, officers["root"], id, "grant", ["g1"])).status_code == 409
    assert (await decide(http, officers["xh"], hop, "grant", ["g1"])).status_code == 200
    [entry] = (await http.get("/api/v1/unions/g1/inbox", headers=officers["g1"])).json()["items"]
    assert entry["due"] == "2099-01-20"
    assert await faults(db) == []


async def test_nobody_asks_or_decides_for_another(http: httpx.AsyncClient, signed_in: Headers) -> None:
    id = await issued(http, signed_in["otto"], duties=[{"thing": "do"}])
    assert (await ask(http, signed_in["hugo"], "g1", id)).status_code == 404
    assert (await ask(http, signed_in["xena"], "xh", id)).status_code == 403
    assert (await ask(http, signed_in["otto"], "root", id)).status_code == 404
    await ask(http, signed_in["gina"], "g1", id)
    assert (await decide(http, signed_in["gina"], id, "grant", ["g1"])).status_code == 403
    assert (await decide(http, signed_in["clara"], id, "grant", ["g1"])).status_code == 403
    assert (await http.get(f"/api/v1/directives/{id}/extensions", headers=signed_in["gina"])).status_code == 404
    information = await issued(http, signed_in["otto"], duties=[], deadline=None)
    refused = await ask(http, signed_in["gina"], "g1", information)
    assert (refused.status_code, "sets no day" in refused.json()["detail"]) == (409, True)
