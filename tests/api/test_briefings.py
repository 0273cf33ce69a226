"""A grassroots union marks that its members were told; those above see of how many branches that is so, exactly."""

import httpx

from graph.db import Database
from tests.api.test_directives import Headers, issued
from tests.api.test_exports import rows
from tests.days import in_days
from tests.graph.test_check import faults


def told(occasion: str = "meeting", ago: int = 0) -> dict[str, str]:
    return {"occasion": occasion, "day": in_days(-ago).isoformat()}


async def test_who_has_told_its_members_is_counted_all_the_way_up(
    http: httpx.AsyncClient, signed_in: Headers, db: Database
) -> None:
    id, gina = await issued(http, signed_in["otto"]), signed_in["gina"]
    path = f"/api/v1/unions/g1/inbox/{id}/briefing"
    first = (await http.put(path, json=told("work_group"), headers=gina)).json()
    assert (first["briefed"]["occasion"], first["signed"]) == ("work_group", None)
    assert first["read"]
    corrected = (await http.put(path, json=told(), headers=gina)).json()
    assert corrected["briefed"] == told()
    read = (await http.get(f"/api/v1/unions/g1/inbox/{id}", headers=signed_in["otto"])).json()
    assert read["briefed"] == told()
    progress = f"/api/v1/directives/{id}/progress"
    assert (await http.get(progress, headers=signed_in["otto"])).json()["branch"]["briefed"] == 1
    *_, sums = rows((await http.get(f"{progress}/children/export", headers=signed_in["otto"])).content)
    assert sums["已传达会员"] == "1"
    assert await faults(db) == []
    await http.delete(path, headers=gina)
    assert (await http.get(progress, headers=signed_in["otto"])).json()["branch"]["briefed"] == 0
    assert await faults(db) == []


async def test_nobody_tells_the_members_of_others_or_on_days_that_cannot_be(
    http: httpx.AsyncClient, signed_in: Headers
) -> None:
    id = await issued(http, signed_in["otto"])
    path = f"/api/v1/unions/g1/inbox/{id}/briefing"
    assert (await http.put(path, json=told(), headers=signed_in["otto"])).status_code == 403
    assert (await http.put(path, json=told(), headers=signed_in["benno"])).status_code == 404
    assert (await http.delete(path, headers=signed_in["xena"])).status_code == 403
    for ago in (-2, 9):
        wrong = await http.put(path, json=told(ago=ago), headers=signed_in["gina"])
        assert (wrong.status_code, wrong.json()["errors"][0]["field"]) == (422, "day")
    above = await http.put(f"/api/v1/unions/hb/inbox/{id}/briefing", json=told(), headers=signed_in["benno"])
    assert (above.status_code, "no members of its own" in above.json()["detail"]) == (409, True)
    await http.post(f"/api/v1/directives/{id}/close", headers=signed_in["otto"])
    assert (await http.put(path, json=told(), headers=signed_in["gina"])).status_code == 409
