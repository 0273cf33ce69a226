"""Escalations: what superiors are told of by the clock: those directly below them who are late."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from graph.access import covered
from graph.db import Transaction, collected
from graph.deliveries import deliveries
from graph.dialect import native
from graph.positions import position
from graph.progress import Progress, every_child
from graph.subjects import cascades
from orgnet.directives import Directive
from orgnet.errors import Missing
from orgnet.fulfilments import owed
from orgnet.permissions import Action
from orgnet.positions import Position
from orgnet.relays import owed_by


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
    since = dict[str, datetime]()
    for cascade, at in await collected(tx, SINCE, unions=line):
        moment = native(at)
        since[cascade] = min(since.get(cascade, moment), moment)
    escalations = list[Escalation]()
    for cascade in (await cascades(tx, since)).values():
        if late := await _late(tx, cascade.directive, here, today):
            escalations.append(Escalation(cascade.directive, since[cascade.directive.id], late))
    return sorted(escalations, key=lambda each: (each.since, each.directive.id))


SINCE = """
UNWIND $unions AS id
MATCH (e:Escalation {union: id})
RETURN collect([e.cascade, e.at]) AS found
"""


async def _late(tx: Transaction, directive: Directive, here: Position, today: date) -> list[Progress]:
    below = await every_child(tx, directive, here.union.id)
    came = await deliveries(tx, [(directive, child.place) for child in below])
    late = list[Progress]()
    for child in below:
        way = came.to(directive, child.place)
        day = owed_by(way, child.receipt) if way else None
        if way and day and day < today and child.standing.addressed and owed(way.duties, child.receipt):
            late.append(child)
    return late
