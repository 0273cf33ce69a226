"""Seats: who serves at which union, since when; what was served is remembered."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from graph import hands
from graph.access import allow, see
from graph.db import Database, Transaction, row, rows, run
from graph.facts import Answer, change
from graph.log import Turn
from graph.nodes import instant
from graph.positions import position
from orgnet.errors import Conflict
from orgnet.facts import Ask, Fact
from orgnet.permissions import Action, Role
from orgnet.positions import Position
from orgnet.structure import living


async def seat(database: Database, ask: Ask, person: str, union: str, role: Role, now: datetime) -> Answer:
    """Give a seat to a person whom the asker sees; nobody seats himself.

    Whoever is out of sight is invited, and comes of his own will (`graph.invitations`).
    """

    async def work(turn: Turn) -> Answer:
        await _allow(turn, ask, union)
        await _other(turn.tx, ask, person)
        return await give(turn, ask, person, union, role)

    return await change(database, ask, work, now)


async def unseat(database: Database, ask: Ask, person: str, union: str, role: Role, now: datetime) -> Answer:
    """Take a seat from a person; that it was held is remembered."""

    async def work(turn: Turn) -> Answer:
        where = await _allow(turn, ask, union)
        _not_himself(ask, person)
        await _take(turn, person, union, role)
        return await _record(turn, ask, "unseated", where, {"person": person, "role": role.value})

    return await change(database, ask, work, now)


async def hand_over(
    database: Database, ask: Ask, person: str, successor: str, union: str, role: Role, now: datetime
) -> Answer:
    """Pass a seat on to the next person in one turn, so that the union is never without hands.

    An admin may pass on a seat of his own, but never to himself.
    """

    async def work(turn: Turn) -> Answer:
        where = await _allow(turn, ask, union)
        await _other(turn.tx, ask, successor)
        living(where.union)
        if person == successor:
            raise Conflict("a seat is handed over to somebody else", field="successor")
        await _take(turn, person, union, role)
        await _seat(turn, successor, union, role)
        seat = {"person": successor, "role": role.value, "from": person}
        return await _record(turn, ask, "handed over", where, seat)

    return await change(database, ask, work, now)


async def _allow(turn: Turn, ask: Ask, union: str) -> Position:
    where = await position(turn.tx, union)
    await allow(turn.tx, ask.actor, Action.SEAT, where)
    return where


async def _other(tx: Transaction, ask: Ask, person: str) -> None:
    """Raises unless this is somebody else, whom the asker sees."""
    _not_himself(ask, person)
    await see(tx, ask.actor, person)


def _not_himself(ask: Ask, person: str) -> None:
    if person == ask.actor:
        raise Conflict("nobody gives a seat to himself or takes one from himself; ask another admin", field="person")


async def give(turn: Turn, ask: Ask, person: str, union: str, role: Role) -> Answer:
    """Make a seat within a turn whose permission is settled, as for the first admin at the root."""
    where = await position(turn.tx, union)
    living(where.union)
    await _seat(turn, person, union, role)
    return await _record(turn, ask, "seated", where, {"person": person, "role": role.value})


async def _seat(turn: Turn, person: str, union: str, role: Role) -> None:
    if not await row(turn.tx, "MATCH (p:Person {id: $id}) WHERE p.active RETURN p.id AS id", id=person):
        raise Conflict("this person is deactivated; wake him before he gets a seat", field="person")
    if await held(turn.tx, person, union, role):
        raise Conflict(f"this person holds a seat as {role} at this union already", field="person")
    await add(turn, [{"person": person, "union": union, "role": role.value}])


async def _take(turn: Turn, person: str, union: str, role: Role) -> None:
    if not await held(turn.tx, person, union, role):
        raise Conflict(f"this person holds no seat as {role} at this union", field="person")
    await run(turn.tx, LEAVE, person=person, union=union, role=role.value, at=turn.at, seq=turn.seq + 1)


async def held(tx: Transaction, person: str, union: str, role: Role) -> bool:
    """Whether a person holds this seat."""
    return await row(tx, HELD, person=person, union=union, role=role.value) is not None


HELD = "MATCH (:Person {id: $person})-[s:SERVES {role: $role}]->(:Union {id: $union}) RETURN s.role AS role"


async def add(turn: Turn, seats: Collection[dict[str, Any]]) -> None:
    """Write seats, each a person, a union and a role, with the number of its fact unless it is the next one;
    counting the hands is left to the caller."""
    numbered = [{"seq": turn.seq + 1} | seat for seat in seats]
    await run(turn.tx, SERVE, seats=numbered, at=turn.at)


SERVE = """
UNWIND $seats AS seat
MATCH (p:Person {id: seat.person}), (u:Union {id: seat.union})
CREATE (p)-[:SERVES {role: seat.role, since: $at, seq: seat.seq}]->(u)
"""

LEAVE = """
MATCH (p:Person {id: $person})-[s:SERVES {role: $role}]->(u:Union {id: $union})
CREATE (p)-[:WAS_SERVING {role: $role, since: s.since, until: $at, seq: s.seq, ended: $seq}]->(u)
SET p.home = $union
DELETE s
"""


async def _record(turn: Turn, ask: Ask, kind: str, where: Position, seat: dict[str, str]) -> Answer:
    await hands.count(turn, [where.union.id])
    answer: Answer = {"person": seat["person"], "union": where.union.id, "role": seat["role"], "seq": turn.seq + 1}
    turn.record(Fact(kind, ask, where.union.id, seat["person"], where.branch, dict(seat), answer))
    return answer


async def holders(tx: Transaction, actor: str, union: str) -> list[dict[str, Any]]:
    """Who serves at a union, as what, and who did, the seats that ended last; for who may see its people."""
    await allow(tx, actor, Action.SEE_PEOPLE, await position(tx, union))
    found = await rows(
        tx,
        """
        MATCH (p:Person)-[s:SERVES|WAS_SERVING]->(:Union {id: $id})
        RETURN p.id AS person, p.name AS name, p.mobile AS mobile, p.active AS active, s.role AS role, s.since AS since,
            s.until AS until
        ORDER BY s.until IS NOT NULL, p.name, s.role, s.since
        """,
        id=union,
    )
    return [dict(record) | {key: instant(record[key]) for key in ("since", "until")} for record in found]
