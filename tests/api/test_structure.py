"""Changes of the structure over HTTP: done by who may, once, on what was read, and led back."""

from typing import Any

import httpx

from graph.db import Database
from tests.graph.test_check import faults

Headers = dict[str, dict[str, str]]

NEW: dict[str, Any] = {
    "name": "新丰电子工会委员会",
    "level": "grassroots",
    "kind": "single",
    "members": 42,
    "sector": "C",
}


async def post(http: httpx.AsyncClient, path: str, who: dict[str, str], status: int = 200, **body: Any) -> Any:
    answer = await http.post(f"/api/v1/{path}", json=body, headers=who)
    assert answer.status_code == status, answer.text
    return answer.json()


async def get(http: httpx.AsyncClient, id: str, who: dict[str, str]) -> Any:
    return (await http.get(f"/api/v1/unions/{id}", headers=who)).json()


async def children(http: httpx.AsyncClient, id: str, who: dict[str, str]) -> list[str]:
    answer = await http.get(f"/api/v1/unions/{id}/children", headers=who)
    return [child["id"] for child in answer.json()["items"]]


async def test_a_union_is_founded_and_gets_a_code_where_it_has_none(
    http: httpx.AsyncClient, signed_in: Headers
) -> None:
    ann = signed_in["ann"]
    first = await post(http, "unions", ann, 201, **NEW, parent="xh", guide="hb")
    second = await post(http, "unions", ann, 201, **NEW, parent="zj", code="330106-7")
    one, other = await get(http, first["union"], ann), await get(http, second["union"], ann)
    assert (one["parent"], one["guide"], one["members"], one["status"]) == ("xh", "hb", 42, "active")
    assert (one["code"], other["code"]) == (f"U{first['seq']:09d}", "330106-7")
    assert one["changed"] == first["seq"]
    assert (await get(http, "xh", ann))["subordinates"] == 3


async def test_a_union_moves_with_its_branch(http: httpx.AsyncClient, signed_in: Headers) -> None:
    ann = signed_in["ann"]
    await post(http, "unions/xh/move", ann, parent="hb")
    line = await http.get("/api/v1/unions/g1/line", headers=ann)
    assert [union["id"] for union in line.json()] == ["root", "hb", "xh"]
    assert [(await get(http, id, ann))["subordinates"] for id in ("zj", "hb", "root")] == [0, 3, 5]


async def test_a_union_is_merged_with_all_that_hangs_on_it(http: httpx.AsyncClient, signed_in: Headers) -> None:
    ann = signed_in["ann"]
    await post(http, "unions/xh/pacts", ann, partner="hb", terms="职工疗休养互认")
    await post(http, "unions/xh/merge", ann, into="zj")
    assert await children(http, "zj", ann) == ["g1", "g2"]
    merged, heir = await get(http, "xh", ann), await get(http, "zj", ann)
    assert (merged["status"], merged["parent"], heir["members"], heir["units"]) == ("dissolved", None, 60, 2)
    pacts = (await http.get("/api/v1/unions/zj/pacts", headers=ann)).json()
    assert [pact["partner"]["id"] for pact in pacts] == ["hb"]


async def test_parts_split_off_with_the_subordinates_named_for_them(
    http: httpx.AsyncClient, signed_in: Headers
) -> None:
    ann = signed_in["ann"]
    part = NEW | {"level": "county", "name": "西溪区总工会", "subordinates": ["g2"]}
    answer = await post(http, "unions/xh/split", ann, parts=[part])
    [new] = answer["parts"]
    assert set(await children(http, "zj", ann)) == {new, "xh"}
    assert (await children(http, "xh", ann), await children(http, new, ann)) == (["g1"], ["g2"])


async def test_a_union_is_dissolved_and_restored_where_it_stood(http: httpx.AsyncClient, signed_in: Headers) -> None:
    ann = signed_in["ann"]
    await http.put("/api/v1/unions/g2/guide", json={"guide": "hb"}, headers=ann)
    await post(http, "unions/g2/dissolve", ann)
    assert await children(http, "xh", ann) == ["g1"]
    await post(http, "unions/g2/restore", ann)
    restored = await get(http, "g2", ann)
    assert (restored["status"], restored["parent"], restored["guide"]) == ("active", "xh", "hb")
    await post(http, "unions/g2/dissolve", ann)
    await post(http, "unions/g2/restore", ann, parent="hb")
    assert ((await get(http, "g2", ann))["parent"], (await get(http, "g2", ann))["guide"]) == ("hb", None)


