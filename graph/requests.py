"""Requests: drafted and sent upward, received, returned, withdrawn; replied to by a directive (`graph.directives`)."""

from dataclasses import replace
from datetime import datetime
from typing import Any, LiteralString

from graph import series
from graph.access import allow, covered, seats
from graph.db import Database, Transaction, row, rows, run
from graph.facts import Answer, change
from graph.log import Turn
from graph.nodes import request_of, request_properties
from graph.positions import position, positions
from orgnet.directives import Directive
from orgnet.errors import Missing
from orgnet.facts import Ask, Fact
from orgnet.names import reason
from orgnet.permissions import OPERATOR, Action
from orgnet.positions import Position
from orgnet.requests import (
    Request,
    State,
    addressed,
    become,
    checked,
    may_follow,
    may_reply,
    may_write,
    reopened,
    replied,
)


async def draft(database: Database, ask: Ask, request: Request, now: datetime) -> Answer:
    """Write a draft; the answer names the `request`, its `number` once it has one, and the `seq` of the fact."""

    async def work(turn: Turn) -> Answer:
        sender = await position(turn.tx, request.union)
        await allow(turn.tx, ask.actor, Action.DRAFT_REQUEST, sender)
        ready = await _ready(turn.tx, replace(request, writer=ask.actor), sender)
        await run(
            turn.tx,
            "CREATE (r:Request {id: $id}) SET r = $properties",
            id=ready.id,
            properties=request_properties(ready),
        )
        return _record(turn, ask, "drafted", ready, sender)

    return await change(database, ask, work, now)


async def redraft(database: Database, ask: Ask, written: Request, now: datetime) -> Answer:
    """Write a draft anew; what was sent never changes."""

    async def work(turn: Turn) -> Answer:
        draft, sender = await _of_sender(turn, ask, written.id, Action.DRAFT_REQUEST)
        may_write(draft)
        ready = await _ready(turn.tx, replace(written, union=draft.union, writer=ask.actor), sender)
        await _set(turn.tx, ready)
        return _record(turn, ask, "redrafted", ready, sender)

    return await change(database, ask, work, now)


async def _ready(tx: Transaction, request: Request, sender: Position) -> Request:
    """A request with its text checked, and addressed as its union stands now."""
    above = [id for id in (sender.parent, sender.guide) if id]
    places = await positions(tx, above)
    may_follow(request, await _former(tx, request))
    return addressed(replace(request, matter=checked(request.matter)), [places[id].union for id in above])


async def _former(tx: Transaction, request: Request) -> Request | None:
    return await _found(tx, request.former) if request.former else None


async def send(database: Database, ask: Ask, id: str, now: datetime) -> Answer:
    """Send a draft under the next number of its union's year, or under that of the returned one it stands in for."""

    async def work(turn: Turn) -> Answer:
        written, sender = await _of_sender(turn, ask, id, Action.SEND_REQUEST)
        sent = await _ready(turn.tx, become(written, State.SENT, turn.at), sender)
        if former := await _former(turn.tx, sent):
            await _set(turn.tx, replace(former, followed=id))
        number = former.number if former else await series.take(turn, sender.union)
        await _set(turn.tx, replace(sent, number=number))
        return _record(turn, ask, "sent", replace(sent, number=number), sender)

    return await change(database, ask, work, now)


async def withdraw(database: Database, ask: Ask, id: str, why: str, now: datetime) -> Answer:
    """Take a request back, as long as it is open."""

    async def work(turn: Turn) -> Answer:
        sent, sender = await _of_sender(turn, ask, id, Action.SEND_REQUEST)
        withdrawn = replace(become(sent, State.WITHDRAWN, turn.at), reason=reason(why))
        await _set(turn.tx, withdrawn)
        return _record(turn, ask, "withdrawn", withdrawn, sender)

    return await change(database, ask, work, now)


async def receive(database: Database, ask: Ask, id: str, now: datetime) -> Answer:
    """Note for the addressee that a request has come; a report is over with that."""

    async def work(turn: Turn) -> Answer:
        sent, addressee = await _of_addressee(turn, ask, id)
        received = become(sent, State.RECEIVED, turn.at)
        await _set(turn.tx, received)
        return _record(turn, ask, "received", received, addressee)

    return await change(database, ask, work, now)


async def give_back(database: Database, ask: Ask, id: str, why: str, now: datetime) -> Answer:
    """Return a request to its union, which may send it again."""

    async def work(turn: Turn) -> Answer:
        sent, addressee = await _of_addressee(turn, ask, id)
        returned = replace(become(sent, State.RETURNED, turn.at), reason=reason(why))
        await _set(turn.tx, returned)
        return _record(turn, ask, "returned", returned, addressee)

    return await change(database, ask, work, now)


async def answerable(tx: Transaction, directive: Directive) -> None:
    """Raises unless a directive may reply to the request that it is tied to, wherever the asking union stands now."""
    may_reply(directive, await _found(tx, directive.request) if directive.request else None)


async def reply(turn: Turn, actor: str, directive: Directive, issuer: Position) -> None:
    """Note in the turn in which a directive is issued that it replies to a request."""
    request = await _found(turn.tx, directive.request) if directive.request else None
    if request:
        answered = replied(request, directive.id, turn.at)
        await _set(turn.tx, answered)
        _record(turn, Ask(actor), "replied", answered, issuer)


