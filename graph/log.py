"""The log: one head, raised first by every write, and one fact for each.

Raising the head is a lock on Neo4j and a conflict at commit on ArcadeDB, so all writes of the network
happen as if one after the other: numbers without gaps, in the order of the commits.
"""

import asyncio
import time
import uuid
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, TypeVar

from orjson import dumps, loads

from graph.db import Database, Transaction, doubled, row, rows, run
from graph.dialect import native
from orgnet.errors import Refusal, Unavailable
from orgnet.facts import BRANCH_LEVELS, SHELF, Ask, Fact, answered

T = TypeVar("T")

PATIENCE = 3
"""Attempts after which a writer asks the others to step back: a long turn loses against many short ones."""

RESERVATION = 2.0
"""Seconds for which the others step back."""

DOUBLES = 20
"""Attempts after something was written twice: an optimistic engine notices that before it notices that what was
read is old. Read again, it is there; if it still is written twice, it is a fault."""

STEP_BACK = 0.005
STEPS_BACK = 4000


@dataclass
class Turn:
    """One's turn at the head of the log. `at` never runs backwards, whatever the clocks do."""

    tx: Transaction
    seq: int
    at: datetime
    today: date
    facts: list[tuple[int, Fact]] = field(default_factory=list[tuple[int, Fact]])

    def record(self, fact: Fact) -> int:
        """Append a fact; its number."""
        self.seq += 1
        self.facts.append((self.seq, fact))
        return self.seq

    async def earlier(self, ask: Ask) -> dict[str, Any] | None:
        """The answer given before to the same request id; raises Reused where the body was another."""
        return await answer(self.tx, ask)


class Crowded(Exception):
    """Another writer has asked the others to step back."""


async def turn(database: Database, work: Callable[[Turn], Awaitable[T]], now: datetime) -> T:
    """What the work answers, committed with the facts it recorded; nothing is written where it raises.

    The work may run several times and must have no effect outside its transaction. Raises Unavailable
    where no turn could be had.
    """
    token, attempts, doubles = uuid.uuid4().hex, 0, 0

    async def attempt(tx: Transaction) -> T:
        nonlocal attempts
        attempts += 1
        if attempts > PATIENCE:
            await database.write(lambda other: _reserve(other, token))
        mine = await _raise_head(database, tx, token, now)
        done = await work(mine)
        await _append(mine, token)
        return done

    async with database.turns:
        for _ in range(STEPS_BACK):
            try:
                return await database.write(attempt)
            except Crowded:
                await asyncio.sleep(STEP_BACK)
            except Unavailable:
                raise  # nor could anything be given back
            except Refusal as refusal:
                doubles += 1
                if not doubled(refusal) or doubles > DOUBLES:
                    if attempts > PATIENCE:
                        await database.write(lambda tx: _give_back(tx, token))
                    raise
    raise Unavailable("too many are writing at once; try again in a moment")


async def reshape(turn: Turn) -> None:
    """Note at the head that the next fact changes who there is, what they are, or who stands under whom."""
    await run(turn.tx, "MATCH (l:Log {id: 'log'}) SET l.shaped = $seq", seq=turn.seq + 1)


async def ahead(tx: Transaction, now: datetime) -> tuple[int, datetime]:
    """The number of the last fact, and the moment that a turn would have which began now."""
    head = await row(tx, "MATCH (l:Log {id: 'log'}) RETURN l.seq AS seq, l.at AS at")
    return (head["seq"], _onwards(head["at"], now)) if head else (0, now)


def _onwards(last: Any, now: datetime) -> datetime:
    return max(now, native(last)) if last else now


async def shaped(tx: Transaction) -> int:
    """The number of the last fact that changed who there is, what they are, or who stands under whom."""
    found = await row(tx, "MATCH (l:Log {id: 'log'}) RETURN l.shaped AS seq")
    return int(found["seq"] or 0) if found else 0


async def _raise_head(database: Database, tx: Transaction, token: str, now: datetime) -> Turn:
    head = await row(
        tx,
        """
        MATCH (l:Log {id: 'log'}) SET l.turn = $token
        RETURN l.seq AS seq, l.at AS at, l.waiting AS waiting, l.waiting_until AS until
        """,
        token=token,
    )
    if head is None:
        raise Unavailable("this database has no log; start orgnet once so that it is set up")
    if head["waiting"] not in (None, token) and head["until"] > time.time():
        raise Crowded
    at = _onwards(head["at"], now)
    return Turn(tx, head["seq"], at, database.today(at))


async def _reserve(tx: Transaction, token: str) -> None:
    await run(
        tx,
        """
        MATCH (l:Log {id: 'log'}) WHERE l.waiting IS NULL OR l.waiting_until < $now
        SET l.waiting = $token, l.waiting_until = $until
        """,
        token=token,
        now=time.time(),
        until=time.time() + RESERVATION,
    )


async def _give_back(tx: Transaction, token: str) -> None:
    await run(tx, "MATCH (l:Log {id: 'log', waiting: $token}) SET l.waiting = null", token=token)


async def _append(turn: Turn, token: str) -> None:
    facts = [_row(seq, fact) for seq, fact in turn.facts]
    await run(turn.tx, APPEND, facts=facts, seq=turn.seq, at=turn.at, token=token)


def _row(seq: int, fact: Fact) -> list[Any]:
    ask, data, answer = fact.ask, dumps(fact.data).decode(), dumps(fact.answer).decode()
    said = [seq, seq // SHELF, fact.kind, ask.actor, ask.key, ask.digest, fact.union, fact.subject, data, answer]
    return said + [fact.line.get(level) for level in BRANCH_LEVELS]


APPEND = """
MATCH (l:Log {id: 'log'})
SET l.seq = $seq, l.at = $at, l.waiting = CASE l.waiting WHEN $token THEN null ELSE l.waiting END
WITH l
UNWIND $facts AS r
CREATE (:Fact {
    seq: r[0], shelf: r[1], kind: r[2], actor: r[3], request: r[4], digest: r[5], union: r[6], subject: r[7],
    data: r[8], answer: r[9], provincial: r[10], municipal: r[11], county: r[12], at: $at
})
"""


async def answer(tx: Transaction, ask: Ask) -> dict[str, Any] | None:
    """The answer given before to the same request id; raises Reused where the body was another."""
    if ask.key is None:
        return None
    found = await earlier(tx, [ask.key])
    return answered(ask, *found[ask.key]) if ask.key in found else None


async def earlier(tx: Transaction, keys: Sequence[str]) -> dict[str, tuple[str, dict[str, Any]]]:
    """What was asked (a digest) and answered before, by request key."""
    if not keys:
        return {}
    found = await rows(
        tx,
        "MATCH (f:Fact) WHERE f.request IN $keys RETURN f.request AS key, f.digest AS digest, f.answer AS answer",
        keys=keys,
    )
    return {fact["key"]: (fact["digest"], loads(fact["answer"])) for fact in found}
