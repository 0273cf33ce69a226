"""Standings of branches with a cascade: each read from its own tallies, however large the branch.

A closed cascade is read against the network of the moment at which it was closed; its own rows have
not changed since.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from graph import past, tallies
from graph.db import Transaction
from graph.deliveries import deliveries
from graph.subjects import receipts, strays
from orgnet.audiences import Reach, Selector
from orgnet.cells import total
from orgnet.directives import Directive
from orgnet.past import Moment
from orgnet.positions import Position
from orgnet.standings import Standing, Top, standing
from orgnet.tallies import NETWORK, Line, plus, row_key, twin_key

MANY = 100_000
"""More direct subordinates than any union has."""


@dataclass(frozen=True, slots=True)
class Outline:
    """What of an audience must be looked at one by one: where its rules begin, what has strayed, whom it names."""

    stops: Sequence[Top]
    strays: Sequence[Top]
    points: Sequence[Top]

    def below(self, union: str, line: Line) -> tuple[Sequence[Top], Sequence[Top], Sequence[Top]]:
        """Those strictly below a union."""
        stops, strays, points = (
            [top for top in tops if union in top.place.lines.on(line)]
            for tops in (self.stops, self.strays, self.points)
        )
        return stops, strays, points


async def standings(tx: Transaction, directive: Directive, places: Sequence[Position]) -> dict[str, Standing]:
    """The standings of branches, by the id of their top."""
    outline = await outlined(tx, directive, places)
    line = directive.audience.line
    return {
        top.place.union.id: standing(directive, top, *outline.below(top.place.union.id, line))
        for top in await _tops(tx, directive, places)
    }


async def whole(tx: Transaction, directive: Directive) -> Standing:
    """The standing of all whom a cascade addresses, wherever they stand."""
    outline = await outlined(tx, directive, None)
    return standing(directive, None, outline.stops, outline.strays, outline.points)


async def addresses_below(tx: Transaction, directive: Directive, place: Position) -> bool:
    """Whether a directive addresses anybody below a union, on any line on which it goes."""
    audience, union = directive.audience, place.union.id
    for line in audience.lines or (audience.line,):
        look = replace(directive, audience=replace(audience, line=line))
        below = (await _rows(tx, NETWORK, [union], line, directive.moment))[union]
        outline = await outlined(tx, look, [place])
        region = total(audience.expected(below, audience.place(union, place.lines.on(line))))
        if region + standing(look, None, *outline.below(union, line)).unions:
            return True
    return False


@dataclass(frozen=True, slots=True)
class Apart:
    """The tops of whom an audience addresses beside its issuer's branch: on another line, or moved away since.

    Those of the tops are `alone` that stand above the issuer by now: they are addressed without their branches.
    """

    tops: Sequence[Position] = ()
    alone: frozenset[str] = frozenset()


async def apart(tx: Transaction, directive: Directive) -> Apart:
    """What an audience addresses beside its issuer's branch; of most there is nothing."""
    audience, line = directive.audience, directive.audience.line
    others = [rule for rule in audience.others if not (rule.root == audience.issuer and rule.follows.lines == (line,))]
    ids = {*audience.stops, *await _points(tx, directive, None, others)} - {audience.issuer}
    if not ids:
        return Apart()
    places = await past.at(tx, sorted({*ids, audience.issuer}), directive.moment)
    over = places.pop(audience.issuer).lines.on(line) if audience.issuer in places else ()
    beside = {id: place for id, place in places.items() if audience.issuer not in place.lines.on(line)}
    tops = beside.keys() - set(over)
    found = [place for id, place in beside.items() if id in over or tops.isdisjoint(place.lines.on(line))]
    return Apart(found, frozenset(beside.keys() & set(over)))


async def by_themselves(tx: Transaction, directive: Directive, places: Sequence[Position]) -> dict[str, Standing]:
    """The standings of unions without their branches, by id."""
    alone = [replace(top, below={}, held={}) for top in await _tops(tx, directive, places)]
    return {top.place.union.id: standing(directive, top) for top in alone}


