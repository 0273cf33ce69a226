"""A document asks for several things, each with its day; a union meets them one by one, and a relay adds its own."""

from datetime import UTC, datetime, timedelta
from typing import Any

import httpx

from graph.db import Database
from graph.progress import seen
from orgnet.permissions import OPERATOR
from orgnet.standings import overdue
from tests.api.test_directives import LETTER, Headers, issued
from tests.api.test_relays import inbox, officers, relay
from tests.graph.test_check import faults

__all__ = ["officers"]

DUTIES = [
    {"thing": "answer", "words": "报送困难职工名单", "day": "2099-01-10"},
    {"thing": "do", "words": "走访慰问"},
    {"thing": "sign", "day": "2099-01-05"},
]


async def met(http: httpx.AsyncClient, who: dict[str, str], at: str, id: str, duty: str, **body: Any) -> httpx.Response:
    return await http.put(f"/api/v1/unions/{at}/inbox/{id}/duties/{duty}", json=body, headers=who)


async def progress(http: httpx.AsyncClient, who: dict[str, str], id: str) -> dict[str, Any]:
    return (await http.get(f"/api/v1/directives/{id}/progress", headers=who)).json()


async def lacking(http: httpx.AsyncClient, who: dict[str, str], id: str, duty: str) -> list[str]:
    found = await http.get(f"/api/v1/directives/{id}/progress/missing?duty={duty}", headers=who)
    return sorted(each["id"] for each in found.json()["items"])


async def test_an_entry_says_what_is_asked_by_when_and_goes_when_all_is_met(
    http: httpx.AsyncClient, officers: Headers, db: Database
) -> None:
    form = {"blanks": [{"label": "困难职工人数", "filling": "count"}]}
    id = await issued(http, officers["root"], duties=DUTIES, evidence=form)
    [entry] = await inbox(http, officers, "g1")
    assert [(each["key"], each["day"], each["met"]) for each in entry["duties"]] == [
        ("answer.0", "2099-01-10", None),
        ("do.1", "2099-01-31", None),
        ("sign.2", "2099-01-05", None),
    ]
    assert entry["due"] == "2099-01-05"
    unsaid = await met(http, officers["g1"], "g1", id, "answer.0")
    assert (unsaid.status_code, "困难职工人数" in unsaid.text) == (409, True)
    answered = await met(http, officers["g1"], "g1", id, "answer.0", reply={"困难职工人数": 12})
    assert (answered.status_code, answered.json()["done"], list(answered.json()["met"])) == (200, None, ["answer.0"])
    sums = (await http.get(f"/api/v1/directives/{id}/replies/sums", headers=officers["root"])).json()
    assert (sums["replies"], sums["sums"]) == (1, {"困难职工人数": 12})
    table = (await http.get(f"/api/v1/directives/{id}/replies", headers=officers["root"])).json()
    assert [each["union"]["id"] for each in table["items"]] == ["g1"]
    [entry] = await inbox(http, officers, "g1")
    assert (entry["due"], entry["receipt"]["told"]) == ("2099-01-31", {"困难职工人数": 12})
    calendar = (await http.get("/api/v1/unions/g1/calendar.ics", headers=officers["g1"])).text
    assert (calendar.count("BEGIN:VEVENT"), "DTSTART;VALUE=DATE:20990131" in calendar) == (1, True)
    done = await met(http, officers["g1"], "g1", id, "do.1", note="走访12户")
    assert done.json()["done"] is not None
    open_ = await http.get("/api/v1/unions/g1/inbox?open_only=true", headers=officers["g1"])
    assert open_.json()["items"] == []
    assert await faults(db) == []


async def test_progress_tells_each_thing_apart_and_who_has_not(
    http: httpx.AsyncClient, officers: Headers, db: Database
) -> None:
    id = await issued(http, officers["root"], duties=DUTIES)
    await met(http, officers["g1"], "g1", id, "answer.0")
    await http.put(f"/api/v1/unions/g2/inbox/{id}/done", headers=officers["g2"])
    seen = await progress(http, officers["root"], id)
    assert [(each["key"], each["met"], each["missing"]) for each in seen["duties"]] == [
        ("answer.0", 2, 3),
        ("do.1", 1, 4),
        ("sign.2", 2, 3),
    ]
    assert await lacking(http, officers["root"], id, "answer.0") == ["hb", "xh", "zj"]
    assert await lacking(http, officers["root"], id, "do.1") == ["g1", "hb", "xh", "zj"]
    unknown = await http.get(f"/api/v1/directives/{id}/progress/missing?duty=do.7", headers=officers["root"])
    assert unknown.status_code == 404
    back = await http.delete(f"/api/v1/unions/g2/inbox/{id}/duties/do.1", headers=officers["g2"])
    assert (back.json()["done"], list(back.json()["met"])) == (None, ["answer.0"])
    assert await lacking(http, officers["root"], id, "do.1") == ["g1", "g2", "hb", "xh", "zj"]
    assert await faults(db) == []


async def test_late_is_who_owes_anything_whose_day_has_passed(
    http: httpx.AsyncClient, officers: Headers, db: Database
) -> None:
    today = db.today(datetime.now(UTC))
    days = [(today + timedelta(days=n)).isoformat() for n in range(2)]
    duties = [{"thing": "answer", "day": days[0]}, {"thing": "do", "day": days[1]}]
    id = await issued(http, officers["root"], duties=duties, deadline=None)
    await met(http, officers["g1"], "g1", id, "answer.0")
    asked = {"day": days[1], "reason": "名单待核"}
    assert (await http.put(f"/api/v1/unions/g2/extensions/{id}", json=asked, headers=officers["g2"])).status_code == 200
    grant = f"/api/v1/directives/{id}/extensions/grant"
    assert (await http.post(grant, json={"unions": ["g2"]}, headers=officers["root"])).status_code == 200
    document, found = await db.read(lambda tx: seen(tx, OPERATOR, id, None))
    late = [overdue(document, found.standing, today + timedelta(days=ahead)) for ahead in range(3)]
    assert late == [0, 3, 5]
    assert await faults(db) == []


