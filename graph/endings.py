"""Endings: cascades are closed, withdrawn, superseded, or expire; they are read-only from then on."""

from dataclasses import replace
from datetime import datetime

from graph import documents, log, relays, requests
from graph.db import Database, rows
from graph.facts import Answer, change
from graph.log import Turn
from graph.nodes import directive_of
from graph.positions import positions
from graph.standings import whole
from graph.subjects import end
from orgnet.directives import State, may_close, may_end, may_withdraw
from orgnet.facts import Ask
from orgnet.names import reason
from orgnet.permissions import Action
from orgnet.receipts import Milestone


async def close(database: Database, ask: Ask, id: str, now: datetime) -> Answer:
    """Close a cascade: it weighs on nobody's inbox any more."""

    async def work(turn: Turn) -> Answer:
        issued, issuer = await documents.allowed(turn.tx, ask, id, Action.CLOSE)
        may_close(issued)
        await end(turn, id, State.CLOSED)
        return documents.record(turn, ask, "closed", issued, issuer)

    return await change(database, ask, work, now)


async def withdraw(database: Database, ask: Ask, id: str, why: str, now: datetime) -> Answer:
    """Take a directive back, as long as nobody has done what it asks, or what was passed on, as long as nobody below
    has acted on it; its text and its number stay."""

    async def work(turn: Turn) -> Answer:
        issued, issuer = await documents.allowed(turn.tx, ask, id, Action.CLOSE)
        if issued.relay:
            return await relays.withdraw(turn, ask, replace(issued, reason=reason(why)), issuer)
        may_end(issued)
        may_withdraw(issued, (await whole(turn.tx, issued)).reached()[Milestone.DONE])
        await end(turn, id, State.WITHDRAWN, reason(why))
        await requests.reopen(turn, ask.actor, issued, issuer)
        return documents.record(turn, ask, "withdrawn", issued, issuer)

    return await change(database, ask, work, now)


async def expire(database: Database, now: datetime, most: int) -> int:
    """Close what has expired, at most so many cascades in one turn; how many. Run again while it closes `most`."""
    if not await database.read(lambda tx: rows(tx, EXPIRED, today=database.today(now).isoformat(), most=1)):
        return 0

    async def work(turn: Turn) -> int:
        found = await rows(turn.tx, EXPIRED, today=turn.today.isoformat(), most=most)
        over = [directive_of(record["node"]) for record in found]
        issuers = await positions(turn.tx, {directive.audience.issuer for directive in over})
        for directive in over:
            await end(turn, directive.id, State.CLOSED)
            documents.record(turn, Ask("clock"), "expired", directive, issuers[directive.audience.issuer])
        return len(over)

    return await log.turn(database, work, now)


EXPIRED = """
MATCH (d:Directive) WHERE d.state = 'issued' AND d.expires < $today
RETURN d {.*, body: null} AS node LIMIT $most
"""
