"""Seats: who serves at which union, since when; the census knows whether a union has hands."""

from datetime import datetime
from typing import Any

from graph.access import allow
from graph.db import Database, Transaction, row, rows, run
from graph.dialect import native
from graph.facts import Answer, change
from graph.log import Turn
from graph.positions import position
from graph.steps import apply
from orgnet.errors import Conflict, Missing
from orgnet.facts import Ask, Fact
from orgnet.permissions import Action, Role
from orgnet.steps import Edit
from orgnet.unions import Hands


async def seat(database: Database, ask: Ask, person: str, union: str, role: Role, now: datetime) -> Answer:
    """Give a person a seat; nobody seats himself."""

    async def work(turn: Turn) -> Answer:
        await _allow(turn, ask, person, union)
        return await give(turn, ask, person, union, role)

    return await change(database, ask, work, now)


async def unseat(database: Database, ask: Ask, person: str, union: str, role: Role, now: datetime) -> Answer:
    """Take a seat from a person; that it was held is remembered."""

    async def work(turn: Turn) -> Answer:
        await _allow(turn, ask, person, union)
        return await take(turn, ask, person, union, role)

    return await change(database, ask, work, now)


async def hand_over(
    database: Database, ask: Ask, person: str, successor: str, union: str, role: Role, now: datetime
) -> Answer:
    """Pass a seat on to the next person in one turn, so that the union is never without hands."""

    async def work(turn: Turn) -> Answer:
        await _allow(turn, ask, successor, union)
        given = await give(turn, ask, successor, union, role)
        await take(turn, Ask(ask.actor), person, union, role)
        return given

    return await change(database, ask, work, now)


async def _allow(turn: Turn, ask: Ask, person: str, union: str) -> None:
    await allow(turn.tx, ask.actor, Action.SEAT, await position(turn.tx, union))
    if person == ask.actor:
        raise Conflict("nobody gives a seat to himself or takes one from himself; ask an admin above")
    if await row(turn.tx, "MATCH (p:Person {id: $id}) RETURN p.id AS id", id=person) is None:
        raise Missing(f"there is no person {person}")


async def give(turn: Turn, ask: Ask, person: str, union: str, role: Role) -> Answer:
    """Make a seat within a turn; raises Conflict where the person holds it already."""
    parameters = {"person": person, "union": union, "role": role.value}
    if await row(turn.tx, HELD, **parameters):
        raise Conflict(f"this person holds a seat as {role} at this union already")
    await run(turn.tx, SERVE, at=turn.at, seq=turn.seq + 1, **parameters)
    return await _record(turn, ask, "seated", parameters)


async def take(turn: Turn, ask: Ask, person: str, union: str, role: Role) -> Answer:
    """End a seat within a turn; raises Conflict where the person does not hold it."""
    parameters = {"person": person, "union": union, "role": role.value}
    if not await row(turn.tx, HELD, **parameters):
        raise Conflict(f"this person holds no seat as {role} at this union")
    await run(turn.tx, LEAVE, at=turn.at, **parameters)
    return await _record(turn, ask, "unseated", parameters)


HELD = "MATCH (:Person {id: $person})-[s:SERVES {role: $role}]->(:Union {id: $union}) RETURN s.role AS role"

SERVE = """
MATCH (p:Person {id: $person}), (u:Union {id: $union})
CREATE (p)-[:SERVES {role: $role, since: $at, seq: $seq}]->(u)
"""

LEAVE = """
MATCH (p:Person {id: $person})-[s:SERVES {role: $role}]->(u:Union {id: $union})
CREATE (p)-[:SERVED {role: $role, since: s.since, until: $at}]->(u)
DELETE s
"""


async def _record(turn: Turn, ask: Ask, kind: str, seat: dict[str, str]) -> Answer:
    where = await position(turn.tx, seat["union"])
    await count_hands(turn, seat["union"])
    answer: Answer = {**seat, "seq": turn.seq + 1}
    turn.record(Fact(kind, ask, seat["union"], line=where.branch, data=dict[str, Any](seat), answer=answer))
    return answer


async def count_hands(turn: Turn, union: str) -> None:
    """Let the census know whether a union has hands, after something about its seats changed."""
    before, after = (await position(turn.tx, union)).union.hands, await hands_of(turn.tx, union)
    if after is not before:
        await apply(turn, [Edit(union, {"hands": before.value}, {"hands": after.value})])


async def hands_of(tx: Transaction, union: str) -> Hands:
    """Whether somebody active serves at a union, or is invited to."""
    found = await row(
        tx,
        """
        MATCH (u:Union {id: $id})
        RETURN EXISTS { (u)<-[:SERVES]-(:Person {active: true}) } AS seated,
            EXISTS { (u)<-[:INVITES_TO]-(:Invitation {state: 'open'}) } AS invited
        """,
        id=union,
    )
    if found and found["seated"]:
        return Hands.SEATED
    return Hands.INVITED if found and found["invited"] else Hands.VACANT


async def holders(tx: Transaction, actor: str, union: str) -> list[dict[str, Any]]:
    """Who serves at a union, and as what; for who may see its people."""
    await allow(tx, actor, Action.SEE_PEOPLE, await position(tx, union))
    found = await rows(
        tx,
        """
        MATCH (p:Person)-[s:SERVES]->(:Union {id: $id})
        RETURN p.id AS person, p.name AS name, s.role AS role, s.since AS since ORDER BY p.name, s.role
        """,
        id=union,
    )
    return [{**record, "since": native(record["since"])} for record in found]
