"""Loading: founding unions by the thousand, in slices that are each exact by themselves.

A slice is one turn and one fact. Parents come before their children; new unions hold no receipts yet,
so only the census moves.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from graph import log, tallies
from graph.access import allow
from graph.db import Database, run
from graph.log import Turn
from graph.nodes import union_properties
from graph.positions import positions
from orgnet.cells import census
from orgnet.errors import Conflict
from orgnet.facts import Ask, Fact
from orgnet.permissions import Action
from orgnet.positions import Position
from orgnet.search import words
from orgnet.structure import guidable, placeable
from orgnet.tallies import NETWORK, Deltas, Lines, minus, roll_up, row_key, twin_key
from orgnet.unions import Founding

SLICE = 2000
"""Unions founded in one turn: about as many as fit into 100 ms of the log's head."""


@dataclass(slots=True)
class Slice:
    """Foundings in the making: what stands above them, and the waves in which they can be written."""

    foundings: Sequence[Founding]
    above: dict[str, Position] = field(default_factory=dict[str, Position])
    waves: list[list[Founding]] = field(default_factory=list[list[Founding]])


async def load(
    database: Database, ask: Ask, foundings: Sequence[Founding], now: datetime, data: Mapping[str, Any] | None = None
) -> int:
    """Found a slice of unions, parents before children, codes given; the number of the fact.

    That names differ under one superior, the caller has made sure of. `data` goes into the fact.
    Raises Conflict, and founds none, where one of them cannot stand where it is to stand.
    """

    async def work(turn: Turn) -> int:
        earlier = await turn.earlier(ask)
        if earlier is not None:
            return int(earlier["seq"])
        slice_ = await _place(turn, foundings)
        places = {id: place for id, place in slice_.above.items() if place.changed}
        await allow(turn.tx, ask.actor, Action.FOUND, *places.values())
        await _write(turn, slice_)
        await _count(turn, slice_)
        told = {"seq": turn.seq + 1}
        top = next(iter(slice_.above.values()), None)
        about = Fact(
            "loaded",
            ask,
            top.union.id if top else foundings[0].union.id,
            line=top.branch if top else {},
            data={"unions": len(foundings)} | dict(data or {}),
            answer=told,
        )
        return turn.record(about)

    return await log.turn(database, work, now)


async def _place(turn: Turn, foundings: Sequence[Founding]) -> Slice:
    """Find the superiors of all, check every union against its own, and sort them into waves."""
    new = {founding.union.id for founding in foundings}
    named = {end for founding in foundings for end in (founding.parent, founding.guide) if end}
    slice_ = Slice(foundings, await positions(turn.tx, named - new))
    wave_of: dict[str, int] = {}
    for founding in foundings:
        position = _stand(slice_.above, founding)
        wave = wave_of.get(founding.parent or "", -1) + 1
        if founding.union.id in named:
            slice_.above[founding.union.id] = position
            wave_of[founding.union.id] = wave
        slice_.waves += [[] for _ in range(wave + 1 - len(slice_.waves))]
        slice_.waves[wave].append(founding)
    return slice_


def _stand(above: Mapping[str, Position], founding: Founding) -> Position:
    """The position of a new union; raises Conflict where it cannot stand there."""
    union = founding.union
    parent, guide = above.get(founding.parent or ""), above.get(founding.guide or "")
    if parent is None:
        raise Conflict(f"the parent of {union.name} is not there", field="parent")
    if founding.guide and guide is None:
        raise Conflict(f"the guide of {union.name} is not there", field="guide")
    placeable(Position(union), parent, 0)
    if guide:
        guidable(union, guide)
    over = guide or parent
    lines = Lines((parent.union.id, *parent.lines.primary), (over.union.id, *over.lines.second))
    return Position(union, lines, (parent.union.level, *parent.levels), founding.guide)


async def _write(turn: Turn, slice_: Slice) -> None:
    stamp = {"at": turn.at, "seq": turn.seq + 1}
    own = {"born": turn.today.isoformat(), "changed": turn.seq + 1}
    for wave in slice_.waves:
        await run(turn.tx, FOUND, rows=[_row(founding, own) for founding in wave], **stamp)
    guided = [[f.union.id, f.guide] for f in slice_.foundings if f.guide]
    if guided:
        await run(turn.tx, GUIDE, pairs=guided, **stamp)


def _row(founding: Founding, own: dict[str, Any]) -> dict[str, Any]:
    node = union_properties(founding.union) | {"words": words(founding.union.name)} | own
    return {"node": node, "parent": founding.parent, "second": founding.guide is None}


FOUND = """
UNWIND $rows AS r
MATCH (p:Union {id: r.parent})
CREATE (u:Union)-[:PART_OF {since: $at, seq: $seq, second: r.second}]->(p)
SET u = r.node
"""

GUIDE = """
UNWIND $pairs AS pair
MATCH (u:Union {id: pair[0]}), (g:Union {id: pair[1]})
CREATE (u)-[:GUIDED_BY {since: $at, seq: $seq, second: true}]->(g)
"""


async def _count(turn: Turn, slice_: Slice) -> None:
    """Add the new unions to the census of all above them, on both lines."""
    primary, second = _gains(slice_)
    deltas = Deltas()
    for union, gained in primary.items():
        deltas.add(row_key(NETWORK, union), gained)
    for union in primary.keys() | second.keys():
        deltas.add(twin_key(NETWORK, union), minus(second.get(union, {}), primary.get(union, {})))
    await tallies.apply(turn.tx, deltas, turn.today)


def _gains(slice_: Slice) -> tuple[dict[str, Counter[str]], dict[str, Counter[str]]]:
    under: dict[str, Counter[str]] = {}
    guided: dict[str, Counter[str]] = {}
    for founding in slice_.foundings:
        own = census(founding.union)
        for held, superior in ((under, founding.parent), (guided, founding.guide or founding.parent)):
            row = held.setdefault(superior or "", Counter())
            for name, n in own.items():
                row[name] += n
    primary = {union: slice_.above[union].lines.primary for union in under}
    second = {union: slice_.above[union].lines.second for union in guided}
    return roll_up(under, primary), roll_up(guided, second)


async def ally(database: Database, ask: Ask, pacts: Sequence[tuple[str, str, str]], now: datetime) -> int:
    """Make pacts (union, partner, terms) by the thousand; the number of the fact."""

    async def work(turn: Turn) -> int:
        places = await positions(turn.tx, {union for one, other, _ in pacts for union in (one, other)})
        await allow(turn.tx, ask.actor, Action.PACT, *places.values())
        rows = [[*sorted((one, other)), terms] for one, other, terms in pacts]
        await run(turn.tx, ALLY, rows=rows, at=turn.at, seq=turn.seq + 1)
        return turn.record(Fact("allied", ask, None, data={"pacts": len(rows)}))

    return await log.turn(database, work, now)


ALLY = """
UNWIND $rows AS r
MATCH (a:Union {id: r[0]}), (b:Union {id: r[1]})
MERGE (a)-[e:PARTNERS_WITH]->(b)
ON CREATE SET e.since = $at, e.seq = $seq
SET e.terms = r[2]
"""
