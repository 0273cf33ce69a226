"""Only whoever may issue for a union chooses what everybody sees of its public documents."""

import httpx

from tests.api.test_directives import Headers, issued


async def publish(http: httpx.AsyncClient, who: dict[str, str], id: str, what: str = "totals") -> httpx.Response:
    return await http.put(f"/api/v1/directives/{id}/publication", json={"publishes": what}, headers=who)


async def test_who_may_issue_chooses_and_only_of_what_is_public(http: httpx.AsyncClient, signed_in: Headers) -> None:
    public, internal = await issued(http, signed_in["otto"], access="public"), await issued(http, signed_in["otto"])
    for person, status in (("clara", 403), ("gina", 403), ("otto", 200)):
        assert (await publish(http, signed_in[person], public)).status_code == status
    read = (await http.get(f"/api/v1/directives/{public}", headers=signed_in["gina"])).json()
    assert read["publishes"] == "totals"
    refused = await publish(http, signed_in["otto"], internal)
    assert (refused.status_code, "internal" in refused.json()["detail"]) == (409, True)
    assert (await publish(http, signed_in["otto"], public, "everything")).status_code == 422
