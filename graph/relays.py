"""Relays: what has come to a union is passed on to its subordinates, by itself or by one above it in its place."""

from dataclasses import replace
from datetime import datetime

from graph import alarms, documents, series, tallies
from graph.access import allow
from graph.arrivals import acted, arrive
from graph.db import Database, Transaction, run
from graph.deliveries import deliveries, passed
from graph.facts import Answer, change
from graph.log import Turn
from graph.nodes import directive_properties
from graph.positions import position
from graph.receipts import flow, record, save
from graph.standings import addresses_below
from graph.subjects import Cascade, apply, cascades, receipts
from orgnet.directives import Directive, Means, Relay, State, may_act, may_end
from orgnet.documents import Text
from orgnet.duties import extended
from orgnet.errors import Conflict
from orgnet.facts import Ask, Fact
from orgnet.permissions import Action
from orgnet.positions import Position
from orgnet.receipts import Milestone, Receipt, reach_milestone
from orgnet.relays import Delivery, Passing, may_pass_on, reached
from orgnet.reminders import alarms as alarms_of
from orgnet.tallies import Deltas, row_key, twin_key


async def pass_on(database: Database, ask: Ask, id: str, cascade: str, passing: Passing, now: datetime) -> Answer:
    """Pass a document on as it stands, or as conveyed at a meeting; the answer names the relay as `directive`."""

    async def work(turn: Turn) -> Answer:
        by = await position(turn.tx, passing.by)
        first = await documents.first_of(turn.tx, ask.actor, cascade)
        await allow(turn.tx, ask.actor, Action.RELAY, by)
        may_act(first, turn.today)
        text = Text(first.text.title, passing.record or "", first.text.kind, duties=())
        return await issue(turn, ask, _relay(first, id, passing, text), by)

    return await change(database, ask, work, now)


def _relay(first: Directive, id: str, passing: Passing, text: Text) -> Directive:
    relay = Relay(passing.means, first.id, passing.at, passing.by, passing.due)
    return replace(
        first,
        id=id,
        text=text,
        state=State.DRAFT,
        number=None,
        issued=None,
        tie=None,
        relay=relay,
        tasks=(),
        reminded=None,
        origin=None,
    )


async def issue(turn: Turn, ask: Ask, document: Directive, by: Position) -> Answer:
    """Issue a document that passes another one on: from now on it has reached the subordinates of a union.

    Raises where that union has nothing to pass on, or nobody to pass it on to, or where `by` is not above it.
    """
    relay = document.relay
    assert relay is not None
    found = await cascades(turn.tx, [document.cascade])
    cascade = found[document.cascade]
    may_act(cascade.directive, turn.today)
    at = by if relay.at == relay.by else await _in_place(turn.tx, relay, by)
    delivered = await _may(turn, cascade, relay, at)
    duties = extended(delivered.duties, document.text.duties, relay.due)
    issued = replace(
        document,
        state=State.ISSUED,
        text=replace(document.text, duties=duties),
        issued=turn.at,
        number=await series.take(turn, by.union) if relay.means is Means.REISSUED else None,
        relay=replace(relay, above=delivered.document),
    )
    if {duty.day for duty in duties} != {duty.day for duty in cascade.directive.text.duties}:
        planned = alarms_of(cascade.directive, issued.id, relay.at, duties, turn.today)
        await alarms.set_off(turn.tx, planned)
    deltas = await arrive(turn.tx, cascade, at, None, Delivery(turn.at, duties, issued.id))
    await run(
        turn.tx,
        RELAY,
        id=issued.id,
        by=relay.by,
        above=delivered.document,
        properties=directive_properties(issued),
    )
    if relay.at == relay.by:
        await _mark(turn, ask, cascade, at, delivered, deltas)
    await apply(turn, deltas)
    answer: Answer = {"directive": issued.id, "number": issued.number, "seq": turn.seq + 1}
    turn.record(Fact("passed on", ask, by.union.id, issued.cascade, by.branch, {"at": relay.at}, answer))
    return answer