async def test_a_pact_is_made_changed_and_ended(http: httpx.AsyncClient, signed_in: Headers) -> None:
    ann = signed_in["ann"]

    async def terms() -> list[str]:
        return [pact["terms"] for pact in (await http.get("/api/v1/unions/hb/pacts", headers=ann)).json()]

    for said in ("职工疗休养互认", "阵地共享"):
        await post(http, "unions/xh/pacts", ann, partner="hb", terms=said)
        assert await terms() == [said]
    ended = await http.delete("/api/v1/unions/hb/pacts/xh", headers=ann)
    assert ended.status_code == 200
    assert await terms() == []


async def test_an_edit_names_only_what_changes_and_null_empties(http: httpx.AsyncClient, signed_in: Headers) -> None:
    ann = signed_in["ann"]
    url = "/api/v1/unions/g1"
    await http.patch(url, json={"sector": "C", "telephone": "0571-88880000", "desk": "组织部"}, headers=ann)
    await http.patch(url, json={"telephone": None, "name": " 鑫瑞工会 "}, headers=ann)
    edited = await get(http, "g1", ann)
    assert (edited["sector"], edited["telephone"], edited["desk"]) == ("C", None, "组织部")
    assert (edited["name"], edited["members"]) == ("鑫瑞工会", 150)
    same = await http.patch(url, json={"sector": "C"}, headers=ann)
    assert (same.status_code, same.json()["seq"]) == (200, edited["changed"])


async def test_two_editors_of_one_union_do_not_overwrite_each_other(
    http: httpx.AsyncClient, signed_in: Headers
) -> None:
    ann = signed_in["ann"]
    tag = (await http.get("/api/v1/unions/xh", headers=ann)).headers["etag"]
    first = await http.patch("/api/v1/unions/xh", json={"members": 21}, headers=ann | {"If-Match": tag})
    assert first.status_code == 200
    attempts: list[tuple[str, str, Any]] = [
        ("PATCH", "xh", {"members": 22}),
        ("POST", "xh/move", {"parent": "hb"}),
        ("POST", "xh/merge", {"into": "hb"}),
        ("POST", "xh/split", {"parts": [NEW | {"level": "county", "subordinates": []}]}),
        ("POST", "xh/dissolve", None),
    ]
    for method, path, body in attempts:
        late = await http.request(method, f"/api/v1/unions/{path}", json=body, headers=ann | {"If-Match": tag})
        assert (late.status_code, late.json()["type"]) == (412, "/problems/stale"), path
        assert "read it again" in late.json()["detail"]
    for form in ("{}", "W/{}", "*"):
        fresh = (await http.get("/api/v1/unions/xh", headers=ann)).headers["etag"]
        condition = {"If-Match": form.format(fresh)}
        again = await http.patch("/api/v1/unions/xh", json={"hours": form}, headers=ann | condition)
        assert again.status_code == 200, condition


async def test_what_was_done_is_led_back_as_long_as_nothing_later_touched_it(
    http: httpx.AsyncClient, signed_in: Headers, db: Database
) -> None:
    ann = signed_in["ann"]
    before = {id: await get(http, id, ann) for id in ("zj", "hb", "xh", "g1", "g2")}
    moved = await post(http, "unions/g1/move", ann, parent="hb")
    merged = await post(http, "unions/xh/merge", ann, into="zj")
    nowhere = await post(http, f"facts/{moved['seq']}/undo", ann, 409)
    assert "西湖区总工会 is dissolved; restore it first" in nowhere["detail"]
    for seq in (merged["seq"], moved["seq"]):
        assert (await post(http, f"facts/{seq}/undo", ann))["undone"] == seq
    after = {id: await get(http, id, ann) for id in before}
    for id, union in before.items():
        assert after[id] | {"changed": 0} == union | {"changed": 0}
    assert await faults(db) == []


