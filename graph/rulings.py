"""Rulings: the issuer of a directive returns what was reported done, and exempts unions from it, many at once."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from graph import documents
from graph.db import Database
from graph.deliveries import deliveries
from graph.facts import Answer, change
from graph.log import Turn
from graph.positions import positions
from graph.receipts import flow, record, save
from graph.subjects import apply, cascades, receipts
from orgnet.directives import Directive, may_act, may_rule
from orgnet.errors import Conflict
from orgnet.facts import Ask, Fact
from orgnet.names import reason
from orgnet.permissions import Action
from orgnet.positions import Position
from orgnet.receipts import Receipt, Ruling
from orgnet.receipts import lift as lifted
from orgnet.receipts import rule as ruled
from orgnet.relays import Delivery
from orgnet.tallies import Deltas, row_key

Rule = Callable[[Turn, Receipt], Receipt]


async def rule(
    database: Database, ask: Ask, id: str, unions: Sequence[str], ruling: Ruling, why: str | None, now: datetime
) -> Answer:
    """Accept or return what these unions reported done, or exempt them; all of them, or none where one cannot be.

    There is a reason why, unless it is accepted.

    The answer has how many `unions` there were.
    """
    said = None if why is None else reason(why)
    return await _decide(
        database, ask, id, unions, ruling, lambda turn, receipt: ruled(receipt, ruling, turn.at, said), now
    )


async def lift(database: Database, ask: Ask, id: str, unions: Sequence[str], now: datetime) -> Answer:
    """Take back the exemption of these unions."""
    return await _decide(database, ask, id, unions, "not exempt", lambda turn, receipt: lifted(receipt), now)


async def _decide(
    database: Database, ask: Ask, id: str, unions: Sequence[str], kind: str, decide: Rule, now: datetime
) -> Answer:
    async def work(turn: Turn) -> Answer:
        directive, issuer = await documents.allowed(turn.tx, ask, id, Action.RULE)
        may_act(directive, turn.today)
        may_rule(directive, kind)
        cascade = (await cascades(turn.tx, [directive.cascade]))[directive.cascade]
        may_act(cascade.directive, turn.today)
        found = await _found(turn, directive, cascade.directive, unions)
        after = {one.place.union.id: _one(turn, decide, one.receipt, one.place) for one in found}
        deltas = Deltas()
        for one in found:
            changed = after[one.place.union.id]
            flow(deltas, cascade, one.place, one.came, (one.receipt, changed))
            record(turn, Ask(ask.actor), kind, cascade.directive, one.place, changed)
        await save(turn.tx, {row_key(directive.cascade, union): receipt for union, receipt in after.items()})
        await apply(turn, deltas)
        answer: Answer = {"unions": len(after), "seq": turn.seq + 1}
        turn.record(Fact("ruled", ask, issuer.union.id, directive.cascade, issuer.branch, {"ruling": kind}, answer))
        return answer

    return await change(database, ask, work, now)


@dataclass(frozen=True, slots=True)
class Ruled:
    """Somebody about whom the issuer decides: where it stands, its receipt as it is, how the document came to it."""

    place: Position
    receipt: Receipt
    came: Delivery | None


async def _found(turn: Turn, document: Directive, first: Directive, unions: Sequence[str]) -> list[Ruled]:
    """The unions to be decided about; raises Conflict for one that the document does not reach."""
    assert first.issued is not None
    places = await positions(turn.tx, unions)
    known = await receipts(turn.tx, [row_key(first.cascade, union) for union in unions])
    deliveries_ = await deliveries(turn.tx, [(first, place) for place in places.values()])
    found = list[Ruled]()
    for union in dict.fromkeys(unions):
        place = places.get(union)
        came = deliveries_.to(first, place) if place else None
        through = document.relay is None or (came is not None and came.document == document.id)
        if place is None or not first.audience.reaches(place.union, place.lines) or not through:
            raise Conflict(f"this directive does not reach union {union}", field="unions")
        blank = Receipt(first.cascade, union, came.at if came else first.issued)
        found.append(Ruled(place, known.get(row_key(first.cascade, union), blank), came))
    return found


def _one(turn: Turn, decide: Rule, receipt: Receipt, place: Position) -> Receipt:
    try:
        return decide(turn, receipt)
    except Conflict as conflict:
        raise Conflict(f"{place.union.name}: {conflict.detail}", field="unions") from conflict
