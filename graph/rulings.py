"""Rulings: the issuer of a directive returns what was reported done, and exempts unions from it, many at once."""

from collections.abc import Callable, Sequence
from datetime import datetime

from graph import directives, tallies
from graph.db import Database
from graph.facts import Answer, change
from graph.log import Turn
from graph.positions import positions
from graph.receipts import flow, record, save
from graph.subjects import mark_lost, receipts, strays
from orgnet.directives import Directive, may_act
from orgnet.errors import Conflict
from orgnet.facts import Ask, Fact
from orgnet.names import reason
from orgnet.permissions import Action
from orgnet.positions import Position
from orgnet.receipts import Receipt, Ruling
from orgnet.receipts import lift as lifted
from orgnet.receipts import rule as ruled
from orgnet.tallies import Deltas, row_key

Rule = Callable[[Turn, Receipt], Receipt]


async def rule(
    database: Database, ask: Ask, id: str, unions: Sequence[str], ruling: Ruling, why: str, now: datetime
) -> Answer:
    """Return what these unions reported done, or exempt them; all of them, or none where one cannot be.

    The answer has how many `unions` there were.
    """
    return await _decide(
        database, ask, id, unions, ruling, lambda turn, receipt: ruled(receipt, ruling, turn.at, reason(why)), now
    )


async def lift(database: Database, ask: Ask, id: str, unions: Sequence[str], now: datetime) -> Answer:
    """Take back the exemption of these unions."""
    return await _decide(database, ask, id, unions, "not exempt", lambda turn, receipt: lifted(receipt), now)


async def _decide(
    database: Database, ask: Ask, id: str, unions: Sequence[str], kind: str, decide: Rule, now: datetime
) -> Answer:
    async def work(turn: Turn) -> Answer:
        directive, issuer = await directives.allowed(turn, ask, id, Action.RULE)
        may_act(directive, turn.today)
        before = await _before(turn, directive, unions)
        after = {union: _one(turn, decide, receipt, place) for union, (receipt, place) in before.items()}
        deltas, subject = Deltas(), directive.subject(await strays(turn.tx, directive.cascade))
        for union, (receipt, place) in before.items():
            flow(deltas, directive, subject, place, (receipt, after[union]))
            record(turn, Ask(ask.actor), kind, place, after[union])
        await save(turn.tx, {row_key(directive.cascade, union): receipt for union, receipt in after.items()})
        await tallies.apply(turn.tx, deltas, turn.today)
        await mark_lost(turn.tx, deltas)
        answer: Answer = {"unions": len(after), "seq": turn.seq + 1}
        turn.record(Fact("ruled", ask, issuer.union.id, id, issuer.branch, {"ruling": kind}, answer))
        return answer

    return await change(database, ask, work, now)


async def _before(turn: Turn, directive: Directive, unions: Sequence[str]) -> dict[str, tuple[Receipt, Position]]:
    """The receipts as they are, with where their unions stand; raises Conflict for a union that is not reached."""
    assert directive.issued is not None
    places = await positions(turn.tx, unions)
    known = await receipts(turn.tx, [row_key(directive.cascade, union) for union in unions])
    before = dict[str, tuple[Receipt, Position]]()
    for union in unions:
        place = places.get(union)
        if place is None or not directive.audience.reaches(place.union, place.lines):
            raise Conflict(f"this directive does not reach union {union}", field="unions")
        blank = Receipt(directive.cascade, union, directive.issued)
        before[union] = known.get(row_key(directive.cascade, union), blank), place
    return before


def _one(turn: Turn, decide: Rule, receipt: Receipt, place: Position) -> Receipt:
    try:
        return decide(turn, receipt)
    except Conflict as conflict:
        raise Conflict(f"{place.union.name}: {conflict.detail}", field="unions") from conflict
