"""Messages: written once for each fact, person and channel, claimed to be sent, and noted as sent or given up.

What is not due yet is held by the hour at which it is, so that nobody looks through it before. Where a message leads is
looked up when it is claimed: what was removed meanwhile is written to no more.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from graph import log
from graph.channels import addresses
from graph.db import Database, Transaction, collected, row, rows, run
from graph.dialect import native
from graph.log import Turn
from orgnet.channels import Carrier, Channel
from orgnet.messages import LEASE, Matter, Message, State, batched, over, pause

SLICE = 1000
"""Messages that are released or forgotten in one transaction."""

OLDEST = 24 * 14
"""Hours back to which is looked for what was held while nothing ran."""


async def write(tx: Transaction, messages: Sequence[Message]) -> None:
    """Write messages that are not written yet."""
    await run(tx, WRITE, rows=[_written(each) for each in messages])


WRITE = "UNWIND $rows AS r MERGE (m:Message {key: r.key}) ON CREATE SET m = r"


async def release(database: Database, since: datetime | None, now: datetime) -> None:
    """Let go what is held for the hours that have begun since an instant, or for any hour of the last two weeks."""
    hours = OLDEST if since is None else min(OLDEST, int((now - since) / timedelta(hours=1)) + 1)
    slots = [_slot(now - timedelta(hours=n)) for n in range(hours + 1)]
    while await database.write(lambda tx: row(tx, RELEASE, slots=slots, most=SLICE)):
        pass


RELEASE = """
UNWIND $slots AS slot
MATCH (m:Message {slot: slot})
WITH m LIMIT $most
SET m.state = 'waiting', m.slot = null
WITH count(m) AS n WHERE n > 0
RETURN n
"""


def _slot(due: datetime) -> str:
    return due.astimezone(UTC).strftime("%Y-%m-%dT%H")


async def claim(database: Database, now: datetime, most: int) -> list[list[Message]]:
    """Take messages whose time has come, and those whose sender died, those together that go together; they are one's
    own for five minutes. What leads nowhere any more is deleted."""
    if not await database.read(lambda tx: collected(tx, DUE, now=now, most=1)):
        return []

    async def work(turn: Turn) -> list[list[Message]]:
        found = [_message_of(node) for node in await collected(turn.tx, DUE, now=turn.at, most=most)]
        leads = await addresses(turn.tx, {(each.person, each.channel) for each in found})
        mine = [
            replace(each, state=State.SENDING, due=turn.at + LEASE, tries=each.tries + 1, channel=channel)
            for each in found
            if (channel := leads.get((each.person, each.channel.id)))
        ]
        kept = {each.key for each in mine}
        await run(turn.tx, DROP, keys=[each.key for each in found if each.key not in kept])
        batches = batched(mine)
        await run(turn.tx, SET, rows=[_written(each) for some in batches for each in some])
        return batches

    return await log.turn(database, work, now)


DUE = """
UNWIND ['waiting', 'sending'] AS state
MATCH (m:Message {state: state}) WHERE m.due <= $now
WITH m ORDER BY m.person, m.key LIMIT $most
RETURN collect(properties(m)) AS found
"""

SET = "UNWIND $rows AS r MATCH (m:Message {key: r.key}) SET m = r"

DROP = "UNWIND $keys AS key MATCH (m:Message {key: key}) DETACH DELETE m"


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


async def forget(database: Database, before: datetime) -> None:
    """Delete messages that were sent or given up before an instant."""
    while await database.write(lambda tx: row(tx, FORGET, before=before, most=SLICE)):
        pass


FORGET = """
UNWIND ['sent', 'failed'] AS state
MATCH (m:Message {state: state}) WHERE m.due < $before
WITH m LIMIT $most
DETACH DELETE m
WITH count(*) AS n WHERE n > 0
RETURN n
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
    """The properties of a message's node; where it leads is not among them."""
    values: dict[str, Any] = {
        "key": message.key,
        "person": message.person,
        "channel": message.channel.id,
        "carrier": message.channel.carrier.value,
        "matter": message.matter.value,
        "directive": message.directive,
        "number": message.number,
        "title": message.title,
        "due": message.due,
        "state": message.state.value,
        "tries": message.tries,
        "error": message.error,
        "batch": message.batch,
        "slot": _slot(message.due) if message.state is State.HELD else None,
    }
    return {name: value for name, value in values.items() if value is not None}


def _message_of(node: Mapping[str, Any]) -> Message:
    return Message(
        key=node["key"],
        person=node["person"],
        channel=Channel(node["channel"], Carrier(node["carrier"]), ""),
        matter=Matter(node["matter"]),
        directive=node["directive"],
        number=node.get("number"),
        title=node["title"],
        due=native(node["due"]),
        state=State(node["state"]),
        tries=node["tries"],
        error=node.get("error"),
        batch=node.get("batch"),
    )
