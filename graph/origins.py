"""Origins: what a union registers that came on paper is joined with the original once that has come to it."""

from contextlib import suppress
from dataclasses import replace
from datetime import datetime

from graph import documents
from graph.db import Database, Transaction, rows, run
from graph.deliveries import deliveries
from graph.facts import Answer, change
from graph.log import Turn
from graph.nodes import directive_of
from graph.positions import position
from orgnet.directives import Directive, Manner, State, Tie, may_act
from orgnet.errors import Conflict, Missing, Refusal
from orgnet.facts import Ask
from orgnet.origins import may_join
from orgnet.permissions import Action
from orgnet.positions import Position
from orgnet.unions import Union


async def distinct(tx: Transaction, directive: Directive) -> None:
    """Raises Conflict where the issuer has registered the same paper before."""
    if directive.origin is None:
        return
    for record in await rows(tx, SAME, origin=directive.origin.key):
        other = directive_of(record["node"])
        same = other.issuer == directive.issuer and other.id != directive.id
        if same and other.origin and other.state is not State.WITHDRAWN:
            said = other.number or "a draft"
            raise Conflict(f"this paper is registered already, as {said} ({other.id})", field="origin")


SAME = "MATCH (d:Directive {origin: $origin}) RETURN d {.*, body: null} AS node"


async def originals(tx: Transaction, directive: Directive) -> list[tuple[Directive, Union]]:
    """What has come to the issuer of a directive that hands on a paper and may be its original, and who issued it: so
    far as it is not joined yet."""
    if directive.origin is None or directive.tie:
        return []
    place, found = await position(tx, directive.issuer), list[tuple[Directive, Union]]()
    for record in await rows(tx, NUMBERED, number=directive.origin.key):
        original = directive_of(record["node"])
        sender = (await position(tx, original.issuer)).union
        with suppress(Refusal):
            await _come(tx, original, place)
            may_join(directive.origin, False, original.number, sender.name)
            found.append((original, sender))
    return found


NUMBERED = "MATCH (d:Directive {number: $number}) WHERE d.id = d.cascade RETURN d {.*, body: null} AS node"


async def join(database: Database, ask: Ask, id: str, original: str, now: datetime) -> Answer:
    """Join what came on paper with its original, which has come to the union since: each shows the other from then on.

    Both cascades go on, with their own figures.
    """

    async def work(turn: Turn) -> Answer:
        paper, issuer = await _paper(turn, ask, id)
        found = await documents.first_of(turn.tx, ask.actor, original)
        await _come(turn.tx, found, issuer)
        sender = await position(turn.tx, found.issuer)
        may_join(paper.origin, paper.tie is not None, found.number, sender.union.name)
        tie = Tie(Manner.JOINS, found.id)
        await run(turn.tx, JOIN, id=id, tie=tie.manner.value, former=tie.former)
        return documents.record(turn, ask, "joined", replace(paper, tie=tie), issuer)

    return await change(database, ask, work, now)


async def part(database: Database, ask: Ask, id: str, now: datetime) -> Answer:
    """Part what was joined by mistake."""

    async def work(turn: Turn) -> Answer:
        paper, issuer = await _paper(turn, ask, id)
        if paper.tie is None or paper.tie.manner is not Manner.JOINS:
            raise Conflict("it is not joined with anything")
        await run(turn.tx, JOIN, id=id, tie=None, former=None)
        return documents.record(turn, ask, "parted", paper, issuer)

    return await change(database, ask, work, now)


JOIN = "MATCH (d:Directive {id: $id}) SET d.tie = $tie, d.former = $former"


async def _paper(turn: Turn, ask: Ask, id: str) -> tuple[Directive, Position]:
    paper, issuer = await documents.allowed(turn.tx, ask, id, Action.ISSUE)
    may_act(paper, turn.today)
    return paper, issuer


async def _come(tx: Transaction, original: Directive, place: Position) -> None:
    """Raises Missing unless a document has come to a union."""
    came = original.issued and (await deliveries(tx, [(original, place)])).to(original, place)
    if not came or not original.audience.reaches(place.union, place.lines):
        raise Missing(f"there is no directive {original.id} for {place.union.name}")
