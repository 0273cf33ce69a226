"""People: entered, edited, deactivated and woken again; the first of them at the first start."""

import secrets
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any

from uuid_utils import uuid7

from graph import hands, log, sessions
from graph.access import allow, decision, seats
from graph.db import Database, Transaction, row, rows, run
from graph.facts import Answer, change
from graph.log import Turn
from graph.positions import position, positions
from graph.seats import give
from orgnet.errors import Conflict, Denied, Invalid, Missing
from orgnet.facts import Ask, Fact
from orgnet.people import Person, check_password, checked, username
from orgnet.permissions import OPERATOR, Action, Role


@dataclass(frozen=True, slots=True)
class FirstAdmin:
    """The first admin of an installation, whose password is shown once."""

    username: str
    password: str


async def first_start(database: Database, now: datetime) -> FirstAdmin | None:
    """Create the first admin where there is nobody yet; of several processes only one does.

    Where the network has its root already he gets the admin's seat there, else he may found it.
    """
    if await database.read(_anybody):
        return None
    admin = FirstAdmin("admin", secrets.token_urlsafe(12))
    person, secret = Person(str(uuid7()), admin.username, "admin"), await database.hashing.make(admin.password)

    async def work(turn: Turn) -> FirstAdmin | None:
        if await _anybody(turn.tx):
            return None
        operator = Ask(OPERATOR)
        await write(turn.tx, person, {"first": True, "secret": secret})
        turn.record(Fact("person", operator, None, person.id))
        root = await row(turn.tx, "MATCH (:Log {id: 'log'})-[:ROOT]->(u:Union) RETURN u.id AS id")
        if root:
            await give(turn, operator, person.id, root["id"], Role.ADMIN)
        return admin

    return await log.turn(database, work, now)


async def _anybody(tx: Transaction) -> bool:
    return await row(tx, "MATCH (p:Person) RETURN p.id AS id LIMIT 1") is not None


async def may_found_root(tx: Transaction, person: str) -> bool:
    """Whether this is the first admin, who founds the root of an empty network."""
    found = await row(tx, "MATCH (p:Person {id: $id, first: true}) WHERE p.active RETURN p.id AS id", id=person)
    return found is not None


async def create(
    database: Database, ask: Ask, person: Person, password: str | None, at: str | None, now: datetime
) -> Answer:
    """Enter a person; `at` is the union whose admin enters it. The answer names the `person`.

    Without a password nobody can sign in as this person until one is set with a one-time code.
    """
    if password is not None:
        check_password(password)
    secret = await database.hashing.make(password) if password is not None else None

    async def work(turn: Turn) -> Answer:
        where = await position(turn.tx, at) if at else None
        if where:
            await allow(turn.tx, ask.actor, Action.SEAT, where)
        elif ask.actor != OPERATOR:
            raise Denied("name the union whose admin enters this person", field="at")
        await write(turn.tx, person, {"entered_at": at, "secret": secret})
        answer: Answer = {"person": person.id, "seq": turn.seq + 1}
        turn.record(Fact("person", ask, at, person.id, where.branch if where else {}, answer=answer))
        return answer

    return await change(database, ask, work, now)


async def write(tx: Transaction, person: Person, more: dict[str, Any]) -> None:
    """Write a new person's node; raises Conflict where the user name is taken."""
    tidy = checked(person)
    if await row(tx, "MATCH (p:Person {username: $name}) RETURN p.id AS id", name=tidy.username):
        raise Conflict(f"the user name {tidy.username} is taken; choose another", field="username")
    properties = {key: value for key, value in (asdict(tidy) | more).items() if value is not None}
    await run(tx, "CREATE (p:Person) SET p = $properties", properties=properties)


async def edit(database: Database, ask: Ask, id: str, fields: dict[str, str | None], now: datetime) -> Answer:
    """Change a person's name, mobile, mail or WeCom id: one's own, or as an admin who looks after the person."""
    if fields.get("name", "") is None:
        raise Invalid("a person has a name; give one or leave it as it is", field="name")

    async def work(turn: Turn) -> Answer:
        if id != ask.actor:
            await look_after(turn.tx, ask.actor, id)
        person = await one(turn.tx, id)
        tidy = checked(replace(person, **fields))  # pyright: ignore[reportArgumentType]
        changed = {key: getattr(tidy, key) for key in fields}
        await run(turn.tx, "MATCH (p:Person {id: $id}) SET p += $changed", id=id, changed=changed)
        answer: Answer = {"person": id, "seq": turn.seq + 1}
        turn.record(Fact("person edited", ask, None, id, data={"fields": sorted(fields)}, answer=answer))
        return answer

    return await change(database, ask, work, now)