async def test_a_relay_tightens_days_and_adds_duties_that_bind_those_below_it(
    http: httpx.AsyncClient, officers: Headers, db: Database
) -> None:
    id = await issued(http, officers["root"], way="level_by_level", duties=[*DUTIES[:2], {"thing": "relay"}])
    [entry] = await inbox(http, officers, "zj")
    assert [each["key"] for each in entry["duties"]] == ["answer.0", "do.1", "relay.2"]
    own = {"relays": id, "deadline": "2099-01-20", "duties": [{"thing": "do", "words": "报省总备案"}]}
    drafted = await http.post("/api/v1/unions/zj/directives", json=LETTER | own, headers=officers["zj"])
    document = drafted.json()["directive"]
    sent = await http.post(f"/api/v1/directives/{document}/issue", headers=officers["zj"])
    assert sent.status_code == 200, sent.text
    [entry] = await inbox(http, officers, "xh")
    added = f"do.0.{document}"
    assert [(each["key"], each["day"], each["added"]) for each in entry["duties"]] == [
        ("answer.0", "2099-01-10", None),
        ("do.1", "2099-01-20", None),
        ("relay.2", "2099-01-20", None),
        (added, "2099-01-20", document),
    ]
    for duty in ("answer.0", "do.1"):
        assert (await met(http, officers["xh"], "xh", id, duty)).json()["done"] is None
    assert (await met(http, officers["xh"], "xh", id, added)).json()["done"] is not None
    assert (await met(http, officers["zj"], "zj", id, added)).status_code == 404
    assert (await relay(http, officers["xh"], "xh", id)).status_code == 201
    chain = (await http.get(f"/api/v1/unions/xh/inbox/{id}/chain", headers=officers["xh"])).json()
    assert [[each["key"] for each in link["added"]] for link in chain][:2] == [
        ["answer.0", "do.1", "relay.2"],
        [added],
    ]
    seen = await progress(http, officers["root"], id)
    assert [(each["met"], each["missing"]) for each in seen["duties"]] == [(1, 4), (1, 4), (2, None)]
    assert await faults(db) == []


async def test_what_cannot_be_asked_or_met_is_refused_in_words(http: httpx.AsyncClient, officers: Headers) -> None:
    letter = LETTER | {"duties": [{"thing": "relay"}]}
    refused = await http.post("/api/v1/unions/root/directives", json=letter, headers=officers["root"])
    assert (refused.status_code, "goes to all at once" in refused.json()["detail"]) == (422, True)
    id = await issued(http, officers["root"], duties=DUTIES[:2], way="level_by_level")
    for duty, status in (("do.9", 404), ("nothing", 404), ("relay.0", 409)):
        assert (await met(http, officers["zj"], "zj", id, duty)).status_code == status
    loose = LETTER | {"relays": id, "duties": [{"thing": "do", "words": "总结", "day": "2099-03-01"}], "deadline": None}
    drafted = await http.post("/api/v1/unions/zj/directives", json=loose, headers=officers["zj"])
    assert (drafted.status_code, drafted.json()["errors"][0]["field"]) == (422, "duties")
    long = await met(http, officers["zj"], "zj", id, "answer.0", note="x" * 2001)
    assert long.status_code == 422
    past = [{"thing": "sign", "day": "2026-01-01"}, {"thing": "do", "day": "2099-01-01"}]
    drafted = await http.post(
        "/api/v1/unions/root/directives", json=LETTER | {"duties": past}, headers=officers["root"]
    )
    late = await http.post(f"/api/v1/directives/{drafted.json()['directive']}/issue", headers=officers["root"])
    assert (late.status_code, "2026-01-01 is past" in late.json()["detail"]) == (422, True)


async def test_the_draft_of_a_relay_keeps_its_day_until_it_is_issued(
    http: httpx.AsyncClient, officers: Headers
) -> None:
    id = await issued(http, officers["root"], way="level_by_level")
    own = {"title": "转发通知", "body": "请照办。", "relays": id, "deadline": "2099-01-20"}
    drafted = await http.post("/api/v1/unions/zj/directives", json=own, headers=officers["zj"])
    path = f"/api/v1/directives/{drafted.json()['directive']}"
    assert (await http.get(path, headers=officers["zj"])).json()["deadline"] == "2099-01-20"
    anew = {"title": "转发通知", "body": "请抓紧照办。", "deadline": "2099-01-15"}
    assert (await http.put(path, json=anew, headers=officers["zj"])).status_code == 200
    assert (await http.get(path, headers=officers["zj"])).json()["deadline"] == "2099-01-15"
    assert (await http.post(f"{path}/issue", headers=officers["zj"])).status_code == 200
    [entry] = await inbox(http, officers, "xh")
    assert (entry["due"], [each["key"] for each in entry["duties"]]) == ("2099-01-15", ["sign.0"])
    gone = {"title": "转发通知", "body": "请照办。", "relays": id, "deadline": "2026-01-20"}
    drafted = await http.post("/api/v1/unions/hb/directives", json=gone, headers=officers["hb"])
    late = await http.post(f"/api/v1/directives/{drafted.json()['directive']}/issue", headers=officers["hb"])
    assert (late.status_code, "is past" in late.json()["detail"]) == (422, True)
