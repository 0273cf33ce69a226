"""The map of a day that is over: drawn when it is asked for, kept while it is looked at, and what it was then."""

import asyncio
import os
import shutil
from datetime import UTC, date, datetime

import httpx
import numpy as np
import pytest

from api import days
from api.drawing import draw_wanted, lay_out_anew, refresh
from api.shelves import Index, Shelf
from graph import structure
from graph.db import Database
from orgnet.errors import Missing, Unavailable
from tests.api.test_directives import Headers
from tests.cast import NOON, OPERATOR_ASKS
from tests.days import in_days

XH = ["root", "zj", "xh"]


async def change(db: Database) -> None:
    """Of the two unions in the district, one moves to a province and the other is dissolved; the district is renamed."""
    now = datetime.now(UTC)
    await structure.move(db, OPERATOR_ASKS, "g1", "hb", now)
    await structure.dissolve(db, OPERATOR_ASKS, "g2", now)
    await structure.edit(db, OPERATOR_ASKS, "xh", {"name": "西湖新区总工会"}, now)


async def drawn(db: Database, shelf: Shelf, day: date) -> Index:
    """The map of a day, once it was asked for."""
    days.want(shelf, day)
    await draw_wanted(db, shelf)
    version = days.drawn(shelf, day)
    assert version is not None
    return shelf.of_day(day).index(version)


async def test_everybody_stands_where_he_stood_and_who_is_gone_is_there(
    db: Database, cast: None, shelf: Shelf, http: httpx.AsyncClient, signed_in: Headers
) -> None:
    await refresh(db, shelf)
    was = shelf.index(shelf.latest() or 0)
    await change(db)
    await refresh(db, shelf)
    today, then = shelf.index(shelf.latest() or 0), await drawn(db, shelf, in_days(-1))
    assert today.spot("g2", XH) is None
    assert today.spot("g1", ["root", "hb"]) == (1, 0)
    assert then.spot("g1", XH) == (3, 2)  # who stands elsewhere today has no place of his own there any more
    for union, line in (("g2", XH), ("xh", ["root", "zj"])):
        assert then.spot(union, line) == was.spot(union, line) is not None
    path, gina = f"/network/days/{in_days(-1)}/{days.drawn(shelf, in_days(-1))}", signed_in["gina"]
    names = (await http.get(f"{path}/names.json", headers=gina)).json()
    assert names == ["全国总工会", "湖北省总工会", "浙江省总工会", "西湖区总工会"]
    assert "湖新" in str((await http.get(f"/network/{shelf.latest()}/names.json", headers=gina)).json())
    columns = [await http.get(f"{each}/places.bin", headers=gina) for each in (path, f"/network/{shelf.latest()}")]
    radial = [np.frombuffer(each.content, "<i2", 8, 8 + 4 * 3 * 4).tolist() for each in columns]
    assert radial[0] == radial[1]
    assert (await http.get(f"{path}/names/3", headers=gina)).json() == [
        "",
        "晨光学校工会委员会",
        "鑫瑞机械有限公司工会委员会",
    ]
    beside = await http.get(f"{path}/places/3?dot=1", headers=gina)
    assert "晨光学校工会委员会" in beside.text
    assert (await http.get(f"{path}/places/3/table", headers=gina)).text.count("<tr>") == 3
    found = (await http.get(f"{path}/find?q=鑫瑞", headers=gina)).json()
    assert [(each["spot"], each["line"]) for each in found] == [([3, 2], "浙江省总工会 › 西湖区总工会")]
    assert (await http.get(f"{path}/spots/g2", headers=gina)).json() == [3, 1]
    assert (await http.get(f"/network/{shelf.latest()}/spots/g2", headers=gina)).json() is None


async def test_members_are_seen_of_what_is_in_ones_branch_or_was(
    db: Database, cast: None, shelf: Shelf, http: httpx.AsyncClient, signed_in: Headers
) -> None:
    await structure.move(db, OPERATOR_ASKS, "xh", "hb", datetime.now(UTC))
    await refresh(db, shelf)
    await drawn(db, shelf, in_days(-1))
    path = f"/network/days/{in_days(-1)}/{days.drawn(shelf, in_days(-1))}/members"
    seen = {
        person: np.frombuffer((await http.get(path, headers=signed_in[person])).content, "<u4") < 2**32 - 1
        for person in ("otto", "benno", "gina")
    }
    assert {person: each.tolist() for person, each in seen.items()} == {
        "otto": [True] * 4,
        "benno": [False, True, False, True],
        "gina": [False] * 4,
    }


