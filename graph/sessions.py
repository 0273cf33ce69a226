"""Sessions: of people by cookie and of their programs by bearer token; only a hash of either is kept.

Opening a session asks for no password: whatever proves who somebody is (`graph.passwords.sign_in`, or an
identity provider by OIDC) ends with the id of a person, and with that a session is opened here.
"""

import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from neo4j import Record
from uuid_utils import uuid7

from graph.db import Database, Transaction, row, rows, run
from graph.dialect import native, seconds
from graph.hashing import fingerprint
from orgnet.errors import Denied

LASTING = timedelta(hours=12)
"""A session ends so long after it was last prolonged."""

OWN = timedelta(days=30)
"""And on a device of one's own so long."""

PROLONGED = timedelta(hours=1)
"""A session is prolonged, and a token noted as used, at most this often, so that reading writes rarely."""


TOKENS = ("token", "calendar")
"""What programs have: those that may do what their person may, and those that read one union's calendar."""


async def open(
    database: Database,
    person: str,
    now: datetime,
    password: str | None = None,
    lasting: timedelta = LASTING,
    device: str | None = None,
) -> str:
    """Open a session for a person who has proved who he is; the secret for his cookie.

    `device` says in a few words where, for the list of his sessions; `password` is the kept hash of the password that proved it, which must still be the one kept. Raises
    Denied where it is not, or where the person is not active.
    """
    secret = secrets.token_urlsafe(32)
    told = {"kind": "cookie", "hash": fingerprint(secret), "created": now, "used": now, "device": device}
    lasts = {"lasting": int(lasting.total_seconds())} | ending(now + lasting)
    await database.write(lambda tx: add(tx, person, told | lasts, password))
    return secret


def ending(until: datetime | None) -> dict[str, Any]:
    """When a session or token ends, as it is kept."""
    return {"until": until, "ends": seconds(until) if until else None}


async def add(tx: Transaction, person: str, properties: dict[str, Any], password: str | None = None) -> None:
    """Add a session or token of an active person, whose password is still the one that proved who he is."""
    added = await row(
        tx, ADD, person=person, password=password, properties={"id": str(uuid7()), **properties}, now=properties["used"]
    )
    if added is None:
        raise Denied("this person may not sign in, or has another password since a moment ago")


ADD = """
MATCH (p:Person {id: $person}) SET p.opened = $now
WITH p WHERE p.active AND ($password IS NULL OR p.secret = $password)
CREATE (s:Session)-[:OF]->(p) SET s = $properties
RETURN s.id AS id
"""
"""The person is written first, so that a deactivation or a new password at the same moment, which end all
sessions, come before this or after it, and miss none."""


async def actor_of(database: Database, secret: str, now: datetime) -> str | None:
    """The id of the active person whose session or token this is; that of a calendar is nobody's."""
    found = await used(database, secret, ("cookie", "token"), now)
    return found["person"] if found else None


async def used(database: Database, secret: str, kinds: Collection[str], now: datetime) -> Record | None:
    """The session or token of one of these kinds whose secret this is, noted as used: its person, and the union
    whose calendar it reads. None where it is over, or its person is not active."""
    known = fingerprint(secret)
    found = await database.read(lambda tx: row(tx, FIND, hash=known, kinds=list(kinds)))
    if found is None or (found["until"] and native(found["until"]) <= now):
        return None
    if now - native(found["used"]) > PROLONGED:
        lasting = timedelta(seconds=found["lasting"]) if found["lasting"] else LASTING
        prolonged = {"used": now} | (ending(now + lasting) if found["kind"] == "cookie" else {})
        await database.write(lambda tx: run(tx, USE, hash=known, prolonged=prolonged))
    return found


FIND = """
MATCH (s:Session {hash: $hash})-[:OF]->(p:Person) WHERE p.active AND s.kind IN $kinds
RETURN p.id AS person, s.kind AS kind, s.until AS until, s.used AS used, s.calendar AS calendar,
    s.lasting AS lasting
"""

USE = "MATCH (s:Session {hash: $hash}) SET s += $prolonged"


@dataclass(frozen=True, slots=True)
class Session:
    """One's session somewhere: since when, when it was used last, and whether it is this one."""

    id: str
    device: str | None
    created: datetime
    used: datetime
    this: bool


async def of(tx: Transaction, person: str, secret: str | None, now: datetime) -> list[Session]:
    """The sessions of somebody that are not over, the one used last first."""
    found = await rows(tx, OF, person=person, hash=fingerprint(secret or ""))
    return [
        Session(each["id"], each["device"], native(each["created"]), native(each["used"]), each["this"])
        for each in found
        if native(each["until"]) > now
    ]


OF = """
MATCH (s:Session {kind: 'cookie'})-[:OF]->(:Person {id: $person})
RETURN s.id AS id, s.device AS device, s.created AS created, s.used AS used, s.until AS until, s.hash = $hash AS this
ORDER BY s.used DESC
"""


async def revoke(database: Database, person: str, id: str) -> None:
    """End one of somebody's sessions; nothing happens where it is over already."""
    await database.write(lambda tx: run(tx, REVOKE, person=person, id=id))


REVOKE = "MATCH (s:Session {id: $id, kind: 'cookie'})-[:OF]->(:Person {id: $person}) DETACH DELETE s"


async def close(database: Database, secret: str) -> bool:
    """End one session; whether it was one, for a token is taken back by its id (`graph.tokens.revoke`)."""
    closed = await database.write(lambda tx: row(tx, CLOSE, hash=fingerprint(secret)))
    return closed is not None


CLOSE = """
MATCH (s:Session {hash: $hash, kind: 'cookie'})
WITH s, s.kind AS kind DETACH DELETE s RETURN kind
"""


async def close_all(database: Database, person: str) -> None:
    """Sign a person out everywhere; programs keep their tokens."""
    await database.write(lambda tx: end(tx, person))


async def end(tx: Transaction, person: str, but: str | None = None, tokens: bool = False) -> None:
    """End a person's sessions but the one of this secret, and with `tokens` those of programs and his passkeys too."""
    await run(
        tx,
        """
        MATCH (:Person {id: $person})<-[:OF]-(s:Session)
        WHERE s.kind IN $kinds AND s.hash <> $kept
        DETACH DELETE s
        """,
        person=person,
        kinds=["cookie", *TOKENS] if tokens else ["cookie"],
        kept=fingerprint(but) if but else "",
    )
    if tokens:
        await run(tx, "MATCH (:Person {id: $person})<-[:OF]-(k:Passkey) DETACH DELETE k", person=person)


async def forget(database: Database, now: datetime) -> None:
    """Remove the sessions and tokens that are over."""
    await database.write(lambda tx: run(tx, FORGET, now=seconds(now)))


FORGET = "MATCH (s:Session) WHERE s.ends <= $now DETACH DELETE s"
