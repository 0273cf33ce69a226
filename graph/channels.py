"""Channels: chosen by people, and defaults for branches set by their admins."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from graph.access import allow
from graph.db import Database, Transaction, collected, row, rows, run
from graph.facts import Answer, change
from graph.log import Turn
from graph.nodes import Node
from graph.positions import position, positions
from orgnet.channels import Carrier, Channel, Default, Habits, Pace, checked, chosen, fitting
from orgnet.errors import Missing
from orgnet.facts import Ask, Fact
from orgnet.people import Person
from orgnet.permissions import Action


async def add(database: Database, ask: Ask, channel: Channel, hosts: Collection[str], now: datetime) -> Answer:
    """Add a channel of one's own; the fact says the carrier, never where it leads."""

    async def work(turn: Turn) -> Answer:
        ready = checked(channel, await own(turn.tx, ask.actor), hosts)
        properties = {"id": ready.id, "person": ask.actor, "carrier": ready.carrier.value, "address": ready.address}
        await run(turn.tx, "CREATE (c:Channel) SET c = $properties", properties=properties)
        return _record(turn, ask, "channel added", ready.id, ready.carrier)

    return await change(database, ask, work, now)


async def remove(database: Database, ask: Ask, id: str, now: datetime) -> Answer:
    """Remove a channel of one's own."""

    async def work(turn: Turn) -> Answer:
        held = {channel.id: channel for channel in await own(turn.tx, ask.actor)}
        if id not in held:
            raise Missing(f"you have no channel {id}")
        await run(turn.tx, "MATCH (c:Channel {id: $id}) DETACH DELETE c", id=id)
        return _record(turn, ask, "channel removed", id, held[id].carrier)

    return await change(database, ask, work, now)


async def set_habits(database: Database, ask: Ask, habits: Habits, now: datetime) -> Answer:
    """Choose when one is told."""

    async def work(turn: Turn) -> Answer:
        said = _said(fitting(habits))
        await run(turn.tx, "MATCH (p:Person {id: $id}) SET p += $said", id=ask.actor, said=said)
        answer: Answer = {"seq": turn.seq + 1}
        turn.record(Fact("habits set", ask, None, ask.actor, answer=answer))
        return answer

    return await change(database, ask, work, now)


async def set_default(database: Database, ask: Ask, union: str, default: Default, now: datetime) -> Answer:
    """Set what applies in a union's branch to who has chosen nothing."""

    async def work(turn: Turn) -> Answer:
        where = await position(turn.tx, union)
        await allow(turn.tx, ask.actor, Action.EDIT, where)
        said = _said(fitting(default.habits)) | {"carriers": [each.value for each in dict.fromkeys(default.carriers)]}
        await run(turn.tx, "MERGE (d:ChannelDefault {union: $union}) SET d += $said", union=union, said=said)
        answer: Answer = {"union": union, "seq": turn.seq + 1}
        turn.record(Fact("default channels set", ask, union, line=where.branch, answer=answer))
        return answer

    return await change(database, ask, work, now)


def _record(turn: Turn, ask: Ask, kind: str, id: str, carrier: Carrier) -> Answer:
    answer: Answer = {"channel": id, "seq": turn.seq + 1}
    turn.record(Fact(kind, ask, None, ask.actor, data={"carrier": carrier}, answer=answer))
    return answer


async def own(tx: Transaction, person: str) -> list[Channel]:
    """The channels that somebody has chosen, in that order."""
    found = await rows(
        tx, "MATCH (c:Channel {person: $person}) RETURN properties(c) AS node ORDER BY c.id", person=person
    )
    return [_channel_of(record["node"]) for record in found]


async def habits_of(tx: Transaction, person: str) -> Habits | None:
    """When somebody has chosen to be told, if he has."""
    found = await row(tx, "MATCH (p:Person {id: $id}) RETURN properties(p) AS node", id=person)
    return _habits_of(found["node"]) if found else None


async def default_of(tx: Transaction, union: str) -> Default:
    """What applies at a union to who has chosen nothing: the nearest default at it or above."""
    await position(tx, union)
    return (await _defaults(tx, [union])).get(union, Default())