async def reopen(turn: Turn, actor: str, directive: Directive, issuer: Position) -> None:
    """Note in the turn in which a directive is withdrawn that the request it replied to waits for another reply."""
    request = await _found(turn.tx, directive.request) if directive.request else None
    if request:
        await _set(turn.tx, reopened(request))
        _record(turn, Ask(actor), "reopened", reopened(request), issuer)


async def _of_sender(turn: Turn, ask: Ask, id: str, action: Action) -> tuple[Request, Position]:
    """A request that the asker sees, and where its union stands, for whom he may do this; raises otherwise."""
    request = await read(turn.tx, ask.actor, id)
    return request, await _where(turn, ask, action, request.union)


async def _of_addressee(turn: Turn, ask: Ask, id: str) -> tuple[Request, Position]:
    """A request that the asker sees, and where its addressee stands, for whom he may receive it; raises otherwise."""
    request = await read(turn.tx, ask.actor, id)
    return request, await _where(turn, ask, Action.RECEIVE_REQUEST, request.addressee)


async def _where(turn: Turn, ask: Ask, action: Action, union: str) -> Position:
    where = await position(turn.tx, union)
    await allow(turn.tx, ask.actor, action, where)
    return where


def _record(turn: Turn, ask: Ask, what: str, request: Request, where: Position) -> Answer:
    """Append a fact about a request, at the union that acts; the answer to whoever asked."""
    answer: Answer = {"request": request.id, "number": request.number, "seq": turn.seq + 1}
    data = {"reason": request.reason} if request.reason else {}
    kind = f"{request.matter.kind} {what}"
    turn.record(Fact(kind, ask, where.union.id, request.id, where.branch, data, answer))
    return answer


async def read(tx: Transaction, actor: str, id: str) -> Request:
    """A request as far as the actor may see it; raises Missing otherwise."""
    request = await _found(tx, id)
    if request is None or not await _visible(tx, actor, request):
        raise Missing(f"there is no request {id}")
    return request


async def seen(tx: Transaction, actor: str, id: str) -> bool:
    """Whether there is this request for the actor."""
    request = await _found(tx, id)
    return request is not None and await _visible(tx, actor, request)


async def _visible(tx: Transaction, actor: str, request: Request) -> bool:
    """Whether a request exists for somebody: a draft at its union; else for the unions it is between, the one that
    got a copy, and above these."""
    if request.state is State.DRAFT:
        return await _at(tx, actor, request.union)
    places = await positions(tx, request.parties)
    return bool(await covered(tx, actor, Action.READ_DOCUMENTS, places.values()))


async def _at(tx: Transaction, actor: str, union: str) -> bool:
    return actor == OPERATOR or union in {seat.union for seat in await seats(tx, actor)}


async def _found(tx: Transaction, id: str) -> Request | None:
    found = await row(tx, "MATCH (r:Request {id: $id}) RETURN properties(r) AS node", id=id)
    return request_of(found["node"]) if found else None


async def sent(tx: Transaction, actor: str, union: str, before: str, limit: int) -> list[Request]:
    """What a union has sent up, the latest first, from before an id; with its drafts for who serves there."""
    await _readable(tx, actor, union)
    drafts = await _at(tx, actor, union)
    return await _listed(tx, SENT, union=union, before=before, limit=limit, drafts=drafts)


SENT = """
MATCH (r:Request {union: $union}) WHERE r.id < $before AND ($drafts OR r.state <> 'draft')
RETURN r {.*, body: null} AS node ORDER BY r.id DESC LIMIT $limit
"""


async def received(tx: Transaction, actor: str, union: str, after: str, limit: int) -> list[Request]:
    """What has come to a union, from after a key: what is open, the oldest first, then what is over, the latest
    first."""
    await _readable(tx, actor, union)
    is_over, id = after.startswith("1"), after[1:]
    found = [] if is_over else await _listed(tx, OPEN, union=union, after=id, limit=limit)
    if len(found) < limit:
        before = id if is_over else LAST
        found += await _listed(tx, OVER, union=union, before=before, limit=limit - len(found))
    return found


LAST = "~"
"""Sorts after every id."""

OPEN = """
MATCH (r:Request {addressee: $union, stage: 'open'}) WHERE r.id > $after
RETURN r {.*, body: null} AS node ORDER BY r.id LIMIT $limit
"""

OVER = """
MATCH (r:Request {addressee: $union, stage: 'over'}) WHERE r.id < $before
RETURN r {.*, body: null} AS node ORDER BY r.id DESC LIMIT $limit
"""


async def copies(tx: Transaction, actor: str, union: str, before: str, limit: int) -> list[Request]:
    """What a union got a copy of, the latest first, from before an id."""
    await _readable(tx, actor, union)
    return await _listed(tx, COPIES, union=union, before=before, limit=limit)


COPIES = """
MATCH (r:Request {copied: $union}) WHERE r.id < $before AND r.state <> 'draft'
RETURN r {.*, body: null} AS node ORDER BY r.id DESC LIMIT $limit
"""


async def _listed(tx: Transaction, statement: LiteralString, **parameters: Any) -> list[Request]:
    return [request_of(record["node"]) for record in await rows(tx, statement, **parameters)]


async def _readable(tx: Transaction, actor: str, union: str) -> None:
    where = await position(tx, union)
    if not await covered(tx, actor, Action.READ_DOCUMENTS, [where]):
        raise Missing(f"there are no requests of union {union}")


async def _set(tx: Transaction, request: Request) -> None:
    await run(
        tx, "MATCH (r:Request {id: $id}) SET r = $properties", id=request.id, properties=request_properties(request)
    )
