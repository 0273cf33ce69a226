"""A union asks its superior: sent, received, replied to by a directive, returned and sent again, withdrawn."""

import asyncio
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest_asyncio

from graph import sessions
from graph.db import Database
from tests.api.test_directives import Headers, issued
from tests.api.test_endings import state as directive_state
from tests.cast import seat
from tests.facts import facts
from tests.graph.test_check import faults

MATTER: Mapping[str, Any] = {"addressee": "xh", "title": "关于成立工会委员会的请示", "body": "妥否,请批复。"}
AGREED: Mapping[str, Any] = {"title": "关于成立工会委员会的批复", "body": "同意。", "kind": "reply", "duties": []}


@pytest_asyncio.fixture(loop_scope="session")
async def two_lines(http: httpx.AsyncClient, signed_in: Headers, db: Database) -> Headers:
    """The cast, with an officer and a clerk more; g1 is on the second line under hb."""
    for person, where, role in (("xander", "xh", "officer"), ("gus", "g1", "clerk"), ("zara", "zj", "viewer")):
        await seat(db, person, where, role)
        token = await sessions.open(db, person, datetime.now(UTC))
        signed_in[person] = {"Authorization": f"Bearer {token}"}
    guided = await http.put("/api/v1/unions/g1/guide", json={"guide": "hb"}, headers=signed_in["ann"])
    assert guided.status_code == 200, guided.text
    return signed_in


async def drafted(http: httpx.AsyncClient, who: dict[str, str], union: str = "g1", **more: Any) -> str:
    answer = await http.post(f"/api/v1/unions/{union}/requests", json={**MATTER, **more}, headers=who)
    assert answer.status_code == 201, answer.text
    return answer.json()["request"]


async def act(
    http: httpx.AsyncClient, who: dict[str, str], id: str, what: str, why: str | None = None
) -> httpx.Response:
    body = {"reason": why} if why is not None else None
    return await http.post(f"/api/v1/requests/{id}/{what}", json=body, headers=who)


async def sent(http: httpx.AsyncClient, who: dict[str, str], union: str = "g1", **more: Any) -> str:
    id = await drafted(http, who, union, **more)
    answer = await act(http, who, id, "send")
    assert answer.status_code == 200, answer.text
    return id


async def seen(http: httpx.AsyncClient, who: dict[str, str], id: str) -> dict[str, Any]:
    answer = await http.get(f"/api/v1/requests/{id}", headers=who)
    assert answer.status_code == 200, answer.text
    return answer.json()


def reply(id: str, to: str = "g1") -> dict[str, Any]:
    audience = {"selectors": [{"root": to, "reach": "itself"}]}
    return {**AGREED, "audience": audience, "tie": {"manner": "replies", "former": id}}


async def pages(http: httpx.AsyncClient, who: dict[str, str], path: str) -> list[str]:
    url, found = f"/api/v1/unions/{path}?limit=2", list[str]()
    while url:
        answer = await http.get(url, headers=who)
        assert answer.status_code == 200, answer.text
        found += [each["id"] for each in answer.json()["items"]]
        url = answer.links["next"]["url"] if "next" in answer.links else ""
    return found


async def test_a_request_is_sent_received_and_replied_to_by_a_directive(
    http: httpx.AsyncClient, two_lines: Headers, db: Database
) -> None:
    gina, xander = two_lines["gina"], two_lines["xander"]
    id = await sent(http, gina)
    there = await seen(http, xander, id)
    assert (there["state"], there["open"], there["copied"]) == ("sent", True, "hb")
    assert there["number"].endswith("〕1号") and there["body"] == MATTER["body"]
    assert (await act(http, xander, id, "receive")).status_code == 200
    letter = await issued(http, xander, "xh", **reply(id), deadline=None)
    over = await seen(http, gina, id)
    assert (over["state"], over["reply"], over["open"]) == ("replied", letter, False)
    assert over["sent"] <= over["received"] <= over["over"]
    for who in ("gina", "benno", "otto", "zara"):
        back = (await http.get(f"/api/v1/directives/{letter}", headers=two_lines[who])).json()
        assert back["tie"] == {"manner": "replies", "former": id, "changes": None}, who
    assert (await http.get(f"/api/v1/directives/{letter}", headers=two_lines["hugo"])).status_code == 404
    inbox = (await http.get("/api/v1/unions/g1/inbox", headers=gina)).json()["items"]
    assert [entry["directive"]["id"] for entry in inbox] == [letter]
    told = [(fact["kind"], fact["union"], fact["actor"]) for fact in await facts(db) if fact["subject"] == id]
    assert told == [
        ("request drafted", "g1", "gina"),
        ("request sent", "g1", "gina"),
        ("request received", "xh", "xander"),
        ("request replied", "xh", "xander"),
    ]
    assert await faults(db) == []


