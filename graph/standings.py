"""Standings of branches with a cascade: each read from its own tallies, however large the branch.

A closed cascade is read against the network of the moment at which it was closed; its own rows have
not changed since.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from graph import past, tallies
from graph.db import Transaction
from graph.subjects import receipts, strays
from orgnet.audiences import Reach
from orgnet.cells import Counts
from orgnet.directives import Directive
from orgnet.past import Moment
from orgnet.positions import Position
from orgnet.receipts import Receipt
from orgnet.standings import Standing, standing
from orgnet.tallies import NETWORK, Line, plus, row_key, twin_key


@dataclass(frozen=True, slots=True)
class Nested:
    """A stray that stands inside the audience again, with all above it and what its branch holds."""

    above: frozenset[str]
    held: Counts


async def expected(tx: Transaction, directive: Directive, unions: Collection[str]) -> dict[str, dict[str, int]]:
    """What a directive expects below each of these unions, which are in its audience's branch."""
    if directive.audience.reach is Reach.SUBORDINATES:
        return {}
    below = await _rows(tx, NETWORK, unions, directive.audience.line)
    return {union: directive.audience.facets.reached(counts) for union, counts in below.items()}


async def standings(tx: Transaction, directive: Directive, places: Sequence[Position]) -> dict[str, Standing]:
    """The standings of branches that are inside the audience, by the id of their top."""
    ids, line = [place.union.id for place in places], directive.audience.line
    below = await _rows(tx, NETWORK, ids, line, directive.moment)
    held = await _rows(tx, directive.cascade, ids, line)
    own = await receipts(tx, [row_key(directive.cascade, id) for id in ids])
    nested = await _nested(tx, directive)
    return {
        place.union.id: standing(
            directive.audience,
            place.union,
            next(iter(place.lines.on(line)), None),
            own.get(row_key(directive.cascade, place.union.id)),
            below[place.union.id],
            plus(held[place.union.id], *(n.held for n in nested if place.union.id in n.above)),
        )
        for place in places
    }


async def _rows(
    tx: Transaction, subject: str, unions: Collection[str], line: Line, moment: Moment | None = None
) -> dict[str, dict[str, int]]:
    """What the branches below these unions hold of a subject on a line, now or, of the census, at a moment."""
    keys = [key for union in unions for key in (row_key(subject, union), twin_key(subject, union))]
    found = await tallies.at(tx, keys if line is Line.SECOND else keys[::2], moment)
    return {
        union: plus(found.get(row_key(subject, union), {}), found.get(twin_key(subject, union), {})) for union in unions
    }


async def _nested(tx: Transaction, directive: Directive) -> list[Nested]:
    """The strays that came back inside without a step of their own, because something above them moved."""
    audience = directive.audience
    strayed = (await strays(tx, directive.cascade))[audience.line]
    places = await past.at(tx, strayed, directive.moment)
    inside = [place for place in places.values() if audience.root in place.lines.on(audience.line)]
    held = await _rows(tx, directive.cascade, [place.union.id for place in inside], audience.line)
    own = await receipts(tx, [row_key(directive.cascade, place.union.id) for place in inside])
    return [
        Nested(
            frozenset(place.lines.on(audience.line)),
            plus(held[place.union.id], _own(directive, place, own)),
        )
        for place in inside
    ]


def _own(directive: Directive, place: Position, own: Mapping[str, Receipt]) -> Counts:
    receipt = own.get(row_key(directive.cascade, place.union.id))
    superior = next(iter(place.lines.on(directive.audience.line)), None)
    counted = receipt and directive.audience.counts(place.union, superior)
    return receipt.counts(place.union) if receipt and counted else {}