async def _defaults(tx: Transaction, unions: Collection[str]) -> dict[str, Default]:
    places = await positions(tx, unions)
    near = {id for place in places.values() for id in (place.union.id, *place.lines.primary)}
    nodes = await collected(tx, DEFAULTS, unions=sorted(near))
    known = {node["union"]: _default_of(node) for node in nodes}
    lines = {id: (id, *place.lines.primary) for id, place in places.items()}
    nearest = {id: next((known[each] for each in line if each in known), None) for id, line in lines.items()}
    return {id: default for id, default in nearest.items() if default}


DEFAULTS = "UNWIND $unions AS id MATCH (d:ChannelDefault {union: id}) RETURN collect(properties(d)) AS found"


@dataclass(frozen=True, slots=True)
class Told:
    """Somebody who acts for a union, by which channels and when he is told."""

    person: Person
    channels: tuple[Channel, ...]
    habits: Habits


async def acting(tx: Transaction, unions: Collection[str]) -> list[Told]:
    """Those who act for some unions, each once, and how they are told; who only reads or administers is not."""
    found = await rows(tx, ACTING, unions=sorted(unions))
    defaults = await _defaults(tx, {record["union"] for record in found})
    told = dict[str, Told]()
    for record in found:
        default = defaults.get(record["union"], Default())
        person = _person_of(record["node"])
        own_channels = [_channel_of(node) for node in sorted(record["channels"], key=lambda node: node["id"])]
        habits = _habits_of(record["node"]) or default.habits
        told.setdefault(person.id, Told(person, tuple(chosen(person, own_channels, default)), habits))
    return list(told.values())


ACTING = """
UNWIND $unions AS id
MATCH (p:Person)-[s:SERVES]->(u:Union {id: id}) WHERE p.active AND s.role IN ['officer', 'clerk']
WITH DISTINCT p, id
OPTIONAL MATCH (c:Channel {person: p.id})
WITH p, id, collect(properties(c)) AS channels
RETURN id AS union, p {.*, secret: null} AS node, channels ORDER BY union, p.id
"""


async def addresses(tx: Transaction, wanted: Collection[tuple[str, Channel]]) -> dict[tuple[str, str], Channel]:
    """Where channels of people lead now, by person and channel; of who is active, and what was not removed."""
    found = await rows(tx, ADDRESSES, rows=[[person, channel.id] for person, channel in wanted])
    leads = dict[tuple[str, str], Channel]()
    for record in found:
        person, own = _person_of(record["node"]), record["channel"]
        contacts = chosen(person, [], Default(tuple(Carrier)))
        for channel in [_channel_of(own)] if own else contacts:
            leads[person.id, channel.id] = channel
    return leads


ADDRESSES = """
UNWIND $rows AS r
MATCH (p:Person {id: r[0]}) WHERE p.active
OPTIONAL MATCH (c:Channel {id: r[1]}) WHERE c.person = p.id
RETURN p {.*, secret: null} AS node, properties(c) AS channel
"""


def _person_of(node: Node) -> Person:
    return Person(node["id"], node["username"], node["name"], mobile=node.get("mobile"), mail=node.get("mail"))


def _channel_of(node: Node) -> Channel:
    return Channel(node["id"], Carrier(node["carrier"]), node["address"])


def _said(habits: Habits) -> dict[str, Any]:
    begins, ends = habits.quiet or (None, None)
    return {"pace": habits.pace.value, "digest": habits.digest, "quiet_from": begins, "quiet_to": ends}


def _habits_of(node: Mapping[str, Any]) -> Habits | None:
    if node.get("pace") is None:
        return None
    begins, ends = node.get("quiet_from"), node.get("quiet_to")
    return Habits(Pace(node["pace"]), node["digest"], None if begins is None or ends is None else (begins, ends))


def _default_of(node: Node) -> Default:
    return Default(tuple(map(Carrier, node["carriers"])), _habits_of(node) or Habits())