RELAY = """
MATCH (u:Union {id: $by}), (a:Directive {id: $above})
MERGE (d:Directive {id: $id})
MERGE (d)-[:ISSUED_BY]->(u)
CREATE (d)-[:RELAYS]->(a)
SET d = $properties
"""


async def _in_place(tx: Transaction, relay: Relay, by: Position) -> Position:
    at = await position(tx, relay.at)
    if by.union.id not in at.superiors:
        raise Conflict(
            f"{by.union.name} is not above {at.union.name}, so it passes nothing on in its place", field="at"
        )
    return at


async def _may(turn: Turn, cascade: Cascade, relay: Relay, at: Position) -> Delivery:
    """How the document has come to the union that passes it on."""
    directive, key = cascade.directive, row_key(cascade.directive.cascade, relay.at)
    delivered = (await deliveries(turn.tx, [(directive, at)])).to(directive, at)
    earlier = (await passed(turn.tx, [key])).get(key)
    may_pass_on(directive, relay, delivered, earlier)
    if not await addresses_below(turn.tx, directive, at):
        raise Conflict(f"this document addresses nobody below {at.union.name}", field="at")
    return reached(delivered)


async def _mark(turn: Turn, ask: Ask, cascade: Cascade, at: Position, delivered: Delivery, deltas: Deltas) -> None:
    """Date on a union's receipt that it passed the document on."""
    key = row_key(cascade.directive.cascade, at.union.id)
    before = (await receipts(turn.tx, [key])).get(key) or Receipt(cascade.directive.id, at.union.id, delivered.at)
    after = reach_milestone(before, Milestone.RELAYED, turn.at)
    flow(deltas, cascade, at, delivered, (before, after))
    await save(turn.tx, {key: after})
    record(turn, Ask(ask.actor), Milestone.RELAYED, cascade.directive, at, after)


async def _unmark(turn: Turn, ask: Ask, cascade: Cascade, at: Position, deltas: Deltas) -> None:
    key, came = row_key(cascade.directive.cascade, at.union.id), await deliveries(turn.tx, [(cascade.directive, at)])
    before = (await receipts(turn.tx, [key]))[key]
    after = replace(before, relayed=None)
    flow(deltas, cascade, at, came.to(cascade.directive, at), (before, after))
    await save(turn.tx, {key: after})
    record(turn, Ask(ask.actor), f"not {Milestone.RELAYED}", cascade.directive, at, after)


async def withdraw(turn: Turn, ask: Ask, document: Directive, by: Position) -> Answer:
    """Take back what was passed on, as long as nobody below has done anything with it; its number stays."""
    relay, cascade = document.relay, (await cascades(turn.tx, [document.cascade]))[document.cascade]
    assert relay is not None
    assert document.issued is not None
    may_act(cascade.directive, turn.today)
    may_end(document)
    at = await position(turn.tx, relay.at)
    keys = [row_key(document.cascade, relay.at), twin_key(document.cascade, relay.at)]
    if any(acted(row) for row in (await tallies.read(turn.tx, keys)).values()):
        raise Conflict(f"somebody below {at.union.name} has acted on it already; it cannot be taken back any more")
    deltas = await arrive(turn.tx, cascade, at, Delivery(document.issued, document.text.duties, document.id), None)
    withdrawn = replace(document, state=State.WITHDRAWN)
    await run(
        turn.tx,
        "MATCH (d:Directive {id: $id}) SET d = $properties",
        id=document.id,
        properties=directive_properties(withdrawn),
    )
    await alarms.silence(turn.tx, document.cascade, document.id)
    if relay.at == relay.by:
        await _unmark(turn, ask, cascade, at, deltas)
    await apply(turn, deltas)
    return documents.record(turn, ask, "withdrawn", document, by)
