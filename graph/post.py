"""Post: the log is read on after commit, and what people are to be told of is spread over those who act for the unions
concerned.

One node says how far the log was read. What people are to be told of becomes an errand, which is spread page by page;
each page is a turn of its own, so several processes share the work and a crash loses nothing.
"""

from collections.abc import Collection, Sequence
from dataclasses import asdict
from datetime import datetime
from zoneinfo import ZoneInfo

from graph import errands, log
from graph.channels import Told, acting
from graph.db import Database, Transaction, collected, row, run
from graph.events import head
from graph.log import Turn
from graph.messages import write
from graph.nodes import Node
from orgnet.channels import Carrier, when
from orgnet.directives import Directive
from orgnet.documents import Urgency
from orgnet.messages import Errand, Matter, Message, State, key
from orgnet.reminders import Scope

FACTS = 1000
"""Facts read at once."""


async def gather(database: Database, now: datetime) -> bool:
    """Read on in the log, and keep what people are to be told of; False where there was nothing new.

    The first time it begins at the end of the log: nobody is told of what was there before.
    """
    seen = await database.read(lambda tx: row(tx, "MATCH (p:Post {id: 'post'}) RETURN p.seq AS seq"))
    end = await database.read(head)
    if seen is not None and seen["seq"] >= end:
        return False
    last = end if seen is None else min(seen["seq"] + FACTS, end)
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
                messages = _messages(errand, page.about, told, turn.at, database.zone)
                await write(turn.tx, [each for each in messages if each.channel.carrier in carriers])
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
    times = {told.person.id: when(told.habits, now, zone, urgent=urgent) for told in people}
    return [
        Message(
            key=key(errand, told.person.id, channel),
            person=told.person.id,
            channel=channel,
            matter=errand.matter,
            directive=directive.id,
            number=directive.number,
            title=directive.text.title,
            due=times[told.person.id],
            state=State.HELD if times[told.person.id] > now else State.WAITING,
        )
        for told in people
        for channel in told.channels
    ]


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
        top=node["top"],
    )
