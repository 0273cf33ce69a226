"""Tokens: what a person's programs sign in with; named, listed, taken back, and shown once.

The token of a calendar signs nobody in: it reads the deadlines of one union, as long as its person may.
"""

import secrets
from datetime import datetime
from typing import Any

from uuid_utils import uuid7

from graph import log
from graph.access import covered
from graph.db import Database, Transaction, row, rows
from graph.facts import Answer
from graph.hashing import fingerprint
from graph.log import Turn
from graph.nodes import instant
from graph.positions import position
from graph.sessions import add, ending
from orgnet.errors import Conflict, Invalid, Missing
from orgnet.facts import Ask, Fact
from orgnet.names import clean
from orgnet.permissions import Action


async def create(
    database: Database, ask: Ask, name: str, until: datetime | None, now: datetime, calendar: str | None = None
) -> tuple[str, str]:
    """A token of the asker, perhaps for no more than the calendar of a union: its id and its secret, which nobody
    can read again.

    The same request id again gives the same token another secret, since the first never arrived. Raises Missing
    where the asker may not read the documents of that union.
    """
    tidy, id, secret = clean(name, "name", most=60), str(uuid7()), secrets.token_urlsafe(32)
    if until is not None and until <= now:
        raise Invalid("a token cannot end before it begins; name a later instant, or none", field="until")

    async def work(turn: Turn) -> Answer:
        hashed = fingerprint(secret)
        if earlier := await turn.earlier(ask):
            if not await row(turn.tx, ANOTHER, person=ask.actor, id=earlier["token"], hash=hashed):
                raise Conflict("this request made a token that was taken back since; use a new request id")
            return earlier
        if calendar is not None:
            await _readable(turn.tx, ask.actor, calendar)
        kind = {"kind": "calendar", "calendar": calendar} if calendar else {"kind": "token"}
        properties = {"id": id, "name": tidy, "hash": hashed, "created": turn.at, "used": turn.at}
        await add(turn.tx, ask.actor, properties | kind | ending(until))
        answer: Answer = {"token": id, "seq": turn.seq + 1}
        turn.record(Fact("token made", ask, None, ask.actor, data={"name": tidy, **kind}, answer=answer))
        return answer

    return (await log.turn(database, work, now))["token"], secret


async def _readable(tx: Transaction, actor: str, union: str) -> None:
    where = await position(tx, union)
    if not await covered(tx, actor, Action.READ_DOCUMENTS, [where]):
        raise Missing(f"there is no calendar of union {union}")


ANOTHER = """
MATCH (:Person {id: $person})<-[:OF]-(s:Session {id: $id}) WHERE s.kind <> 'cookie' SET s.hash = $hash RETURN s.id AS id
"""


async def of(database: Database, person: str) -> list[dict[str, Any]]:
    """A person's tokens: id, name, whose calendar, when made, when last used (to the hour), and until when."""
    found = await database.read(lambda tx: rows(tx, TOKENS, person=person))
    return [dict(record) | {key: instant(record[key]) for key in ("created", "used", "until")} for record in found]


TOKENS = """
MATCH (:Person {id: $person})<-[:OF]-(s:Session) WHERE s.kind <> 'cookie'
RETURN s.id AS id, s.name AS name, s.calendar AS calendar, s.created AS created, s.used AS used, s.until AS until
ORDER BY s.name, s.id
"""


async def revoke(database: Database, ask: Ask, token: str, now: datetime) -> None:
    """Take a token back."""

    async def work(turn: Turn) -> None:
        if await turn.earlier(ask):
            return
        found = await row(turn.tx, TAKE_BACK, person=ask.actor, id=token)
        if found is None:
            raise Missing(f"you have no token {token}")
        told = {"token": token, "seq": turn.seq + 1}
        turn.record(Fact("token revoked", ask, None, ask.actor, data={"name": found["name"]}, answer=told))

    await log.turn(database, work, now)


TAKE_BACK = """
MATCH (:Person {id: $person})<-[:OF]-(s:Session {id: $id}) WHERE s.kind <> 'cookie'
WITH s, s.name AS name DETACH DELETE s RETURN name
"""
