"""What a union without people of its own has done is recorded above, and told apart."""

import httpx

from graph.db import Database
from orgnet.levels import Level
from tests.api.test_directives import Headers, issued
from tests.cast import found, union
from tests.graph.test_check import faults

SAID = {"medium": "phone", "source": " 王主席 ", "day": "2026-03-01"}


async def test_an_officer_above_records_what_a_vacant_union_says(
    http: httpx.AsyncClient, signed_in: Headers, db: Database
) -> None:
    await found(db, union("v1", Level.GRASSROOTS), "xh")
    id = await issued(http, signed_in["otto"])
    path = f"/api/v1/unions/v1/inbox/{id}/done"
    done = await http.put(path, json={"note": "走访3户", "recorded": SAID}, headers=signed_in["otto"])
    assert (done.status_code, done.json()["recorded"]) == (200, SAID | {"source": "王主席", "by": "root"})
    own = await http.put(f"/api/v1/unions/g1/inbox/{id}/done", headers=signed_in["gina"])
    assert own.json()["recorded"] is None
    figures = (await http.get(f"/api/v1/directives/{id}/progress", headers=signed_in["otto"])).json()["branch"]
    assert (figures["done"], figures["recorded"]) == (2, 1)
    seen = (await http.get(f"/api/v1/unions/v1/inbox/{id}", headers=signed_in["otto"])).json()
    assert (seen["note"], seen["recorded"]["medium"]) == ("走访3户", "phone")
    assert await faults(db) == []


async def test_nobody_records_for_a_union_that_can_do_so_itself(http: httpx.AsyncClient, signed_in: Headers) -> None:
    id = await issued(http, signed_in["otto"])
    body = {"recorded": SAID}
    seated = await http.put(f"/api/v1/unions/g1/inbox/{id}/signed", json=body, headers=signed_in["otto"])
    assert (seated.status_code, "has people of its own" in seated.json()["detail"]) == (409, True)


async def test_neither_a_viewer_nor_one_beside_records_and_not_what_is_still_to_come(
    http: httpx.AsyncClient, signed_in: Headers, db: Database
) -> None:
    await found(db, union("v1", Level.GRASSROOTS), "xh")
    id = await issued(http, signed_in["otto"])
    path = f"/api/v1/unions/v1/inbox/{id}/signed"
    for who, status in (("xena", 403), ("ann", 403), ("benno", 404), ("gina", 404)):
        assert (await http.put(path, json={"recorded": SAID}, headers=signed_in[who])).status_code == status
    unsaid = await http.put(path, headers=signed_in["otto"])
    assert unsaid.status_code == 403
    early = await http.put(path, json={"recorded": SAID | {"day": "2199-01-01"}}, headers=signed_in["otto"])
    assert (early.status_code, early.json()["errors"][0]["field"]) == (422, "day")
    nobody = await http.put(path, json={"recorded": SAID | {"source": " "}}, headers=signed_in["otto"])
    assert (nobody.status_code, nobody.json()["errors"][0]["field"]) == (422, "source")
