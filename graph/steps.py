"""Steps carried out: edges, fields and tallies change together, in the turn of the change."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import product

from graph import tallies
from graph.db import run
from graph.deliveries import deliveries
from graph.edits import Edited, edit
from graph.log import Turn, reshape
from graph.positions import position, positions
from graph.siblings import led, namesakes, neighbour_levels, rows_below
from graph.subjects import Cascade, mark_strays, open_cascades, receipts
from orgnet.cells import Counts, census
from orgnet.levels import Level
from orgnet.positions import Position
from orgnet.relays import tallied
from orgnet.shifts import Branch, Shift, Strays, shift
from orgnet.steps import Absorb, Edit, Guide, Pact, Place, Step, touched
from orgnet.structure import distinct, emptied, guidable, placeable, ranked, short_row
from orgnet.tallies import NETWORK, Deltas, Line, Lines, Subject, plus, row_key, twin_key
from orgnet.unions import Union


async def apply(turn: Turn, steps: Sequence[Step]) -> None:
    """Carry out the steps in order, as part of the fact that will be recorded next."""
    for step in steps:
        match step:
            case Place():
                await _place(turn, step)
            case Guide():
                await _guide(turn, step)
            case Edit():
                await _edit(turn, step)
            case Pact():
                await _pact(turn, step)
            case Absorb():
                await _absorb(turn, step)
    await run(
        turn.tx,
        "UNWIND $ids AS id MATCH (u:Union {id: id}) SET u.changed = $seq",
        ids=touched(steps),
        seq=turn.seq + 1,
    )
    await reshape(turn)


async def _place(turn: Turn, step: Place) -> None:
    movers = list((await positions(turn.tx, step.unions)).values())
    await _check_place(turn, step, movers)
    leaves, comes = await _upwards(turn, step.before), await _upwards(turn, step.after)
    arrived = {mover.union.id: _moved(mover, comes) for mover in movers}
    unguided = [mover for mover in movers if mover.guide is None]
    await _carry(turn, Shift(Line.PRIMARY, leaves[0], comes[0]), movers, arrived)
    await _carry(turn, Shift(Line.SECOND, leaves[1], comes[1]), unguided, arrived)
    for guided in (mover for mover in movers if mover.guide):
        await _stay(turn, Line.SECOND, guided, arrived)
    parameters = {"ids": list(step.unions), "at": turn.at, "seq": turn.seq + 1}
    if step.before:
        await run(turn.tx, LEAVE, superior=step.before, **parameters)
    if step.after:
        await run(turn.tx, COME, superior=step.after, **parameters)


def _moved(mover: Position, comes: tuple[tuple[str, ...], tuple[str, ...]]) -> Position:
    """A union under another superior; where it has a guide of its own, its second line stays what it is."""
    return replace(mover, lines=Lines(comes[0], mover.lines.second if mover.guide else comes[1]))


async def _check_place(turn: Turn, step: Place, movers: Sequence[Position]) -> None:
    """The rules of places hold at every step, so whatever is composed of steps keeps them."""
    if step.after is None:
        for mover in movers:
            emptied(mover.union, *await led(turn.tx, mover.union.id))
        return
    superior = await position(turn.tx, step.after)
    same = [mover.union.id for mover in movers if mover.union.level is superior.union.level]
    rows = await rows_below(turn.tx, same, superior.union.level)
    for mover in movers:
        placeable(mover, superior, rows.get(mover.union.id, 0))
    distinct(superior.union, await namesakes(turn.tx, step.after, [mover.union.name for mover in movers]))


LEAVE = """
UNWIND $ids AS id
MATCH (u:Union {id: id})-[e:PART_OF]->(p:Union {id: $superior})
CREATE (u)-[:WAS_PART_OF {since: e.since, until: $at, seq: e.seq, ended: $seq}]->(p)
DELETE e
"""

COME = """
UNWIND $ids AS id
MATCH (u:Union {id: id}), (p:Union {id: $superior})
CREATE (u)-[:PART_OF {since: $at, seq: $seq, second: NOT EXISTS { (u)-[:GUIDED_BY]->() }}]->(p)
"""


async def _guide(turn: Turn, step: Guide) -> None:
    mover = await position(turn.tx, step.union)
    if step.after:
        guidable(mover.union, await position(turn.tx, step.after))
    leaves = await _upwards(turn, step.before or mover.parent)
    comes = await _upwards(turn, step.after or mover.parent)
    arrived = {mover.union.id: replace(mover, lines=Lines(mover.lines.primary, comes[1]))}
    await _carry(turn, Shift(Line.SECOND, leaves[1], comes[1]), [mover], arrived)
    await _stay(turn, Line.PRIMARY, mover, arrived)
    parameters = {"id": step.union, "at": turn.at, "seq": turn.seq + 1}
    if step.before:
        await run(turn.tx, UNGUIDE, **parameters)
    if step.after:
        await run(turn.tx, GUIDE, superior=step.after, **parameters)
    await run(
        turn.tx,
        "MATCH (:Union {id: $id})-[e:PART_OF]->() SET e.second = $second",
        id=step.union,
        second=step.after is None,
    )


UNGUIDE = """
MATCH (u:Union {id: $id})-[e:GUIDED_BY]->(p)
CREATE (u)-[:WAS_GUIDED_BY {since: e.since, until: $at, seq: e.seq, ended: $seq}]->(p)
DELETE e
"""

GUIDE = """
MATCH (u:Union {id: $id}), (p:Union {id: $superior})
CREATE (u)-[:GUIDED_BY {since: $at, seq: $seq, second: true}]->(p)
"""


async def _upwards(turn: Turn, superior: str | None) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """A superior and all above it, on the primary line and on the second."""
    if superior is None:
        return (), ()
    lines = (await position(turn.tx, superior)).lines
    return (superior, *lines.primary), (superior, *lines.second)


async def _stay(turn: Turn, line: Line, mover: Position, arrived: Mapping[str, Position]) -> None:
    """On the line on which a union stays where it is, only what it holds itself may change: who delivers to it."""
    superiors = mover.lines.on(line)
    await _carry(turn, Shift(line, superiors, superiors), [mover], arrived)


async def _carry(turn: Turn, move: Shift, movers: Sequence[Position], arrived: Mapping[str, Position]) -> None:
    """Take all that the movers' branches hold from one line to the other."""
    tops = {end for line in (move.leaves, move.comes) for end in line[-1:]}
    unions = [mover.union for mover in movers]
    near = await open_cascades(turn.tx, {*move.leaves, *move.comes, *(union.id for union in unions)})
    cascades = [cascade for cascade in near if move.line in cascade.subject.lines]
    subjects = [Subject(NETWORK, tops), *(cascade.subject for cascade in cascades)]
    below = await _below(turn, move.line, subjects, unions)
    deltas, strays = Deltas(), Strays()
    shift(deltas, Strays(), subjects[0], move, [_census_branch(union, below) for union in unions])
    before = await _own(turn, cascades, movers)
    after = await _own(turn, cascades, [arrived[union.id] for union in unions])
    for cascade in cascades:
        keys = {union.id: row_key(cascade.subject.id, union.id) for union in unions}
        branches = [Branch(id, before[key], after[key], below[key]) for id, key in keys.items()]
        shift(deltas, strays, cascade.subject, move, branches)
    await tallies.apply(turn.tx, deltas, turn.today)
    await mark_strays(turn.tx, move.line, strays)