async def test_the_numbers_are_those_of_the_unions_own_series(http: httpx.AsyncClient, two_lines: Headers) -> None:
    booking = {"reason": "纸质请示"}
    await http.post("/api/v1/unions/g1/series/bookings", json=booking, headers=two_lines["gina"])
    ids = [await sent(http, two_lines["gina"], addressee=to) for to in ("xh", "hb")]
    told = [await seen(http, two_lines["gina"], id) for id in ids]
    assert [each["number"].split("〕")[1] for each in told] == ["2号", "3号"]
    assert [each["copied"] for each in told] == ["hb", "xh"]


async def test_no_level_is_skipped_and_the_refusal_says_who_would_be_right(
    http: httpx.AsyncClient, two_lines: Headers
) -> None:
    path = "/api/v1/unions/g1/requests"
    for to in ("zj", "root", "g2", "g1", "nowhere"):
        refused = await http.post(path, json={**MATTER, "addressee": to}, headers=two_lines["gina"])
        assert (refused.status_code, refused.json()["errors"][0]["field"]) == (409, "addressee")
        assert "西湖区总工会 (xh) or 湖北省总工会 (hb)" in refused.json()["detail"]
    top = await http.post("/api/v1/unions/root/requests", json=MATTER, headers=two_lines["otto"])
    assert (top.status_code, "has no superior" in top.json()["detail"]) == (409, True)
    assert await pages(http, two_lines["gina"], "g1/requests") == []


async def test_who_is_no_party_and_not_above_one_sees_nothing_of_it(
    http: httpx.AsyncClient, two_lines: Headers
) -> None:
    id = await sent(http, two_lines["gina"])
    for who in ("gina", "gus", "xena", "xander", "benno", "zara", "otto", "ann"):
        assert (await seen(http, two_lines[who], id))["id"] == id
    other = await sent(http, two_lines["hugo"], "g2")
    for who, request in (("hugo", id), ("gina", other), ("benno", other)):
        assert (await http.get(f"/api/v1/requests/{request}", headers=two_lines[who])).status_code == 404
        assert (await act(http, two_lines[who], request, "withdraw", "误")).status_code == 404
    for path in ("requests", "requests/received", "requests/copies"):
        assert (await http.get(f"/api/v1/unions/xh/{path}", headers=two_lines["gina"])).status_code == 404


async def test_a_draft_is_seen_at_its_union_only_and_changes_until_it_is_sent(
    http: httpx.AsyncClient, two_lines: Headers
) -> None:
    id, path = await drafted(http, two_lines["gus"]), "/api/v1/requests/"
    assert (await http.get(path + id, headers=two_lines["xander"])).status_code == 404
    assert await pages(http, two_lines["xander"], "g1/requests") == []
    assert await pages(http, two_lines["xander"], "xh/requests/received") == []
    assert await pages(http, two_lines["benno"], "hb/requests/copies") == []
    assert await pages(http, two_lines["gina"], "g1/requests") == [id]
    changed = {**MATTER, "addressee": "hb", "title": " 关于换届的请示 "}
    assert (await http.put(path + id, json=changed, headers=two_lines["gus"])).status_code == 200
    assert (await act(http, two_lines["gus"], id, "send")).status_code == 403
    assert (await act(http, two_lines["gina"], id, "send")).status_code == 200
    there = await seen(http, two_lines["benno"], id)
    assert (there["title"], there["copied"]) == ("关于换届的请示", "xh")
    late = await http.put(path + id, json=MATTER, headers=two_lines["gus"])
    assert (late.status_code, "never changes" in late.json()["detail"]) == (409, True)
    assert (await act(http, two_lines["gina"], id, "send")).status_code == 409


