"""Receipts: where unions stand with cascades, as it is kept and answered. How they change: `graph.marks`."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, LiteralString, Protocol

from orjson import dumps

from graph.access import covered
from graph.db import Transaction, run
from graph.facts import Answer
from graph.positions import positions
from graph.subjects import Cascade, cascades, receipts
from orgnet.briefings import Briefing
from orgnet.directives import Directive
from orgnet.errors import Missing
from orgnet.evidence import NOTHING, Evidence, spoken
from orgnet.facts import Ask, Fact
from orgnet.permissions import Action
from orgnet.positions import Position
from orgnet.receipts import (
    ORDER,
    Receipt,
    Recorded,
)
from orgnet.relays import Delivery, tallied
from orgnet.tallies import Deltas, minus, row_key


def flow(
    deltas: Deltas, cascade: Cascade, place: Position, came: Delivery | None, change: tuple[Receipt, Receipt]
) -> None:
    """Let what the receipt of the union at a place counts for more, or less, than before flow up its lines."""
    before, after = (tallied(cascade.directive, place.union, receipt, came) for receipt in change)
    deltas.flow_both(cascade.subject, place.union.id, place.lines, minus(after, before))


class Recording(Protocol):
    """Whatever takes facts."""

    def record(self, fact: Fact) -> object:
        """Take a fact."""
        ...


def record(turn: Recording, ask: Ask, kind: str, directive: Directive, place: Position, receipt: Receipt) -> Answer:
    """Append a fact about the receipt of the union at a place; the receipt as an answer."""
    answer = told(receipt, directive.evidence)
    turn.record(Fact(kind, ask, receipt.union, receipt.cascade, place.branch, answer=answer))
    return answer


def told(receipt: Receipt, evidence: Evidence) -> Answer:
    """A receipt as an answer: its milestones as ISO instants, and what was told by label."""
    dated = {milestone.value: receipt.at(milestone) for milestone in ORDER} | {"ruled": receipt.ruled}
    return {
        "union": receipt.union,
        "cascade": receipt.cascade,
        **{name: moment.isoformat() if moment else None for name, moment in dated.items()},
        "note": receipt.note,
        "told": spoken(evidence, receipt.told),
        "extended": receipt.extended and receipt.extended.isoformat(),
        "met": _dated(receipt.met),
        "recorded": told_above(receipt.recorded),
        "ruling": receipt.ruling,
        "reason": receipt.reason,
        "briefed": told_members(receipt.briefed),
    }


def _dated(met: Mapping[str, datetime]) -> dict[str, str]:
    return {key: moment.isoformat() for key, moment in met.items()}


def told_above(recorded: Recorded | None) -> dict[str, str] | None:
    """What was recorded above, as an answer."""
    if recorded is None:
        return None
    return {
        "medium": recorded.medium,
        "source": recorded.source,
        "day": recorded.day.isoformat(),
        "by": recorded.by,
    }


def told_members(briefed: Briefing | None) -> dict[str, str] | None:
    """How the members were told, as an answer."""
    return {"occasion": briefed.occasion, "day": briefed.day.isoformat()} if briefed else None


async def save(tx: Transaction, changed: Mapping[str, Receipt], fresh: Collection[str] = ()) -> None:
    """Write receipts; those of the `fresh` keys are known not to be there yet, which is quicker."""
    there, new = list[tuple[str, Receipt]](), list[tuple[str, Receipt]]()
    for key, receipt in changed.items():
        (new if key in fresh else there).append((key, receipt))
    if new:
        await run(tx, CREATE, **_rows(new))
    if there:
        await run(tx, SAVE, **_rows(there))


def _rows(changed: Sequence[tuple[str, Receipt]]) -> dict[str, list[Any]]:
    """Receipts as rows; their instants are few, and the driver is slow with each, so the rows name them by place."""
    places = {moment: n for n, moment in enumerate({m for _, receipt in changed for m in receipt.moments if m})}
    rows = [[*_plain(key, receipt), *(m and places[m] for m in receipt.moments)] for key, receipt in changed]
    return {"instants": list(places), "rows": rows}


def _plain(key: str, receipt: Receipt) -> list[Any]:
    """What a receipt says beside its moments."""
    return [
        key,
        receipt.union,
        receipt.cascade,
        receipt.note,
        receipt.ruling,
        receipt.reason,
        receipt.recorded and dumps(told_above(receipt.recorded)).decode(),
        receipt.told and dumps(receipt.told).decode(),
        receipt.extended and receipt.extended.isoformat(),
        dumps(_dated(receipt.met)).decode() if receipt.met else None,
        receipt.briefed and dumps(told_members(receipt.briefed)).decode(),
    ]


SAID: LiteralString = """{
    key: r[0], union: r[1], cascade: r[2], note: r[3], ruling: r[4], reason: r[5], recorded: r[6], told: r[7],
    extended: r[8], met: r[9], briefed: r[10], issued: $instants[r[11]], read: $instants[r[12]],
    signed: $instants[r[13]], relayed: $instants[r[14]], in_hand: $instants[r[15]], done: $instants[r[16]],
    ruled: $instants[r[17]]
}"""

CREATE = f"UNWIND $rows AS r MATCH (u:Union {{id: r[1]}}) CREATE (u)-[:HOLDS]->(:Receipt {SAID})"
SAVE = f"UNWIND $rows AS r MATCH (u:Union {{id: r[1]}}) MERGE (u)-[:HOLDS]->(h:Receipt {{key: r[0]}}) SET h = {SAID}"


async def one(tx: Transaction, actor: str, cascade: str, union: str) -> tuple[Receipt | None, Evidence]:
    """Where a union stands with a cascade, and what that wants told; for who may read its documents."""
    here = (await positions(tx, [union])).get(union)
    if here is None or not await covered(tx, actor, Action.READ_DOCUMENTS, [here]):
        raise Missing(f"there is no receipt of {union}")
    known = (await cascades(tx, [cascade])).get(cascade)
    receipt = (await receipts(tx, [row_key(cascade, union)])).get(row_key(cascade, union))
    return receipt, known.directive.evidence if known else NOTHING
