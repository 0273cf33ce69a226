"""Deliveries: how cascades have come to unions, looked up at their direct superiors."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from graph.db import Transaction, collected
from graph.dialect import native
from graph.nodes import duties_of
from orgnet.directives import Directive, Way
from orgnet.positions import Position
from orgnet.relays import Delivery, delivery
from orgnet.tallies import row_key


@dataclass(frozen=True, slots=True)
class Deliveries:
    """What superiors have passed on, by key (`cascade|union`)."""

    passed: dict[str, Delivery] = field(default_factory=dict[str, Delivery])

    def to(self, directive: Directive, place: Position) -> Delivery | None:
        """How a directive has come to a union where it stands; None where it has not yet."""
        if directive.way is Way.DIRECT:
            return delivery(directive, {}, place.lines)
        keys = {superior: row_key(directive.cascade, superior) for superior in direct(place)}
        near = {superior: self.passed[key] for superior, key in keys.items() if key in self.passed}
        return delivery(directive, near, place.lines)


def direct(place: Position) -> set[str]:
    """The direct superiors of a union."""
    return {superior for line in (place.lines.primary, place.lines.second) for superior in line[:1]}


async def deliveries(tx: Transaction, pairs: Iterable[tuple[Directive, Position]]) -> Deliveries:
    """What decides how each of these directives has come to its union; only of what goes level by level there is
    something to read."""
    keys = {
        row_key(directive.cascade, superior)
        for directive, place in pairs
        if directive.way is Way.LEVEL_BY_LEVEL
        for superior in direct(place)
    }
    return Deliveries(await passed(tx, keys))


async def passed(tx: Transaction, keys: Collection[str]) -> dict[str, Delivery]:
    """What was passed on, by key (`cascade|union`)."""
    found = await collected(tx, PASSED, keys=sorted(keys)) if keys else []
    return {key: Delivery(native(at), duties_of(duties), document) for key, at, duties, document in found}


PASSED = """
UNWIND $keys AS key
MATCH (d:Directive {passes: key})
RETURN collect([key, d.issued, d.duties, d.id]) AS found
"""
