"""The numbers of a union's documents: set, booked for paper, and never given twice."""

import asyncio

import httpx

from tests.api.test_directives import Headers, issued


async def test_a_series_begins_where_an_admin_says_and_goes_on_from_there(
    http: httpx.AsyncClient, signed_in: Headers
) -> None:
    path = "/api/v1/unions/root/series"
    assert (await http.get(path, headers=signed_in["otto"])).json() == []
    set_ = await http.put(path, json={"last": 22}, headers=signed_in["ann"])
    assert (set_.status_code, set_.json()["last"]) == (200, 22)
    id = await issued(http, signed_in["otto"])
    letter = (await http.get(f"/api/v1/directives/{id}", headers=signed_in["otto"])).json()
    assert letter["number"].endswith("〕23号")
    back = await http.put(path, json={"last": 22}, headers=signed_in["ann"])
    assert back.status_code == 409
    assert f"up to {letter['number']} are used already" in back.json()["detail"]
    [series] = (await http.get(path, headers=signed_in["otto"])).json()
    assert (series["last"], series["bookings"]) == (23, [])


async def test_a_number_on_paper_is_booked_with_its_reason_and_leaves_no_gap(
    http: httpx.AsyncClient, signed_in: Headers
) -> None:
    first = await issued(http, signed_in["otto"])
    path, why = "/api/v1/unions/root/series", {"reason": "纸质印发"}
    booked = await http.post(f"{path}/bookings", json=why, headers=signed_in["clara"] | {"Idempotency-Key": "b1"})
    again = await http.post(f"{path}/bookings", json=why, headers=signed_in["clara"] | {"Idempotency-Key": "b1"})
    assert (booked.status_code, booked.json()) == (201, again.json())
    second = await issued(http, signed_in["otto"])
    ids = [(await http.get(f"/api/v1/directives/{id}", headers=signed_in["otto"])).json() for id in (first, second)]
    numbers = [ids[0]["number"], booked.json()["number"], ids[1]["number"]]
    assert [number.split("〕")[1] for number in numbers] == ["1号", "2号", "3号"]
    [series] = (await http.get(path, headers=signed_in["otto"])).json()
    assert [(each["number"], each["reason"], each["by"]) for each in series["bookings"]] == [
        (booked.json()["number"], "纸质印发", "clara")
    ]


async def test_numbers_taken_at_once_are_all_different(http: httpx.AsyncClient, signed_in: Headers) -> None:
    path = "/api/v1/unions/root/series/bookings"
    booked = await asyncio.gather(
        *(http.post(path, json={"reason": f"第{n}件"}, headers=signed_in["otto"]) for n in range(12))
    )
    numbers = sorted(int(each.json()["number"].split("〕")[1][:-1]) for each in booked)
    assert numbers == list(range(1, 13))


async def test_who_may_not_read_the_documents_sees_no_series(http: httpx.AsyncClient, signed_in: Headers) -> None:
    assert (await http.get("/api/v1/unions/hb/series", headers=signed_in["gina"])).status_code == 404
