"""People: entered, edited, deactivated and woken again; the first of them at the first start."""

import secrets
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any

from uuid_utils import uuid7

from graph import hands, log, sessions
from graph.access import allow, covered, look_after, places_of, seats, see
from graph.db import Database, Transaction, row, rows, run
from graph.facts import Answer, change
from graph.log import Turn
from graph.positions import position, positions
from graph.seats import give
from orgnet.errors import Conflict, Denied, Invalid, Missing
from orgnet.facts import Ask, Fact
from orgnet.people import Person, check_password, checked, mobile, username
from orgnet.permissions import OPERATOR, Action, Role
from orgnet.positions import Position
from orgnet.structure import living


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
            living(where.union, "at")
        elif ask.actor != OPERATOR:
            raise Denied("name the union whose admin enters this person", field="at")
        await write(turn.tx, person, {"home": at, "secret": secret})
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
        places = await (places_of(turn.tx, id) if id == ask.actor else look_after(turn.tx, ask.actor, id))
        tidy = checked(replace(await one(turn.tx, id), **fields))  # pyright: ignore[reportArgumentType]
        changed = {key: getattr(tidy, key) for key in fields}
        await run(turn.tx, "MATCH (p:Person {id: $id}) SET p += $changed", id=id, changed=changed)
        return record(turn, "person edited", ask, id, places, {"fields": sorted(fields)})

    return await change(database, ask, work, now)


async def set_active(database: Database, ask: Ask, id: str, active: bool, now: datetime) -> Answer:
    """Deactivate somebody, whose sessions and tokens end and whose seats sleep, or wake them again."""

    async def work(turn: Turn) -> Answer:
        places = await look_after(turn.tx, ask.actor, id)
        if id == ask.actor:
            raise Conflict("nobody deactivates himself; ask another admin")
        await run(turn.tx, SET_ACTIVE, id=id, active=active)
        if not active:
            await sessions.end(turn.tx, id, tokens=True)
        await hands.count(turn, [place.union.id for place in places])
        return record(turn, "woken" if active else "deactivated", ask, id, places)

    return await change(database, ask, work, now)


SET_ACTIVE = "MATCH (p:Person {id: $id}) SET p.active = $active, p.code = null, p.code_until = null, p.code_by = null"


def record(
    turn: Turn, kind: str, ask: Ask, person: str, places: list[Position], data: dict[str, Any] | None = None
) -> Answer:
    """Record what happened to a person, at the first of the unions where he serves; the answer names him."""
    answer: Answer = {"person": person, "seq": turn.seq + 1}
    where = places[0] if places else None
    union, line = (where.union.id, where.branch) if where else (None, {})
    turn.record(Fact(kind, ask, union, person, line, data or {}, answer))
    return answer


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
    found = await row(tx, NAMED, id=name, name=_username(name))
    if found is None:
        raise Missing(f"there is no person {name}")
    return found["id"]


def _username(name: str) -> str:
    try:
        return username(name)
    except Invalid:
        return ""


NAMED = """
MATCH (p:Person {id: $id}) RETURN p.id AS id UNION MATCH (p:Person {username: $name}) RETURN p.id AS id
"""


async def found(tx: Transaction, actor: str, text: str) -> list[dict[str, Any]]:
    """Those of this name, user name or telephone who serve where the actor may see people, each with the seats
    he may see. Of a name that more than a thousand share, not all are looked at."""
    asked = {"text": text.strip(), "name": _username(text), "mobile": _mobile(text), "most": LIKE_NAMED}
    ids = sorted({record["id"] for record in await rows(tx, CALLED, **asked)})
    served = await rows(tx, SERVED, ids=ids)
    places = await positions(tx, {record["union"] for record in served if record["union"]})
    sighted = await covered(tx, actor, Action.SEE_PEOPLE, places.values())
    there = {record["id"] for record in served if record["union"] in sighted}
    return [await seen(tx, actor, id) for id in ids if id in there]


LIKE_NAMED = 1000


def _mobile(text: str) -> str | None:
    try:
        return mobile(text)
    except Invalid:
        return None


CALLED = """
MATCH (p:Person {name: $text}) RETURN p.id AS id LIMIT $most
UNION MATCH (p:Person {username: $name}) RETURN p.id AS id LIMIT 1
UNION MATCH (p:Person {mobile: $mobile}) RETURN p.id AS id LIMIT $most
"""

SERVED = """
UNWIND $ids AS id
MATCH (p:Person {id: id})
OPTIONAL MATCH (p)-[:SERVES]->(u:Union)
RETURN DISTINCT id, coalesce(u.id, p.home) AS union
"""


async def seen(tx: Transaction, actor: str, id: str) -> dict[str, Any]:
    """A person with those seats that the actor may see; raises Missing where he may not see the person."""
    places = await see(tx, actor, id)
    known, sighted = await me(tx, id), await covered(tx, actor, Action.SEE_PEOPLE, places)
    shown = [seat for seat in known["seats"] if seat["union"] in sighted or actor == id]
    return known | {"seats": shown}


async def me(tx: Transaction, person: str) -> dict[str, Any]:
    """Who somebody is, with the seats held."""
    known, held = await one(tx, person), await seats(tx, person)
    names = {place.union.id: place.union.name for place in await places_of(tx, person)}
    return {
        **asdict(known),
        "seats": [{"union": s.union, "name": names[s.union], "role": s.role.value} for s in held],
    }
