"""Tasks: given with a document to some by name, reported by these, and accepted or returned by its issuer."""

from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from graph import documents
from graph.access import allow, covered, seats
from graph.db import Database, Transaction, collected, rows, run
from graph.deliveries import deliveries
from graph.facts import Answer, change
from graph.log import Turn
from graph.nodes import Node, instant
from graph.positions import position, positions
from graph.subjects import Cascade, cascades
from orgnet.directives import Directive, may_act
from orgnet.errors import Conflict, Missing
from orgnet.facts import Ask, Fact
from orgnet.names import clean, reason
from orgnet.permissions import Action
from orgnet.positions import Position
from orgnet.tasks import NOTE_LENGTH, Part, State, Task, moved, parts
from orgnet.unions import Union


async def give(tx: Transaction, directive: Directive) -> None:
    """Write the parts of all in the tasks of a document that is issued now; raises Conflict for whom it does not
    address."""
    given = parts(directive.cascade, directive.tasks)
    places = await positions(tx, {part.union for part in given})
    for part in given:
        place = places.get(part.union)
        if place is None or not directive.audience.reaches(place.union, place.lines):
            name = place.union.name if place else f"union {part.union}"
            raise Conflict(
                f"{name} is not addressed, so it can have no part in a task", field=f"tasks.{part.place - 1}"
            )
    await _save(tx, given)


async def report(
    database: Database, ask: Ask, union: str, id: str, place: int, state: State, note: str | None, now: datetime
) -> Answer:
    """Report on a union's behalf that its part is begun or done, or with `open` or `begun` take that back.

    The answer is the part.
    """

    async def work(turn: Turn) -> Answer:
        here = await position(turn.tx, union)
        cascade, [part] = await _given(turn.tx, ask.actor, id, place, [here])
        await allow(turn.tx, ask.actor, Action.MARK, here)
        may_act(cascade.directive, turn.today)
        said = None if note is None else clean(note, "note", most=NOTE_LENGTH, lines=True)
        after = moved(part, state, turn.at, said)
        await _save(turn.tx, [after])
        return _record(turn, ask, after, here)

    return await change(database, ask, work, now)


async def decide(
    database: Database, ask: Ask, id: str, place: int, unions: Sequence[str], why: str | None, now: datetime
) -> Answer:
    """Accept what these unions reported on a task, or with a reason return it; all of it or nothing. The answer has how
    many `unions` there were."""

    async def work(turn: Turn) -> Answer:
        directive, issuer = await documents.allowed(turn.tx, ask, id, Action.RULE)
        may_act(directive, turn.today)
        if directive.relay:
            raise Conflict("tasks are of the first document; its issuer accepts and returns them")
        places = await positions(turn.tx, unions)
        if unknown := sorted(set(unions) - places.keys()):
            raise Missing(f"there is no union {unknown[0]}")
        _, found = await _given(turn.tx, ask.actor, id, place, list(places.values()))
        state, said = (State.ACCEPTED, None) if why is None else (State.RETURNED, reason(why))
        after = [moved(part, state, turn.at, said) for part in found]
        await _save(turn.tx, after)
        for part, where in zip(after, places.values(), strict=True):
            _record(turn, Ask(ask.actor), part, where)
        answer: Answer = {"unions": len(after), "seq": turn.seq + 1}
        data = {"place": place, "state": state}
        turn.record(Fact("task decided", ask, issuer.union.id, directive.cascade, issuer.branch, data, answer))
        return answer

    return await change(database, ask, work, now)


def _record(turn: Turn, ask: Ask, part: Part, where: Position) -> Answer:
    answer: Answer = _said(part) | {"seq": turn.seq + 1}
    data = {"place": part.place, "state": part.state, "note": part.note}
    turn.record(Fact(f"task {part.state}", ask, where.union.id, part.cascade, where.branch, data, answer))
    return answer


async def _given(
    tx: Transaction, actor: str, id: str, place: int, wheres: Sequence[Position]
) -> tuple[Cascade, list[Part]]:
    """The cascade, and the parts of these unions in one of its tasks; of who was merged, its heir has the part."""
    known = (await cascades(tx, [id])).get(id)
    seen = await covered(tx, actor, Action.READ_DOCUMENTS, wheres)
    came = await deliveries(tx, [(known.directive, where) for where in wheres] if known else [])
    held = await _of_cascade(tx, id)
    found = list[Part]()
    for where in wheres:
        former = await _merged(tx, where.union.id)
        mine = next((part for part in held if part.place == place and part.union in former), None)
        if known is None or mine is None or where.union.id not in seen or not came.to(known.directive, where):
            raise Missing(f"{where.union.name} has no part in task {place} of directive {id}")
        found.append(mine)
    assert known is not None
    return known, found


