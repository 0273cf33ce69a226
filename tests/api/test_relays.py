"""A document goes level by level: passed on, tightened, conveyed, in another's place; and where it has stopped."""

from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest_asyncio

from graph import sessions
from graph.db import Database
from orgnet.levels import Level
from orgnet.unions import Union
from tests.api.test_directives import LETTER, Headers, issued
from tests.cast import found, seat, union
from tests.graph.test_check import faults


@pytest_asyncio.fixture(loop_scope="session")
async def officers(db: Database, signed_in: Headers) -> Headers:
    """An officer of every union of the cast, by the union."""
    for where in ("zj", "xh"):
        await seat(db, f"{where} officer", where, "officer")
    now = datetime.now(UTC)
    tokens = {where: await sessions.open(db, f"{where} officer", now) for where in ("zj", "xh")}
    own = {where: {"Authorization": f"Bearer {token}"} for where, token in tokens.items()}
    return own | {"root": signed_in["otto"], "g1": signed_in["gina"], "g2": signed_in["hugo"], "hb": signed_in["benno"]}


async def stepwise(http: httpx.AsyncClient, officers: Headers, **more: Any) -> str:
    return await issued(http, officers["root"], way="level_by_level", **more)


async def relay(http: httpx.AsyncClient, headers: dict[str, str], at: str, id: str, **more: Any) -> httpx.Response:
    return await http.post(f"/api/v1/unions/{at}/relays", json={"cascade": id} | more, headers=headers)


async def inbox(http: httpx.AsyncClient, officers: Headers, at: str) -> list[dict[str, Any]]:
    return (await http.get(f"/api/v1/unions/{at}/inbox", headers=officers[at])).json()["items"]


async def test_it_reaches_each_level_when_the_one_above_has_passed_it_on(
    http: httpx.AsyncClient, officers: Headers, db: Database
) -> None:
    id = await stepwise(http, officers)
    assert [len(await inbox(http, officers, at)) for at in ("zj", "hb", "xh", "g1")] == [1, 1, 0, 0]
    early = await http.put(f"/api/v1/unions/g1/inbox/{id}/signed", headers=officers["g1"])
    assert (early.status_code, "nobody above passed it on" in early.json()["detail"]) == (404, True)
    assert (await http.get(f"/api/v1/directives/{id}", headers=officers["g1"])).status_code == 404
    for at in ("zj", "xh"):
        passed = await relay(http, officers[at], at, id)
        assert (passed.status_code, passed.json()["number"]) == (201, None)
    [entry] = await inbox(http, officers, "g1")
    assert (entry["directive"]["id"], entry["passes"], entry["carried"]) == (id, False, False)
    assert (await http.put(f"/api/v1/unions/g1/inbox/{id}/signed", headers=officers["g1"])).status_code == 200
    state = (await http.get(f"/api/v1/directives/{id}/progress", headers=officers["root"])).json()["branch"]
    assert {name: state[name] for name in ("expected", "delivered", "signed", "relayed")} == {
        "expected": 5,
        "delivered": 5,
        "signed": 3,
        "relayed": 2,
    }
    assert await faults(db) == []


async def test_a_union_that_is_not_addressed_carries_it_to_those_that_are(
    http: httpx.AsyncClient, officers: Headers, db: Database
) -> None:
    large = {"selectors": [{"levels": ["grassroots"], "sizes": [2, 3, 4]}]}
    id = await stepwise(http, officers, audience=large)
    [entry] = await inbox(http, officers, "zj")
    assert (entry["carried"], entry["passes"]) == (True, True)
    assert await inbox(http, officers, "hb") == []
    nothing = await http.put(f"/api/v1/unions/zj/inbox/{id}/signed", headers=officers["zj"])
    assert nothing.status_code == 404
    refused = await relay(http, officers["hb"], "hb", id)
    assert refused.status_code == 404
    for at in ("zj", "xh"):
        assert (await relay(http, officers[at], at, id)).status_code == 201
    assert [len(await inbox(http, officers, at)) for at in ("g1", "g2")] == [1, 0]
    state = (await http.get(f"/api/v1/directives/{id}/progress", headers=officers["root"])).json()["branch"]
    assert (state["expected"], state["delivered"], state["signed"], state["relayed"]) == (1, 1, 0, 2)
    assert await faults(db) == []


