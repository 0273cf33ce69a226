"""A dry run tells whom a draft would reach, who would have to pass it on, and how long it may take."""

import httpx

from tests.api.test_directives import LETTER, Headers, issued
from tests.api.test_relays import officers, relay, stepwise

__all__ = ["officers"]


async def drafted(http: httpx.AsyncClient, otto: dict[str, str], **more: object) -> str:
    answer = await http.post("/api/v1/unions/root/directives", json=LETTER | more, headers=otto)
    return answer.json()["directive"]


async def test_it_counts_whom_it_would_reach_and_who_has_nobody(http: httpx.AsyncClient, officers: Headers) -> None:
    id = await drafted(http, officers["root"], audience={"selectors": [{"root": "zj"}]})
    seen = (await http.get(f"/api/v1/directives/{id}/preview", headers=officers["root"])).json()
    assert (seen["unions"], seen["members"]) == (4, 40 + 20 + 150 + 60)
    assert seen["hands"] == {"seated": 4, "invited": 0, "vacant": 0}
    assert [(facet["level"], facet["unions"], facet["members"]) for facet in seen["facets"]] == [
        ("provincial", 1, 40),
        ("county", 1, 20),
        ("grassroots", 2, 210),
    ]
    assert await _inbox(http, officers, "g1") == []


async def test_it_names_the_first_relays_with_what_they_hold_at_the_time(
    http: httpx.AsyncClient, officers: Headers
) -> None:
    near = await issued(http, officers["root"], deadline="2099-01-29")
    await issued(http, officers["root"], deadline="2099-03-01")
    id = await drafted(http, officers["root"], way="level_by_level")
    seen = (await http.get(f"/api/v1/directives/{id}/preview", headers=officers["root"])).json()
    [zj] = seen["relays"]
    assert (zj["union"]["id"], zj["hands"], zj["behind"], zj["open"]) == ("zj", "seated", 3, 2)
    assert [(clash["directive"], clash["due"]) for clash in zj["clashes"]] == [(near, "2099-01-29")]
    assert seen["forecast"] == []


async def test_a_forecast_is_made_from_how_long_it_took_before(http: httpx.AsyncClient, officers: Headers) -> None:
    before = await stepwise(http, officers)
    await relay(http, officers["zj"], "zj", before)
    id = await drafted(http, officers["root"], way="level_by_level")
    seen = (await http.get(f"/api/v1/directives/{id}/preview", headers=officers["root"])).json()
    assert [(each["level"], each["arrival"]["n"]) for each in seen["forecast"]] == [("provincial", 2), ("county", 1)]


async def test_only_a_draft_has_a_dry_run_and_only_for_its_own_union(
    http: httpx.AsyncClient, officers: Headers
) -> None:
    id = await drafted(http, officers["root"])
    assert (await http.get(f"/api/v1/directives/{id}/preview", headers=officers["zj"])).status_code == 404
    sent = await issued(http, officers["root"])
    late = await http.get(f"/api/v1/directives/{sent}/preview", headers=officers["root"])
    assert (late.status_code, "only the draft" in late.json()["detail"]) == (409, True)


async def _inbox(http: httpx.AsyncClient, officers: Headers, at: str) -> list[object]:
    return (await http.get(f"/api/v1/unions/{at}/inbox", headers=officers[at])).json()["items"]
