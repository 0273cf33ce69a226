"""What came on paper heads a cascade of its own, and is joined with the original when that comes."""

from typing import Any

import httpx

from graph import documents, origins
from graph.db import Database, Transaction
from tests.api.test_directives import LETTER, Headers, issued
from tests.api.test_relays import officers
from tests.graph.test_check import faults

__all__ = ["officers"]


async def paper(http: httpx.AsyncClient, who: dict[str, str], number: str, **more: Any) -> httpx.Response:
    origin = {"issuer": "全国总工会", "number": number, "day": "2026-03-02"}
    return await http.post("/api/v1/unions/zj/directives", json=LETTER | {"origin": origin} | more, headers=who)


async def candidates(db: Database, paper: str) -> list[str]:
    """What might be the original of a paper."""

    async def look(tx: Transaction) -> list[str]:
        directive = await documents.found(tx, paper)
        assert directive
        return [original.id for original, _ in await origins.originals(tx, directive)]

    return await db.read(look)


async def test_a_paper_is_registered_once_issued_and_joined_with_its_original(
    http: httpx.AsyncClient, officers: Headers, db: Database
) -> None:
    zj = officers["zj"]
    original = await issued(http, officers["root"])
    number = (await http.get(f"/api/v1/directives/{original}", headers=zj)).json()["number"]
    written = number.replace("〔", "[").replace("〕", "] ")
    first = await paper(http, zj, written)
    assert first.status_code == 201, first.text
    id = first.json()["directive"]
    twice = await paper(http, zj, number)
    assert (twice.status_code, "registered already, as a draft" in twice.json()["detail"]) == (409, True)
    assert (await http.put(f"/api/v1/directives/{id}", json=LETTER | {"origin": None}, headers=zj)).status_code == 200
    again = await paper(http, zj, written)
    id = again.json()["directive"]
    early = await http.put(f"/api/v1/directives/{id}/original", json={"original": original}, headers=zj)
    assert (early.status_code, "issue it first" in early.json()["detail"]) == (409, True)
    assert (await http.post(f"/api/v1/directives/{id}/issue", headers=zj)).status_code == 200
    assert await candidates(db, id) == [original]
    joined = await http.put(f"/api/v1/directives/{id}/original", json={"original": original}, headers=zj)
    assert joined.status_code == 200, joined.text
    seen = (await http.get(f"/api/v1/directives/{id}", headers=officers["g1"])).json()
    assert (seen["origin"]["number"], seen["tie"]["manner"], seen["tie"]["former"]) == (written, "joins", original)
    [tied] = (await http.get(f"/api/v1/directives/{original}/tied", headers=zj)).json()
    assert tied["id"] == id
    refused = await http.put(f"/api/v1/directives/{id}/original", json={"original": original}, headers=zj)
    assert (refused.status_code, "part them first" in refused.json()["detail"]) == (409, True)
    assert await candidates(db, id) == []
    assert (await http.delete(f"/api/v1/directives/{id}/original", headers=zj)).status_code == 200
    assert (await http.get(f"/api/v1/directives/{original}/tied", headers=zj)).json() == []
    assert await faults(db) == []


async def test_a_paper_is_joined_with_nothing_else(http: httpx.AsyncClient, officers: Headers) -> None:
    zj = officers["zj"]
    other = await issued(http, officers["root"])
    elsewhere = await issued(http, officers["root"], audience={"selectors": [{"root": "hb"}]})
    number = (await http.get(f"/api/v1/directives/{elsewhere}", headers=officers["hb"])).json()["number"]
    id = (await paper(http, zj, number)).json()["directive"]
    await http.post(f"/api/v1/directives/{id}/issue", headers=zj)
    for original, status, why in (
        (other, 409, "the paper has the number"),
        (elsewhere, 404, "there is no directive"),
        ("nothing", 404, "there is no directive"),
    ):
        refused = await http.put(f"/api/v1/directives/{id}/original", json={"original": original}, headers=zj)
        assert (refused.status_code, why in refused.json()["detail"]) == (status, True), refused.text
    denied = await http.put(f"/api/v1/directives/{id}/original", json={"original": other}, headers=officers["g1"])
    assert denied.status_code == 403
    joins = LETTER | {"tie": {"manner": "joins", "former": other}}
    drafted = await http.post("/api/v1/unions/zj/directives", json=joins, headers=zj)
    assert (drafted.status_code, drafted.json()["errors"][0]["field"]) == (422, "tie")
    future = await paper(http, zj, "总工发〔2026〕9号", origin={"issuer": "会", "number": "9号", "day": "2099-01-01"})
    assert (future.status_code, future.json()["errors"][0]["field"]) == (422, "origin.day")