async def test_no_map_is_drawn_of_a_day_before_the_network_or_to_come(
    db: Database, cast: None, shelf: Shelf, http: httpx.AsyncClient, signed_in: Headers
) -> None:
    await refresh(db, shelf)
    gina = signed_in["gina"]
    before = await http.get("/network?day=2026-03-01", headers=gina)
    assert (before.status_code, "2026-03-02" in before.text) == (404, True)
    assert (await http.get("/network?day=yesterday", headers=gina)).status_code == 422
    for day in (in_days(0), in_days(9)):
        page = await http.get(f"/network?day={day}", headers=gina)
        assert f'data-atlas="/network/{shelf.latest()}"' in page.text
    for strange in ("yesterday", in_days(-1), "2026-02-30", "..%2f.."):
        assert (await http.get(f"/network/days/{strange}/0/places.bin", headers=gina)).status_code == 404
    assert shelf.days() == []
    first = NOON.date()
    assert "hx-trigger" in (await http.get(f"/network?day={first}", headers=gina)).text
    await draw_wanted(db, shelf)
    again = await http.get(f"/network?day={first}", headers=gina | {"HX-Request": "true"})
    assert again.headers["HX-Refresh"] == "true"
    assert f'"/network/days/{first}/{shelf.latest()}"' in (await http.get(f"/network?day={first}", headers=gina)).text
    assert (await http.get(f"/network/days/{first}/{shelf.latest()}/places.bin")).status_code == 401


async def test_those_looked_at_last_are_kept_and_few_are_waited_for_at_once(
    db: Database, cast: None, shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(days, "KEPT", 2)
    for ago in (1, 2):
        await drawn(db, shelf, in_days(-ago))
    os.utime(shelf.of_day(in_days(-2)).folder, (1, 1))
    await drawn(db, shelf, in_days(-3))
    days.clear(shelf)
    assert set(shelf.days()) == {in_days(-1), in_days(-3)}
    for ago in range(4, 4 + days.WAITING):
        days.want(shelf, in_days(-ago))
    days.want(shelf, in_days(-4))
    with pytest.raises(Unavailable, match=in_days(-5).isoformat()):
        days.want(shelf, in_days(-9))
    days.clear(shelf)
    assert len(days.wanted(shelf)) == days.WAITING


async def test_of_a_large_network_it_is_drawn_by_another_process_and_anew_with_all_else(
    db: Database, cast: None, shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("api.drawing.LARGE", 2)
    await change(db)
    await refresh(db, shelf)
    first = await drawn(db, shelf, in_days(-1))
    assert first.spot("g2", XH) == (3, 1)
    lay_out_anew(shelf)
    await refresh(db, shelf)
    assert days.drawn(shelf, in_days(-1)) is None
    again = await drawn(db, shelf, in_days(-1))
    assert again.folder != first.folder
    assert again.spot("g2", XH) == (3, 1)


async def test_drawn_again_it_has_the_same_places_or_another_address(db: Database, cast: None, shelf: Shelf) -> None:
    await refresh(db, shelf)
    first, day = await drawn(db, shelf, in_days(-1)), in_days(-1)
    version, spots = days.drawn(shelf, day), [first.spot(id, XH) for id in ("g1", "g2")]
    shutil.rmtree(shelf.of_day(day).folder)
    again = await drawn(db, shelf, day)
    assert (days.drawn(shelf, day), [again.spot(id, XH) for id in ("g1", "g2")]) == (version, spots)
    shutil.rmtree(shelf.of_day(day).folder)
    await structure.move(db, OPERATOR_ASKS, "g1", "hb", datetime.now(UTC))
    await refresh(db, shelf)
    await drawn(db, shelf, day)
    assert days.drawn(shelf, day) == shelf.latest() != version


async def test_two_that_draw_it_at_once_leave_one(db: Database, cast: None, shelf: Shelf) -> None:
    days.want(shelf, in_days(-1))
    await asyncio.gather(draw_wanted(db, shelf), draw_wanted(db, shelf))
    assert len(shelf.of_day(in_days(-1)).versions()) == 1


async def test_a_day_on_which_there_was_nothing_has_no_map(db: Database, cast: None, shelf: Shelf) -> None:
    days.want(shelf, date(2026, 3, 1))
    await draw_wanted(db, shelf)
    assert days.drawn(shelf, date(2026, 3, 1)) is None
    with pytest.raises(Missing):
        shelf.of_day(date(2026, 3, 1)).index(0)
