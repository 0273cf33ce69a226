"""People over HTTP: signing in and out, what is seen of whom, invitations, hand-over, and why."""

from typing import Any

import httpx
import pytest

from api.paging import encode
from graph import structure
from graph.db import Database
from orgnet.permissions import Role
from tests.cast import NOON, OPERATOR_ASKS, PASSWORD, enter, seat

Headers = dict[str, dict[str, str]]
API = "/api/v1"
NEW = "another sentence of mine"
ELSEWHERE = {"Origin": "https://elsewhere.test"}


async def sign_in(http: httpx.AsyncClient, name: str, password: str = PASSWORD) -> httpx.Response:
    return await http.post(f"{API}/sessions", json={"username": name, "password": password})


@pytest.fixture
async def li(db: Database, cast: None) -> None:
    """An officer of a grassroots union, with a password and all ways to be reached."""
    await enter(db, "li.si", "g1", Role.OFFICER, PASSWORD)


async def test_a_cookie_signs_in_pages_and_a_bearer_token_programs(http: httpx.AsyncClient, li: None) -> None:
    answer = await sign_in(http, "Li.Si")
    assert answer.status_code == 201
    cookie = answer.headers["set-cookie"]
    assert "HttpOnly" in cookie and "SameSite=lax" in cookie and "Path=/" in cookie and "Secure" not in cookie
    assert (await http.get(f"{API}/me")).json()["username"] == "li.si"
    http.cookies.clear()
    assert (await http.get(f"{API}/me")).status_code == 401
    bearer = {"Authorization": f"Bearer {answer.json()['token']}"}
    assert (await http.get(f"{API}/me", headers=bearer)).json()["seats"][0]["role"] == "officer"
    assert (await http.delete(f"{API}/sessions/current", headers=bearer)).status_code == 204
    assert (await http.get(f"{API}/me", headers=bearer)).status_code == 401


async def test_over_https_the_cookie_is_for_https_only(http: httpx.AsyncClient, li: None) -> None:
    answer = await http.post(f"https://orgnet.test{API}/sessions", json={"username": "li.si", "password": PASSWORD})
    assert "Secure" in answer.headers["set-cookie"]