async def set_active(database: Database, ask: Ask, id: str, active: bool, now: datetime) -> Answer:
    """Deactivate somebody, whose sessions and tokens end and whose seats sleep, or wake them again."""

    async def work(turn: Turn) -> Answer:
        await look_after(turn.tx, ask.actor, id)
        if id == ask.actor:
            raise Conflict("nobody deactivates himself; ask another admin")
        await run(turn.tx, "MATCH (p:Person {id: $id}) SET p.active = $active", id=id, active=active)
        if not active:
            await sessions.end(turn.tx, id, tokens=True)
        await hands.count(turn, await _unions(turn.tx, id))
        answer: Answer = {"person": id, "active": active, "seq": turn.seq + 1}
        turn.record(Fact("woken" if active else "deactivated", ask, None, id, answer=answer))
        return answer

    return await change(database, ask, work, now)


async def _unions(tx: Transaction, person: str) -> list[str]:
    """Where somebody serves; of somebody who serves nowhere, where he was entered."""
    found = await rows(
        tx,
        """
        MATCH (p:Person {id: $id})
        OPTIONAL MATCH (p)-[:SERVES]->(u:Union)
        RETURN DISTINCT coalesce(u.id, p.entered_at) AS id
        """,
        id=person,
    )
    return [record["id"] for record in found if record["id"]]


async def look_after(tx: Transaction, actor: str, person: str) -> None:
    """Raises unless the actor administers everywhere where the person serves.

    Whoever could reset the password of somebody with a seat elsewhere would gain that seat.
    """
    if not await visible(tx, actor, person):
        raise Missing(f"there is no person {person}")
    places = (await positions(tx, await _unions(tx, person))).values()
    if not places and actor != OPERATOR:
        raise Denied("this person serves nowhere; only the operator of the installation can look after him")
    await allow(tx, actor, Action.LOOK_AFTER, *places)


async def visible(tx: Transaction, actor: str, person: str) -> bool:
    """Whether a person exists for the actor: himself, or somebody who serves where he may see people."""
    known = await row(tx, "MATCH (p:Person {id: $id}) RETURN p.id AS id", id=person)
    if known is None or actor in (person, OPERATOR):
        return known is not None
    places = await positions(tx, await _unions(tx, person))
    decisions = [await decision(tx, actor, Action.SEE_PEOPLE, where) for where in places.values()]
    return any(one.allowed for one in decisions)


async def one(tx: Transaction, id: str) -> Person:
    """A person; raises Missing."""
    found = await row(
        tx,
        "MATCH (p:Person {id: $id}) RETURN p {.id, .username, .name, .active, .mobile, .mail, .wecom} AS person",
        id=id,
    )
    if found is None:
        raise Missing(f"there is no person {id}")
    return Person(**found["person"])


async def named(tx: Transaction, name: str) -> str:
    """The id of the person of this id or user name; raises Missing."""
    found = await row(tx, NAMED, id=name, name=username(name))
    if found is None:
        raise Missing(f"there is no person {name}")
    return found["id"]


NAMED = """
MATCH (p:Person {id: $id}) RETURN p.id AS id UNION MATCH (p:Person {username: $name}) RETURN p.id AS id
"""


async def seen(tx: Transaction, actor: str, id: str) -> dict[str, Any]:
    """A person with his seats, as far as the actor may see people; raises Missing otherwise."""
    if not await visible(tx, actor, id):
        raise Missing(f"there is no person {id}")
    return await me(tx, id)


async def me(tx: Transaction, person: str) -> dict[str, Any]:
    """Who somebody is, with the seats held."""
    known = await one(tx, person)
    names = await rows(tx, "MATCH (:Person {id: $id})-[:SERVES]->(u) RETURN u.id AS id, u.name AS name", id=person)
    by_id = {record["id"]: record["name"] for record in names}
    held = [{"union": s.union, "name": by_id[s.union], "role": s.role.value} for s in await seats(tx, person)]
    return {**asdict(known), "seats": held}
