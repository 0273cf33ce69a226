"""Sessions: cookies for pages and bearer tokens for programs; only a hash of either is kept."""

import hashlib
import secrets
import uuid
from datetime import datetime, timedelta
from typing import Any

from graph import log
from graph.db import Database, row, rows, run
from graph.dialect import native
from graph.log import Turn
from orgnet.errors import Missing
from orgnet.facts import Ask, Fact
from orgnet.names import clean

LASTING = timedelta(hours=12)
"""A session ends so long after it was last prolonged."""

PROLONGED = timedelta(hours=1)
"""A session that is used is prolonged at most this often, so that reading writes rarely."""


async def open(database: Database, person: str, now: datetime) -> str:
    """Open a session for a person who has proved who he is; the secret for his cookie."""
    secret = secrets.token_urlsafe(32)
    await database.write(lambda tx: run(tx, OPEN, **_session(person, secret, "cookie", "", now), until=now + LASTING))
    return secret


async def create_token(database: Database, person: str, name: str, now: datetime) -> tuple[str, str]:
    """A named token for a person's programs: its id, and its secret, which is shown once."""
    tidy, secret = clean(name, "name", most=60), secrets.token_urlsafe(32)
    parameters = _session(person, secret, "token", tidy, now)

    async def work(turn: Turn) -> None:
        await run(turn.tx, OPEN, **parameters, until=None)
        turn.record(Fact("token", Ask(person), None, person, data={"name": tidy}))

    await log.turn(database, work, now)
    return parameters["session"], secret


OPEN = """
MATCH (p:Person {id: $person})
CREATE (s:Session {id: $session, hash: $hash, kind: $kind, name: $name, created: $now, used: $now})-[:OF]->(p)
SET s.until = $until
"""


def _session(person: str, secret: str, kind: str, name: str, now: datetime) -> dict[str, Any]:
    return {
        "person": person,
        "session": str(uuid.uuid4()),
        "hash": _hash(secret),
        "kind": kind,
        "name": name,
        "now": now,
    }


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode(errors="replace")).hexdigest()


async def actor_of(database: Database, secret: str, now: datetime) -> str | None:
    """The id of the active person whose session or token this is."""
    found = await database.read(lambda tx: row(tx, FIND, hash=_hash(secret)))
    if found is None or (found["until"] and native(found["until"]) < now):
        return None
    if now - native(found["used"]) > PROLONGED:
        until = now + LASTING if found["until"] else None
        await database.write(lambda tx: run(tx, USE, hash=_hash(secret), now=now, until=until))
    return found["person"]


FIND = """
MATCH (s:Session {hash: $hash})-[:OF]->(p:Person) WHERE p.active
RETURN p.id AS person, s.until AS until, s.used AS used
"""

USE = "MATCH (s:Session {hash: $hash}) SET s.used = $now, s.until = $until"


async def close(database: Database, secret: str) -> None:
    """End a session."""
    await database.write(lambda tx: run(tx, "MATCH (s:Session {hash: $hash}) DETACH DELETE s", hash=_hash(secret)))


async def tokens(database: Database, person: str) -> list[dict[str, Any]]:
    """A person's tokens: id, name, when created and last used."""
    found = await database.read(lambda tx: rows(tx, TOKENS, person=person))
    return [
        {"id": r["id"], "name": r["name"], "created": native(r["created"]), "used": native(r["used"])} for r in found
    ]


TOKENS = """
MATCH (:Person {id: $person})<-[:OF]-(s:Session {kind: 'token'})
RETURN s.id AS id, s.name AS name, s.created AS created, s.used AS used ORDER BY s.name, s.id
"""


async def revoke(database: Database, person: str, token: str, now: datetime) -> None:
    """Take a token back."""

    async def work(turn: Turn) -> None:
        found = await row(turn.tx, ONE, person=person, id=token)
        if found is None:
            raise Missing("there is no such token of yours")
        await run(turn.tx, "MATCH (s:Session {hash: $hash}) DETACH DELETE s", hash=found["hash"])
        turn.record(Fact("token revoked", Ask(person), None, person, data={"name": found["name"]}))

    await log.turn(database, work, now)


ONE = """
MATCH (:Person {id: $person})<-[:OF]-(s:Session {kind: 'token', id: $id}) RETURN s.hash AS hash, s.name AS name
"""
