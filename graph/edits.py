"""Edits carried out: the fields of unions, and with them the counts of all above, of one union or of many."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product

from orjson import dumps

from graph import tallies
from graph.codes import free
from graph.db import rows, run
from graph.deliveries import deliveries
from graph.log import Turn
from graph.nodes import union_of, union_properties
from graph.subjects import apply, open_cascades, receipts
from orgnet.cells import cell, census
from orgnet.errors import Missing
from orgnet.facts import Ask, Fact
from orgnet.positions import Position
from orgnet.relays import tallied
from orgnet.search import folded
from orgnet.shelves import INDEXED, words
from orgnet.steps import Edit, dump
from orgnet.tallies import NETWORK, Deltas, Subject, minus, row_key
from orgnet.unions import Status, Union


@dataclass(frozen=True, slots=True)
class Edited:
    """An edit of the union at a place, and the number of the fact that tells of it."""

    place: Position
    step: Edit
    seq: int


async def edit(turn: Turn, edits: Sequence[Edited]) -> None:
    """Carry out edits of different unions; that names and levels may be so, the caller has made sure of.

    Raises Conflict where a union would get another's code.
    """
    await free(turn.tx, [str(code) for each in edits if (code := each.step.after.get("code"))])
    after = await _set_fields(turn, edits)
    deltas = Deltas()
    for each in edits:
        before = each.place.union
        gained = minus(census(after[before.id]), census(before))
        deltas.flow_both(Subject(NETWORK, {each.place.root}), before.id, each.place.lines, gained)
    recounted = [each.place for each in edits if _facets(each.place.union) != _facets(after[each.place.union.id])]
    await _recount_receipts(turn, deltas, recounted, after)
    await apply(turn, deltas)
    held = {each.place.union.id: census(each.place.union) for each in edits}
    own = {row_key("own", id): counts for id, counts in held.items() if counts != census(after[id])}
    if own:
        await tallies.keep(turn.tx, own, turn.today)


async def record(turn: Turn, ask: Ask, edits: Sequence[tuple[Position, Edit]]) -> None:
    """Carry out edits of different unions, each with a fact of its own, as if they were edited one by one."""
    numbered = [Edited(place, step, turn.seq + number) for number, (place, step) in enumerate(edits, start=1)]
    await edit(turn, numbered)
    for each in numbered:
        union = each.step.union
        told = {"union": union, "seq": each.seq}
        turn.record(Fact("edited", ask, union, line=each.place.branch, data={"steps": dump([each.step])}, answer=told))
    await run(turn.tx, CHANGED, changed=[{"id": each.step.union, "seq": each.seq} for each in numbered])


CHANGED = "UNWIND $changed AS c MATCH (u:Union {id: c.id}) SET u.changed = c.seq"


def _facets(union: Union) -> str | None:
    """All on which it depends what a receipt of the union counts for."""
    return None if union.status is Status.DISSOLVED else cell(union)


async def _recount_receipts(turn: Turn, deltas: Deltas, places: Sequence[Position], after: Mapping[str, Union]) -> None:
    """Receipts count by the level and kind of their union, and only where the audience chooses it."""
    if not places:
        return
    near = {id for place in places for id in (place.union.id, *place.lines.primary, *place.lines.second)}
    cascades = await open_cascades(turn.tx, near)
    keys = [row_key(cascade.subject.id, place.union.id) for cascade in cascades for place in places]
    held = await receipts(turn.tx, keys)
    came = await deliveries(turn.tx, product([cascade.directive for cascade in cascades], places))
    for cascade in cascades:
        for place in places:
            before, id = place.union, place.union.id
            own = held.get(row_key(cascade.subject.id, id)), came.to(cascade.directive, place)
            was, now = (tallied(cascade.directive, union, *own) for union in (before, after[id]))
            deltas.flow_both(cascade.subject, id, place.lines, minus(now, was))


async def _set_fields(turn: Turn, edits: Sequence[Edited]) -> dict[str, Union]:
    """Set the fields, and keep the former ones; of a union that comes into the network there are none."""
    former = [
        {"id": each.step.union, "seq": each.seq, "fields": dumps(each.step.before).decode()}
        for each in edits
        if each.step.before.get("status") != Status.DISSOLVED
    ]
    if former:
        await run(turn.tx, FORMER, former=former, at=turn.at)
    fields = [{"id": each.step.union, "fields": _fields(each)} for each in edits]
    changed = {record["id"]: union_of(record["node"]) for record in await rows(turn.tx, SET_FIELDS, edits=fields)}
    for each in edits:
        if each.step.union not in changed:
            raise Missing(f"there is no union {each.step.union}")
    return changed


FORMER = """
UNWIND $former AS f
MATCH (u:Union {id: f.id}) CREATE (u)-[:WAS]->(:Former {until: $at, seq: f.seq, fields: f.fields})
"""

SET_FIELDS = """
UNWIND $edits AS e
MATCH (u:Union {id: e.id}) SET u += e.fields RETURN u.id AS id, properties(u) AS node
"""


def _fields(each: Edited) -> dict[str, object]:
    """The fields to set, and what the search keeps of them."""
    fields: dict[str, object] = dict(each.step.after)
    if INDEXED & fields.keys():
        after = union_of(union_properties(each.place.union) | fields)
        fields |= {"words": words(after), "folded": folded(after.name)}
    return fields