async def _own(turn: Turn, cascades: Sequence[Cascade], places: Sequence[Position]) -> dict[str, Counts]:
    """What unions hold themselves at these places, by row key."""
    keys = [row_key(cascade.subject.id, place.union.id) for cascade in cascades for place in places]
    held = await receipts(turn.tx, keys)
    came = await deliveries(turn.tx, product([cascade.directive for cascade in cascades], places))
    return {
        key: tallied(cascade.directive, place.union, held.get(key), came.to(cascade.directive, place))
        for cascade in cascades
        for place in places
        if (key := row_key(cascade.subject.id, place.union.id))
    }


async def _below(
    turn: Turn, line: Line, subjects: Sequence[Subject], unions: Sequence[Union]
) -> dict[str, dict[str, int]]:
    """What the unions' branches below them hold on a line, by row key."""
    keys = [(row_key(s.id, union.id), twin_key(s.id, union.id)) for s in subjects for union in unions]
    wanted = [key for pair in keys for key in (pair if line is Line.SECOND else pair[:1])]
    rows = await tallies.read(turn.tx, wanted)
    return {row: plus(rows.get(row, {}), rows.get(twin, {})) for row, twin in keys}


def _census_branch(union: Union, below: Mapping[str, Counts]) -> Branch:
    own = census(union)
    return Branch(union.id, own, own, below[row_key(NETWORK, union.id)])


async def _edit(turn: Turn, step: Edit) -> None:
    mover = await position(turn.tx, step.union)
    await _check_edit(turn, step, mover)
    await edit(turn, [Edited(mover, step, turn.seq + 1)])


async def _check_edit(turn: Turn, step: Edit, mover: Position) -> None:
    superior = await position(turn.tx, mover.parent) if mover.parent else None
    if superior and isinstance(name := step.after.get("name"), str):
        distinct(superior.union, await namesakes(turn.tx, superior.union.id, [name]))
    if isinstance(level := step.after.get("level"), str):
        relevelled = replace(mover, union=replace(mover.union, level=Level(level)))
        rows = (await rows_below(turn.tx, [mover.union.id], Level(level))).get(mover.union.id, 0)
        if superior:
            placeable(relevelled, superior, rows, "level")
        short_row(Level(level), superior, rows, "level")
        ranked(relevelled.union, await neighbour_levels(turn.tx, mover.union.id))


async def _pact(turn: Turn, step: Pact) -> None:
    parameters = {"a": step.unions[0], "b": step.unions[1], "at": turn.at, "seq": turn.seq + 1}
    if step.before is not None:
        await run(turn.tx, PART, **parameters)
    if step.after is not None:
        await run(turn.tx, PARTNER, terms=step.after, **parameters)


PART = """
MATCH (a:Union {id: $a})-[e:PARTNERS_WITH]-(b:Union {id: $b})
CREATE (a)-[:WAS_PARTNERS_WITH {since: e.since, until: $at, terms: e.terms, seq: e.seq, ended: $seq}]->(b)
DELETE e
"""

PARTNER = """
MATCH (a:Union {id: $a}), (b:Union {id: $b})
CREATE (a)-[:PARTNERS_WITH {since: $at, terms: $terms, seq: $seq}]->(b)
"""


async def _absorb(turn: Turn, step: Absorb) -> None:
    parameters = {"id": step.union, "at": turn.at}
    if step.before:
        await run(turn.tx, "MATCH (:Union {id: $id})-[e:MERGED_INTO]->() DELETE e", id=step.union)
    if step.after:
        await run(turn.tx, ABSORB, into=step.after, **parameters)


ABSORB = """
MATCH (u:Union {id: $id}), (v:Union {id: $into})
CREATE (u)-[:MERGED_INTO {since: $at}]->(v)
"""
