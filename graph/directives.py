"""Directives: drafted, reviewed, issued, and read by those who may see them. How they end: `graph.endings`."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from graph import requests, series
from graph.access import allow, seats
from graph.db import Database, Transaction, row, rows, run
from graph.facts import Answer, change
from graph.log import Turn
from graph.nodes import directive_of, directive_properties
from graph.positions import position, positions
from graph.standings import standings
from graph.subjects import end
from orgnet.audiences import Selector, settled
from orgnet.directives import Directive, Manner, State, may_issue, may_review, may_tie, tidied
from orgnet.documents import Access, checked
from orgnet.errors import Conflict, Missing
from orgnet.facts import Ask, Fact
from orgnet.permissions import OPERATOR, Action, decide
from orgnet.positions import Position


async def draft(database: Database, ask: Ask, directive: Directive, now: datetime) -> Answer:
    """Write a draft; the answer names the `directive` and the number `seq` of the fact."""

    async def work(turn: Turn) -> Answer:
        issuer = await position(turn.tx, directive.audience.issuer)
        await allow(turn.tx, ask.actor, Action.DRAFT, issuer)
        ready = await _ready(turn.tx, replace(directive, writer=ask.actor), issuer)
        await run(
            turn.tx,
            "MATCH (u:Union {id: $issuer}) CREATE (d:Directive)-[:ISSUED_BY]->(u) SET d = $properties",
            issuer=issuer.union.id,
            properties=directive_properties(ready),
        )
        return record(turn, ask, "drafted", ready, issuer)

    return await change(database, ask, work, now)


async def redraft(database: Database, ask: Ask, written: Directive, now: datetime) -> Answer:
    """Write a draft anew, which undoes its review; what is issued never changes."""

    async def work(turn: Turn) -> Answer:
        former, issuer = await allowed(turn, ask, written.id, Action.DRAFT)
        if former.issued:
            raise Conflict("an issued text never changes; issue a new directive that amends or supersedes it")
        ready = await _ready(turn.tx, replace(written, writer=ask.actor), issuer)
        await _set(turn.tx, ready)
        return record(turn, ask, "redrafted", ready, issuer)

    return await change(database, ask, work, now)


async def _set(tx: Transaction, directive: Directive) -> None:
    properties = directive_properties(directive)
    await run(tx, "MATCH (d:Directive {id: $id}) SET d = $properties", id=directive.id, properties=properties)


async def review(database: Database, ask: Ask, id: str, now: datetime) -> Answer:
    """Note that somebody other than its writer has found a draft good."""

    async def work(turn: Turn) -> Answer:
        written, issuer = await allowed(turn, ask, id, Action.REVIEW)
        may_review(written, ask.actor)
        await _set(turn.tx, replace(written, state=State.REVIEWED))
        return record(turn, ask, "reviewed", written, issuer)

    return await change(database, ask, work, now)


async def issue(database: Database, ask: Ask, id: str, now: datetime) -> Answer:
    """Issue a draft: it gets the next number of its issuer's year, and is attached to its audience's roots.

    Nothing is written for those it reaches, however many they are. What it supersedes is over. The answer has
    its `number` too.
    """

    async def work(turn: Turn) -> Answer:
        written, issuer = await allowed(turn, ask, id, Action.ISSUE)
        may_issue(written, turn.today)
        ready = await _ready(turn.tx, written, issuer)
        issued = replace(ready, state=State.ISSUED, number=await series.take(turn, issuer.union), issued=turn.at)
        await run(turn.tx, ISSUE, id=id, roots=issued.audience.roots)
        await run(turn.tx, EXCLUDE, id=id, roots=sorted({rule.root for rule in issued.audience.exclusions}))
        await _set(turn.tx, issued)
        if issued.tie and issued.tie.manner is Manner.SUPERSEDES:
            await _supersede(turn, ask, issued.tie.former, issuer)
        await requests.reply(turn, ask.actor, issued, issuer)
        return record(turn, ask, "issued", issued, issuer)

    return await change(database, ask, work, now)


async def _supersede(turn: Turn, ask: Ask, former: str, issuer: Position) -> None:
    await end(turn, former, State.SUPERSEDED)
    record(turn, Ask(ask.actor), "superseded", await read(turn.tx, ask.actor, former), issuer)


ISSUE = """
UNWIND $roots AS root
MATCH (d:Directive {id: $id}), (u:Union {id: root})
CREATE (d)-[:ADDRESSED_TO]->(u)
"""

EXCLUDE = """
UNWIND $roots AS root
MATCH (d:Directive {id: $id}), (u:Union {id: root})
CREATE (d)-[:EXCLUDES]->(u)
"""


async def _ready(tx: Transaction, directive: Directive, issuer: Position) -> Directive:
    """The directive with its text checked and its audience inside the issuer's branch; a reply goes to who asked."""
    audience = settled(directive.audience, issuer.root)
    if directive.request:
        await requests.answerable(tx, directive)
        return replace(directive, text=checked(directive.text), tie=tidied(directive.tie), audience=audience)
    places = await positions(tx, {rule.root for rule in audience.rules})
    for n, rule in enumerate(audience.rules):
        field = f"selectors.{n}" if n < len(audience.selectors) else f"exclusions.{n - len(audience.selectors)}"
        _inside(rule, places, issuer, f"{field}.root")
    may_tie(directive, await _found(tx, directive.tie.former) if directive.tie else None)
    return replace(directive, text=checked(directive.text), tie=tidied(directive.tie), audience=audience)


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