async def _merged(tx: Transaction, union: str) -> list[str]:
    """A union and all that were merged into it."""
    return [union, *await collected(tx, MERGED, id=union)]


MERGED = "MATCH (h:Union {id: $id}) RETURN [(m:Union)-[:MERGED_INTO*1..12]->(h) | m.id] AS found"


@dataclass(frozen=True, slots=True)
class Standing:
    """A task, and where the part of each union stands; of parts that the reader may not see there are none."""

    place: int
    task: Task
    parts: Sequence[tuple[Union, Part]]


async def of(tx: Transaction, actor: str, id: str) -> tuple[Directive, list[Standing]]:
    """The tasks of a document for who sees it; where the parts stand, for its issuer and above, and for those who have
    a part in the same task."""
    document = await documents.first_of(tx, actor, id)
    issuer = await position(tx, document.issuer)
    everything = bool(await covered(tx, actor, Action.READ_DOCUMENTS, [issuer]))
    held = await _of_cascade(tx, document.cascade)
    places = await positions(tx, {part.union for part in held})
    mine = await covered(tx, actor, Action.READ_DOCUMENTS, list(places.values()))
    mine |= {former for seat in await seats(tx, actor) for former in await _merged(tx, seat.union)}
    standings = list[Standing]()
    for n, task in enumerate(document.tasks, start=1):
        shown = everything or not mine.isdisjoint(task.unions)
        own = [(places[part.union].union, part) for part in held if part.place == n and shown]
        standings.append(Standing(n, task, own))
    return document, standings


async def of_union(tx: Transaction, actor: str, union: str, *, open_only: bool) -> list[tuple[Directive, Task, Part]]:
    """The parts of a union in tasks of documents that have come to it and are not over, the earliest gate first."""
    here = await position(tx, union)
    if not await covered(tx, actor, Action.READ_DOCUMENTS, [here]):
        raise Missing(f"there are no tasks of union {union}")
    found = await rows(tx, OF_UNION, unions=await _merged(tx, union))
    held = [part for part in map(_part_of, (record["node"] for record in found)) if part.open or not open_only]
    known = await cascades(tx, {part.cascade for part in held})
    came = await deliveries(tx, [(cascade.directive, here) for cascade in known.values()])
    mine = list[tuple[Directive, Task, Part]]()
    for part in sorted(held, key=lambda part: part.urgency):
        directive = known[part.cascade].directive
        if directive.closed is None and came.to(directive, here):
            mine.append((directive, directive.tasks[part.place - 1], part))
    return mine


OF_UNION = "UNWIND $unions AS id MATCH (p:Part {union: id}) RETURN properties(p) AS node"


async def _of_cascade(tx: Transaction, id: str) -> list[Part]:
    found = await rows(tx, "MATCH (p:Part {cascade: $id}) RETURN properties(p) AS node ORDER BY p.key", id=id)
    return [_part_of(record["node"]) for record in found]


async def _save(tx: Transaction, changed: Collection[Part]) -> None:
    if changed:
        await run(tx, "UNWIND $rows AS r MERGE (p:Part {key: r.key}) SET p = r", rows=[_written(p) for p in changed])


def _written(part: Part) -> dict[str, Any]:
    values = asdict(part) | {"key": part.key, "gate": part.gate and part.gate.isoformat()}
    return {name: value for name, value in values.items() if value is not None}


def _said(part: Part) -> Answer:
    values = asdict(part) | {"gate": part.gate and part.gate.isoformat(), "directive": part.cascade}
    return values | {"since": part.since and part.since.isoformat()}


def _part_of(node: Node) -> Part:
    return Part(
        cascade=node["cascade"],
        place=node["place"],
        union=node["union"],
        leads=node["leads"],
        gate=date.fromisoformat(node["gate"]) if node.get("gate") else None,
        state=State(node["state"]),
        since=instant(node.get("since")),
        note=node.get("note"),
        reason=node.get("reason"),
    )
