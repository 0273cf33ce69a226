"""How directives end: withdrawn, superseded, expired; what ties them to one another stays."""

from datetime import UTC, datetime, timedelta

import httpx
import pytest

from graph import endings
from graph.db import Database
from tests.api.test_directives import LETTER, Headers, issued
from tests.facts import facts
from tests.graph.test_check import faults


async def state(http: httpx.AsyncClient, who: dict[str, str], id: str) -> str:
    return (await http.get(f"/api/v1/directives/{id}", headers=who)).json()["state"]


async def test_what_is_withdrawn_says_why_and_is_read_only(http: httpx.AsyncClient, signed_in: Headers) -> None:
    id = await issued(http, signed_in["otto"])
    why = {"reason": " 附件有误 "}
    assert (
        await http.post(f"/api/v1/directives/{id}/withdraw", json=why, headers=signed_in["otto"])
    ).status_code == 200
    seen = (await http.get(f"/api/v1/directives/{id}", headers=signed_in["gina"])).json()
    assert (seen["state"], seen["reason"], seen["number"] is None) == ("withdrawn", "附件有误", False)
    assert (await http.get("/api/v1/unions/g1/inbox", headers=signed_in["gina"])).json()["items"] == []
    late = await http.put(f"/api/v1/unions/g1/inbox/{id}/signed", headers=signed_in["gina"])
    assert (late.status_code, "withdrawn and read-only" in late.json()["detail"]) == (409, True)


@pytest.mark.parametrize("reach", ["branch", "subordinates"])
async def test_what_somebody_has_done_is_not_withdrawn(http: httpx.AsyncClient, signed_in: Headers, reach: str) -> None:
    id = await issued(http, signed_in["otto"], audience={"selectors": [{"reach": reach}]})
    await http.put(f"/api/v1/unions/hb/inbox/{id}/done", json={"note": "办结"}, headers=signed_in["benno"])
    refused = await http.post(f"/api/v1/directives/{id}/withdraw", json={"reason": "有误"}, headers=signed_in["otto"])
    assert refused.status_code == 409
    assert "1 unions have done what this directive asks; issue one that supersedes it" in refused.json()["detail"]
    assert await state(http, signed_in["otto"], id) == "issued"


async def test_a_reason_of_blanks_is_no_reason(http: httpx.AsyncClient, signed_in: Headers) -> None:
    id = await issued(http, signed_in["otto"])
    refused = await http.post(f"/api/v1/directives/{id}/withdraw", json={"reason": " "}, headers=signed_in["otto"])
    assert (refused.status_code, refused.json()["errors"][0]["field"]) == (422, "reason")
    assert await state(http, signed_in["otto"], id) == "issued"


async def test_a_directive_supersedes_another_at_issue_and_not_before(
    http: httpx.AsyncClient, signed_in: Headers, db: Database
) -> None:
    former = await issued(http, signed_in["otto"])
    await http.put(f"/api/v1/unions/g1/inbox/{former}/signed", headers=signed_in["gina"])
    tie = {"manner": "supersedes", "former": former, "changes": "时限改为3月31日"}
    drafted = await http.post("/api/v1/unions/root/directives", json=LETTER | {"tie": tie}, headers=signed_in["otto"])
    assert await state(http, signed_in["otto"], former) == "issued"
    later = drafted.json()["directive"]
    await http.post(f"/api/v1/directives/{later}/issue", headers=signed_in["otto"])
    assert await state(http, signed_in["otto"], former) == "superseded"
    inbox = (await http.get("/api/v1/unions/g1/inbox", headers=signed_in["gina"])).json()["items"]
    assert [entry["directive"]["id"] for entry in inbox] == [later]
    assert inbox[0]["receipt"]["signed"] is None
    assert inbox[0]["directive"]["tie"] == tie
    told = [(fact["kind"], fact["subject"]) for fact in await facts(db)][-2:]
    assert told == [("superseded", former), ("issued", later)]
    tied = (await http.get(f"/api/v1/directives/{former}/tied", headers=signed_in["gina"])).json()
    assert [(each["id"], each["tie"]["changes"]) for each in tied] == [(later, "时限改为3月31日")]
    assert await faults(db) == []


