"""Messages: drawn from the log after commit, spread over those who act for the unions concerned, and claimed to be sent.

One node says how far the log was read. What people are to be told of becomes an errand, which is spread page by page;
each page and each claim is a turn of its own, so several processes share the work and a crash loses nothing.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from orjson import dumps, loads

from graph import errands, log
from graph.channels import Told, acting
from graph.db import Database, Transaction, collected, row, rows, run
from graph.dialect import native
from graph.log import Turn
from graph.nodes import Node
from orgnet.channels import Carrier, Channel, when
from orgnet.directives import Directive
from orgnet.documents import Urgency
from orgnet.messages import LEASE, Errand, Matter, Message, State, key, over, pause
from orgnet.reminders import Scope

FACTS = 1000
"""Facts read at once."""


async def gather(database: Database, now: datetime) -> bool:
    """Read on in the log, and keep what people are to be told of; False where there was nothing new.

    The first time it begins at the end of the log: nobody is told of what was there before.
    """
    seen = await database.read(lambda tx: row(tx, "MATCH (p:Post {id: 'post'}) RETURN p.seq AS seq"))
    head = await database.read(lambda tx: row(tx, "MATCH (l:Log {id: 'log'}) RETURN l.seq AS seq"))
    assert head is not None
    if seen is not None and seen["seq"] >= head["seq"]:
        return False
    last = head["seq"] if seen is None else min(seen["seq"] + FACTS, head["seq"])
    numbers = [] if seen is None else list(range(seen["seq"] + 1, last + 1))
    found = await database.read(lambda tx: collected(tx, READ, numbers=numbers)) if numbers else []
    new = [errand for fact in found for errand in errands.of(fact)]

    async def work(turn: Turn) -> bool:
        former = seen["seq"] if seen else None
        mine = await row(turn.tx, ADVANCE, seq=last, former=former)
        if mine and mine["mine"]:
            values = [asdict(each) | {"id": f"{each.seq:012}"} for each in new]
            await run(turn.tx, "UNWIND $rows AS r CREATE (e:Errand) SET e = r", rows=values)
        return True

    return await log.turn(database, work, now)


READ = """
UNWIND $numbers AS n
MATCH (f:Fact {seq: n}) WHERE f.kind IN ['issued', 'passed on', 'reminded', 'returned', 'question answered',
    'extension granted', 'extension refused']
