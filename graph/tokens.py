"""Tokens: what a person's programs sign in with; named, listed, taken back, and shown once."""

import secrets
from datetime import datetime
from typing import Any

from uuid_utils import uuid7

from graph import log
from graph.db import Database, row, rows
from graph.facts import Answer
from graph.hashing import fingerprint
from graph.log import Turn
from graph.nodes import instant
from graph.sessions import add, ending
from orgnet.errors import Conflict, Invalid, Missing
from orgnet.facts import Ask, Fact
from orgnet.names import clean


async def create(database: Database, ask: Ask, name: str, until: datetime | None, now: datetime) -> tuple[str, str]:
    """A token of the asker: its id and its secret, which nobody can read again.

    The same request id again gives the same token another secret, since the first never arrived.
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
        properties = {"id": id, "kind": "token", "name": tidy, "hash": hashed, "created": turn.at, "used": turn.at}
        await add(turn.tx, ask.actor, properties | ending(until))
        answer: Answer = {"token": id, "seq": turn.seq + 1}
        turn.record(Fact("token made", ask, None, ask.actor, data={"name": tidy}, answer=answer))
        return answer

    return (await log.turn(database, work, now))["token"], secret


ANOTHER = """
MATCH (:Person {id: $person})<-[:OF]-(s:Session {kind: 'token', id: $id}) SET s.hash = $hash RETURN s.id AS id
"""


async def of(database: Database, person: str) -> list[dict[str, Any]]:
    """A person's tokens: id, name, when made, when last used (to the hour), and until when."""
    found = await database.read(lambda tx: rows(tx, TOKENS, person=person))
    return [dict(record) | {key: instant(record[key]) for key in ("created", "used", "until")} for record in found]


TOKENS = """
MATCH (:Person {id: $person})<-[:OF]-(s:Session {kind: 'token'})
RETURN s.id AS id, s.name AS name, s.created AS created, s.used AS used, s.until AS until
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
MATCH (:Person {id: $person})<-[:OF]-(s:Session {kind: 'token', id: $id})
WITH s, s.name AS name DETACH DELETE s RETURN name
"""