async def test_what_was_returned_is_sent_again_under_its_number(http: httpx.AsyncClient, two_lines: Headers) -> None:
    gina, xander = two_lines["gina"], two_lines["xander"]
    first = await sent(http, gina)
    early = await http.post("/api/v1/unions/g1/requests", json={**MATTER, "former": first}, headers=gina)
    assert (early.status_code, early.json()["errors"][0]["field"]) == (409, "former")
    assert (await act(http, xander, first, "return", " 一文多事 ")).status_code == 200
    again, twin = [await drafted(http, gina, former=first, body="改后再报。") for _ in range(2)]
    assert (await seen(http, xander, first))["followed"] is None
    assert (await act(http, gina, again, "send")).status_code == 200
    former, later = await seen(http, xander, first), await seen(http, xander, again)
    assert (former["state"], former["reason"], former["followed"]) == ("returned", "一文多事", again)
    assert (later["number"], later["former"], later["state"]) == (former["number"], first, "sent")
    assert (former["body"], later["body"]) == (MATTER["body"], "改后再报。")
    twice = await act(http, gina, twin, "send")
    assert (twice.status_code, "sent again already" in twice.json()["detail"]) == (409, True)
    third = await seen(http, gina, await sent(http, gina))
    assert third["number"].endswith("〕2号")


async def test_it_is_withdrawn_by_its_union_until_it_is_replied_to(http: httpx.AsyncClient, two_lines: Headers) -> None:
    gina, xander = two_lines["gina"], two_lines["xander"]
    id = await sent(http, gina)
    assert (await act(http, xander, id, "withdraw", "误")).status_code == 403
    assert (await act(http, gina, id, "withdraw", " ")).status_code == 422
    assert (await act(http, gina, id, "withdraw", "另行报送")).status_code == 200
    for what in ("receive", "return"):
        refused = await act(http, xander, id, what, "误" if what == "return" else None)
        assert (refused.status_code, "is withdrawn" in refused.json()["detail"]) == (409, True)
    answered = await sent(http, gina)
    await issued(http, xander, "xh", **reply(answered), deadline=None)
    assert (await act(http, gina, answered, "withdraw", "误")).status_code == 409


async def test_a_report_is_noted_and_never_replied_to(http: httpx.AsyncClient, two_lines: Headers) -> None:
    id = await sent(http, two_lines["gina"], kind="report", title="关于送温暖工作的报告")
    draft = await http.post("/api/v1/unions/xh/directives", json=reply(id), headers=two_lines["xander"])
    assert (draft.status_code, draft.json()["errors"][0]["field"]) == (409, "former")
    assert (await act(http, two_lines["xander"], id, "receive")).status_code == 200
    noted = await seen(http, two_lines["gina"], id)
    assert (noted["state"], noted["open"]) == ("received", False)
    assert (await act(http, two_lines["xander"], id, "return", "误")).status_code == 409
    assert (await act(http, two_lines["gina"], id, "withdraw", "误")).status_code == 409


async def test_what_is_no_reply_to_it_is_refused(http: httpx.AsyncClient, two_lines: Headers) -> None:
    id, good = await sent(http, two_lines["gina"]), "/api/v1/unions/xh/directives"
    tie = {"manner": "replies", "former": id}
    for path, who, body, status, field in (
        (good, "xander", reply(id) | {"kind": "notice"}, 422, "kind"),
        (good, "xander", reply(id, "g2"), 422, "audience"),
        (good, "xander", {**AGREED, "tie": tie}, 422, "audience"),
        (good, "xander", reply("nothing"), 409, "former"),
        (good, "xander", reply(id) | {"tie": tie | {"changes": "改"}}, 422, "changes"),
        (good, "xander", reply(id) | {"tie": tie | {"manner": "amends", "changes": "改"}}, 409, "former"),
        ("/api/v1/unions/hb/directives", "benno", reply(id), 409, "former"),
    ):
        refused = await http.post(path, json=body, headers=two_lines[who])
        assert (refused.status_code, refused.json()["errors"][0]["field"]) == (status, field), refused.text
    assert (await http.get(good, headers=two_lines["xander"])).json()["items"] == []


