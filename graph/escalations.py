"""Escalations: what superiors are told of by the clock: those directly below them who are late."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from graph.access import covered
from graph.db import Transaction, collected, rows
from graph.deliveries import deliveries
from graph.dialect import native
from graph.nodes import directive_of
from graph.positions import position
from graph.progress import Progress, every_child
from orgnet.directives import Directive
from orgnet.errors import Missing
from orgnet.permissions import Action
from orgnet.positions import Position
from orgnet.receipts import due, owes
from orgnet.relays import owed_by
from orgnet.tallies import row_key


@dataclass(frozen=True, slots=True)
class Escalation:
    """A directive, since when superiors have been told, and those directly below one of them who are late."""

    directive: Directive
    since: datetime
    late: Sequence[Progress]


async def told(tx: Transaction, actor: str, union: str, today: date) -> list[Escalation]:
    """What a union has been told of, the longest ago first; for who reads its documents."""
    here = await position(tx, union)
    if not await covered(tx, actor, Action.READ_DOCUMENTS, [here]):
        raise Missing(f"there are no escalations of union {union}")
    line = list(dict.fromkeys((union, *here.lines.primary, *here.lines.second)))
    found = [directive_of(record["node"]) for record in await rows(tx, ESCALATED, unions=line)]
    since = await _since(tx, found, line)
    escalations = list[Escalation]()
    for directive in found:
        if directive.id in since and (late := await _late(tx, directive, here, today)):
            escalations.append(Escalation(directive, since[directive.id], late))
    return sorted(escalations, key=lambda each: (each.since, each.directive.id))


ESCALATED = """
UNWIND $unions AS id
MATCH (:Union {id: id})<-[:ADDRESSED_TO]-(d:Directive) WHERE d.escalated IS NOT NULL
WITH DISTINCT d
RETURN d {.*, body: null} AS node
"""


async def _since(tx: Transaction, directives: Sequence[Directive], line: Sequence[str]) -> dict[str, datetime]:
    """Since when a union on this line has been told of each directive, where it has."""
    keys = {row_key(directive.cascade, union): directive.id for directive in directives for union in line}
    since = dict[str, datetime]()
    for key, at in await collected(tx, SINCE, keys=sorted(keys)) if keys else []:
        moment = native(at)
        since[keys[key]] = min(since.get(keys[key], moment), moment)
    return since


SINCE = "UNWIND $keys AS key MATCH (e:Escalation {key: key}) RETURN collect([key, e.at]) AS found"


async def _late(tx: Transaction, directive: Directive, here: Position, today: date) -> list[Progress]:
    milestone = due(directive.text.duty)
    below = await every_child(tx, directive, [here.union.id])
    came = await deliveries(tx, [(directive, child.place) for child in below])
    late = list[Progress]()
    for child in below:
        way = came.to(directive, child.place)
        day = owed_by(way, child.receipt) if way else None
        if milestone and day and day < today and child.standing.addressed and owes(child.receipt, milestone):
            late.append(child)
    return late
