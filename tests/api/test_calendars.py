"""A union's deadlines stand in people's own calendars, for as long as they may be read and have to be kept."""

from datetime import date
from typing import Any

import httpx
import pytest
from icalendar import Calendar
from structlog.testing import capture_logs

from api import calendars
from graph import seats
from graph.db import Database
from orgnet.permissions import Role
from tests.api.test_directives import Headers, issued
from tests.cast import NOON, OPERATOR_ASKS

TITLE = "关于报送年报的通知;第1,2号\\附表"


def events(answer: httpx.Response) -> list[dict[str, Any]]:
    """The events of a calendar, as a program reads them."""
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    read = Calendar.from_ical(answer.content)
    assert isinstance(read, Calendar)
    return [dict(event) for event in read.walk("VEVENT")]


async def calendar(http: httpx.AsyncClient, headers: dict[str, str], union: str = "g1") -> list[dict[str, Any]]:
    return events(await http.get(f"/api/v1/unions/{union}/calendar.ics", headers=headers))


async def test_a_deadline_is_a_whole_day_with_title_number_and_link(
    http: httpx.AsyncClient, signed_in: Headers
) -> None:
    id = await issued(http, signed_in["otto"], title=TITLE, body="内容不外传", deadline="2099-01-31")
    await issued(http, signed_in["otto"], title="无期限", deadline=None)
    number = (await http.get(f"/api/v1/directives/{id}", headers=signed_in["gina"])).json()["number"]
    answer = await http.get("/api/v1/unions/g1/calendar.ics", headers=signed_in["gina"])
    [event] = events(answer)
    assert event["SUMMARY"] == f"{TITLE}（{number}）"
    assert (event["DTSTART"].dt, event["DTEND"].dt) == (date(2099, 1, 31), date(2099, 2, 1))
    assert event["DTSTART"].params["VALUE"] == "DATE"
    assert (event["UID"], event["URL"]) == (f"{id}-g1-sign.0@orgnet", f"http://orgnet.test/api/v1/directives/{id}")
    assert "内容不外传" not in answer.text and "鑫瑞机械有限公司工会委员会" in answer.text
    assert answer.content == (await http.get("/api/v1/unions/g1/calendar.ics", headers=signed_in["gina"])).content
    assert all(len(line) <= 75 for line in answer.content.split(b"\r\n"))


async def test_what_is_closed_or_no_longer_due_disappears(http: httpx.AsyncClient, signed_in: Headers) -> None:
    closed, signed = [await issued(http, signed_in["otto"]) for _ in range(2)]
    assert len(await calendar(http, signed_in["gina"])) == 2
    await http.post(f"/api/v1/directives/{closed}/close", headers=signed_in["otto"])
    await http.put(f"/api/v1/unions/g1/inbox/{signed}/signed", headers=signed_in["gina"])
    assert await calendar(http, signed_in["gina"]) == []
    assert [event["UID"] for event in await calendar(http, signed_in["hugo"], "g2")] == [f"{signed}-g2-sign.0@orgnet"]


async def test_whoever_may_not_read_the_documents_has_no_calendar(http: httpx.AsyncClient, signed_in: Headers) -> None:
    for union, person in (("g1", "hugo"), ("nowhere", "otto")):
        refused = await http.get(f"/api/v1/unions/{union}/calendar.ics", headers=signed_in[person])
        assert refused.status_code == 404
        made = {"name": "日历", "calendar": union}
        assert (await http.post("/api/v1/tokens", json=made, headers=signed_in[person])).status_code == 404
    assert (await http.get("/api/v1/unions/g1/calendar.ics")).status_code == 401


async def test_a_secret_address_reads_one_calendar_and_nothing_else(
    http: httpx.AsyncClient, signed_in: Headers
) -> None:
    id = await issued(http, signed_in["otto"])
    made = await http.post("/api/v1/tokens", json={"name": "手机日历", "calendar": "g1"}, headers=signed_in["xena"])
    assert made.status_code == 201
    address, token = made.json()["address"], made.json()["token"]
    assert [event["UID"] for event in events(await http.get(address))] == [f"{id}-g1-sign.0@orgnet"]
    assert (await http.get("/api/v1/me", headers={"Authorization": f"Bearer {token}"})).status_code == 401
    listed = (await http.get("/api/v1/tokens", headers=signed_in["xena"])).json()
    assert [(each["name"], each["calendar"]) for each in listed] == [("手机日历", "g1")]
    assert token not in str(listed)
    await http.delete(f"/api/v1/tokens/{made.json()['id']}", headers=signed_in["xena"])
    assert (await http.get(address)).status_code == 404


async def test_a_session_or_a_token_of_another_kind_is_no_address(http: httpx.AsyncClient, signed_in: Headers) -> None:
    made = await http.post("/api/v1/tokens", json={"name": "程序"}, headers=signed_in["gina"])
    assert made.json()["address"] is None
    cookie = signed_in["gina"]["Authorization"].removeprefix("Bearer ")
    for secret in (made.json()["token"], cookie, "x", "x" * 90):
        refused = await http.get(f"/api/v1/calendars/{secret}.ics")
        assert (refused.status_code, refused.json()["type"]) == (404, "/problems/missing")


async def test_an_address_is_empty_words_once_its_person_may_not_read_the_union(
    http: httpx.AsyncClient, signed_in: Headers, db: Database
) -> None:
    made = await http.post("/api/v1/tokens", json={"name": "日历", "calendar": "g1"}, headers=signed_in["xena"])
    assert events(await http.get(made.json()["address"])) == []
    await seats.unseat(db, OPERATOR_ASKS, "xena", "xh", Role.VIEWER, NOON)
    assert (await http.get(made.json()["address"])).status_code == 404


async def test_the_log_of_an_error_tells_nobody_the_address(
    http: httpx.AsyncClient, signed_in: Headers, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = await http.post("/api/v1/tokens", json={"name": "日历", "calendar": "g1"}, headers=signed_in["gina"])
    monkeypatch.setattr(calendars, "OFTEN", None)
    with capture_logs() as logged:
        assert (await http.get(made.json()["address"])).status_code == 500
    assert [entry["path"] for entry in logged] == ["/api/v1/calendars/….ics"]
