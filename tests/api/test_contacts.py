"""Somebody above notes what was said with whoever has not, and asks again on the day he has set."""

from datetime import UTC, datetime, timedelta
from typing import Any

import httpx

from graph import contacts
from graph.db import Database, run
from orgnet.contacts import Contact
from orgnet.facts import Ask
from orgnet.receipts import Milestone
from tests.api.test_directives import Headers, issued
from tests.api.test_exports import rows
from tests.days import in_days
from tests.graph.test_check import faults


async def note(http: httpx.AsyncClient, who: dict[str, str], by: str, id: str, **more: Any) -> httpx.Response:
    said = {
        "directive": id,
        "about": "g1",
        "whom": "王主席",
        "day": in_days(-2).isoformat(),
        "said": "等主席签字",
    } | more
    return await http.post(f"/api/v1/unions/{by}/contacts", json=said, headers=who)


async def again(db: Database, id: str, union: str, follow_up: int) -> None:
    """Otto spoke two days ago with somebody, and was to ask again so many days after."""
    now = datetime.now(UTC) - timedelta(days=2)
    contact = Contact(f"c-{union}", id, union, "root", Milestone.SIGNED, "王主席", in_days(-2), "再等等")
    await contacts.note(db, Ask("otto"), contact, now)
    statement = "MATCH (c:Contact {id: $id}) SET c.follow_up = $day, c.waiting = 'root'"
    day = in_days(follow_up - 2).isoformat()
    await db.write(lambda tx: run(tx, statement, id=contact.id, day=day))


async def follow_ups(http: httpx.AsyncClient, who: dict[str, str], union: str = "root") -> list[str]:
    answer = await http.get(f"/api/v1/unions/{union}/follow-ups", headers=who)
    return [each["union"]["id"] for each in answer.json()]


async def test_what_was_said_is_read_by_those_above_and_goes_out_with_the_ledger(
    http: httpx.AsyncClient, signed_in: Headers, db: Database
) -> None:
    otto, id = signed_in["otto"], await issued(http, signed_in["otto"])
    await http.patch("/api/v1/people/gina", json={"mobile": "13900000001"}, headers=signed_in["ann"])
    later = in_days(7).isoformat()
    assert (await note(http, otto, "root", id, follow_up=later)).status_code == 201
    path = f"/api/v1/directives/{id}/contacts/g1"
    [said] = (await http.get(path, headers=signed_in["clara"])).json()
    assert (said["whom"], said["speaker"], said["waits"], said["by"]) == ("王主席", "otto", True, "root")
    for outside in ("gina", "xena", "benno"):
        assert (await http.get(path, headers=signed_in[outside])).json() == []
    ledger = await http.get(f"/api/v1/directives/{id}/progress/missing/export", headers=otto)
    [g1] = [row for row in rows(ledger.content) if row["统计代码"] == "g1"]
    assert [g1[name] for name in ("经办人", "手机", "最近催办", "联系对象", "联系情况", "再次联系")] == [
        *("gina", "13900000001", "", "王主席", "等主席签字", later),
    ]
    assert await faults(db) == []


async def test_whom_to_ask_again_is_told_on_the_day_until_it_is_settled_or_done(
    http: httpx.AsyncClient, signed_in: Headers, db: Database
) -> None:
    otto, id = signed_in["otto"], await issued(http, signed_in["otto"])
    for union, follow_up in (("g1", 1), ("g2", 2), ("xh", 3), ("hb", 0)):
        await again(db, id, union, follow_up)
    assert await follow_ups(http, otto) == ["hb", "g1", "g2"]
    assert await follow_ups(http, signed_in["benno"]) == []
    await http.put(f"/api/v1/unions/g1/inbox/{id}/signed", headers=signed_in["gina"])
    assert await follow_ups(http, otto) == ["hb", "g2"]
    assert (await http.post("/api/v1/contacts/c-hb/settle", headers=signed_in["clara"])).status_code == 403
    assert (await http.post("/api/v1/contacts/c-hb/settle", headers=signed_in["gina"])).status_code == 404
    assert (await http.post("/api/v1/contacts/c-hb/settle", headers=otto)).status_code == 200
    assert (await http.post("/api/v1/contacts/c-hb/settle", headers=otto)).status_code == 409
    await note(http, otto, "root", id, about="g2")
    assert await follow_ups(http, otto) == []
    await again(db, id, "zj", 1)
    await http.post(f"/api/v1/directives/{id}/close", headers=otto)
    assert await follow_ups(http, otto) == []


async def test_who_holds_it_up_goes_out_as_a_file(http: httpx.AsyncClient, signed_in: Headers) -> None:
    otto, id = signed_in["otto"], await issued(http, signed_in["otto"], way="level_by_level")
    await note(http, otto, "root", id, about="zj", milestone="relayed")
    path = f"/api/v1/directives/{id}/progress/stalled/export"
    [row] = rows((await http.get(path, headers=otto)).content)
    assert (row["统计代码"], row["卡滞待送"], row["联系情况"]) == ("zj", "3", "等主席签字")
    assert (await http.get(path, headers=signed_in["gina"])).status_code == 404
    direct = await issued(http, otto)
    answer = await http.get(f"/api/v1/directives/{direct}/progress/stalled/export", headers=otto)
    assert answer.status_code == 409


async def test_nobody_notes_it_for_others_or_about_others(http: httpx.AsyncClient, signed_in: Headers) -> None:
    id = await issued(http, signed_in["otto"])
    assert (await note(http, signed_in["clara"], "root", id)).status_code == 403
    assert (await note(http, signed_in["benno"], "root", id)).status_code == 403
    beside = await note(http, signed_in["benno"], "hb", id)
    assert (beside.status_code, beside.json()["errors"][0]["field"]) == (409, "about")
    assert (await note(http, signed_in["otto"], "root", id, about="root")).status_code == 409
    assert (await note(http, signed_in["otto"], "root", id, follow_up=in_days(-2).isoformat())).status_code == 422
    await http.post(f"/api/v1/directives/{id}/close", headers=signed_in["otto"])
    assert (await note(http, signed_in["otto"], "root", id)).status_code == 409
