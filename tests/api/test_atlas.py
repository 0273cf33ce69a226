"""The atlas of an installation: made anew when the network has another shape, and what its files say."""

import asyncio
from datetime import UTC, datetime

import httpx
import numpy as np
import pytest

from api.drawing import lay_out_anew, refresh, refresh_apart, wanted_anew
from api.shelves import FORMAT, SHAPES, Shelf
from graph import structure
from graph.db import Database
from orgnet.errors import Missing
from orgnet.levels import Level
from tests.api.test_directives import Headers, issued
from tests.cast import OPERATOR_ASKS, found, union


async def test_it_is_made_once_for_each_shape_and_the_one_before_stays_a_while(
    db: Database, cast: None, shelf: Shelf
) -> None:
    assert await refresh(db, shelf)
    assert not await refresh(db, shelf)
    first = shelf.latest()
    assert first is not None
    await structure.edit(db, OPERATOR_ASKS, "g1", {"telephone": "0571-1"}, datetime.now(UTC))
    await found(db, union("g3", Level.GRASSROOTS), "xh")
    assert await refresh(db, shelf)
    assert shelf.index(first).spot("g1", ["root", "zj", "xh"]) == shelf.index(shelf.latest() or 0).spot(
        "g1", ["root", "zj", "xh"]
    )
    await found(db, union("g4", Level.GRASSROOTS), "xh")
    assert await refresh(db, shelf)
    assert first not in shelf.versions()
    with pytest.raises(Missing):
        shelf.index(first)


async def test_an_empty_network_has_none(db: Database, shelf: Shelf) -> None:
    assert not await refresh(db, shelf)
    assert shelf.latest() is None


async def test_one_of_an_older_release_is_made_anew(db: Database, cast: None, shelf: Shelf) -> None:
    await refresh(db, shelf)
    version = shelf.latest()
    (shelf.folder / str(version) / FORMAT).unlink()
    assert shelf.latest() is None
    assert await refresh(db, shelf)
    assert shelf.latest() == version


async def test_a_large_one_is_made_by_another_process_and_another_edition_keeps_no_place(
    db: Database, cast: None, shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("api.drawing.LARGE", 2)
    assert await refresh_apart(db, shelf)
    assert not await refresh_apart(db, shelf)
    first = shelf.latest()
    assert first is not None
    lay_out_anew(shelf)
    assert await refresh_apart(db, shelf)
    assert not wanted_anew(shelf)
    assert (shelf.latest(), shelf.edition) == (first + SHAPES, 1)
    assert not await refresh_apart(db, shelf)


async def test_two_that_make_it_at_once_leave_one(db: Database, cast: None, shelf: Shelf) -> None:
    await asyncio.gather(refresh(db, shelf), refresh(db, shelf))
    assert len(shelf.versions()) == 1


async def test_every_spot_leads_to_its_union_and_back(db: Database, cast: None, shelf: Shelf) -> None:
    await refresh(db, shelf)
    index = shelf.index(shelf.latest() or 0)
    lines = {"root": [], "zj": ["root"], "xh": ["root", "zj"], "g1": ["root", "zj", "xh"], "g2": ["root", "zj", "xh"]}
    for id, line in lines.items():
        spot = index.spot(id, line)
        assert spot is not None
        assert index.union(*spot) == id
    assert index.spot("nobody", ["root"]) is None
    assert index.spot("g2", ["root", "hb"]) == index.spot("g2", []) == index.spot("g2", lines["g2"])
    for place, rank in ((99, None), (0, 5), (-1, None)):
        with pytest.raises(Missing):
            index.union(place, rank)


async def test_the_files_hold_what_they_say(
    db: Database, cast: None, shelf: Shelf, http: httpx.AsyncClient, signed_in: Headers
) -> None:
    await refresh(db, shelf)
    path = f"/network/{shelf.latest()}"
    places = await http.get(f"{path}/places.bin", headers=signed_in["gina"])
    count, dots = np.frombuffer(places.content[:8], "<u4")
    assert (count, dots, places.headers["content-encoding"]) == (4, 2, "gzip")
    assert len(places.content) == 8 + 26 * count
    names = await http.get(f"{path}/names.json", headers=signed_in["gina"])
    assert names.json() == ["全国总工会", "湖北省总工会", "浙江省总工会", "西湖区总工会"]
    block = await http.get(f"{path}/blocks/3", headers=signed_in["gina"])
    assert np.frombuffer(block.content[:12], "<u4").tolist() == [1, 3, 2]
    assert list(block.content[12:]) == [3, 2]
    every = await http.get(f"{path}/all.bin", headers=signed_in["gina"])
    assert np.frombuffer(every.content[: 4 * count], "<u4").sum() == dots
    for name, wide in (("days.bin", 2 * count), ("days/3", 2 * dots), ("second.bin", 0), ("pacts.bin", 0)):
        assert len((await http.get(f"{path}/{name}", headers=signed_in["gina"])).content) == wide
    towns = await http.get(f"{path}/towns/3", headers=signed_in["gina"])
    assert towns.json() == {"3": "西湖区总工会"}
    called = await http.get(f"{path}/names/3?from=1", headers=signed_in["gina"])
    assert called.json() == ["晨光学校工会委员会"]
    for strange in ("blocks/0", "blocks/77", "edition.bin", "..%2f..%2fplaces.bin"):
        assert (await http.get(f"{path}/{strange}", headers=signed_in["gina"])).status_code in (404, 422)
    assert (await http.get(f"{path}/places.bin")).status_code == 401


async def test_shares_are_told_of_what_the_reader_may_see_only(
    db: Database, cast: None, shelf: Shelf, http: httpx.AsyncClient, signed_in: Headers
) -> None:
    await refresh(db, shelf)
    id = await issued(http, signed_in["otto"])
    await http.put(f"/api/v1/unions/g1/inbox/{id}/signed", headers=signed_in["gina"])
    path = f"/network/{shelf.latest()}/progress/{id}"
    whole = await http.get(path, headers=signed_in["otto"])
    assert list(whole.content) == [20, 0, 25, 33]
    own = await http.get(path, headers=signed_in["benno"])
    assert list(own.content) == [255, 0, 255, 255]


async def test_what_was_dissolved_is_on_it_no_more(db: Database, cast: None, shelf: Shelf) -> None:
    await refresh(db, shelf)
    before = shelf.index(shelf.latest() or 0).spot("g1", ["root", "zj", "xh"])
    await structure.dissolve(db, OPERATOR_ASKS, "g1", datetime.now(UTC))
    await refresh(db, shelf)
    index = shelf.index(shelf.latest() or 0)
    assert index.spot("g1", ["root", "zj", "xh"]) is None
    await structure.restore(db, OPERATOR_ASKS, "g1", None, datetime.now(UTC))
    await refresh(db, shelf)
    assert shelf.index(shelf.latest() or 0).spot("g1", ["root", "zj", "xh"]) == before