async def allowed(turn: Turn, ask: Ask, id: str, action: Action) -> tuple[Directive, Position]:
    """A directive that the asker sees, and where its issuer stands, for whom he may do this; raises otherwise."""
    directive = await read(turn.tx, ask.actor, id)
    issuer = await position(turn.tx, directive.audience.issuer)
    await allow(turn.tx, ask.actor, action, issuer)
    return directive, issuer


def record(turn: Turn, ask: Ask, kind: str, directive: Directive, issuer: Position) -> Answer:
    """Append a fact about a directive; the answer to whoever asked."""
    answer: Answer = {"directive": directive.id, "number": directive.number, "seq": turn.seq + 1}
    turn.record(Fact(kind, ask, issuer.union.id, directive.cascade, issuer.branch, answer=answer))
    return answer


async def read(tx: Transaction, actor: str, id: str) -> Directive:
    """A directive as far as the actor may see it; raises Missing otherwise."""
    directive = await _found(tx, id)
    if directive is None or not await visible(tx, actor, directive):
        raise Missing(f"there is no directive {id}")
    return directive


async def _found(tx: Transaction, id: str) -> Directive | None:
    found = await row(tx, "MATCH (d:Directive {id: $id}) RETURN properties(d) AS node", id=id)
    return directive_of(found["node"]) if found else None


async def tied(tx: Transaction, actor: str, id: str) -> list[Directive]:
    """The issued directives that say of themselves that they amend or supersede this one, the first one first, as
    far as the actor may see them."""
    found = [directive_of(record["node"]) for record in await rows(tx, TIED, id=id)]
    return [directive for directive in found if await visible(tx, actor, directive)]


TIED = """
MATCH (d:Directive {former: $id}) WHERE d.issued IS NOT NULL
RETURN d {.*, body: null} AS node ORDER BY d.issued
"""


async def named(tx: Transaction, actor: str, text: str) -> Directive:
    """The directive of this id or number that the actor may see; raises Missing, or Conflict for several."""
    found = [directive_of(record["node"]) for record in await rows(tx, NAMED, text=text)]
    visible_ones = [directive for directive in found if await visible(tx, actor, directive)]
    if not visible_ones:
        raise Missing(f"there is no directive {text}")
    if len(visible_ones) > 1:
        raise Conflict(f"{len(visible_ones)} directives have the number {text}; give the id of the one you mean")
    return visible_ones[0]


NAMED = """
MATCH (d:Directive {id: $text}) RETURN properties(d) AS node
UNION MATCH (d:Directive {number: $text}) RETURN properties(d) AS node
"""


async def visible(tx: Transaction, actor: str, directive: Directive) -> bool:
    """Whether a directive exists for somebody: for its issuer, for whom it reaches, and above these; a reply for who
    sees the request, too; a public one that is issued, for everybody."""
    if actor == OPERATOR or (directive.issued and directive.text.access is Access.PUBLIC):
        return True
    held, issuer = await seats(tx, actor), directive.audience.issuer
    if directive.issued is None:
        return issuer in {seat.union for seat in held}
    near = await positions(tx, {issuer, *(seat.union for seat in held)})
    if decide(Action.READ_DOCUMENTS, actor, held, issuer, near[issuer].superiors).allowed:
        return True
    if directive.request and await requests.seen(tx, actor, directive.request):
        return True
    return await _concerns(tx, directive, [near[seat.union] for seat in held if seat.union in near])


async def _concerns(tx: Transaction, directive: Directive, places: Sequence[Position]) -> bool:
    """Whether a directive addresses one of these unions, or anybody below one."""
    audience = directive.audience
    if any(audience.reaches(place.union, place.lines) for place in places):
        return True
    return any(standing.unions for standing in (await standings(tx, directive, places)).values())
