"""Rosters: people, seats and invitations by the hundred, planned without writing, then written in slices."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from graph import hands, invitations, log, seats
from graph.access import allow
from graph.batches import batches
from graph.db import Database, Transaction, rows, run
from graph.dialect import native
from graph.hashing import fingerprint
from graph.log import Turn
from graph.naming import unions_named
from graph.positions import positions
from orgnet import rosters
from orgnet.facts import Ask, Fact
from orgnet.invitations import DAYS, Invitee
from orgnet.people import Person
from orgnet.permissions import Action, Role
from orgnet.positions import Position
from orgnet.rosters import Entry, Known, Outcome, Place, Step, invitee, steps

SLICE = 100
"""Rows written in one turn: about as many as fit into 100 ms of the log's head."""

READ = 1000
"""Rows compared at once with what there is."""

LASTING = timedelta(days=DAYS)


async def plan(database: Database, entries: Sequence[Entry], now: datetime) -> list[Outcome]:
    """What each row of a roster would bring, or why it cannot; nothing is written."""
    found, outcomes = Known(), list[Outcome]()
    for slice_ in batches(entries, READ):
        found.add(await database.read(lambda tx, s=slice_: known(tx, s, now)))
        outcomes += steps(found, slice_)
    return outcomes


async def known(tx: Transaction, entries: Sequence[Entry], now: datetime) -> Known:
    """What there is already of what these rows speak of."""
    named = await unions_named(tx, {entry.union for entry in entries})
    places = {record["id"]: Place(**record) for record in await rows(tx, PLACES, ids=list(set(named.values())))}
    names = list({entry.username for entry in entries if entry.username})
    found = await rows(tx, PEOPLE, names=names)
    seats = {(r["person"]["id"], union, Role(role)) for r in found for union, role in r["seats"]}
    return Known(
        unions={text: places[id] for text, id in named.items()},
        people={record["person"]["username"]: Person(**record["person"]) for record in found},
        seats=seats,
        invited=await _invited(tx, [named[e.union] for e in entries if e.username is None and e.union in named], now),
    )


PLACES = """
UNWIND $ids AS id
MATCH (u:Union {id: id}) RETURN u.id AS id, u.name AS name, u.status = 'dissolved' AS dissolved
"""

PEOPLE = """
UNWIND $names AS name
MATCH (p:Person {username: name})
RETURN p {.id, .username, .name, .active, .mobile, .mail, .wecom} AS person,
    [(p)-[s:SERVES]->(u) | [u.id, s.role]] AS seats
"""


async def _invited(tx: Transaction, unions: Sequence[str], now: datetime) -> set[rosters.Seat]:
    """Who is invited to these unions, or came in by an invitation."""
    found = await rows(
        tx,
        """
        UNWIND $unions AS id
        MATCH (i:Invitation)-[:INVITES_TO]->(:Union {id: id}) WHERE i.state IN ['open', 'redeemed']
        RETURN id, i.name AS name, i.mobile AS mobile, i.role AS role, i.state AS state, i.until AS until
        """,
        unions=list(set(unions)),
    )
    return {
        (invitee(record["name"], record["mobile"]), record["id"], Role(record["role"]))
        for record in found
        if record["state"] == "redeemed" or native(record["until"]) > now
    }


async def write(database: Database, ask: Ask, entries: Sequence[Entry], now: datetime) -> list[Step]:
    """Write a slice of a roster in one turn, every row compared anew under the log's head.

    Raises the Refusal of a row that is no longer right, and writes none; the same roster again carries on.
    """
    return await log.turn(database, lambda turn: _write(turn, ask, entries), now)


async def _write(turn: Turn, ask: Ask, entries: Sequence[Entry]) -> list[Step]:
    found = await known(turn.tx, entries, turn.at)
    due = [step for step in (rosters.step(found, entry) for entry in entries) if not step.idle]
    if not due:
        return due
    places = await positions(turn.tx, {step.union for step in due})
    await _allow(turn.tx, ask, due, places)
    facts = [_record(turn, ask, step, places[step.union]) for step in due]
    await _write_people(turn, ask, due)
    await seats.add(turn, [_seat(step) | {"seq": seq} for step, seq in zip(due, facts, strict=True) if step.seated])
    invited = [invitations.properties(s.entry.id, _invitee(s), s.entry.code) for s in due if s.invited]
    await invitations.add(turn, ask, invited, turn.at + LASTING)
    await hands.count(turn, places.keys())
    return due


async def _allow(tx: Transaction, ask: Ask, due: Sequence[Step], places: dict[str, Position]) -> None:
    """The asker administers wherever there are seats to give, and wherever those serve whom he changes."""
    await allow(tx, ask.actor, Action.SEAT, *places.values())
    changed = list({step.person for step in due if not step.coded})
    served = await rows(tx, "UNWIND $ids AS id MATCH (:Person {id: id})-[:SERVES]->(u) RETURN u.id AS id", ids=changed)
    elsewhere = await positions(tx, {record["id"] for record in served})
    await allow(tx, ask.actor, Action.LOOK_AFTER, *elsewhere.values())


async def _write_people(turn: Turn, ask: Ask, due: Sequence[Step]) -> None:
    code_until = turn.at + LASTING
    entered = [_person(step) | {"code_by": ask.actor, "code_until": code_until} for step in due if step.entered]
    changed = [{"id": step.person, "fields": step.changed} for step in due if step.changed]
    await run(turn.tx, "UNWIND $people AS person CREATE (p:Person) SET p = person", people=entered)
    await run(
        turn.tx,
        "UNWIND $changed AS c MATCH (p:Person {id: c.id}) SET p += c.fields",
        changed=changed,
    )


def _person(step: Step) -> dict[str, Any]:
    entry = step.entry
    person = Person(entry.id, entry.username or "", entry.name, True, entry.mobile, entry.mail, entry.wecom)
    known = {key: value for key, value in asdict(person).items() if value is not None}
    return known | {"home": step.union, "code": fingerprint(entry.code)}


def _seat(step: Step) -> dict[str, Any]:
    return {"person": step.person, "union": step.union, "role": step.entry.role.value}


def _invitee(step: Step) -> Invitee:
    entry = step.entry
    return Invitee(step.union, entry.role, entry.name, entry.mobile, entry.mail, entry.wecom)


def _record(turn: Turn, ask: Ask, step: Step, where: Position) -> int:
    """A fact for each thing that happens, as when it happens alone; the number of the last."""
    kinds = {
        "person": step.entered,
        "person edited": bool(step.changed),
        "seated": step.seated,
        "invited": step.invited,
    }
    data: dict[str, Any] = {"role": step.entry.role.value} | ({"fields": sorted(step.changed)} if step.changed else {})
    return [
        turn.record(Fact(kind, ask, step.union, step.person, where.branch, data))
        for kind, happens in kinds.items()
        if happens
    ][-1]
