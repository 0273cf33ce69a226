"""Arrivals: what the subordinates of a union hold more, or less, once something is passed on to them or no more."""

from collections.abc import Collection, Mapping
from itertools import product

from graph import tallies
from graph.db import Transaction, collected, rows
from graph.deliveries import Deliveries, deliveries
from graph.log import Turn
from graph.nodes import union_of
from graph.positions import positions
from graph.subjects import Cascade, apply, open_cascades, receipts
from orgnet.cells import SIZE_BOUNDS
from orgnet.directives import Way
from orgnet.positions import Position
from orgnet.relays import Delivery, tallied
from orgnet.tallies import Deltas, Lines, minus, row_key, twin_key
from orgnet.unions import Union


async def arrive(
    tx: Transaction, cascade: Cascade, at: Position, before: Delivery | None, after: Delivery | None
) -> Deltas:
    """What changes in the tallies when something has arrived at the direct subordinates of a union, or no more; asked
    before the relay itself is written.

    Those that hold nothing yet are taken together, however many they are.
    """
    deltas = Deltas()
    if cascade.directive.way is Way.DIRECT or not cascade.subject.lines:
        return deltas
    alone = await _alone(tx, cascade, at)
    up = Lines((at.union.id, *at.lines.primary), (at.union.id, *at.lines.second))
    for union, n in await _together(tx, at.union.id, alone):
        was, now = (tallied(cascade.directive, union, None, way) for way in (before, after))
        deltas.flow_both(cascade.subject, "", up, {key: n * each for key, each in minus(now, was).items()})
    await _one_by_one(tx, cascade, at, alone, deltas, (before, after))
    return deltas


async def settle(turn: Turn, superiors: Collection[str]) -> None:
    """Let flow up what was delivered to the unions that have just been founded under these superiors."""
    if not await rows(turn.tx, STEPWISE):
        return
    places = await positions(turn.tx, superiors)
    near = {id for place in places.values() for id in (place.union.id, *place.superiors)}
    open_ = [each for each in await open_cascades(turn.tx, near) if each.directive.way is Way.LEVEL_BY_LEVEL]
    founded = await collected(turn.tx, FOUNDED, ids=list(superiors), seq=turn.seq + 1) if open_ else []
    new, deltas = (await positions(turn.tx, founded)).values(), Deltas()
    came = await deliveries(turn.tx, product([cascade.directive for cascade in open_], new))
    for cascade, place in product(open_, new):
        held = tallied(cascade.directive, place.union, None, came.to(cascade.directive, place))
        deltas.flow_both(cascade.subject, place.union.id, place.lines, held)
    await apply(turn, deltas)


STEPWISE = "MATCH (d:Directive {way: 'level_by_level', state: 'issued'}) RETURN d.id LIMIT 1"

FOUNDED = """
UNWIND $ids AS id
MATCH (:Union {id: id})<-[:PART_OF|GUIDED_BY]-(c) WHERE c.changed = $seq
RETURN collect(DISTINCT c.id) AS found
"""


async def _alone(tx: Transaction, cascade: Cascade, at: Position) -> list[str]:
    """The subordinates that must be looked at one by one: those on one line only, those where counts stop, and all
    where any may hold something."""
    held = await tallies.read(tx, [row_key(cascade.subject.id, at.union.id), twin_key(cascade.subject.id, at.union.id)])
    if any(acted(row) for row in held.values()):
        return await collected(tx, ALL, id=at.union.id)
    strays = {union for unions in (cascade.subject.strays or {}).values() for union in unions}
    return await collected(tx, ALONE, id=at.union.id, stops=sorted({*cascade.subject.roots, *strays}))


def acted(row: Mapping[str, int]) -> bool:
    """Whether a row tells of anything that somebody did, and not only of deliveries."""
    return any(key.split(".")[2] not in ("delivered", "due") and ".lag.delivered." not in key for key in row)


ALL = "MATCH (:Union {id: $id})<-[:PART_OF|GUIDED_BY]-(c) RETURN collect(DISTINCT c.id) AS found"

ALONE = """
MATCH (:Union {id: $id})<-[e:PART_OF|GUIDED_BY]-(c)
WHERE type(e) = 'GUIDED_BY' OR e.second = false OR c.id IN $stops
RETURN collect(DISTINCT c.id) AS found
"""


async def _together(tx: Transaction, at: str, alone: Collection[str]) -> list[tuple[Union, int]]:
    """One union for each kind of subordinates there are, and how many are like it."""
    found = await collected(tx, TOGETHER, id=at, alone=list(alone), bounds=list(SIZE_BOUNDS))
    return [(union_of(node | {"members": [0, *SIZE_BOUNDS][size]}), n) for node, size, n in found]


TOGETHER = """
MATCH (:Union {id: $id})<-[:PART_OF {second: true}]-(c) WHERE NOT c.id IN $alone
WITH c.level AS level, c.kind AS kind, c.sector AS sector, c.status AS status, c.hands AS hands,
    size([bound IN $bounds WHERE c.members >= bound]) AS size, count(*) AS n
RETURN collect([
    {id: '', code: '', name: '', level: level, kind: kind, sector: sector, status: status, hands: hands}, size, n
]) AS found
"""


async def _one_by_one(
    tx: Transaction,
    cascade: Cascade,
    at: Position,
    alone: Collection[str],
    deltas: Deltas,
    change: tuple[Delivery | None, Delivery | None],
) -> None:
    places = await positions(tx, alone)
    pairs = [(cascade.directive, place) for place in places.values()]
    key, others = row_key(cascade.directive.cascade, at.union.id), (await deliveries(tx, pairs)).passed
    ways = [Deliveries({k: way for k, way in (others | {key: passed}).items() if way}) for passed in change]
    held = await receipts(tx, [row_key(cascade.directive.cascade, union) for union in alone])
    for directive, place in pairs:
        receipt = held.get(row_key(directive.cascade, place.union.id))
        was, now = (tallied(directive, place.union, receipt, way.to(directive, place)) for way in ways)
        if at.union.id == directive.audience.issuer:
            was = {}
        deltas.flow_both(cascade.subject, place.union.id, place.lines, minus(now, was))