async def test_an_amended_directive_stays_open_and_says_by_what(http: httpx.AsyncClient, signed_in: Headers) -> None:
    former = await issued(http, signed_in["otto"])
    tie = {"manner": "amends", "former": former, "changes": "增加第五项"}
    later = await issued(http, signed_in["otto"], tie=tie)
    assert await state(http, signed_in["otto"], former) == "issued"
    tied = (await http.get(f"/api/v1/directives/{former}/tied", headers=signed_in["gina"])).json()
    assert [each["id"] for each in tied] == [later]
    assert (await http.get(f"/api/v1/directives/{later}/tied", headers=signed_in["gina"])).json() == []


async def test_only_what_the_same_union_issued_is_amended(http: httpx.AsyncClient, signed_in: Headers) -> None:
    former = await issued(http, signed_in["otto"])
    for who, union, to in (("otto", "root", "nothing"), ("benno", "hb", former)):
        tie = {"manner": "amends", "former": to, "changes": "改"}
        refused = await http.post(
            f"/api/v1/unions/{union}/directives", json=LETTER | {"tie": tie}, headers=signed_in[who]
        )
        assert (refused.status_code, refused.json()["errors"][0]["field"]) == (409, "former")


async def test_what_expires_is_closed_by_the_clock(http: httpx.AsyncClient, signed_in: Headers, db: Database) -> None:
    now = datetime.now(UTC)
    day = db.today(now) + timedelta(days=1)
    id = await issued(http, signed_in["otto"], deadline=day.isoformat(), expires=day.isoformat())
    lasting = await issued(http, signed_in["otto"])
    await http.put(f"/api/v1/unions/g1/inbox/{id}/signed", headers=signed_in["gina"])
    assert await endings.expire(db, now, 10) == 0
    assert await state(http, signed_in["otto"], id) == "issued"
    assert await endings.expire(db, now + timedelta(days=2), 10) == 1
    assert await state(http, signed_in["otto"], id) == "closed"
    assert await state(http, signed_in["otto"], lasting) == "issued"
    assert await faults(db) == []


async def test_a_draft_is_reviewed_by_somebody_else_and_anew_after_it_was_changed(
    http: httpx.AsyncClient, signed_in: Headers
) -> None:
    drafted = await http.post("/api/v1/unions/root/directives", json=LETTER, headers=signed_in["clara"])
    path = f"/api/v1/directives/{drafted.json()['directive']}"
    own = await http.post(f"{path}/review", headers=signed_in["clara"])
    assert (own.status_code, "wrote himself" in own.json()["detail"]) == (409, True)
    assert (await http.post(f"{path}/review", headers=signed_in["otto"])).status_code == 200
    assert (await http.get(path, headers=signed_in["clara"])).json()["state"] == "reviewed"
    assert (await http.get(path, headers=signed_in["gina"])).status_code == 404
    await http.put(path, json=LETTER, headers=signed_in["clara"])
    assert (await http.get(path, headers=signed_in["clara"])).json()["state"] == "draft"
    assert (await http.post(f"{path}/issue", headers=signed_in["otto"])).status_code == 200


async def test_a_public_directive_is_read_by_everybody_signed_in(http: httpx.AsyncClient, signed_in: Headers) -> None:
    internal, public = [
        await issued(http, signed_in["benno"], union="hb", access=access) for access in ("internal", "public")
    ]
    assert (await http.get(f"/api/v1/directives/{internal}", headers=signed_in["gina"])).status_code == 404
    seen = await http.get(f"/api/v1/directives/{public}", headers=signed_in["gina"])
    assert (seen.status_code, seen.json()["access"]) == (200, "public")
    assert (await http.get(f"/api/v1/directives/{public}/progress", headers=signed_in["gina"])).status_code == 404


async def test_what_is_secret_is_refused_and_not_kept(http: httpx.AsyncClient, signed_in: Headers) -> None:
    for more in ({"title": "机密★1年 关于某事"}, {"access": "secret"}, {"kind": "request"}):
        refused = await http.post("/api/v1/unions/root/directives", json=LETTER | more, headers=signed_in["otto"])
        assert refused.status_code == 422, more
    assert (await http.get("/api/v1/unions/root/directives", headers=signed_in["otto"])).json()["items"] == []
