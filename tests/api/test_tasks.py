"""A document gives tasks to some by name; they report, and its issuer accepts or returns."""

from typing import Any

import httpx

from graph import structure
from graph.db import Database
from tests.api.test_directives import LETTER, Headers, issued
from tests.api.test_relays import officers
from tests.cast import NOON, OPERATOR_ASKS
from tests.graph.test_check import faults

__all__ = ["officers"]

TASKS = [
    {"title": "困难职工摸底建档", "lead": "xh", "partners": ["g1", "hb"], "gate": "2099-01-10"},
    {"title": "宣传", "lead": "hb"},
]


async def step(
    http: httpx.AsyncClient, who: dict[str, str], union: str, id: str, place: int, what: str = "done", **body: Any
) -> httpx.Response:
    return await http.put(f"/api/v1/unions/{union}/tasks/{id}/{place}/{what}", json=body, headers=who)


async def own(http: httpx.AsyncClient, who: dict[str, str], union: str, **query: bool) -> list[tuple[str, int, str]]:
    found = (await http.get(f"/api/v1/unions/{union}/tasks", params=query, headers=who)).json()["items"]
    return [(each["task"]["title"], each["place"], each["part"]["state"]) for each in found]


async def states(http: httpx.AsyncClient, who: dict[str, str], id: str) -> list[dict[str, str]]:
    found = (await http.get(f"/api/v1/directives/{id}/tasks", headers=who)).json()
    return [{part["union"]["id"]: part["state"] for part in each["parts"]} for each in found]


async def test_parts_are_reported_accepted_and_returned(
    http: httpx.AsyncClient, officers: Headers, db: Database
) -> None:
    root = officers["root"]
    id = await issued(http, root, duties=[{"thing": "do"}], tasks=TASKS)
    read = (await http.get(f"/api/v1/directives/{id}", headers=officers["g1"])).json()
    assert [task["title"] for task in read["tasks"]] == ["困难职工摸底建档", "宣传"]
    assert await own(http, officers["hb"], "hb") == [("困难职工摸底建档", 1, "open"), ("宣传", 2, "open")]
    assert (await step(http, officers["xh"], "xh", id, 1, "begun")).json()["state"] == "begun"
    assert (await step(http, officers["xh"], "xh", id, 1, note="建档87户")).json()["note"] == "建档87户"
    assert (await step(http, officers["g1"], "g1", id, 1)).status_code == 200
    lead = {"xh": "done", "g1": "done", "hb": "open"}
    assert await states(http, root, id) == [lead, {"hb": "open"}]
    path = f"/api/v1/directives/{id}/tasks/1"
    early = await http.post(f"{path}/accept", json={"unions": ["xh", "hb"]}, headers=root)
    assert (early.status_code, "this part is open" in early.json()["detail"]) == (409, True)
    assert (await states(http, root, id))[0] == lead
    accepted = await http.post(f"{path}/accept", json={"unions": ["xh"]}, headers=root)
    assert (accepted.status_code, accepted.json()["unions"]) == (200, 1)
    gone = await http.delete(f"/api/v1/unions/xh/tasks/{id}/1/done", headers=officers["xh"])
    assert (gone.status_code, "is accepted" in gone.json()["detail"]) == (409, True)
    returned = await http.post(f"{path}/return", json={"unions": ["g1"], "reason": "缺名单"}, headers=root)
    assert returned.status_code == 200
    [mine] = (await http.get("/api/v1/unions/g1/tasks?open_only=true", headers=officers["g1"])).json()["items"]
    assert (mine["part"]["state"], mine["part"]["reason"], mine["leads"]) == ("returned", "缺名单", False)
    assert (await step(http, officers["g1"], "g1", id, 1)).json()["reason"] is None
    assert await own(http, officers["g1"], "g1", open_only=True) == []
    assert await faults(db) == []


async def test_only_those_who_have_a_part_and_the_issuer_see_where_it_stands(
    http: httpx.AsyncClient, officers: Headers
) -> None:
    id = await issued(http, officers["root"], duties=[{"thing": "do"}], tasks=TASKS)
    await step(http, officers["xh"], "xh", id, 1, note="建档87户")
    assert await states(http, officers["g1"], id) == [{"xh": "done", "g1": "open", "hb": "open"}, {}]
    assert await states(http, officers["g2"], id) == [{}, {}]
    assert (await step(http, officers["g2"], "g2", id, 1)).status_code == 404
    assert (await step(http, officers["g1"], "xh", id, 1)).status_code == 404
    assert (await step(http, officers["root"], "xh", id, 1)).status_code == 403
    assert (await step(http, officers["xh"], "xh", id, 2)).status_code == 404
    denied = await http.post(f"/api/v1/directives/{id}/tasks/1/accept", json={"unions": ["xh"]}, headers=officers["hb"])
    assert denied.status_code == 403


async def test_who_is_not_addressed_can_have_no_part(http: httpx.AsyncClient, officers: Headers) -> None:
    other = LETTER | {"duties": [{"thing": "do"}], "audience": {"selectors": [{"root": "zj"}]}, "tasks": TASKS[1:]}
    drafted = await http.post("/api/v1/unions/root/directives", json=other, headers=officers["root"])
    refused = await http.post(f"/api/v1/directives/{drafted.json()['directive']}/issue", headers=officers["root"])
    assert (refused.status_code, "湖北省总工会 is not addressed" in refused.json()["detail"]) == (409, True)
    late = LETTER | {"duties": [{"thing": "do"}], "tasks": [TASKS[0] | {"gate": "2099-02-01"}]}
    refused = await http.post("/api/v1/unions/root/directives", json=late, headers=officers["root"])
    assert (refused.status_code, refused.json()["errors"][0]["field"]) == (422, "tasks.0.gate")


async def test_the_heir_of_who_was_merged_answers_for_its_part(
    http: httpx.AsyncClient, officers: Headers, db: Database
) -> None:
    id = await issued(http, officers["root"], duties=[{"thing": "do"}], tasks=TASKS[:1])
    await structure.merge(db, OPERATOR_ASKS, "g1", "g2", NOON)
    assert await own(http, officers["g2"], "g2") == [("困难职工摸底建档", 1, "open")]
    assert (await step(http, officers["g2"], "g2", id, 1)).status_code == 200
    assert (await states(http, officers["root"], id))[0]["g1"] == "done"
    accepted = await http.post(
        f"/api/v1/directives/{id}/tasks/1/accept", json={"unions": ["g2"]}, headers=officers["root"]
    )
    assert accepted.status_code == 200


async def test_what_has_not_come_yet_is_no_task(http: httpx.AsyncClient, officers: Headers) -> None:
    id = await issued(http, officers["root"], duties=[{"thing": "do"}], way="level_by_level", tasks=TASKS)
    assert await own(http, officers["g1"], "g1") == []
    assert (await step(http, officers["g1"], "g1", id, 1)).status_code == 404
    assert len(await own(http, officers["hb"], "hb")) == 2
