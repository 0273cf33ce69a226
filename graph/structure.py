"""Changes of the network's structure: each one turn, one fact, and a way back."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from orjson import loads

from graph.access import allow
from graph.codes import free
from graph.db import Database, Transaction, row, run
from graph.facts import Answer, change
from graph.log import Turn
from graph.nodes import union_properties
from graph.people import may_found_root
from graph.positions import position, positions
from graph.seats import give
from graph.siblings import guided, pacts, subordinates
from graph.steps import apply
from orgnet import structure
from orgnet.errors import Conflict, Missing
from orgnet.facts import Ask, Fact
from orgnet.permissions import OPERATOR, Action, Role, decide_root, demand
from orgnet.positions import Position
from orgnet.search import folded
from orgnet.shelves import words
from orgnet.steps import Place, Step, Value, dump, load, touched, undoing
from orgnet.unions import Founding, Union


@dataclass(frozen=True, slots=True)
class Part:
    """A union that splits off another, with the subordinates it takes along."""

    union: Union
    subordinates: Sequence[str]


async def found(database: Database, ask: Ask, founding: Founding, now: datetime) -> Answer:
    """Found a union under its parent; the root of an empty network has none.

    The answer names the `union` and the number `seq` of the fact, as that of every change here does.
    """

    async def work(turn: Turn) -> Answer:
        if founding.parent is None:
            return await _found_root(turn, ask, founding.union)
        parent = await position(turn.tx, founding.parent)
        await allow(turn.tx, ask.actor, Action.FOUND, parent)
        union = await create(turn, founding.union)
        return await record(turn, ask, "founded", union.id, structure.founding(union, parent.union.id, founding.guide))

    return await change(database, ask, work, now)


async def _found_root(turn: Turn, ask: Ask, union: Union) -> Answer:
    """The root's founding cannot be undone, so its fact names no steps."""
    demand(decide_root(ask.actor, await may_found_root(turn.tx, ask.actor)))
    there = await row(turn.tx, "MATCH (u:Union) RETURN u.name AS name LIMIT 1")
    if there:
        raise Conflict("this network has its root already; name a parent", field="parent")
    created = await create(turn, union)
    await run(turn.tx, ROOT, id=union.id, status=union.status.value)
    told = {"union": created.id, "seq": turn.seq + 1}
    turn.record(Fact("founded", ask, union.id, answer=told))
    if ask.actor != OPERATOR:
        await give(turn, ask, ask.actor, union.id, Role.ADMIN)
    return told


ROOT = "MATCH (l:Log {id: 'log'}), (u:Union {id: $id}) SET u.status = $status CREATE (l)-[:ROOT]->(u)"


async def create(turn: Turn, union: Union) -> Union:
    """The node of a union that is about to be founded; a code is given where it has none."""
    coded = union if union.code else replace(union, code=f"U{turn.seq + 1:09d}")
    await free(turn.tx, [coded.code])
    properties = union_properties(coded) | {
        "status": "dissolved",
        "words": words(coded),
        "folded": folded(coded.name),
        "born": turn.today.isoformat(),
        "changed": turn.seq + 1,
    }
    await run(turn.tx, "CREATE (u:Union) SET u = $properties", properties=properties)
    return coded


async def edit(
    database: Database, ask: Ask, union: str, fields: dict[str, Value], now: datetime, expected: int | None = None
) -> Answer:
    """Change fields of a union; raises Stale where it was changed since the fact `expected`."""

    async def work(turn: Turn) -> Answer:
        here = await position(turn.tx, union)
        await allow(turn.tx, ask.actor, Action.EDIT, here)
        structure.unchanged(here, expected)
        return await record(turn, ask, "edited", union, structure.editing(here, fields))

    return await change(database, ask, work, now)


