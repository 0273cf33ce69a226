"""One log, one head: whoever writes from wherever, the numbers have no gaps and nothing is lost."""

import asyncio
import json
import sys
from collections import Counter
from dataclasses import asdict
from datetime import timedelta

import pytest

from graph import events, log
from graph.db import Database, rows, run
from graph.log import Turn
from orgnet.errors import Conflict, Reused
from orgnet.facts import Ask, Fact, digest
from tests.cast import NOON
from tests.facts import facts


async def writer(db: Database, name: str, turns: int, facts: int, pause: float) -> int:
    arguments = [json.dumps(asdict(db.bolt)), name, str(turns), str(facts), str(pause)]
    process = await asyncio.create_subprocess_exec(sys.executable, "-m", "tests.graph.writers", *arguments)
    return await process.wait()


async def test_several_processes_write_without_gaps_and_without_loss(db: Database) -> None:
    codes = await asyncio.gather(*(writer(db, f"w{n}", 60, 3, 0) for n in range(3)))
    assert codes == [0, 0, 0]
    found = await facts(db)
    assert [fact["seq"] for fact in found] == list(range(1, 3 * 60 * 3 + 1))
    assert Counter(fact["actor"] for fact in found) == {"w0": 180, "w1": 180, "w2": 180}


async def test_a_writer_of_long_turns_is_not_starved_by_many_short_ones(db: Database) -> None:
    codes = await asyncio.gather(
        writer(db, "long", 4, 50, 0.1), writer(db, "short one", 200, 1, 0), writer(db, "short other", 200, 1, 0)
    )
    assert codes == [0, 0, 0]
    found = await facts(db)
    assert [fact["seq"] for fact in found] == list(range(1, 601))
    last = max(place for place, fact in enumerate(found) if fact["actor"] == "long")
    assert last < 599, "the long turns came only when everybody else had finished"


async def test_a_reader_who_asks_for_what_is_newer_misses_nothing(db: Database) -> None:
    writing = asyncio.create_task(writer(db, "w", 40, 2, 0))
    seen, over = list[int](), False
    while not over:
        over = writing.done()
        news = await db.read(lambda tx: events.since(tx, seen[-1] if seen else 0))
        seen += [event.seq for event in news]
        await asyncio.sleep(0.005)
    assert await writing == 0
    assert seen == list(range(1, 81))


async def test_time_never_runs_backwards(db: Database) -> None:
    async def work(turn: Turn) -> None:
        turn.record(Fact("test", Ask("somebody"), None))

    for hours in (3, 1, 2):
        await log.turn(db, work, NOON + timedelta(hours=hours))
    instants = [fact["at"].to_native() for fact in await facts(db)]
    assert instants == sorted(instants)


async def test_a_refused_turn_leaves_no_trace(db: Database) -> None:
    async def work(turn: Turn) -> None:
        turn.record(Fact("test", Ask("somebody"), None))
        await run(turn.tx, "CREATE (:Union {id: 'half', code: 'half'})")
        raise Conflict("no")

    with pytest.raises(Conflict):
        await log.turn(db, work, NOON)
    assert await facts(db) == []
    assert await db.read(lambda tx: rows(tx, "MATCH (u:Union) RETURN u.id")) == []


async def test_what_the_rules_refuse_is_tried_once(db: Database) -> None:
    tried = list[int]()

    async def work(turn: Turn) -> None:
        tried.append(turn.seq)
        raise Conflict("g1: no") from Conflict("no")

    with pytest.raises(Conflict):
        await log.turn(db, work, NOON)
    assert len(tried) == 1


async def test_nobody_has_to_wait_for_a_writer_who_was_refused_at_last(db: Database) -> None:
    tried = list[int]()

    async def work(turn: Turn) -> None:
        tried.append(turn.seq)
        if len(tried) > log.PATIENCE + 1:
            raise Conflict("no")
        for _ in range(2):
            await run(turn.tx, "CREATE (:Receipt {key: 'twin'})")

    with pytest.raises(Conflict, match="^no$"):
        await log.turn(db, work, NOON)
    assert [head["waiting"] for head in await db.read(lambda tx: rows(tx, HEAD))] == [None]


HEAD = "MATCH (l:Log {id: 'log'}) RETURN l.waiting AS waiting"


async def test_a_request_id_is_answered_once_and_refused_for_another_body(db: Database) -> None:
    async def work(turn: Turn, ask: Ask) -> dict[str, int]:
        earlier = await turn.earlier(ask)
        if earlier is None:
            turn.record(Fact("test", ask, None, answer={"n": 1}))
        return earlier or {"n": 1}

    ask = Ask("somebody", "tap", digest({"a": 1}))
    assert await log.turn(db, lambda turn: work(turn, ask), NOON) == {"n": 1}
    assert await log.turn(db, lambda turn: work(turn, ask), NOON) == {"n": 1}
    assert len(await facts(db)) == 1
    with pytest.raises(Reused):
        await log.turn(db, lambda turn: work(turn, Ask("somebody", "tap", digest({"a": 2}))), NOON)
