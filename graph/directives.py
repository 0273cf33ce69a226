"""Directives: drafted, issued, closed, and read by those who may see them."""

from dataclasses import replace
from datetime import datetime

from graph.access import allow, seats
from graph.db import Database, Transaction, row, rows, run
from graph.facts import Answer, change
from graph.log import Turn
from graph.nodes import directive_of, directive_properties
from graph.positions import position, positions
from graph.standings import expected
from orgnet.audiences import Audience
from orgnet.cells import total
from orgnet.directives import Directive, State, Text, checked, may_issue, number
from orgnet.errors import Conflict, Missing
from orgnet.facts import Ask, Fact
from orgnet.past import closing_label
from orgnet.permissions import OPERATOR, Action, decide
from orgnet.positions import Position
from orgnet.tallies import Line


async def draft(database: Database, ask: Ask, directive: Directive, now: datetime) -> Answer:
    """Write a draft; the answer names the `directive` and the number `seq` of the fact."""

    async def work(turn: Turn) -> Answer:
        issuer = await position(turn.tx, directive.audience.issuer)
        await allow(turn.tx, ask.actor, Action.DRAFT, issuer)
        ready = await _ready(turn.tx, directive, issuer)
        await run(
            turn.tx,
            "MATCH (u:Union {id: $issuer}) CREATE (d:Directive)-[:ISSUED_BY]->(u) SET d = $properties",
            issuer=issuer.union.id,
            properties=directive_properties(ready),
        )
        return _record(turn, ask, "drafted", ready, issuer)

    return await change(database, ask, work, now)


async def redraft(database: Database, ask: Ask, id: str, text: Text, audience: Audience, now: datetime) -> Answer:
    """Write a draft anew; what is issued never changes."""

    async def work(turn: Turn) -> Answer:
        former = await _known(turn.tx, ask.actor, id)
        issuer = await position(turn.tx, former.audience.issuer)
        await allow(turn.tx, ask.actor, Action.DRAFT, issuer)
        if former.state is not State.DRAFT:
            raise Conflict("an issued text never changes; issue a new directive that corrects it")
        ready = await _ready(turn.tx, replace(former, text=text, audience=audience), issuer)
        await run(
            turn.tx,
            "MATCH (d:Directive {id: $id}) SET d = $properties",
            id=id,
            properties=directive_properties(ready),
        )
        return _record(turn, ask, "redrafted", ready, issuer)

    return await change(database, ask, work, now)


async def issue(database: Database, ask: Ask, id: str, now: datetime) -> Answer:
    """Issue a draft: it gets the next number of its issuer's year, and is attached to its audience's root.

    Nothing is written for those it reaches, however many they are. The answer has its `number` too.
    """

    async def work(turn: Turn) -> Answer:
        written = await _known(turn.tx, ask.actor, id)
        issuer = await position(turn.tx, written.audience.issuer)
        await allow(turn.tx, ask.actor, Action.ISSUE, issuer)
        may_issue(written, turn.today)
        ready = await _ready(turn.tx, written, issuer)
        issued = replace(ready, state=State.ISSUED, number=await _next_number(turn, issuer), issued=turn.at)
        await run(
            turn.tx,
            """
            MATCH (d:Directive {id: $id}), (u:Union {id: $root}) SET d += $properties
            CREATE (d)-[:ADDRESSED_TO {line: $line}]->(u)
            """,
            id=id,
            root=issued.audience.root,
            line=issued.audience.line.value,
            properties=directive_properties(issued),
        )
        return _record(turn, ask, "issued", issued, issuer)

    return await change(database, ask, work, now)