async def move(
    database: Database, ask: Ask, union: str, parent: str, now: datetime, expected: int | None = None
) -> Answer:
    """Move a union with its whole branch under another parent."""

    async def work(turn: Turn) -> Answer:
        here, there = await position(turn.tx, union), await position(turn.tx, parent)
        await allow(turn.tx, ask.actor, Action.MOVE, await position(turn.tx, here.parent or union), there)
        structure.unchanged(here, expected)
        return await record(turn, ask, "moved", union, structure.moving(here, parent))

    return await change(database, ask, work, now)


async def guide(database: Database, ask: Ask, union: str, guide: str | None, now: datetime) -> Answer:
    """Set, change or (with None) end a union's second line."""

    async def work(turn: Turn) -> Answer:
        here = await position(turn.tx, union)
        await allow(turn.tx, ask.actor, Action.GUIDE, here)
        if guide:
            await position(turn.tx, guide)
        return await record(turn, ask, "guided", union, structure.guiding(here, guide))

    return await change(database, ask, work, now)


async def pact(database: Database, ask: Ask, union: str, partner: str, terms: str | None, now: datetime) -> Answer:
    """Make a pact of two unions, change its terms, or (with None) end it."""

    async def work(turn: Turn) -> Answer:
        here, other = await position(turn.tx, union), await position(turn.tx, partner)
        await allow(turn.tx, ask.actor, Action.PACT, here)
        steps = structure.pacting(here, other, terms, await pacts(turn.tx, union))
        return await record(turn, ask, "pacted", union, steps)

    return await change(database, ask, work, now)


async def dissolve(database: Database, ask: Ask, union: str, now: datetime, expected: int | None = None) -> Answer:
    """Dissolve a union without subordinates; its receipts and history stay."""

    async def work(turn: Turn) -> Answer:
        here = await position(turn.tx, union)
        await _allow_above(turn.tx, ask, Action.DISSOLVE, here)
        structure.unchanged(here, expected)
        steps = structure.dissolving(here, await pacts(turn.tx, union), await guided(turn.tx, union))
        return await record(turn, ask, "dissolved", union, steps)

    return await change(database, ask, work, now)


async def restore(database: Database, ask: Ask, union: str, parent: str | None, now: datetime) -> Answer:
    """Bring a dissolved union back, under its former parent unless another is named."""

    async def work(turn: Turn) -> Answer:
        here = await position(turn.tx, union)
        structure.gone(here.union)
        former, guided = await _former(turn.tx, union)
        there = await position(turn.tx, parent or former)
        await allow(turn.tx, ask.actor, Action.RESTORE, there)
        guide = (await position(turn.tx, guided)).union if guided else None
        return await record(turn, ask, "restored", union, structure.restoring(here, there.union.id, guide))

    return await change(database, ask, work, now)


async def merge(
    database: Database, ask: Ask, union: str, into: str, now: datetime, expected: int | None = None
) -> Answer:
    """Merge a union into another, which takes over its subordinates, second lines, pacts and members."""

    async def work(turn: Turn) -> Answer:
        here, heir = await position(turn.tx, union), await position(turn.tx, into)
        await _allow_above(turn.tx, ask, Action.MERGE, here)
        await _allow_above(turn.tx, ask, Action.MERGE, heir)
        structure.unchanged(here, expected)
        both = await pacts(turn.tx, union), await pacts(turn.tx, into)
        below, under = await subordinates(turn.tx, union), await guided(turn.tx, union)
        return await record(turn, ask, "merged", union, structure.merging(here, heir, below, under, both))

    return await change(database, ask, work, now)


async def split(
    database: Database, ask: Ask, union: str, parts: Sequence[Part], now: datetime, expected: int | None = None
) -> Answer:
    """Found new unions beside a union and give them some of its subordinates; the answer lists them as `parts`."""

    async def work(turn: Turn) -> Answer:
        here = await position(turn.tx, union)
        await _allow_above(turn.tx, ask, Action.SPLIT, here)
        structure.unchanged(here, expected)
        await _own(turn.tx, union, parts)
        created = [(await create(turn, part.union), part.subordinates) for part in parts]
        answer = {"parts": [part.id for part, _ in created]}
        return await record(turn, ask, "split", union, structure.splitting(here, created), answer)

    return await change(database, ask, work, now)


