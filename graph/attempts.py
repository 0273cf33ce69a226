"""Attempts: counted in the graph, so that every process slows the same guesser down."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import datetime

from graph.db import Database, Transaction, rows, run
from graph.dialect import native, seconds
from orgnet.attempts import FORGOTTEN, Attempts, keys, longest_wait
from orgnet.errors import Conflict, Throttled

TRIES = 5
"""Two may begin the same counter at once, or one ends it while another counts; one of them begins again."""


@asynccontextmanager
async def slowed(database: Database, username: str, address: str | None, now: datetime) -> AsyncGenerator[None]:
    """Within it a password or code is looked at; what is raised there is a failure that counts.

    Raises Throttled, and looks at nothing, while the user name or the address has to wait.
    """
    counted = keys(username, address)
    await _begin(database, counted, now)
    yield
    await database.write(lambda tx: _succeed(tx, counted))


async def _begin(database: Database, counted: list[str], now: datetime) -> None:
    for attempt in range(TRIES):
        try:
            return await database.write(lambda tx: _count(tx, counted, now))
        except Conflict:
            if attempt == TRIES - 1:
                raise


async def _count(tx: Transaction, counted: list[str], now: datetime) -> None:
    found = await rows(tx, LOCK, keys=counted, now=now)
    if any(record["last"] is None for record in found):  # Neo4j waited for its lock, and then it was gone
        raise Conflict("several sign in under this name at once; try again in a moment")
    attempts = [Attempts(record["key"], record["failures"], native(record["last"])) for record in found]
    wait = longest_wait(attempts, now)
    if wait:
        raise Throttled(f"too many failed attempts; try again in {wait} s", seconds=wait)
    failures = [{"key": one.key, "failures": one.counted(now) + 1} for one in attempts]
    await run(tx, COUNT, rows=failures, now=now, second=seconds(now))


LOCK = """
UNWIND $keys AS key
MERGE (a:Attempts {key: key}) ON CREATE SET a.failures = 0.0, a.last = $now
SET a.asked = $now
RETURN a.key AS key, a.failures AS failures, a.last AS last
"""

COUNT = """
UNWIND $rows AS r
MATCH (a:Attempts {key: r.key}) SET a.failures = r.failures, a.last = $now, a.second = $second
"""


async def _succeed(tx: Transaction, counted: list[str]) -> None:
    """The user name starts afresh; of the address only this attempt is taken back, or one right password
    would forgive it all its guesses."""
    own = [key for key in counted if not key.startswith("address|")]
    await run(tx, TAKE_BACK, keys=[key for key in counted if key not in own])
    await run(tx, "UNWIND $keys AS key MATCH (a:Attempts {key: key}) DELETE a", keys=own)


TAKE_BACK = """
UNWIND $keys AS key
MATCH (a:Attempts {key: key})
SET a.failures = CASE WHEN a.failures > 1.0 THEN a.failures - 1.0 ELSE 0.0 END
"""


async def forget(database: Database, now: datetime) -> None:
    """Forget the attempts that count no more."""
    await database.write(lambda tx: run(tx, FORGET, then=seconds(now - FORGOTTEN)))


FORGET = "MATCH (a:Attempts) WHERE a.second < $then DELETE a"
