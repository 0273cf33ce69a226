"""Upkeep clears away what is over, goes on after errors, and runs while the application does."""

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from api.upkeep import clear, upkeep
from graph import directives, invitations, sessions, tokens
from graph.attempts import slowed
from graph.db import Database, connect, rows
from graph.files import Files
from orgnet.audiences import addressed
from orgnet.directives import Directive
from orgnet.documents import Text
from orgnet.errors import Denied
from orgnet.facts import Ask
from orgnet.invitations import Invitee
from orgnet.permissions import Role
from tests.apps import application
from tests.cast import NOON, OPERATOR_ASKS, enter, provinces
from tests.graph.test_check import faults

DAY = timedelta(days=1)


@pytest.fixture
def files(tmp_path: Path) -> Files:
    """The files of an installation that has none yet."""
    return Files(tmp_path / "files")


@pytest.fixture
async def leftovers(db: Database) -> Database:
    """Something of everything that ends, some of it soon."""
    await provinces(db)
    await enter(db, "ann", "xh", Role.OFFICER)
    for until in (DAY, 10 * DAY, None):
        await tokens.create(db, Ask("ann"), "program", NOON + until if until else None, NOON)
    await sessions.open(db, "ann", NOON)
    for days in (1, 10):
        await invitations.invite(db, OPERATOR_ASKS, Invitee("g1", Role.OFFICER, "李四"), days, NOON)
    with pytest.raises(Denied):
        async with slowed(db, "ann", None, NOON):
            raise Denied("wrong")
    return db


async def left(db: Database) -> tuple[int, int, int]:
    """Sessions and tokens, attempts, and open invitations."""
    counts = [
        await db.read(lambda tx, s=statement: rows(tx, s))
        for statement in (
            "MATCH (s:Session) RETURN count(s) AS n",
            "MATCH (a:Attempts) RETURN count(a) AS n",
            "MATCH (i:Invitation {state: 'open'}) RETURN count(i) AS n",
        )
    ]
    sessions_left, attempts_left, open_ = (found[0]["n"] for found in counts)
    return sessions_left, attempts_left, open_


async def test_a_round_closes_what_has_expired_however_much_it_is(
    leftovers: Database, files: Files, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("api.upkeep.EXPIRIES", 2)
    for id in ("a", "b", "c", "lasting"):
        expires = None if id == "lasting" else leftovers.today(NOON)
        letter = Directive(id, id, Text("通知", "正文", expires=expires), addressed("xh"))
        await directives.draft(leftovers, Ask("ann"), letter, NOON)
        await directives.issue(leftovers, Ask("ann"), id, NOON)
    await clear(leftovers, files, 3, NOON)
    assert await states(leftovers) == ["issued"] * 4
    await clear(leftovers, files, 3, NOON + DAY)
    assert await states(leftovers) == ["closed"] * 3 + ["issued"]
    assert await faults(leftovers, now=NOON + DAY) == []


async def states(db: Database) -> list[str]:
    """Where each directive stands in its life."""
    found = await db.read(lambda tx: rows(tx, "MATCH (d:Directive) RETURN d.state AS state ORDER BY d.id"))
    return [record["state"] for record in found]


async def test_a_round_clears_away_what_is_over_and_nothing_else(leftovers: Database, files: Files) -> None:
    await clear(leftovers, files, 3, NOON)
    assert await left(leftovers) == (4, 1, 2)
    await clear(leftovers, files, 3, NOON + 2 * DAY)
    assert await left(leftovers) == (2, 0, 1)
    await asyncio.gather(*(clear(leftovers, files, 3, NOON + 20 * DAY) for _ in range(3)))
    assert await left(leftovers) == (1, 0, 0)
    assert await faults(leftovers, now=NOON + 20 * DAY) == []


async def test_upkeep_runs_as_long_as_the_application(leftovers: Database, tmp_path: Path) -> None:
    with application(leftovers, tmp_path) as app:
        async with app.router.lifespan_context(app), asyncio.timeout(30):
            while await left(leftovers) != (1, 0, 0):
                await asyncio.sleep(0.02)
    assert not [task for task in asyncio.all_tasks() if "_rounds" in repr(task)]


async def test_upkeep_survives_a_database_that_does_not_answer(db: Database, files: Files) -> None:
    async with connect(db.bolt, patience=0.1) as other:
        pass
    with capture_logs() as logs:
        async with upkeep(other, files, 3, every=0.01):
            async with asyncio.timeout(30):
                while len(logs) < 2:
                    await asyncio.sleep(0.01)
    assert {entry["event"] for entry in logs} == {"upkeep failed"}