async def _own(tx: Transaction, union: str, parts: Sequence[Part]) -> None:
    named = [child for part in parts for child in part.subordinates]
    foreign = set(named) - set(await subordinates(tx, union))
    if foreign or len(set(named)) < len(named):
        raise Conflict("each subordinate named for a part must stand under the union, and be named once", field="parts")


async def undo(database: Database, ask: Ask, seq: int, now: datetime) -> Answer:
    """Lead back the change recorded as this fact; raises Conflict once a later one touched the same unions."""

    async def work(turn: Turn) -> Answer:
        fact = await _structural_fact(turn.tx, seq)
        steps = load(loads(fact["data"])["steps"])
        places = await positions(turn.tx, touched(steps))
        later = [place for place in places.values() if place.changed != seq]
        if later:
            raise Conflict(f"{later[0].union.name} was changed again by fact {later[0].changed}; undo that first")
        await _allow_undo(turn.tx, ask, steps, places)
        return await record(turn, ask, "undone", fact["union"], undoing(steps), {"undone": seq})

    return await change(database, ask, work, now)


async def _structural_fact(tx: Transaction, seq: int) -> dict[str, Any]:
    found = await row(tx, "MATCH (f:Fact {seq: $seq}) RETURN f {.kind, .data, .union} AS fact", seq=seq)
    if found is None:
        raise Missing(f"there is no fact {seq}")
    fact: dict[str, Any] = found["fact"]
    if fact["kind"] == "undone":
        raise Conflict("this fact undid another; make the change anew instead")
    if "steps" not in loads(fact["data"]):
        raise Conflict(f"fact {seq} ({fact['kind']}) did not change the structure of the network")
    return fact


async def _allow_undo(tx: Transaction, ask: Ask, steps: Sequence[Step], touched: dict[str, Position]) -> None:
    """Whoever undoes a change must administer all that it touched, and the places it leads back to."""
    ends = {end for step in steps if isinstance(step, Place) for end in (step.before, step.after) if end}
    inside = {place.union.id for place in touched.values() if place.parent}
    await allow(tx, ask.actor, Action.EDIT, *(await positions(tx, ends | inside)).values())


async def _allow_above(tx: Transaction, ask: Ask, action: Action, here: Position) -> None:
    """What ends or divides a union is decided above it."""
    await allow(tx, ask.actor, action, await position(tx, here.parent) if here.parent else here)


async def _former(tx: Transaction, union: str) -> tuple[str, str | None]:
    """The last parent of a dissolved union, and its last guide if that one lives."""
    found = await row(
        tx,
        """
        MATCH (u:Union {id: $id})-[e:WAS_PART_OF]->(p)
        WITH u, e, p ORDER BY e.ended DESC LIMIT 1
        OPTIONAL MATCH (u)-[g:WAS_GUIDED_BY]->(q) WHERE g.ended = e.ended AND q.status <> 'dissolved'
        RETURN p.id AS parent, q.id AS guide
        """,
        id=union,
    )
    if found is None:
        raise Conflict("this union never stood anywhere; name a parent", field="parent")
    return found["parent"], found["guide"]


async def record(
    turn: Turn, ask: Ask, kind: str, union: str, steps: Sequence[Step], answer: Answer | None = None
) -> Answer:
    """Carry out the steps and append their fact; without steps nothing happened, and nothing is recorded."""
    before = await position(turn.tx, union)
    if not steps:
        return {"union": union, "seq": before.changed}
    await apply(turn, steps)
    after = await position(turn.tx, union)
    told = {"union": union, "seq": turn.seq + 1} | (answer or {})
    branch = before.branch if before.parent else after.branch
    turn.record(Fact(kind, ask, union, line=branch, data={"steps": dump(steps)}, answer=told))
    return told