async def test_of_two_replies_one_is_issued_and_a_withdrawn_one_may_be_replaced(
    http: httpx.AsyncClient, two_lines: Headers
) -> None:
    xander, id = two_lines["xander"], await sent(http, two_lines["gina"])
    ids = [
        (await http.post("/api/v1/unions/xh/directives", json=reply(id), headers=xander)).json()["directive"]
        for _ in range(2)
    ]
    answers = await asyncio.gather(*(http.post(f"/api/v1/directives/{each}/issue", headers=xander) for each in ids))
    assert sorted(answer.status_code for answer in answers) == [200, 409]
    won = (await seen(http, xander, id))["reply"]
    [lost] = {*ids} - {won}
    assert await directive_state(http, xander, lost) == "draft"
    why = {"reason": "附件有误"}
    assert (await http.post(f"/api/v1/directives/{won}/withdraw", json=why, headers=xander)).status_code == 200
    waiting = await seen(http, two_lines["gina"], id)
    assert (waiting["state"], waiting["reply"], waiting["over"]) == ("received", None, None)
    assert (await http.post(f"/api/v1/directives/{lost}/issue", headers=xander)).status_code == 200
    assert (await seen(http, two_lines["gina"], id))["reply"] == lost


async def test_a_union_that_is_moved_gets_its_reply_from_where_it_asked(
    http: httpx.AsyncClient, two_lines: Headers, db: Database
) -> None:
    id, waiting = await sent(http, two_lines["hugo"], "g2"), await drafted(http, two_lines["hugo"], "g2")
    moved = await http.post("/api/v1/unions/g2/move", json={"parent": "hb"}, headers=two_lines["ann"])
    assert moved.status_code == 200, moved.text
    assert (await seen(http, two_lines["xander"], id))["addressee"] == "xh"
    assert await pages(http, two_lines["xander"], "xh/requests/received") == [id]
    letter = await issued(http, two_lines["xander"], "xh", **reply(id, "g2"), deadline=None)
    inbox = (await http.get("/api/v1/unions/g2/inbox", headers=two_lines["hugo"])).json()["items"]
    assert [entry["directive"]["id"] for entry in inbox] == [letter]
    assert (await http.put(f"/api/v1/unions/g2/inbox/{letter}/read", headers=two_lines["hugo"])).status_code == 200
    late = await act(http, two_lines["hugo"], waiting, "send")
    assert (late.status_code, "湖北省总工会 (hb)" in late.json()["detail"]) == (409, True)
    assert await faults(db) == []


async def test_what_came_to_a_union_comes_in_pages_the_open_ones_first(
    http: httpx.AsyncClient, two_lines: Headers
) -> None:
    gina, xander = two_lines["gina"], two_lines["xander"]
    ids = [await sent(http, gina) for _ in range(5)]
    await act(http, xander, ids[0], "return", "重报")
    await act(http, gina, ids[2], "withdraw", "误")
    await act(http, xander, ids[3], "receive")
    other = await sent(http, gina, addressee="hb")
    assert await pages(http, xander, "xh/requests/received") == [ids[1], ids[3], ids[4], ids[2], ids[0]]
    assert await pages(http, gina, "g1/requests") == [other, *reversed(ids)]
    assert await pages(http, two_lines["benno"], "hb/requests/copies") == ids[::-1]
    assert await pages(http, two_lines["benno"], "hb/requests/received") == [other]
    [item, *_] = (await http.get("/api/v1/unions/xh/requests/received", headers=xander)).json()["items"]
    assert item["body"] is None


async def test_the_same_request_id_drafts_once(http: httpx.AsyncClient, two_lines: Headers) -> None:
    once = two_lines["gina"] | {"Idempotency-Key": "ask-1"}
    assert await drafted(http, once) == await drafted(http, once)
    assert len(await pages(http, two_lines["gina"], "g1/requests")) == 1
