"""A directive goes out, is found, signed and done, and the issuer watches."""

from typing import Any

import httpx

Headers = dict[str, dict[str, str]]

LETTER = {
    "title": "关于做好送温暖工作的通知",
    "body": "各级工会要走访慰问困难职工。",
    "duties": [{"thing": "sign"}],
    "deadline": "2099-01-31",
}


async def issued(http: httpx.AsyncClient, otto: dict[str, str], union: str = "root", **more: Any) -> str:
    drafted = await http.post(f"/api/v1/unions/{union}/directives", json=LETTER | more, headers=otto)
    assert drafted.status_code == 201, drafted.text
    id = drafted.json()["directive"]
    sent = await http.post(f"/api/v1/directives/{id}/issue", headers=otto)
    assert sent.status_code == 200, sent.text
    return id


async def test_everybody_below_finds_it_and_the_issuer_does_not(http: httpx.AsyncClient, signed_in: Headers) -> None:
    id = await issued(http, signed_in["otto"])
    for union, person in (("g1", "gina"), ("hb", "benno"), ("xh", "xena")):
        inbox = (await http.get(f"/api/v1/unions/{union}/inbox", headers=signed_in[person])).json()
        assert [entry["directive"]["id"] for entry in inbox["items"]] == [id]
    own = (await http.get("/api/v1/unions/root/inbox", headers=signed_in["otto"])).json()
    assert own["items"] == []


async def test_signing_and_doing_shows_in_the_progress_of_all_above(
    http: httpx.AsyncClient, signed_in: Headers
) -> None:
    id = await issued(http, signed_in["otto"])
    signed = await http.put(f"/api/v1/unions/g1/inbox/{id}/signed", headers=signed_in["gina"])
    assert signed.status_code == 200
    assert signed.json()["read"] == signed.json()["signed"] is not None
    done = await http.put(f"/api/v1/unions/g2/inbox/{id}/done", json={"note": "走访12户"}, headers=signed_in["hugo"])
    assert done.json()["note"] == "走访12户"
    top = (await http.get(f"/api/v1/directives/{id}/progress", headers=signed_in["otto"])).json()
    held = {"read": 2, "signed": 2, "relayed": 0, "in_hand": 1, "done": 1, "accepted": 0, "returned": 0}
    held |= {"exempt": 0, "recorded": 0, "overdue": 0, "briefed": 0}
    assert top["branch"] == held | {"expected": 5, "members": 300, "delivered": 5}
    facets = {(f["level"], f["kind"]): (f["expected"], f["signed"]) for f in top["facets"]}
    assert facets[("grassroots", "federation")] == (2, 2)
    children = (await http.get(f"/api/v1/directives/{id}/progress/children", headers=signed_in["otto"])).json()
    assert [(c["union"]["id"], c["branch"]["signed"]) for c in children["items"]] == [("hb", 0), ("zj", 2)]


async def test_who_has_not_comes_in_exact_pages(http: httpx.AsyncClient, signed_in: Headers) -> None:
    id = await issued(http, signed_in["otto"])
    await http.put(f"/api/v1/unions/g1/inbox/{id}/signed", headers=signed_in["gina"])
    url, found = f"/api/v1/directives/{id}/progress/missing?limit=1", list[str]()
    while url:
        answer = await http.get(url, headers=signed_in["otto"])
        found += [union["id"] for union in answer.json()["items"]]
        url = answer.links["next"]["url"] if "next" in answer.links else ""
    assert sorted(found) == ["g2", "hb", "xh", "zj"]


async def test_nobody_signs_for_another_union(http: httpx.AsyncClient, signed_in: Headers) -> None:
    id = await issued(http, signed_in["otto"])
    above = await http.put(f"/api/v1/unions/g1/inbox/{id}/signed", headers=signed_in["otto"])
    assert above.status_code == 403
    assert "at this very union" in above.json()["detail"]
    beside = await http.put(f"/api/v1/unions/g1/inbox/{id}/signed", headers=signed_in["hugo"])
    assert beside.status_code == 404