async def outlined(tx: Transaction, directive: Directive, places: Sequence[Position] | None) -> Outline:
    """The outline of an audience, as far as it can stand below these places, or all of it.

    Of most audiences there is nothing to read: their one rule begins at or above every place.
    """
    audience = directive.audience
    roots = set(directive.subject().roots)
    strayed = (await strays(tx, directive.cascade))[audience.line] if roots else set[str]()
    points = await _points(tx, directive, places, audience.others)
    ids = _apart({*roots, *strayed, *points}, places, audience.line)
    found = await past.at(tx, sorted(ids), directive.moment) if ids else {}
    under = {id: place for id, place in found.items() if places is None or _under(place, places, audience.line)}
    tops = {top.place.union.id: top for top in await _tops(tx, directive, list(under.values()))}
    stops, strayed_, named = (
        [tops[id] for id in sorted(ids) if id in tops] for ids in (roots, strayed - roots, points)
    )
    return Outline(stops, strayed_, named)


def _apart(ids: Collection[str], places: Sequence[Position] | None, line: Line) -> set[str]:
    """Those unions that are not at or above every place, so that they may stand below one."""
    if not places:
        return set(ids) if places is None else set()
    above = set[str].intersection(*({place.union.id, *place.lines.on(line)} for place in places))
    return set(ids) - above


def _under(place: Position, tops: Sequence[Position], line: Line) -> bool:
    return not {top.union.id for top in tops}.isdisjoint(place.lines.on(line))


async def _points(
    tx: Transaction, directive: Directive, places: Sequence[Position] | None, rules: Sequence[Selector]
) -> set[str]:
    """The unions that rules name one by one, or as direct subordinates of one, as far as they can stand below these
    places."""
    points = set[str]()
    for rule in rules:
        if rule.reach is Reach.ITSELF:
            points.add(rule.root)
        elif places is None or not _below_root(rule, places, directive.audience.line):
            for line in rule.follows.lines:
                points.update(await past.children(tx, [rule.root], line, ("", MANY), directive.moment))
    return points


def _below_root(rule: Selector, places: Sequence[Position], line: Line) -> bool:
    """Whether all places are below a rule's root, so that none of its subordinates stands below them."""
    along = rule.follows.lines == (line,)
    return along and all(rule.root in place.lines.on(line) for place in places)


async def _tops(tx: Transaction, directive: Directive, places: Sequence[Position]) -> list[Top]:
    """Unions with their receipts, and what is held below them; where there are none, nothing is asked."""
    if not places:
        return []
    ids, line = [place.union.id for place in places], directive.audience.line
    below = await _rows(tx, NETWORK, ids, line, directive.moment)
    held = await _rows(tx, directive.cascade, ids, line)
    own = await receipts(tx, [row_key(directive.cascade, id) for id in ids])
    came = await deliveries(tx, [(directive, place) for place in places])
    return [
        Top(place, own.get(row_key(directive.cascade, id)), came.to(directive, place), below[id], held[id])
        for id, place in zip(ids, places, strict=True)
    ]


async def with_below(
    tx: Transaction, unions: Sequence[str], line: Line, moment: Moment | None, least: int
) -> dict[str, int]:
    """Those of some unions that have so many others below them at least, on a line, and how many they have."""
    census = await _rows(tx, NETWORK, unions, line, moment)
    return {union: n for union in unions if (n := total(census[union])) >= least}


async def _rows(
    tx: Transaction, subject: str, unions: Collection[str], line: Line, moment: Moment | None = None
) -> dict[str, dict[str, int]]:
    """What the branches below these unions hold of a subject on a line, now or, of the census, at a moment."""
    keys = {union: row_key(subject, union) for union in unions}
    if line is Line.PRIMARY:
        found = await tallies.at(tx, keys.values(), moment)
        return {union: found.get(key, {}) for union, key in keys.items()}
    twins = {union: twin_key(subject, union) for union in unions}
    found = await tallies.at(tx, [*keys.values(), *twins.values()], moment)
    return {union: plus(found.get(key, {}), found.get(twins[union], {})) for union, key in keys.items()}
