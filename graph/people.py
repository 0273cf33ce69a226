"""People: created, signed in, changed; what they did stays."""

import secrets
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import anyio.to_thread
from pwdlib import PasswordHash

from graph import log
from graph.access import allow, seats
from graph.db import Database, Transaction, row, rows, run
from graph.dialect import native
from graph.facts import Answer, change
from graph.log import Turn
from graph.positions import position
from graph.seats import count_hands
from orgnet.errors import Conflict, Denied, Missing, Throttled
from orgnet.facts import Ask, Fact
from orgnet.names import clean
from orgnet.people import Person, check_password, username, wait_after
from orgnet.permissions import OPERATOR, Action, Role

HASH = PasswordHash.recommended()
UNKNOWN = HASH.hash(secrets.token_urlsafe())
"""Verified against for names nobody has, so that they take the same time."""


@dataclass(frozen=True, slots=True)
class FirstAdmin:
    """The first admin of an installation, whose password is shown once."""

    username: str
    password: str


async def hashed(password: str) -> str:
    """The hash of a password; made in a thread, before any transaction."""
    check_password(password)
    return await anyio.to_thread.run_sync(HASH.hash, password)


async def create(database: Database, ask: Ask, person: Person, password: str, at: str | None, now: datetime) -> Answer:
    """Enter a person; `at` is the union whose admin enters it. The answer names the `person`."""
    secret = await hashed(password)

    async def work(turn: Turn) -> Answer:
        where = await position(turn.tx, at) if at else None
        if where:
            await allow(turn.tx, ask.actor, Action.SEAT, where)
        elif ask.actor != OPERATOR:
            raise Denied("name the union whose admin enters this person")
        await _create(turn.tx, person, secret, {"entered_at": at})
        answer: Answer = {"person": person.id, "seq": turn.seq + 1}
        turn.record(Fact("person", ask, at, person.id, where.branch if where else {}, answer=answer))
        return answer

    return await change(database, ask, work, now)


async def _create(tx: Transaction, person: Person, secret: str, more: dict[str, Any]) -> None:
    name = username(person.username)
    if await row(tx, "MATCH (p:Person {username: $name}) RETURN p.id AS id", name=name):
        raise Conflict(f"the user name {name} is taken; choose another", field="username")
    properties = {
        "id": person.id,
        "username": name,
        "name": clean(person.name, "name", most=60),
        "active": person.active,
        "mobile": person.mobile,
        "mail": person.mail,
        "wecom": person.wecom,
        "secret": secret,
    } | more
    known = {key: value for key, value in properties.items() if value is not None}
    await run(tx, "CREATE (p:Person) SET p = $properties", properties=known)


async def first_start(database: Database, now: datetime) -> FirstAdmin | None:
    """Create the first admin where there is nobody yet; of several processes only one does."""
    admin = FirstAdmin("admin", secrets.token_urlsafe(12))
    secret, id = await hashed(admin.password), str(uuid.uuid4())

    async def work(turn: Turn) -> FirstAdmin | None:
        if await row(turn.tx, "MATCH (p:Person) RETURN p.id AS id LIMIT 1"):
            return None
        await _create(turn.tx, Person(id, admin.username, "admin"), secret, {"first": True})
        await run(turn.tx, SEAT_AT_ROOT, id=id, role=Role.ADMIN.value, at=turn.at, seq=turn.seq + 1)
        turn.record(Fact("person", Ask(OPERATOR), None, id))
        return admin

    return await log.turn(database, work, now)


SEAT_AT_ROOT = """
MATCH (p:Person {id: $id}), (l:Log {id: 'log'})-[:ROOT]->(u:Union)
CREATE (p)-[:SERVES {role: $role, since: $at, seq: $seq}]->(u)
"""


async def may_found_root(tx: Transaction, person: str) -> bool:
    """Whether this is the first admin, who founds the root of an empty network."""
    found = await row(tx, "MATCH (p:Person {id: $id, first: true}) WHERE p.active RETURN p.id AS id", id=person)
    return found is not None


async def sign_in(database: Database, name: str, password: str, now: datetime) -> str:
    """The id of the person of this user name and password.

    Raises Throttled after several failures, Denied otherwise; an unknown name looks like a wrong password.
    Whatever else proves who somebody is, such as OIDC, ends here too: with an id, for which `sessions.open`
    opens a session.
    """
    known = username(name)
    await _slow_down(database, known, now)
    found = await database.read(lambda tx: row(tx, BY_NAME, name=known))
    right = await anyio.to_thread.run_sync(_verify, password, found["secret"] if found else UNKNOWN)
    if found is None or not right or not found["active"]:
        await database.write(lambda tx: _count_failure(tx, known, now))
        raise Denied("user name or password is wrong")
    await database.write(lambda tx: run(tx, "MATCH (a:Attempts {username: $name}) DELETE a", name=known))
    return found["id"]


