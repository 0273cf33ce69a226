"""Everybody chooses by what and when he is told; admins set what applies to who has not."""

import httpx

from graph.db import Database
from tests.api.test_directives import Headers
from tests.graph.test_check import faults

KEY = "693a91f6-7abc-4bc4-97a0-0ec2f1fa5aaa"


async def test_channels_are_ones_own_and_their_secrets_are_not_read_back(
    http: httpx.AsyncClient, signed_in: Headers, db: Database
) -> None:
    gina = signed_in["gina"]
    added = await http.post("/api/v1/me/channels", json={"carrier": "wecom", "address": KEY}, headers=gina)
    assert added.status_code == 201
    [channel] = (await http.get("/api/v1/me/channels", headers=gina)).json()
    assert (channel["id"], channel["address"]) == (added.json()["channel"], "…5aaa")
    assert (await http.get("/api/v1/me/channels", headers=signed_in["hugo"])).json() == []
    path = f"/api/v1/me/channels/{channel['id']}"
    assert (await http.delete(path, headers=signed_in["hugo"])).status_code == 404
    assert (await http.delete(path, headers=gina)).status_code == 200
    assert (await http.get("/api/v1/me/channels", headers=gina)).json() == []
    inside = {"carrier": "webhook", "address": "https://10.0.0.7/x"}
    refused = await http.post("/api/v1/me/channels", json=inside, headers=gina)
    assert (refused.status_code, "leads inside" in refused.json()["detail"]) == (422, True)
    facts = await http.get("/api/v1/unions/root/log", headers=signed_in["ann"])
    assert KEY not in facts.text
    assert (await http.get("/api/v1/me/messages/failed", headers=gina)).json() == {"items": [], "next": None}
    assert await faults(db) == []


async def test_habits_are_chosen_and_checked(http: httpx.AsyncClient, signed_in: Headers) -> None:
    gina = signed_in["gina"]
    assert (await http.get("/api/v1/me/habits", headers=gina)).json() is None
    habits = {"pace": "digest", "digest": 9, "quiet": {"begins": 20, "ends": 8}}
    assert (await http.put("/api/v1/me/habits", json=habits, headers=gina)).status_code == 200
    assert (await http.get("/api/v1/me/habits", headers=gina)).json() == habits
    wrong = await http.put("/api/v1/me/habits", json=habits | {"digest": 21}, headers=gina)
    assert (wrong.status_code, wrong.json()["errors"][0]["field"]) == (422, "digest")


async def test_an_admin_sets_what_applies_in_a_branch(http: httpx.AsyncClient, signed_in: Headers) -> None:
    ann = signed_in["ann"]
    default = {"carriers": ["mail", "sms"], "habits": {"pace": "at_once", "digest": 8, "quiet": None}}
    assert (await http.put("/api/v1/unions/zj/channels", json=default, headers=ann)).status_code == 200
    assert (await http.get("/api/v1/unions/g1/channels", headers=signed_in["gina"])).json() == default
    assert (await http.get("/api/v1/unions/hb/channels", headers=ann)).json()["carriers"] == ["mail"]
    assert (await http.put("/api/v1/unions/zj/channels", json=default, headers=signed_in["otto"])).status_code == 403
    assert (await http.get("/api/v1/unions/nowhere/channels", headers=ann)).status_code == 404