async def test_a_day_may_be_tightened_and_never_loosened(http: httpx.AsyncClient, officers: Headers) -> None:
    id = await stepwise(http, officers)
    loose = await relay(http, officers["zj"], "zj", id, deadline="2099-02-01")
    assert (loose.status_code, loose.json()["errors"][0]["field"]) == (422, "deadline")
    assert "earlier than 2099-01-31" in loose.json()["detail"]
    assert (await relay(http, officers["zj"], "zj", id, deadline="2099-01-22")).status_code == 201
    [entry] = await inbox(http, officers, "xh")
    assert (entry["due"], entry["directive"]["deadline"]) == ("2099-01-22", "2099-01-31")
    calendar = (await http.get("/api/v1/unions/xh/calendar.ics", headers=officers["xh"])).text
    assert "DTSTART;VALUE=DATE:20990122" in calendar
    again = await relay(http, officers["xh"], "xh", id, deadline="2099-01-31")
    assert "earlier than 2099-01-22" in again.json()["detail"]


async def test_nothing_is_passed_on_twice_or_before_it_has_come_or_to_nobody(
    http: httpx.AsyncClient, officers: Headers
) -> None:
    id = await stepwise(http, officers)
    early = await relay(http, officers["xh"], "xh", id)
    assert early.status_code == 404
    assert (await relay(http, officers["zj"], "zj", id)).status_code == 201
    twice = await relay(http, officers["zj"], "zj", id)
    assert (twice.status_code, "issue a directive that amends it" in twice.json()["detail"]) == (409, True)
    nobody = await relay(http, officers["hb"], "hb", id)
    assert (nobody.status_code, "addresses nobody below" in nobody.json()["detail"]) == (409, True)
    issuer = await relay(http, officers["root"], "root", id)
    assert (issuer.status_code, "have it from the issuer" in issuer.json()["detail"]) == (409, True)
    other = await relay(http, officers["hb"], "zj", id)
    assert other.status_code == 403
    unsaid = await relay(http, officers["xh"], "xh", id, means="conveyed")
    assert (unsaid.status_code, unsaid.json()["errors"][0]["field"]) == (422, "record")
    draft = (await http.post("/api/v1/unions/root/directives", json=LETTER, headers=officers["root"])).json()[
        "directive"
    ]
    unissued = await relay(http, officers["root"], "root", draft)
    assert (unissued.status_code, "issue it first" in unissued.json()["detail"]) == (409, True)
    marked = await http.put(f"/api/v1/unions/xh/inbox/{id}/relayed", headers=officers["xh"])
    assert (marked.status_code, "passed on by a relay" in marked.json()["detail"]) == (409, True)


async def test_where_all_below_are_excluded_there_is_nobody_to_pass_it_on_to(
    http: httpx.AsyncClient, officers: Headers
) -> None:
    id = await stepwise(http, officers, audience={"exclusions": [{"root": "xh"}]})
    [entry] = await inbox(http, officers, "zj")
    assert (entry["carried"], entry["passes"]) == (False, False)
    refused = await relay(http, officers["zj"], "zj", id)
    assert (refused.status_code, "addresses nobody below" in refused.json()["detail"]) == (409, True)


