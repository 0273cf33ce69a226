"""Directives: drafted, reviewed and issued. How they are read: `graph.documents`; how they end: `graph.endings`."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from graph import alarms, documents, groups, origins, relays, requests, series, tasks
from graph.access import allow
from graph.arrivals import arrive
from graph.db import Database, Transaction, run
from graph.facts import Answer, change
from graph.log import Turn
from graph.nodes import directive_properties
from graph.positions import position, positions
from graph.subjects import Cascade, apply, end
from orgnet.audiences import Selector, settled
from orgnet.directives import Directive, Manner, State, Way, may_issue, may_review, may_tie, tidied
from orgnet.documents import checked
from orgnet.duties import extended
from orgnet.duties import tidied as tidied_duties
from orgnet.errors import Conflict, Missing
from orgnet.evidence import wanted
from orgnet.facts import Ask
from orgnet.origins import registered
from orgnet.permissions import Action
from orgnet.positions import Position
from orgnet.relays import Delivery
from orgnet.reminders import alarms as alarms_of
from orgnet.reminders import planned
from orgnet.tasks import assignable


async def draft(database: Database, ask: Ask, directive: Directive, now: datetime, to: Sequence[str] = ()) -> Answer:
    """Write a draft, which is addressed to these groups too; the answer names the `directive` and the number `seq` of
    the fact."""

    async def work(turn: Turn) -> Answer:
        issuer = await position(turn.tx, directive.issuer)
        await allow(turn.tx, ask.actor, Action.DRAFT, issuer)
        written = await groups.into(turn.tx, ask.actor, replace(directive, writer=ask.actor), to)
        ready = await _ready(turn, written, issuer)
        await run(
            turn.tx,
            "MATCH (u:Union {id: $issuer}) CREATE (d:Directive)-[:ISSUED_BY]->(u) SET d = $properties",
            issuer=issuer.union.id,
            properties=directive_properties(ready),
        )
        return documents.record(turn, ask, "drafted", ready, issuer)

    return await change(database, ask, work, now)


async def redraft(database: Database, ask: Ask, written: Directive, now: datetime, to: Sequence[str] = ()) -> Answer:
    """Write a draft anew, which undoes its review; what is issued never changes."""

    async def work(turn: Turn) -> Answer:
        former, issuer = await documents.allowed(turn.tx, ask, written.id, Action.DRAFT)
        if former.issued:
            raise Conflict("an issued text never changes; issue a new directive that amends or supersedes it")
        relay = former.relay and replace(former.relay, due=written.relay.due if written.relay else None)
        anew = await groups.into(turn.tx, ask.actor, replace(written, writer=ask.actor, relay=relay), to)
        ready = await _ready(turn, anew, issuer)
        await _set(turn.tx, ready)
        return documents.record(turn, ask, "redrafted", ready, issuer)

    return await change(database, ask, work, now)


async def _set(tx: Transaction, directive: Directive) -> None:
    properties = directive_properties(directive)
    await run(tx, "MATCH (d:Directive {id: $id}) SET d = $properties", id=directive.id, properties=properties)


async def review(database: Database, ask: Ask, id: str, now: datetime) -> Answer:
    """Note that somebody other than its writer has found a draft good."""

    async def work(turn: Turn) -> Answer:
        written, issuer = await documents.allowed(turn.tx, ask, id, Action.REVIEW)
        may_review(written, ask.actor)
        await _set(turn.tx, replace(written, state=State.REVIEWED))
        return documents.record(turn, ask, "reviewed", written, issuer)

    return await change(database, ask, work, now)


async def issue(database: Database, ask: Ask, id: str, now: datetime) -> Answer:
    """Issue a draft: it gets the next number of its issuer's year, and is attached to its audience's roots, and to
    its issuer where it goes level by level.

    Nothing is written for those it reaches, however many they are. What it supersedes is over. The answer has
    its `number` too.
    """

    async def work(turn: Turn) -> Answer:
        written, issuer = await documents.allowed(turn.tx, ask, id, Action.ISSUE)
        may_issue(written, turn.today)
        ready = await _ready(turn, written, issuer)
        if ready.relay:
            return await relays.issue(turn, ask, ready, issuer)
        issued = replace(ready, state=State.ISSUED, number=await series.take(turn, issuer.union), issued=turn.at)
        stepwise = [issuer.union.id] if issued.way is Way.LEVEL_BY_LEVEL else []
        roots = list(dict.fromkeys((*issued.audience.roots, *stepwise)))
        await run(turn.tx, ISSUE, id=id, properties=directive_properties(issued), roots=roots)
        if excluded := sorted({rule.root for rule in issued.audience.exclusions}):
            await run(turn.tx, EXCLUDE, id=id, roots=excluded)
        first = Delivery(turn.at, issued.text.duties, id)
        await tasks.give(turn.tx, issued)
        await alarms.set_off(turn.tx, alarms_of(issued, id, issuer.union.id, first.duties, turn.today))
        deltas = await arrive(turn.tx, Cascade(issued, issued.subject()), issuer, None, first)
        await apply(turn, deltas)
        if issued.tie and issued.tie.manner is Manner.SUPERSEDES:
            await _supersede(turn, ask, issued.tie.former, issuer)
        await requests.reply(turn, ask.actor, issued, issuer)
        return documents.record(turn, ask, "issued", issued, issuer)

    return await change(database, ask, work, now)


async def _supersede(turn: Turn, ask: Ask, former: str, issuer: Position) -> None:
    await end(turn, former, State.SUPERSEDED)
    documents.record(turn, Ask(ask.actor), "superseded", await documents.read(turn.tx, ask.actor, former), issuer)


ISSUE = """
MATCH (d:Directive {id: $id})
SET d = $properties
WITH d
UNWIND $roots AS root
MATCH (u:Union {id: root})
CREATE (d)-[:ADDRESSED_TO]->(u)
"""

EXCLUDE = """
UNWIND $roots AS root
MATCH (d:Directive {id: $id}), (u:Union {id: root})
CREATE (d)-[:EXCLUDES]->(u)
"""


async def _ready(turn: Turn, directive: Directive, issuer: Position) -> Directive:
    """The directive with its text checked and its audience inside the issuer's branch, or that of what it passes on; a
    reply goes to who asked."""
    if directive.relay:
        return await _relaying(turn.tx, directive)
    audience = settled(directive.audience, issuer.root)
    planned(directive.remind, directive.escalate, directive.text.deadline)
    duties = tidied_duties(directive.text.duties, stepwise=directive.way is Way.LEVEL_BY_LEVEL)
    ready = replace(
        directive,
        text=checked(replace(directive.text, duties=duties)),
        tie=tidied(directive.tie),
        audience=audience,
        evidence=wanted(directive.evidence, duties),
        tasks=assignable(directive.tasks, directive.text.deadline),
        origin=registered(directive.origin, turn.today),
    )
    await origins.distinct(turn.tx, ready)
    if directive.request:
        await requests.answerable(turn.tx, directive)
        return ready
    top = issuer.union.id
    places = {top: issuer} | await positions(turn.tx, {rule.root for rule in audience.rules} - {top})
    for n, rule in enumerate(audience.rules):
        field = f"selectors.{n}" if n < len(audience.selectors) else f"exclusions.{n - len(audience.selectors)}"
        _inside(rule, places, issuer, f"{field}.root")
    may_tie(directive, await documents.found(turn.tx, directive.tie.former) if directive.tie else None)
    return ready


async def _relaying(tx: Transaction, directive: Directive) -> Directive:
    """A document that passes on another one goes where that goes, and asks what that asks and what it adds."""
    assert directive.relay is not None
    first = await documents.read(tx, directive.writer or "", directive.relay.above)
    own = tidied_duties(directive.text.duties, stepwise=True, relay=directive.id)
    extended(first.text.duties, own, directive.relay.due)
    text = checked(replace(directive.text, duties=own, access=first.text.access, expires=None))
    same = {"cascade": first.cascade, "audience": first.audience, "way": first.way, "evidence": first.evidence}
    same |= {"groups": first.groups, "remind": first.remind, "escalate": first.escalate}
    return replace(directive, text=text, tie=None, tasks=(), origin=None, **same)  # pyright: ignore[reportArgumentType]


def _inside(rule: Selector, places: Mapping[str, Position], issuer: Position, field: str) -> None:
    """Raises unless a rule begins at the issuer or below it."""
    root = places.get(rule.root)
    if root is None:
        raise Missing(f"there is no union {rule.root}")
    if root.union.id == issuer.union.id or any(issuer.union.id in root.lines.on(line) for line in rule.follows.lines):
        return
    raise Conflict(
        f"{root.union.name} is not in the branch of {issuer.union.name} on the {rule.follows} line;"
        " a directive goes down its issuer's own line",
        field=field,
    )
