"""Contacts: what was said with unions that have not, by whoever may remind them; and whom to ask again today."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from typing import Any

from graph.access import allow, covered
from graph.db import Database, Transaction, collected, row, run
from graph.deliveries import deliveries, passed
from graph.documents import first_of
from graph.facts import Answer, change
from graph.log import Turn
from graph.nodes import Node, instant, plain
from graph.positions import position, positions
from graph.subjects import cascades, receipts
from orgnet.contacts import Contact, latest, may_contact, may_settle, noted
from orgnet.directives import Directive, Way, may_act
from orgnet.errors import Missing
from orgnet.facts import Ask, Fact
from orgnet.permissions import Action
from orgnet.positions import Position
from orgnet.receipts import Milestone, owes
from orgnet.tallies import row_key
from orgnet.unions import Status, Union


async def note(database: Database, ask: Ask, contact: Contact, now: datetime) -> Answer:
    """Note what was said with a union below, by whoever may remind it; what was said before waits no more. The answer
    names the `contact` and the `seq` of the fact."""

    async def work(turn: Turn) -> Answer:
        by = await position(turn.tx, contact.by)
        first = await first_of(turn.tx, ask.actor, contact.cascade)
        await allow(turn.tx, ask.actor, Action.REMIND, by)
        may_act(first, turn.today)
        place = await position(turn.tx, contact.union)
        came = (await deliveries(turn.tx, [(first, place)])).to(first, place)
        reached = first.way is Way.LEVEL_BY_LEVEL or first.audience.reaches(place.union, place.lines)
        may_contact(by, place, came=came is not None and reached)
        kept = noted(replace(contact, cascade=first.cascade), await _name(turn.tx, ask.actor), turn.at, turn.today)
        await run(turn.tx, SETTLE_EARLIER, key=kept.key, by=kept.by)
        await run(turn.tx, NOTE, id=kept.id, properties=_properties(kept))
        return _record(turn, ask, "contacted", kept, by)

    return await change(database, ask, work, now)


SETTLE_EARLIER = "MATCH (c:Contact {key: $key}) WHERE c.waiting = $by REMOVE c.waiting"

NOTE = "CREATE (c:Contact {id: $id}) SET c = $properties"


async def settle(database: Database, ask: Ask, id: str, now: datetime) -> Answer:
    """Nobody is to be asked again about this."""

    async def work(turn: Turn) -> Answer:
        contact = await _seen(turn.tx, ask.actor, id)
        by = await position(turn.tx, contact.by)
        await allow(turn.tx, ask.actor, Action.REMIND, by)
        may_settle(contact)
        await run(turn.tx, "MATCH (c:Contact {id: $id}) REMOVE c.waiting", id=id)
        return _record(turn, ask, "contact settled", contact, by)

    return await change(database, ask, work, now)


def _record(turn: Turn, ask: Ask, kind: str, contact: Contact, by: Position) -> Answer:
    answer: Answer = {"contact": contact.id, "seq": turn.seq + 1}
    data = {"contact": contact.id, "about": contact.union}
    turn.record(Fact(kind, ask, by.union.id, contact.cascade, by.branch, data, answer))
    return answer


async def _name(tx: Transaction, person: str) -> str:
    known = await row(tx, "MATCH (p:Person {id: $id}) RETURN p.name AS name", id=person)
    return known["name"] if known else person


async def _seen(tx: Transaction, actor: str, id: str) -> Contact:
    """A contact that exists for the actor; raises Missing otherwise."""
    known = await row(tx, "MATCH (c:Contact {id: $id}) RETURN properties(c) AS node", id=id)
    seen = await _readable(tx, actor, [_contact_of(known["node"])]) if known else []
    if not seen:
        raise Missing(f"there is no contact {id}")
    return seen[0]


async def _readable(tx: Transaction, actor: str, contacts: Sequence[Contact]) -> list[Contact]:
    """Those of some contacts of whose union the actor reads the documents."""
    places = await positions(tx, {each.by for each in contacts})
    seen = await covered(tx, actor, Action.READ_DOCUMENTS, places.values())
    return [each for each in contacts if each.by in seen]


async def last(tx: Transaction, actor: str, cascade: str, unions: Collection[str]) -> Mapping[str, Contact]:
    """The last contact with each of some unions about a cascade, as far as the actor sees it."""
    found: dict[str, list[Contact]] = {}
    for each in await _about(tx, actor, [row_key(cascade, union) for union in unions]):
        found.setdefault(each.union, []).append(each)
    return {union: contact for union, contacts in found.items() if (contact := latest(contacts))}


async def of(tx: Transaction, actor: str, id: str, union: str) -> list[Contact]:
    """What was said with a union about a cascade, as far as the actor sees it, the last first."""
    first = await first_of(tx, actor, id)
    found = await _about(tx, actor, [row_key(first.cascade, union)])
    return sorted(found, key=lambda each: (each.day, each.id), reverse=True)


async def _about(tx: Transaction, actor: str, keys: Sequence[str]) -> list[Contact]:
    found = [_contact_of(node) for node in await collected(tx, ABOUT, keys=keys)] if keys else []
    return await _readable(tx, actor, found) if found else []


ABOUT = "UNWIND $keys AS key MATCH (c:Contact {key: key}) RETURN collect(properties(c)) AS found"


@dataclass(frozen=True, slots=True)
class FollowUp:
    """Somebody is to be asked again: the last contact, the union that still lacks it, and the document."""

    contact: Contact
    union: Union
    directive: Directive


async def due(tx: Transaction, actor: str, unions: Collection[str], today: date) -> list[FollowUp]:
    """Whom some unions are to ask again by today, the longest due first: those left out that have done it since."""
    waiting = [_contact_of(node) for node in await collected(tx, WAITING, unions=list(unions))]
    ripe = [each for each in waiting if each.follow_up and each.follow_up <= today]
    if not ripe:
        return []
    seen = await _readable(tx, actor, ripe)
    known = await cascades(tx, {each.cascade for each in seen})
    places = await positions(tx, {each.union for each in seen})
    held = await receipts(tx, {each.key for each in seen})
    on = await passed(tx, [each.key for each in seen if each.milestone is Milestone.RELAYED])
    found = list[FollowUp]()
    for each in sorted(seen, key=lambda contact: (str(contact.follow_up), contact.id)):
        place, cascade = places.get(each.union), known.get(each.cascade)
        lacks = each.key not in on if each.milestone is Milestone.RELAYED else owes(held.get(each.key), each.milestone)
        if lacks and place and place.union.status is not Status.DISSOLVED and cascade and not cascade.directive.closed:
            found.append(FollowUp(each, place.union, cascade.directive))
    return found


WAITING = "UNWIND $unions AS id MATCH (c:Contact {waiting: id}) RETURN collect(properties(c)) AS found"


def _properties(contact: Contact) -> dict[str, Any]:
    """What a contact's node holds: `waiting` names the union that is to ask again, and is what such are found by."""
    values = asdict(contact) | {"key": contact.key, "waiting": contact.by if contact.waits else None}
    del values["waits"]
    return {
        name: value if isinstance(value, datetime) else plain(value)
        for name, value in values.items()
        if value is not None
    }


def _contact_of(node: Node) -> Contact:
    return Contact(
        id=node["id"],
        cascade=node["cascade"],
        union=node["union"],
        by=node["by"],
        milestone=Milestone(node["milestone"]),
        whom=node["whom"],
        day=date.fromisoformat(node["day"]),
        said=node["said"],
        follow_up=date.fromisoformat(node["follow_up"]) if node.get("follow_up") else None,
        waits=node.get("waiting") is not None,
        speaker=node.get("speaker"),
        at=instant(node.get("at")),
    )