async def test_another_site_writes_nothing_with_the_cookie(http: httpx.AsyncClient, li: None) -> None:
    await sign_in(http, "li.si")
    for foreign in (ELSEWHERE, {"Origin": "null"}, {"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}):
        refused = await http.patch(f"{API}/me", json={"name": "x"}, headers=foreign)
        assert refused.status_code == 403, foreign
        assert (await http.get(f"{API}/me", headers=foreign)).status_code == 200
    for own in ({"Origin": "http://orgnet.test"}, {"Sec-Fetch-Site": "same-origin"}, {}):
        assert (await http.patch(f"{API}/me", json={"name": "李四"}, headers=own)).status_code == 200, own
    token = http.cookies["orgnet_session"]
    bearer = ELSEWHERE | {"Authorization": f"Bearer {token}"}
    assert (await http.patch(f"{API}/me", json={"name": "李四"}, headers=bearer)).status_code == 200


async def test_after_wrong_passwords_even_the_right_one_waits(http: httpx.AsyncClient, li: None) -> None:
    for _ in range(3):
        assert (await sign_in(http, "li.si", "a wrong password")).status_code == 403
    late = await sign_in(http, "li.si")
    assert (late.status_code, late.json()["type"]) == (429, "/problems/throttled")
    assert int(late.headers["retry-after"]) >= 1


async def test_a_password_is_changed_and_reset_and_old_sessions_end(
    http: httpx.AsyncClient, li: None, signed_in: Headers
) -> None:
    old = {"Authorization": f"Bearer {(await sign_in(http, 'li.si')).json()['token']}"}
    await sign_in(http, "li.si")
    changed = await http.post(f"{API}/me/password", json={"old": PASSWORD, "new": NEW})
    assert changed.status_code == 204
    assert (await http.get(f"{API}/me")).status_code == 200
    http.cookies.clear()
    assert (await http.get(f"{API}/me", headers=old)).status_code == 401
    code = await http.post(f"{API}/people/li.si/password-code", headers=signed_in["ann"])
    again = {"username": "li.si", "code": code.json()["code"].lower(), "password": "yet another sentence"}
    assert (await http.post(f"{API}/passwords", json=again)).status_code == 204
    assert (await http.post(f"{API}/passwords", json=again)).status_code == 403
    assert (await sign_in(http, "li.si", "yet another sentence")).status_code == 201


async def test_tokens_are_listed_without_their_secret_and_taken_back(
    http: httpx.AsyncClient, signed_in: Headers
) -> None:
    gina = signed_in["gina"]
    made = (await http.post(f"{API}/tokens", json={"name": "年报"}, headers=gina)).json()
    program = {"Authorization": f"Bearer {made['token']}"}
    assert (await http.delete(f"{API}/sessions/current", headers=program)).status_code == 409
    [listed] = (await http.get(f"{API}/tokens", headers=program)).json()
    assert listed["name"] == "年报" and made["token"] not in str(listed)
    assert (await http.delete(f"{API}/tokens/{made['id']}", headers=signed_in["hugo"])).status_code == 404
    assert (await http.delete(f"{API}/tokens/{made['id']}", headers=gina)).status_code == 204
    assert (await http.get(f"{API}/me", headers=program)).status_code == 401


REACHED = {"mobile": "13800000000", "mail": "li.si@example.cn", "wecom": "LiSi"}


async def test_how_somebody_is_reached_is_seen_at_his_union_and_above_only(
    db: Database, http: httpx.AsyncClient, li: None, signed_in: Headers
) -> None:
    await sign_in(http, "li.si")
    assert (await http.patch(f"{API}/me", json=REACHED)).status_code == 200
    http.cookies.clear()
    await seat(db, "rex", "hb", "viewer")
    for who, sees in (("gina", True), ("xena", True), ("clara", True), ("hugo", False), ("benno", False)):
        one = await http.get(f"{API}/people/li.si", headers=signed_in[who])
        assert one.status_code == (200 if sees else 404), who
        if sees:
            assert {key: one.json()[key] for key in REACHED} == REACHED
        staff = await http.get(f"{API}/unions/g1/people", headers=signed_in[who])
        holders = await http.get(f"{API}/unions/g1/seats", headers=signed_in[who])
        assert staff.status_code == holders.status_code == (200 if sees else 403)
        assert (REACHED["mobile"] in staff.text) == sees
        assert REACHED["mobile"] not in holders.text


OFFICE = {"desk": "办公室", "telephone": "0571-12345678", "hours": "9:00-17:00"}


async def test_the_office_of_a_union_is_seen_by_everybody_signed_in(
    http: httpx.AsyncClient, signed_in: Headers
) -> None:
    assert (await http.patch(f"{API}/unions/g1", json=OFFICE, headers=signed_in["ann"])).status_code == 200
    for who in ("benno", "hugo", "gina"):
        known = (await http.get(f"{API}/unions/g1", headers=signed_in[who])).json()
        assert {key: known[key] for key in OFFICE} == OFFICE
        assert (known["members"] is None) == (who != "gina")
    assert (await http.get(f"{API}/unions/g1")).status_code == 401


async def test_of_somebody_with_seats_elsewhere_only_those_in_sight_are_told(
    db: Database, http: httpx.AsyncClient, signed_in: Headers
) -> None:
    await seat(db, "gina", "hb", "viewer")
    seen = (await http.get(f"{API}/people/gina", headers=signed_in["xena"])).json()
    assert [held["union"] for held in seen["seats"]] == ["g1"]
    all_of_them = (await http.get(f"{API}/me", headers=signed_in["gina"])).json()
    assert {held["union"] for held in all_of_them["seats"]} == {"g1", "hb"}


async def test_people_of_a_branch_come_page_by_page(http: httpx.AsyncClient, signed_in: Headers) -> None:
    url, found = f"{API}/unions/root/people?limit=3", list[str]()
    while url:
        answer = await http.get(url, headers=signed_in["ann"])
        found += [person["id"] for person in answer.json()["items"]]
        url = answer.links["next"]["url"] if "next" in answer.links else ""
    assert found == ["ann", "clara", "otto", "benno", "xena", "gina", "hugo"]


@pytest.mark.parametrize("key", [1, "x", [1, 2], [["a"], "b", "c"], None, {}])
async def test_a_cursor_that_was_made_up_is_refused(http: httpx.AsyncClient, signed_in: Headers, key: Any) -> None:
    from_elsewhere = encode("people root", key)
    answer = await http.get(f"{API}/unions/root/people?cursor={from_elsewhere}", headers=signed_in["ann"])
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "cursor")


async def test_an_invited_person_takes_a_seat_and_hands_it_over(http: httpx.AsyncClient, signed_in: Headers) -> None:
    ann = signed_in["ann"]
    made = await http.post(f"{API}/unions/g2/invitations", json={"role": "officer", "name": "王五"}, headers=ann)
    assert made.status_code == 201
    taking = {"code": made.json()["code"], "username": "wang.wu", "password": PASSWORD}
    assert (await http.post(f"{API}/invitations/redeem", json=taking)).json()["username"] == "wang.wu"
    assert (await http.post(f"{API}/invitations/redeem", json=taking)).status_code == 403
    [listed] = (await http.get(f"{API}/unions/g2/invitations", headers=ann)).json()
    assert (listed["state"], made.json()["code"] in str(listed)) == ("redeemed", False)
    me = (await sign_in(http, "wang.wu")).json()["person"]
    http.cookies.clear()
    entered = {"at": "g2", "username": "zhao.liu", "name": "赵六"}
    next_one = (await http.post(f"{API}/people", json=entered, headers=ann)).json()["person"]
    passing = {"person": me, "successor": next_one, "role": "officer"}
    assert (await http.post(f"{API}/unions/g2/seats/hand-over", json=passing, headers=ann)).status_code == 200
    holders = (await http.get(f"{API}/unions/g2/seats", headers=ann)).json()
    assert [(h["name"], h["until"] is None) for h in holders] == [("hugo", True), ("赵六", True), ("王五", False)]


async def test_a_seat_is_taken_by_the_user_name_of_its_holder(
    http: httpx.AsyncClient, li: None, signed_in: Headers
) -> None:
    taken = await http.delete(f"{API}/unions/g1/seats/LI.SI/officer", headers=signed_in["ann"])
    assert (taken.status_code, taken.json()["person"]) == (200, "li.si")
    assert (await http.delete(f"{API}/unions/g1/seats/no one/officer", headers=signed_in["ann"])).status_code == 404


async def test_whoever_is_deactivated_is_signed_out_at_once(
    http: httpx.AsyncClient, li: None, signed_in: Headers
) -> None:
    await sign_in(http, "li.si")
    await http.put(f"{API}/people/li.si/active", json={"active": False}, headers=signed_in["ann"])
    assert (await http.get(f"{API}/me")).status_code == 401
    assert (await sign_in(http, "li.si")).status_code == 403


async def test_people_and_log_of_a_dissolved_union_are_kept_for_those_above(
    db: Database, http: httpx.AsyncClient, signed_in: Headers
) -> None:
    await structure.dissolve(db, OPERATOR_ASKS, "g1", NOON)
    for who, status in (("ann", 200), ("xena", 200), ("gina", 403), ("benno", 403)):
        assert (await http.get(f"{API}/unions/g1/seats", headers=signed_in[who])).status_code == status, who
    history = await http.get(f"{API}/unions/g1/history", headers=signed_in["ann"])
    assert history.json()["items"][0]["kind"] == "dissolved"


async def test_why_is_answered_by_name_code_and_path(http: httpx.AsyncClient, signed_in: Headers) -> None:
    question = {"action": "sign", "thing": "全国/浙江省总工会/西湖区总工会/鑫瑞机械有限公司工会委员会"}
    answer = (await http.get(f"{API}/why", params=question, headers=signed_in["gina"])).json()
    assert answer["allowed"] and answer["role"] == "officer"
    assert answer["path"] == ["鑫瑞机械有限公司工会委员会"]
    other = await http.get(f"{API}/why", params=question | {"person": "HUGO"}, headers=signed_in["xena"])
    assert not other.json()["allowed"] and "seats held: officer at 晨光学校工会委员会" in other.json()["sentence"]
    for wrong in ({"person": "otto"}, {"person": "no one"}, {"thing": "nothing"}):
        assert (await http.get(f"{API}/why", params=question | wrong, headers=signed_in["xena"])).status_code == 404
    unknown = await http.get(f"{API}/why", params=question | {"action": "dance"}, headers=signed_in["xena"])
    assert unknown.json()["errors"][0]["field"] == "action"


async def test_the_table_of_permissions_is_there_to_read(http: httpx.AsyncClient, signed_in: Headers) -> None:
    table = (await http.get(f"{API}/permissions", headers=signed_in["gina"])).json()
    [mark] = [line for line in table if line["action"] == "mark"]
    assert (mark["roles"], mark["scope"]) == (["officer"], "here")
