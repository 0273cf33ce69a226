"""Tides: what the map shows of a directive is what its progress says, for everybody as far as he may see it."""

from datetime import UTC, datetime

import httpx
import numpy as np
import pytest

from api.drawing import refresh
from api.shelves import Shelf
from api.tides import Tide
from graph import structure
from graph.db import Database
from graph.tides import seen
from orgnet.levels import Level
from tests.api.test_directives import Headers, issued
from tests.cast import OPERATOR_ASKS, found, union

PLACES = ("root", "hb", "zj", "xh")


class Map:
    """The map as somebody gets it."""

    def __init__(self, http: httpx.AsyncClient, shelf: Shelf, headers: dict[str, str]) -> None:
        self.http, self.path, self.headers = http, f"/network/{shelf.latest()}", headers

    async def shares(self, directive: str, dots: str = "") -> list[int]:
        """What it shows of a directive, once all of it has been read."""
        while True:
            answer = await self.http.get(f"{self.path}/progress/{directive}{dots}", headers=self.headers)
            assert answer.status_code == 200
            if "retry-after" not in answer.headers:
                return list(answer.content)

    async def told(self, directive: str) -> list[int]:
        """What the progress of the directive says of the same places."""
        found = list[int]()
        for place in PLACES:
            answer = await self.http.get(f"/api/v1/directives/{directive}/progress?at={place}", headers=self.headers)
            figures = answer.json()["branch"]
            found.append(100 * (figures["signed"] + figures["exempt"]) // figures["expected"])
        return found


async def test_it_is_what_progress_says_after_every_change(
    db: Database, cast: None, shelf: Shelf, http: httpx.AsyncClient, signed_in: Headers
) -> None:
    await refresh(db, shelf)
    otto = Map(http, shelf, signed_in["otto"])
    id = await issued(http, signed_in["otto"])
    assert await otto.shares(id) == [0, 0, 0, 0]
    await http.put(f"/api/v1/unions/g1/inbox/{id}/signed", headers=signed_in["gina"])
    assert await otto.shares(id) == await otto.told(id) == [20, 0, 25, 33]
    assert await otto.shares(id, "/dots/3") == [100, 0]
    exempt = {"unions": ["g2"], "reason": "停工"}
    await http.post(f"/api/v1/directives/{id}/exemptions", headers=signed_in["otto"], json=exempt)
    await structure.edit(db, OPERATOR_ASKS, "g2", {"members": 70}, datetime.now(UTC))
    assert await otto.shares(id) == await otto.told(id)
    await structure.move(db, OPERATOR_ASKS, "g1", "hb", datetime.now(UTC))
    assert await otto.shares(id) == await otto.told(id)
    await found(db, union("g3", Level.GRASSROOTS), "xh", now=datetime.now(UTC))
    assert await otto.shares(id) == await otto.told(id)
    await http.post(f"/api/v1/directives/{id}/close", headers=signed_in["otto"])
    closed = await otto.shares(id)
    await structure.dissolve(db, OPERATOR_ASKS, "g3", datetime.now(UTC))
    assert await otto.shares(id) == await otto.told(id) == closed


async def test_everybody_sees_of_it_what_his_seats_show(
    db: Database, cast: None, shelf: Shelf, http: httpx.AsyncClient, signed_in: Headers
) -> None:
    await refresh(db, shelf)
    id = await issued(http, signed_in["otto"])
    benno, xena, gina = (Map(http, shelf, signed_in[name]) for name in ("benno", "xena", "gina"))
    assert await benno.shares(id) == [255, 0, 255, 255]
    assert await xena.shares(id) == [255, 255, 255, 0]
    assert await gina.shares(id) == [255] * 4
    assert await gina.shares(id, "/dots/3") == [0, 255]
    assert await xena.shares(id, "/dots/3") == [0, 0]
    assert await benno.shares(id, "/dots/3") == [255, 255]
    for path in (f"/progress/{id}/dots/0", "/progress/nothing", f"/progress/{id}/dots/99"):
        assert (await http.get(xena.path + path, headers=xena.headers)).status_code == 404
    assert (await http.get(f"{xena.path}/progress/{id}")).status_code == 401


async def test_a_wave_tells_when_it_came_and_was_done(
    db: Database, cast: None, shelf: Shelf, http: httpx.AsyncClient, signed_in: Headers
) -> None:
    await refresh(db, shelf)
    never = 2**32 - 2
    direct = await issued(http, signed_in["otto"])
    await http.put(f"/api/v1/unions/hb/inbox/{direct}/signed", headers=signed_in["benno"])
    path = f"/network/{shelf.latest()}/waves"
    wave = await http.get(f"{path}/{direct}", headers=signed_in["otto"])
    assert np.frombuffer(wave.content, "<u4").tolist() == [0, 0, 0, 0, never, 0, never, never]
    stepwise = await issued(http, signed_in["otto"], way="level_by_level")
    wave = await http.get(f"{path}/{stepwise}", headers=signed_in["otto"])
    assert np.frombuffer(wave.content, "<u4").tolist() == [never, 0, 0, never, never, never, never, never]


async def test_members_are_told_of_one_s_own_branch(
    db: Database, cast: None, shelf: Shelf, http: httpx.AsyncClient, signed_in: Headers
) -> None:
    await refresh(db, shelf)
    path = f"/network/{shelf.latest()}/members"
    whole = np.frombuffer((await http.get(path, headers=signed_in["otto"])).content, "<u4").tolist()
    own = np.frombuffer((await http.get(path, headers=signed_in["xena"])).content, "<u4").tolist()
    assert whole[0] == sum(whole[1:3])
    assert own == [2**32 - 1] * 3 + whole[3:]


async def test_the_higher_levels_are_read_first_and_shown_before_all_is_known(
    db: Database, cast: None, http: httpx.AsyncClient, signed_in: Headers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("api.tides.AHEAD", 1)
    id = await issued(http, signed_in["otto"])
    directive = (await db.read(lambda tx: seen(tx, "otto", id)))[0]
    tide = Tide(db, directive, np.array([place.encode() for place in PLACES]), np.array([5, 5, 5, 1]))
    tide.start()
    await tide.known
    assert tide.expected[3] == 3
    assert -1 in tide.expected[:3]
    assert tide.reading
    await tide.reading
    assert tide.expected.tolist() == [5, 1, 4, 3]