async def test_one_above_passes_it_on_in_the_place_of_another_who_may_not_repeat_it(
    http: httpx.AsyncClient, officers: Headers, db: Database
) -> None:
    id = await stepwise(http, officers)
    await relay(http, officers["zj"], "zj", id)
    beside = await relay(http, officers["hb"], "hb", id, instead_of="xh")
    assert (beside.status_code, beside.json()["errors"][0]["field"]) == (409, "at")
    assert (await relay(http, officers["zj"], "zj", id, instead_of="xh")).status_code == 201
    assert len(await inbox(http, officers, "g1")) == 1
    [entry] = await inbox(http, officers, "xh")
    assert (entry["passes"], entry["receipt"]["relayed"]) == (False, None)
    assert (await relay(http, officers["xh"], "xh", id)).status_code == 409
    chain = (await http.get(f"/api/v1/unions/g1/inbox/{id}/chain", headers=officers["g1"])).json()
    assert [(link["issuer"]["id"], (link["instead_of"] or {}).get("id")) for link in chain] == [
        ("root", None),
        ("zj", None),
        ("zj", "xh"),
    ]
    assert await faults(db) == []


async def test_what_was_passed_on_is_taken_back_until_somebody_below_acts(
    http: httpx.AsyncClient, officers: Headers, db: Database
) -> None:
    id = await stepwise(http, officers)
    first = (await relay(http, officers["zj"], "zj", id)).json()["directive"]
    why = {"reason": "附件有误"}
    assert (
        await http.post(f"/api/v1/directives/{first}/withdraw", json=why, headers=officers["zj"])
    ).status_code == 200
    assert await inbox(http, officers, "xh") == []
    [entry] = await inbox(http, officers, "zj")
    assert (entry["passes"], entry["receipt"]["relayed"], entry["receipt"]["signed"] is None) == (True, None, False)
    second = (await relay(http, officers["zj"], "zj", id)).json()["directive"]
    await http.put(f"/api/v1/unions/xh/inbox/{id}/read", headers=officers["xh"])
    late = await http.post(f"/api/v1/directives/{second}/withdraw", json=why, headers=officers["zj"])
    assert (late.status_code, "has acted on it already" in late.json()["detail"]) == (409, True)
    assert await faults(db) == []


async def test_a_cascade_closes_whole(http: httpx.AsyncClient, officers: Headers) -> None:
    id = await stepwise(http, officers)
    passed = (await relay(http, officers["zj"], "zj", id)).json()["directive"]
    alone = await http.post(f"/api/v1/directives/{passed}/close", headers=officers["zj"])
    assert (alone.status_code, "closed as a whole" in alone.json()["detail"]) == (409, True)
    await http.post(f"/api/v1/directives/{id}/close", headers=officers["root"])
    seen = (await http.get(f"/api/v1/directives/{passed}", headers=officers["zj"])).json()
    assert (seen["state"], seen["relays"]) == ("closed", id)
    assert (await relay(http, officers["xh"], "xh", id)).status_code == 409
    assert await inbox(http, officers, "xh") == []


async def test_whoever_passed_it_on_returns_what_was_done_below_him_and_exempts_nobody(
    http: httpx.AsyncClient, officers: Headers
) -> None:
    id = await stepwise(http, officers, duties=[{"thing": "do"}])
    passed = (await relay(http, officers["zj"], "zj", id)).json()["directive"]
    for at in ("xh", "hb"):
        await http.put(f"/api/v1/unions/{at}/inbox/{id}/done", headers=officers[at])
    body = {"unions": ["xh"], "reason": "缺报表"}
    beside = await http.post(
        f"/api/v1/directives/{passed}/returns", json=body | {"unions": ["hb"]}, headers=officers["zj"]
    )
    assert (beside.status_code, "does not reach" in beside.json()["detail"]) == (409, True)
    exempt = await http.post(f"/api/v1/directives/{passed}/exemptions", json=body, headers=officers["zj"])
    assert (exempt.status_code, "only the issuer of the first document" in exempt.json()["detail"]) == (409, True)
    assert (
        await http.post(f"/api/v1/directives/{passed}/returns", json=body, headers=officers["zj"])
    ).status_code == 200


