"""Groups: kept by unions, found by those who may address them, and drawn into audiences."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from orjson import dumps, loads

from graph.access import allow, covered, seats
from graph.db import Database, Transaction, row, rows, run
from graph.facts import Answer, change
from graph.log import Turn
from graph.nodes import Node, selector_of, selector_said
from graph.positions import position, positions
from graph.standings import whole
from orgnet.audiences import Audience, settled
from orgnet.directives import Directive
from orgnet.documents import Text
from orgnet.errors import Missing
from orgnet.facts import Ask, Fact
from orgnet.groups import Group, checked, drawn, unchanged
from orgnet.permissions import OPERATOR, Action
from orgnet.positions import Position
from orgnet.standings import Standing


async def keep(database: Database, ask: Ask, group: Group, now: datetime) -> Answer:
    """Keep a new group of a union; the answer has the `group` and the number `seq` of the fact."""

    async def work(turn: Turn) -> Answer:
        where = await _may(turn, ask, group.union)
        ready = await _ready(turn, group)
        await run(turn.tx, "CREATE (g:Group) SET g = $properties", properties=_written(ready))
        return _record(turn, ask, "group kept", ready, where)

    return await change(database, ask, work, now)


async def edit(database: Database, ask: Ask, group: Group, now: datetime, expected: int | None = None) -> Answer:
    """Change a group; documents that were addressed to it stay as they are."""

    async def work(turn: Turn) -> Answer:
        former = await read(turn.tx, ask.actor, group.id)
        where = await _may(turn, ask, former.union)
        unchanged(former, expected)
        ready = await _ready(turn, replace(group, union=former.union))
        await run(turn.tx, "MATCH (g:Group {id: $id}) SET g = $properties", id=group.id, properties=_written(ready))
        return _record(turn, ask, "group changed", ready, where)

    return await change(database, ask, work, now)


async def drop(database: Database, ask: Ask, id: str, now: datetime, expected: int | None = None) -> Answer:
    """Keep a group no longer; documents that were addressed to it stay as they are."""

    async def work(turn: Turn) -> Answer:
        former = await read(turn.tx, ask.actor, id)
        where = await _may(turn, ask, former.union)
        unchanged(former, expected)
        await run(turn.tx, "MATCH (g:Group {id: $id}) DETACH DELETE g", id=id)
        return _record(turn, ask, "group dropped", former, where)

    return await change(database, ask, work, now)


async def _may(turn: Turn, ask: Ask, union: str) -> Position:
    """Where the union stands that keeps the group; raises unless the asker drafts for it."""
    where = await position(turn.tx, union)
    await allow(turn.tx, ask.actor, Action.DRAFT, where)
    return where


async def _ready(turn: Turn, group: Group) -> Group:
    roots = {rule.root for rule in (*group.selectors, *group.exclusions) if rule.root}
    if unknown := sorted(roots - (await positions(turn.tx, roots)).keys()):
        raise Missing(f"there is no union {unknown[0]}")
    beside = [each.name for each in await _kept(turn.tx, group.union) if each.id != group.id]
    return replace(checked(group, beside), changed=turn.seq + 1)


def _record(turn: Turn, ask: Ask, kind: str, group: Group, where: Position) -> Answer:
    answer: Answer = {"group": group.id, "seq": turn.seq + 1}
    turn.record(Fact(kind, ask, group.union, group.id, where.branch, {"name": group.name}, answer))
    return answer


async def _kept(tx: Transaction, union: str) -> list[Group]:
    return [_group_of(record["node"]) for record in await rows(tx, KEPT, union=union)]


KEPT = "MATCH (g:Group {union: $union}) RETURN properties(g) AS node ORDER BY g.name"


async def kept(tx: Transaction, actor: str, union: str) -> list[Group]:
    """The groups of a union by name, for whoever may address them: who reads its documents, or serves below it."""
    if not await _usable(tx, actor, await position(tx, union)):
        raise Missing(f"there are no groups of union {union}")
    return await _kept(tx, union)


async def read(tx: Transaction, actor: str, id: str) -> Group:
    """A group that the actor may address; raises Missing otherwise."""
    known = await row(tx, "MATCH (g:Group {id: $id}) RETURN properties(g) AS node", id=id)
    group = _group_of(known["node"]) if known else None
    if group is None or not await _usable(tx, actor, await position(tx, group.union)):
        raise Missing(f"there is no group {id}")
    return group


async def _usable(tx: Transaction, actor: str, where: Position) -> bool:
    if actor == OPERATOR or await covered(tx, actor, Action.READ_DOCUMENTS, [where]):
        return True
    served = await positions(tx, {seat.union for seat in await seats(tx, actor)})
    return any(where.union.id in place.superiors for place in served.values())


async def into(tx: Transaction, actor: str, directive: Directive, ids: Sequence[str]) -> Directive:
    """A directive that is also addressed to these groups, by name, with their rules as they are now."""
    if not ids:
        return directive
    named = [await read(tx, actor, id) for id in dict.fromkeys(ids)]
    audience = drawn(directive.audience, named)
    return replace(directive, audience=audience, groups=tuple(group.name for group in named))


async def reached(tx: Transaction, actor: str, id: str, now: datetime) -> Standing:
    """Whom a group reaches now where the union that keeps it addresses it."""
    return await _reached(tx, await read(tx, actor, id), now)


async def tried(tx: Transaction, actor: str, group: Group, now: datetime) -> Standing:
    """Whom a group would reach if its union kept it; for whoever may."""
    await allow(tx, actor, Action.DRAFT, await position(tx, group.union))
    return await _reached(tx, checked(group, ()), now)


async def _reached(tx: Transaction, group: Group, now: datetime) -> Standing:
    where = await position(tx, group.union)
    audience = settled(drawn(Audience(group.union, ()), [group]), where.root)
    return await whole(tx, Directive(group.id, group.id, Text(group.name, ""), audience, issued=now))


def _written(group: Group) -> dict[str, Any]:
    rules = {"selectors": group.selectors, "exclusions": group.exclusions}
    said = {name: [selector_said(rule) for rule in each] for name, each in rules.items()}
    own = {"id": group.id, "union": group.union, "name": group.name, "changed": group.changed}
    return own | {"rules": dumps(said).decode()}


def _group_of(node: Node) -> Group:
    said = loads(node["rules"])
    selectors, exclusions = (tuple(map(selector_of, said[name])) for name in ("selectors", "exclusions"))
    return Group(node["id"], node["union"], node["name"], selectors, exclusions, node["changed"])