async def close(database: Database, ask: Ask, id: str, now: datetime) -> Answer:
    """Close a cascade: it is read-only from then on, and weighs on nobody's inbox any more.

    Its figures are those of the network at this moment, so the head of the log says that what changes
    later today is to be kept as it was now.
    """

    async def work(turn: Turn) -> Answer:
        issued = await _known(turn.tx, ask.actor, id)
        issuer = await position(turn.tx, issued.audience.issuer)
        await allow(turn.tx, ask.actor, Action.CLOSE, issuer)
        if issued.state is not State.ISSUED:
            raise Conflict(f"this directive is {issued.state}; only an issued one can be closed")
        await run(turn.tx, CLOSE, id=id, at=turn.at, label=closing_label(turn.today, turn.seq + 1))
        return _record(turn, ask, "closed", replace(issued, state=State.CLOSED), issuer)

    return await change(database, ask, work, now)


CLOSE = """
MATCH (l:Log {id: 'log'}), (d:Directive {id: $id})-[e:ADDRESSED_TO]->(u)
SET l.closing = $label, d.state = 'closed', d.closed = $at, d.closing = $label
CREATE (d)-[:WAS_ADDRESSED_TO {line: e.line}]->(u)
DELETE e
"""


async def _ready(tx: Transaction, directive: Directive, issuer: Position) -> Directive:
    """The directive with its text checked and its audience inside the issuer's branch."""
    audience = directive.audience
    root = issuer if audience.root == issuer.union.id else await position(tx, audience.root)
    if root is not issuer and issuer.union.id not in root.lines.on(audience.line):
        raise Conflict(
            f"{root.union.name} is not in the branch of {issuer.union.name} on the {audience.line} line;"
            " a directive goes down its issuer's own line",
            field="root",
        )
    # At the network's own root the two lines meet, so that a branch on either is the same.
    whole = root.parent is None
    line = Line.PRIMARY if whole else audience.line
    return replace(directive, text=checked(directive.text), audience=replace(audience, whole=whole, line=line))


async def _next_number(turn: Turn, issuer: Position) -> str:
    organ, year = issuer.union.organ_code or issuer.union.code, turn.today.year
    series = await row(
        turn.tx,
        """
        MERGE (s:Series {key: $key}) ON CREATE SET s.last = 0
        SET s.last = s.last + 1 RETURN s.last AS last
        """,
        key=f"{issuer.union.id}|{organ}|{year}",
    )
    assert series is not None
    return number(organ, year, series["last"])


def _record(turn: Turn, ask: Ask, kind: str, directive: Directive, issuer: Position) -> Answer:
    answer: Answer = {"directive": directive.id, "number": directive.number, "seq": turn.seq + 1}
    turn.record(Fact(kind, ask, issuer.union.id, directive.cascade, issuer.branch, answer=answer))
    return answer


async def read(tx: Transaction, actor: str, id: str) -> Directive:
    """A directive as far as the actor may see it; raises Missing otherwise."""
    return await _known(tx, actor, id)


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


async def _known(tx: Transaction, actor: str, id: str) -> Directive:
    found = await row(tx, "MATCH (d:Directive {id: $id}) RETURN properties(d) AS node", id=id)
    if found is None or not await visible(tx, actor, directive := directive_of(found["node"])):
        raise Missing(f"there is no directive {id}")
    return directive


async def visible(tx: Transaction, actor: str, directive: Directive) -> bool:
    """Whether a directive exists for somebody: for its issuer, for whom it reaches, and above these."""
    if actor == OPERATOR:
        return True
    audience, held = directive.audience, await seats(tx, actor)
    if directive.state is State.DRAFT:
        return audience.issuer in {seat.union for seat in held}
    near = await positions(tx, {audience.issuer, audience.root, *(seat.union for seat in held)})
    for end in (near[audience.issuer], near[audience.root]):
        if decide(Action.READ_DOCUMENTS, actor, held, end.union.id, end.superiors).allowed:
            return True
    below = [near[seat.union] for seat in held if audience.root in near[seat.union].lines.on(audience.line)]
    if any(audience.reaches(where.union, where.lines.on(audience.line)) for where in below):
        return True
    census = await expected(tx, directive, [where.union.id for where in below])
    return any(total(counts) for counts in census.values())
