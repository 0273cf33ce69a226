"""Turnovers: who has come to a superior since a day, from where, and who has left it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from graph import past
from graph.db import Transaction
from graph.positions import positions
from orgnet.past import Moment
from orgnet.tallies import Line
from orgnet.unions import Status, Union

MOST = 200
"""Of those that have left so many are named."""

MANY = 100_000
"""More direct subordinates than any union has."""


@dataclass(frozen=True, slots=True)
class Left:
    """A union that stood here, and where it stands now; nowhere, where it was dissolved."""

    union: Union
    now: Union | None


@dataclass(frozen=True, slots=True)
class Turnover:
    """Of those directly below a union: who was founded since, who came from where, and who has left."""

    founded: Collection[str] = ()
    came: Mapping[str, Union] | None = None
    left: Sequence[Left] = ()


async def turnover(tx: Transaction, union: str, below: Collection[str], moment: Moment) -> Turnover:
    """What has changed since a moment among those that are directly below a union now, or were then."""
    then = await past.at(tx, [*below, union], moment)
    came = {id: then[id].parent for id in below if id in then and then[id].parent != union}
    stood = await past.children(tx, [union], Line.PRIMARY, ("", MANY), moment) if union in then else []
    now = await positions(tx, [id for id in stood if id not in below])
    away = {id: place for id, place in now.items() if place.parent != union or place.union.status is Status.DISSOLVED}
    others = await positions(tx, {place.parent for place in away.values() if place.parent})
    superiors = await past.at(tx, {parent for parent in came.values() if parent}, moment)
    return Turnover(
        founded={id for id in below if id not in then},
        came={id: superiors[parent].union for id, parent in came.items() if parent in superiors},
        left=[Left(each.union, others[each.parent].union if each.parent else None) for each in away.values()][:MOST],
    )