BY_NAME = "MATCH (p:Person {username: $name}) RETURN p.id AS id, p.secret AS secret, p.active AS active"


def _verify(password: str, secret: str) -> bool:
    try:
        return HASH.verify(password, secret)
    except UnicodeEncodeError:
        return False


async def _slow_down(database: Database, name: str, now: datetime) -> None:
    found = await database.read(
        lambda tx: row(tx, "MATCH (a:Attempts {username: $name}) RETURN a.failures AS n, a.last AS last", name=name)
    )
    if found is None:
        return
    free = native(found["last"]) + timedelta(seconds=wait_after(found["n"]))
    if now < free:
        seconds = int((free - now).total_seconds()) + 1
        raise Throttled(f"too many failed sign-ins; try again in {seconds} s", seconds=seconds)


async def _count_failure(tx: Transaction, name: str, now: datetime) -> None:
    await run(
        tx,
        """
        MERGE (a:Attempts {username: $name}) ON CREATE SET a.failures = 0
        SET a.failures = a.failures + 1, a.last = $now
        """,
        name=name,
        now=now,
    )


async def change_password(database: Database, person: str, old: str, new: str, now: datetime) -> None:
    """Change one's own password; all sessions of the person end."""
    found = await database.read(lambda tx: row(tx, "MATCH (p:Person {id: $id}) RETURN p.secret AS secret", id=person))
    if found is None or not await anyio.to_thread.run_sync(_verify, old, found["secret"]):
        raise Denied("the old password is wrong", field="old")
    await _set_password(database, Ask(person), person, new, now)


async def reset_password(database: Database, ask: Ask, person: str, now: datetime) -> str:
    """A new random password for somebody, set by an admin at or above one of the person's seats."""
    await database.read(lambda tx: _administers(tx, ask.actor, person))
    password = secrets.token_urlsafe(12)
    await _set_password(database, ask, person, password, now)
    return password


async def _set_password(database: Database, ask: Ask, person: str, new: str, now: datetime) -> None:
    secret = await hashed(new)

    async def work(turn: Turn) -> None:
        await run(turn.tx, "MATCH (p:Person {id: $id}) SET p.secret = $secret", id=person, secret=secret)
        await run(turn.tx, "MATCH (:Person {id: $id})<-[:OF]-(s:Session) DETACH DELETE s", id=person)
        turn.record(Fact("password", ask, None, person))

    await log.turn(database, work, now)


async def set_active(database: Database, ask: Ask, person: str, active: bool, now: datetime) -> Answer:
    """Deactivate somebody, whose sessions end and whose seats sleep, or wake them again."""

    async def work(turn: Turn) -> Answer:
        await _administers(turn.tx, ask.actor, person)
        if person == ask.actor:
            raise Conflict("nobody deactivates himself; ask an admin above")
        await run(turn.tx, "MATCH (p:Person {id: $id}) SET p.active = $active", id=person, active=active)
        if not active:
            await run(turn.tx, "MATCH (:Person {id: $id})<-[:OF]-(s:Session) DETACH DELETE s", id=person)
        for union in {record["id"] for record in await rows(turn.tx, SERVES, id=person)}:
            await count_hands(turn, union)
        answer: Answer = {"person": person, "active": active, "seq": turn.seq + 1}
        turn.record(Fact("activated" if active else "deactivated", ask, None, person, answer=answer))
        return answer

    return await change(database, ask, work, now)


SERVES = "MATCH (:Person {id: $id})-[:SERVES]->(u) RETURN u.id AS id"


async def _administers(tx: Transaction, actor: str, person: str) -> None:
    """Raises unless the actor administers a union at which the person serves or was entered."""
    found = await row(
        tx,
        """
        MATCH (p:Person {id: $id})
        RETURN [(p)-[:SERVES]->(u) | u.id] AS serves, p.entered_at AS entered
        """,
        id=person,
    )
    if found is None:
        raise Missing(f"there is no person {person}")
    for union in [*found["serves"], *([found["entered"]] if found["entered"] else [])]:
        where = await position(tx, union)
        try:
            return await allow(tx, actor, Action.SEAT, where)
        except Denied:
            continue
    if actor != OPERATOR:
        raise Missing(f"there is no person {person}")


async def me(tx: Transaction, person: str) -> dict[str, Any]:
    """Who somebody is, with the seats held."""
    found = await row(
        tx,
        "MATCH (p:Person {id: $id}) RETURN p {.id, .username, .name, .mobile, .mail, .wecom} AS person",
        id=person,
    )
    if found is None:
        raise Missing(f"there is no person {person}")
    names = await rows(tx, "MATCH (:Person {id: $id})-[:SERVES]->(u) RETURN u.id AS id, u.name AS name", id=person)
    known = {record["id"]: record["name"] for record in names}
    held = [{"union": s.union, "name": known[s.union], "role": s.role.value} for s in await seats(tx, person)]
    return {**found["person"], "seats": held}