async def test_an_undo_is_refused_with_the_reason(http: httpx.AsyncClient, signed_in: Headers) -> None:
    ann = signed_in["ann"]
    edited = await http.patch("/api/v1/unions/g1", json={"members": 1}, headers=ann)
    seq = edited.json()["seq"]
    later = await http.patch("/api/v1/unions/g1", json={"members": 2}, headers=ann)
    refused = await post(http, f"facts/{seq}/undo", ann, 409)
    assert f"was changed again by fact {later.json()['seq']}; undo that first" in refused["detail"]
    undone = await post(http, f"facts/{later.json()['seq']}/undo", ann)
    assert undone["undone"] == later.json()["seq"]
    twice = await post(http, f"facts/{later.json()['seq']}/undo", ann, 409)
    assert "was changed again" in twice["detail"]
    back = await post(http, f"facts/{undone['seq']}/undo", ann, 409)
    assert "undid another" in back["detail"]
    assert "there is no fact" in (await post(http, "facts/99999/undo", ann, 404))["detail"]
    assert "did not change the structure" in (await post(http, "facts/1/undo", ann, 409))["detail"]
    moved = await post(http, "unions/g1/move", ann, parent="hb")
    denied = await post(http, f"facts/{moved['seq']}/undo", signed_in["gina"], 403)
    assert "only a seat as admin" in denied["detail"]
    founded = await post(http, "unions", ann, 201, **NEW, parent="hb")
    await post(http, "unions/g2/move", ann, parent=founded["union"])
    occupied = await post(http, f"facts/{founded['seq']}/undo", ann, 409)
    assert "has 1 subordinates" in occupied["detail"]


async def test_the_founding_of_a_union_that_guides_another_by_now_is_not_undone(
    http: httpx.AsyncClient, signed_in: Headers, db: Database
) -> None:
    ann = signed_in["ann"]
    founded = await post(http, "unions", ann, 201, **NEW | {"level": "provincial"}, parent="root")
    guided = NEW | {"name": "新的基层工会", "guide": founded["union"]}
    await post(http, "unions", ann, 201, **guided, parent="xh")
    refused = await post(http, f"facts/{founded['seq']}/undo", ann, 409)
    assert "is the second line of 1 unions; end that first" in refused["detail"]
    assert await faults(db) == []


async def test_the_same_request_acts_once_and_never_with_another_body(
    http: httpx.AsyncClient, signed_in: Headers
) -> None:
    once = signed_in["ann"] | {"Idempotency-Key": "found-1"}
    first = await post(http, "unions", once, 201, **NEW, parent="xh")
    again = await post(http, "unions", once, 201, **NEW, parent="xh")
    assert first == again
    assert len(await children(http, "xh", signed_in["ann"])) == 3
    other = await post(http, "unions", once, 409, **NEW | {"members": 43}, parent="xh")
    assert (other["type"], other["errors"][0]["field"]) == ("/problems/reused", "Idempotency-Key")
    elsewhere = await post(http, "unions/g1/move", once, 409, parent="hb")
    assert elsewhere["type"] == "/problems/reused"


async def test_a_refused_request_may_be_tried_again_under_its_id(http: httpx.AsyncClient, signed_in: Headers) -> None:
    once = signed_in["ann"] | {"Idempotency-Key": "move-1"}
    await post(http, "unions", signed_in["ann"], 201, **NEW | {"level": "township"}, code="t1", parent="xh")
    township = (await get(http, "t1", signed_in["ann"]))["id"]
    await post(http, "unions/xh/move", once, 409, parent=township)
    await post(http, "unions/xh/move", once, 200, parent="hb")


async def test_only_admins_at_or_above_change_the_structure(
    http: httpx.AsyncClient, signed_in: Headers, db: Database
) -> None:
    attempts: list[tuple[str, str, Any]] = [
        ("POST", "unions", NEW | {"parent": "xh"}),
        ("PATCH", "unions/g1", {"members": 1}),
        ("POST", "unions/g1/move", {"parent": "hb"}),
        ("PUT", "unions/g1/guide", {"guide": "hb"}),
        ("POST", "unions/g1/merge", {"into": "g2"}),
        ("POST", "unions/g1/split", {"parts": [NEW | {"subordinates": []}]}),
        ("POST", "unions/g1/dissolve", None),
        ("POST", "unions/g1/pacts", {"partner": "g2", "terms": "互助"}),
    ]
    for who in ("otto", "clara", "gina", "xena", "benno"):
        for method, path, body in attempts:
            answer = await http.request(method, f"/api/v1/{path}", json=body, headers=signed_in[who])
            assert (answer.status_code, answer.json()["type"]) == (403, "/problems/denied"), (who, path)
            assert "only a seat as admin" in answer.json()["detail"]
    assert await faults(db) == []
