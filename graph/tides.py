"""Tides: how high a cascade stands at many unions at once, and when it came there and was done; what the map shows."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from graph import past
from graph.access import seats
from graph.db import Transaction, collected
from graph.deliveries import passed
from graph.dialect import instant_said
from graph.documents import first_of
from graph.positions import positions
from graph.standings import standings, whole
from orgnet.directives import Directive, Way
from orgnet.errors import Missing
from orgnet.receipts import Milestone, due
from orgnet.relays import delivery
from orgnet.tallies import Lines, row_key


@dataclass(frozen=True, slots=True)
class Height:
    """How many are expected in the branch of a union, itself among them, and how many of these have nothing more to do;
    its nearest superiors, and all at which a seat shows it."""

    union: str
    expected: int
    done: int
    near: Lines
    superiors: frozenset[str]


def last_milestone(directive: Directive) -> Milestone:
    """What a directive asks for in the end; of what asks for nothing, that it is read."""
    return due(directive.text.duties) or Milestone.READ


async def seen(tx: Transaction, actor: str, id: str) -> tuple[Directive, frozenset[str]]:
    """The first document of a cascade, and the unions whose branches an actor sees."""
    directive = await first_of(tx, actor, id)
    if directive.issued is None:
        raise Missing("a draft has no progress; issue it first")
    return directive, frozenset(seat.union for seat in await seats(tx, actor))


async def heights(tx: Transaction, directive: Directive, ids: Collection[str]) -> list[Height]:
    """How high a cascade stands at unions, those left out that were not in the network when it was closed."""
    places = await past.at(tx, ids, directive.moment)
    now = await positions(tx, ids) if directive.moment else places
    issuer, milestone = directive.audience.issuer, last_milestone(directive)
    found = await standings(tx, directive, [place for id, place in places.items() if id != issuer])
    if issuer in places:
        found[issuer] = await whole(tx, directive)
    return [
        Height(
            id,
            standing.unions,
            standing.unions - standing.missing(milestone),
            Lines(places[id].lines.primary[:1], places[id].lines.second[:1]),
            frozenset(places[id].superiors) | frozenset(now[id].superiors),
        )
        for id, standing in found.items()
    ]


@dataclass(frozen=True, slots=True)
class Arrival:
    """When a document came to a union, and when that had nothing more to do; as far as either has happened."""

    came: datetime | None
    done: datetime | None


async def arrivals(tx: Transaction, directive: Directive, near: Mapping[str, Lines]) -> dict[str, Arrival]:
    """When a cascade came to unions, whose nearest superiors are given, and when it was done there."""
    keys = {row_key(directive.cascade, id): id for id in near}
    place = MILESTONES.index(last_milestone(directive))
    dated = {keys[key]: instant_said(days[place]) for key, days in await collected(tx, DATED, keys=list(keys))}
    above = {superior for lines in near.values() for superior in (*lines.primary, *lines.second)}
    passings = [row_key(directive.cascade, superior) for superior in above]
    came = {} if directive.way is Way.DIRECT else await passed(tx, passings)
    by_union = {key.rpartition("|")[2]: each for key, each in came.items()}
    found = {id: delivery(directive, by_union, lines) for id, lines in near.items()}
    return {id: Arrival(each.at if each else None, dated.get(id)) for id, each in found.items()}


MILESTONES = (Milestone.READ, Milestone.SIGNED, Milestone.DONE)

DATED = """
UNWIND $keys AS key
MATCH (r:Receipt {key: key})
RETURN collect([key, [toString(r.read), toString(r.signed), toString(r.done)]]) AS found
"""