async def test_a_clerk_drafts_and_does_not_issue(http: httpx.AsyncClient, signed_in: Headers) -> None:
    drafted = await http.post("/api/v1/unions/root/directives", json=LETTER, headers=signed_in["clara"])
    assert drafted.status_code == 201
    refused = await http.post(f"/api/v1/directives/{drafted.json()['directive']}/issue", headers=signed_in["clara"])
    assert refused.status_code == 403


async def test_numbers_have_no_gaps(http: httpx.AsyncClient, signed_in: Headers) -> None:
    ids = [await issued(http, signed_in["otto"]) for _ in range(3)]
    letters = [(await http.get(f"/api/v1/directives/{id}", headers=signed_in["gina"])).json() for id in ids]
    assert [letter["number"].split("〕")[1] for letter in letters] == ["1号", "2号", "3号"]


async def test_a_deadline_in_the_past_is_refused_by_name(http: httpx.AsyncClient, signed_in: Headers) -> None:
    late = LETTER | {"deadline": "2001-01-01"}
    drafted = await http.post("/api/v1/unions/root/directives", json=late, headers=signed_in["otto"])
    refused = await http.post(f"/api/v1/directives/{drafted.json()['directive']}/issue", headers=signed_in["otto"])
    assert refused.status_code == 422
    assert refused.json()["errors"][0]["field"] == "deadline"
    assert "earliest possible" in refused.json()["detail"]


async def test_only_subordinates_are_reached_when_only_they_are_addressed(
    http: httpx.AsyncClient, signed_in: Headers
) -> None:
    id = await issued(http, signed_in["otto"], audience={"selectors": [{"reach": "subordinates"}]})
    inbox = (await http.get("/api/v1/unions/g1/inbox", headers=signed_in["gina"])).json()
    assert inbox["items"] == []
    assert (await http.get(f"/api/v1/directives/{id}", headers=signed_in["gina"])).status_code == 404
    top = (await http.get(f"/api/v1/directives/{id}/progress", headers=signed_in["otto"])).json()
    assert top["branch"]["expected"] == 2


async def test_a_closed_directive_leaves_the_inbox_and_is_read_only(
    http: httpx.AsyncClient, signed_in: Headers
) -> None:
    id = await issued(http, signed_in["otto"])
    assert (await http.post(f"/api/v1/directives/{id}/close", headers=signed_in["otto"])).status_code == 200
    assert (await http.get("/api/v1/unions/g1/inbox", headers=signed_in["gina"])).json()["items"] == []
    late = await http.put(f"/api/v1/unions/g1/inbox/{id}/signed", headers=signed_in["gina"])
    assert late.status_code == 409


async def test_the_same_request_id_acts_once_and_never_for_another_body(
    http: httpx.AsyncClient, signed_in: Headers
) -> None:
    id = await issued(http, signed_in["otto"])
    once = signed_in["gina"] | {"Idempotency-Key": "tap-1"}
    first = await http.put(f"/api/v1/unions/g1/inbox/{id}/done", json={"note": "一"}, headers=once)
    again = await http.put(f"/api/v1/unions/g1/inbox/{id}/done", json={"note": "一"}, headers=once)
    assert first.json() == again.json()
    other = await http.put(f"/api/v1/unions/g1/inbox/{id}/done", json={"note": "二"}, headers=once)
    assert other.status_code == 409
    assert other.json()["type"] == "/problems/reused"


async def test_what_a_union_issued_comes_in_pages_the_latest_first(http: httpx.AsyncClient, signed_in: Headers) -> None:
    ids = [await issued(http, signed_in["otto"]) for _ in range(5)]
    url, found = "/api/v1/unions/root/directives?limit=2", list[str]()
    while url:
        answer = await http.get(url, headers=signed_in["gina"])
        found += [directive["id"] for directive in answer.json()["items"]]
        url = answer.links["next"]["url"] if "next" in answer.links else ""
    assert found == ids[::-1]


async def test_a_draft_is_seen_at_its_issuer_only(http: httpx.AsyncClient, signed_in: Headers) -> None:
    await http.post("/api/v1/unions/root/directives", json=LETTER, headers=signed_in["clara"])
    here = await http.get("/api/v1/unions/root/directives", headers=signed_in["otto"])
    below = await http.get("/api/v1/unions/root/directives", headers=signed_in["gina"])
    assert (len(here.json()["items"]), below.json()["items"]) == (1, [])
