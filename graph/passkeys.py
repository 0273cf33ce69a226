"""Passkeys: made and taken back by whoever they belong to, and signing in with one.

What a device is asked is kept, as a hash, until it is answered or has gone stale, so that no answer counts twice.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from neo4j import Record

from graph import log, sessions
from graph.access import places_of
from graph.db import Database, Transaction, row, rows, run
from graph.dialect import native, seconds
from graph.hashing import fingerprint
from graph.log import Turn
from graph.people import record
from orgnet import passkeys
from orgnet.errors import Conflict, Denied, Missing
from orgnet.facts import Ask
from orgnet.passkeys import Passkey, Site

ANSWERED = timedelta(minutes=5)
"""For so long a device may take to answer."""

MOST = 20
"""Passkeys that one person may have."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A passkey of somebody: on which device it was made, when, and when it was used last."""

    id: str
    device: str
    created: datetime
    used: datetime | None


async def offer(database: Database, person: str, site: Site, now: datetime) -> str:
    """What the browser of a person is asked in order to make a passkey, as JSON."""
    found = await database.read(lambda tx: row(tx, MINE, person=person))
    if found is None:
        raise Denied("sign in first")
    if len(found["kept"]) >= MOST:
        raise Conflict(f"nobody has more than {MOST} passkeys; take one back first")
    challenge = await _challenge(database, person, now)
    return passkeys.offer(site, challenge, person, found["username"], found["name"], found["kept"])


MINE = """
MATCH (p:Person {id: $person}) OPTIONAL MATCH (p)<-[:OF]-(k:Passkey)
RETURN p.username AS username, p.name AS name, collect(k.id) AS kept
"""


async def question(database: Database, site: Site, now: datetime) -> str:
    """What the browser of somebody unknown is asked, as JSON."""
    return passkeys.question(site, await _challenge(database, None, now))


async def _challenge(database: Database, person: str | None, now: datetime) -> bytes:
    challenge = secrets.token_bytes(32)
    kept = {"hash": fingerprint(challenge.hex()), "person": person, "ends": seconds(now + ANSWERED)}
    await database.write(lambda tx: run(tx, "CREATE (c:Challenge) SET c = $kept", kept=kept))
    return challenge


async def add(database: Database, ask: Ask, answer: str, site: Site, device: str, now: datetime) -> None:
    """Keep the passkey that a device of the asker has made; raises Denied where it does not prove to be one."""
    made = passkeys.made(site, answer)

    async def work(turn: Turn) -> None:
        await _spend(turn.tx, answer, ask.actor, turn.at)
        kept = {"id": made.id, "key": made.key, "uses": made.uses, "device": device, "created": turn.at}
        await run(turn.tx, ADD, person=ask.actor, kept=kept)
        record(turn, "passkey made", ask, ask.actor, await places_of(turn.tx, ask.actor), {"device": device})

    await log.turn(database, work, now)


ADD = "MATCH (p:Person {id: $person}) CREATE (k:Passkey)-[:OF]->(p) SET k = $kept"


async def _spend(tx: Transaction, answer: str, person: str | None, now: datetime) -> None:
    known = fingerprint(passkeys.challenged(answer).hex())
    spent = await row(tx, SPEND, hash=known)
    if spent is None or spent["ends"] <= seconds(now) or spent["person"] != person:
        raise Denied("that took too long, or was answered before; try again")


SPEND = """
MATCH (c:Challenge {hash: $hash}) WITH c, c.ends AS ends, c.person AS person
DETACH DELETE c RETURN ends, person
"""


async def sign_in(
    database: Database, answer: str, site: Site, now: datetime, device: str | None
) -> tuple[str, timedelta]:
    """The secret of a new session of whoever holds a passkey, and how long it lasts: longer on the device itself.

    Raises Denied where the device does not prove to hold it, or its owner is not active.
    """
    id, own = passkeys.claimed(answer)
    found = await database.read(lambda tx: row(tx, HELD, id=id))
    if found is None:
        raise Denied("this passkey is not known here any more; sign in with your password")
    uses = passkeys.proven(site, answer, Passkey(id, found["key"], found["uses"]))
    await database.write(lambda tx: _use(tx, answer, found, uses, now))
    lasting = sessions.OWN if own else sessions.LASTING
    return await sessions.open(database, found["person"], now, lasting=lasting, device=device), lasting


HELD = """
MATCH (k:Passkey {id: $id})-[:OF]->(p:Person)
RETURN k.id AS id, k.key AS key, k.uses AS uses, p.id AS person
"""


async def _use(tx: Transaction, answer: str, held: Record, uses: int, now: datetime) -> None:
    await _spend(tx, answer, None, now)
    await run(tx, "MATCH (k:Passkey {id: $id}) SET k.uses = $uses, k.used = $now", id=held["id"], uses=uses, now=now)


async def of(tx: Transaction, person: str) -> list[Kept]:
    """The passkeys of somebody, the first first."""
    return [
        Kept(each["id"], each["device"], native(each["created"]), native(each["used"]) if each["used"] else None)
        for each in await rows(tx, OF, person=person)
    ]


OF = """
MATCH (k:Passkey)-[:OF]->(:Person {id: $person})
RETURN k.id AS id, k.device AS device, k.created AS created, k.used AS used ORDER BY k.created
"""


async def revoke(database: Database, ask: Ask, id: str, now: datetime) -> None:
    """Take back a passkey of one's own; raises Missing where there is none such."""

    async def work(turn: Turn) -> None:
        gone = await row(turn.tx, REVOKE, person=ask.actor, id=id)
        if gone is None:
            raise Missing("you have no such passkey; perhaps it was taken back before")
        record(
            turn, "passkey taken back", ask, ask.actor, await places_of(turn.tx, ask.actor), {"device": gone["device"]}
        )

    await log.turn(database, work, now)


REVOKE = """
MATCH (k:Passkey {id: $id})-[:OF]->(:Person {id: $person}) WITH k, k.device AS device
DETACH DELETE k RETURN device
"""


async def forget(database: Database, now: datetime) -> None:
    """Remove what was asked too long ago to be answered."""
    await database.write(
        lambda tx: run(tx, "MATCH (c:Challenge) WHERE c.ends <= $now DETACH DELETE c", now=seconds(now))
    )