async def test_the_trace_of_2014_with_its_numbers_days_and_lags(http: httpx.AsyncClient, db: Database) -> None:
    """总工办发〔2014〕21号 → 鄂工办〔2014〕47号, due on 10-30 → 宜工办〔2014〕45号, due on 10-22."""
    unions = (
        ("root", Level.NATIONAL, "中华全国总工会", "总工办发", None, 20),
        ("hb", Level.PROVINCIAL, "湖北省总工会", "鄂工办", "root", 46),
        ("yc", Level.MUNICIPAL, "宜昌市总工会", "宜工办", "hb", 44),
        ("dj", Level.COUNTY, "点军区总工会", None, "yc", 0),
    )
    now = datetime.now(UTC)
    ask = Headers()
    for id, level, name, organ, parent, last in unions:
        await found(db, Union(id, id, name, level, union(id, level).kind, organ_code=organ), parent)
        for role in ("officer", "admin"):
            await seat(db, f"{id} {role}", id, role)
        ask[id] = {"Authorization": f"Bearer {await sessions.open(db, f'{id} officer', now)}"}
        if organ:
            admin = {"Authorization": f"Bearer {await sessions.open(db, f'{id} admin', now)}"}
            await http.put(f"/api/v1/unions/{id}/series", json={"last": last}, headers=admin)
    year = now.year
    letter = LETTER | {
        "title": "关于做好工会统计年报工作的通知",
        "deadline": f"{year + 1}-11-10",
        "way": "level_by_level",
    }
    documents = [await issued(http, ask["root"], "root", **letter)]
    for at, day, added in (("hb", "10-30", "各市州10月30日前报省总。"), ("yc", "10-22", "各县市区10月22日前报市总。")):
        own = LETTER | {"relays": documents[0], "deadline": f"{year + 1}-{day}", "body": added}
        documents.append(await issued(http, ask[at], at, **own))
    chain = (await http.get(f"/api/v1/unions/dj/inbox/{documents[0]}/chain", headers=ask["dj"])).json()
    assert [link["document"]["number"] for link in chain] == [
        f"总工办发〔{year}〕21号",
        f"鄂工办〔{year}〕47号",
        f"宜工办〔{year}〕45号",
    ]
    assert [link["due"] for link in chain] == [f"{year + 1}-{day}" for day in ("11-10", "10-30", "10-22")]
    assert [link["document"]["relays"] for link in chain] == [None, documents[0], documents[1]]
    assert [link["document"]["body"] for link in chain][1:] == [
        "各市州10月30日前报省总。",
        "各县市区10月22日前报市总。",
    ]
    dates = [datetime.fromisoformat(link["document"]["issued"]) for link in chain]
    lags = [timedelta(seconds=link["lag"]) for link in chain[1:]]
    assert lags == [dates[1] - dates[0], dates[2] - dates[1]]
    [entry] = (await http.get("/api/v1/unions/dj/inbox", headers=ask["dj"])).json()["items"]
    assert entry["due"] == f"{year + 1}-10-22"
    curve = (await http.get(f"/api/v1/directives/{documents[0]}/lags", headers=ask["root"])).json()
    assert [(each["level"], each["expected"], each["delivered"], each["relayed"]) for each in curve] == [
        ("provincial", 1, 1, 1),
        ("municipal", 1, 1, 1),
        ("county", 1, 1, 0),
    ]
    assert await faults(db) == []


async def test_a_document_of_ones_own_that_passes_another_on_takes_a_file_of_its_own(
    http: httpx.AsyncClient, officers: Headers
) -> None:
    id = await stepwise(http, officers)
    own = LETTER | {"relays": id, "deadline": "2099-01-22", "body": "请各县市区抓好落实。"}
    drafted = (await http.post("/api/v1/unions/zj/directives", json=own, headers=officers["zj"])).json()["directive"]
    path = f"/api/v1/directives/{drafted}/attachments?name=附表.txt"
    attached = await http.post(path, content="附表".encode(), headers=officers["zj"])
    assert attached.status_code == 201
    assert (await http.post(f"/api/v1/directives/{drafted}/issue", headers=officers["zj"])).status_code == 200
    seen = (await http.get(f"/api/v1/directives/{drafted}", headers=officers["xh"])).json()
    assert [each["name"] for each in seen["attachments"]] == ["附表.txt"]