RETURN collect(f {.seq, .kind, .union, .subject, .data, .actor, .answer}) AS found
"""

ADVANCE = """
MERGE (p:Post {id: 'post'})
WITH p, p.seq IS NULL AND $former IS NULL OR p.seq = $former AS mine
SET p.seq = CASE WHEN mine THEN $seq ELSE p.seq END
RETURN mine
"""


async def spread(database: Database, carriers: Collection[Carrier], now: datetime) -> bool:
    """Write the messages of the next page of the first errand, for these carriers; False where there is none.

    What is looked for is read before the turn: it takes longer than a turn may.
    """
    found = await database.read(lambda tx: row(tx, FIRST))
    if found is None:
        return False
    page = await database.read(lambda tx: errands.page(tx, _errand_of(found["node"])))
    told = await database.read(lambda tx: acting(tx, page.unions)) if page else []

    async def work(turn: Turn) -> bool:
        now_first = await row(turn.tx, FIRST)
        if now_first and now_first["node"] == found["node"]:
            if page:
                errand = _errand_of(found["node"])
                messages = _messages(errand, page.directive, told, turn.at, database.zone)
                await _write(turn.tx, [each for each in messages if each.channel.carrier in carriers])
            await _go_on(turn.tx, found["node"]["id"], page.path if page else ())
        return True

    return await log.turn(database, work, now)


FIRST = "MATCH (e:Errand) RETURN properties(e) AS node ORDER BY e.id LIMIT 1"


async def _go_on(tx: Transaction, id: str, path: Sequence[str]) -> None:
    if path:
        await run(tx, "MATCH (e:Errand {id: $id}) SET e.path = $path", id=id, path=list(path))
    else:
        await run(tx, "MATCH (e:Errand {id: $id}) DELETE e", id=id)


def _messages(
    errand: Errand, directive: Directive, people: Sequence[Told], now: datetime, zone: ZoneInfo
) -> list[Message]:
    urgent = directive.text.urgency is Urgency.EXTRA_URGENT
    return [
        Message(
            key=key(errand, told.person.id, channel),
            person=told.person.id,
            channel=channel,
            matter=errand.matter,
            directive=directive.id,
            number=directive.number,
            title=directive.text.title,
            due=when(told.habits, now, zone, urgent=urgent),
        )
        for told in people
        for channel in told.channels
    ]


async def _write(tx: Transaction, messages: Sequence[Message]) -> None:
    await run(tx, WRITE, rows=[_written(each) for each in messages])


WRITE = "UNWIND $rows AS r MERGE (m:Message {key: r.key}) ON CREATE SET m = r"


async def claim(database: Database, now: datetime, most: int) -> list[Message]:
    """Take messages whose time has come to be sent, and those whose sender died; they are one's own for five minutes.

    Of whoever reads a digest, all that waits is taken together.
    """
    if not await database.read(lambda tx: collected(tx, DUE, now=now, most=1)):
        return []

    async def work(turn: Turn) -> list[Message]:
        found = [_message_of(node) for node in await collected(turn.tx, DUE, now=turn.at, most=most)]
        mine = [replace(each, state=State.SENDING, due=turn.at + LEASE, tries=each.tries + 1) for each in found]
        await run(turn.tx, SET, rows=[_written(each) for each in mine])
        return mine

    return await log.turn(database, work, now)


DUE = """
UNWIND ['waiting', 'sending'] AS state
MATCH (m:Message {state: state}) WHERE m.due <= $now
WITH m ORDER BY m.person, m.key LIMIT $most
RETURN collect(properties(m)) AS found
"""

SET = "UNWIND $rows AS r MATCH (m:Message {key: r.key}) SET m = r"


async def settle(database: Database, messages: Sequence[Message], error: str | None, now: datetime) -> None:
    """Note that messages were sent, or why not; then they rest and are tried again, until they are given up."""

    async def work(turn: Turn) -> None:
        await run(turn.tx, SET, rows=[_written(_settled(each, error, turn.at)) for each in messages])

    await log.turn(database, work, now)


def _settled(message: Message, error: str | None, at: datetime) -> Message:
    if error is None:
        return replace(message, state=State.SENT, due=at, error=None)
    if over(message.tries):
        return replace(message, state=State.FAILED, due=at, error=error)
    return replace(message, state=State.WAITING, due=at + pause(message.tries), error=error)


async def forget(database: Database, before: datetime, most: int) -> int:
    """Delete messages that were sent or given up before an instant, at most so many; how many."""

    async def work(tx: Transaction) -> int:
        found = await row(tx, FORGET, before=before, most=most)
        return found["n"] if found else 0

    return await database.write(work)


FORGET = """
UNWIND ['sent', 'failed'] AS state
MATCH (m:Message {state: state}) WHERE m.due < $before
WITH m LIMIT $most DETACH DELETE m RETURN count(*) AS n
"""


async def failed(tx: Transaction, person: str, after: str, limit: int) -> list[Message]:
    """The messages to somebody that were given up."""
    found = await rows(tx, FAILED, person=person, after=after, limit=limit)
    return [_message_of(record["node"]) for record in found]


FAILED = """
MATCH (m:Message {person: $person}) WHERE m.state = 'failed' AND m.key > $after
RETURN properties(m) AS node ORDER BY m.key LIMIT $limit
"""


def _written(message: Message) -> dict[str, Any]:
    values = asdict(message) | {"channel": dumps(asdict(message.channel)).decode()}
    return {name: value for name, value in values.items() if value is not None}


def _message_of(node: Mapping[str, Any]) -> Message:
    channel = loads(node["channel"])
    return Message(
        key=node["key"],
        person=node["person"],
        channel=Channel(channel["id"], Carrier(channel["carrier"]), channel["address"]),
        matter=Matter(node["matter"]),
        directive=node["directive"],
        number=node.get("number"),
        title=node["title"],
        due=native(node["due"]),
        state=State(node["state"]),
        tries=node["tries"],
        error=node.get("error"),
    )


def _errand_of(node: Node) -> Errand:
    return Errand(
        seq=node["seq"],
        matter=Matter(node["matter"]),
        directive=node["directive"],
        at=node["at"],
        scope=Scope(node["scope"]),
        unions=tuple(node.get("unions") or ()),
        milestone=node.get("milestone"),
        path=tuple(node.get("path") or ()),
    )
