"""Unions as they are read, now or as of a moment: one, its lines, its children, those it guides, its pacts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from graph import past, tallies
from graph.access import covered
from graph.db import Transaction, row, rows
from graph.dialect import native
from graph.naming import union_named
from graph.past import HELD
from graph.positions import positions
from orgnet.cells import Counts, total
from orgnet.errors import Missing
from orgnet.past import Moment
from orgnet.permissions import Action
from orgnet.positions import Position
from orgnet.tallies import NETWORK, Line, plus, row_key, twin_key
from orgnet.unions import Union


@dataclass(frozen=True, slots=True)
class Sighted:
    """A union, the census of all below it, and whether the reader may see figures or size classes only.

    `second` is the census below it on the second line, where that differs.
    """

    place: Position
    below: Counts
    second: Counts | None
    figures: bool

    @property
    def subordinates(self) -> int:
        """How many unions are below it."""
        return total(self.below)


@dataclass(frozen=True, slots=True)
class Pact:
    """A pact with another union."""

    partner: Union
    terms: str
    since: datetime


async def root(tx: Transaction) -> str:
    """The id of the network's root; raises Missing while the network is empty."""
    found = await row(tx, "MATCH (:Log {id: 'log'})-[:ROOT]->(u) RETURN u.id AS id")
    if found is None:
        raise Missing("this network has no unions yet; found its root first")
    return found["id"]


async def one(tx: Transaction, actor: str, id: str, moment: Moment | None = None) -> Sighted:
    """One union."""
    return (await sighted(tx, actor, [await past.position(tx, id, moment)], moment))[0]


async def sighted(
    tx: Transaction, actor: str, places: Sequence[Position], moment: Moment | None = None
) -> list[Sighted]:
    """Unions as an actor may see them: figures where his seat covers them, now or at the moment."""
    ids = [place.union.id for place in places]
    below = await tallies.at(tx, [key(NETWORK, id) for id in ids for key in (row_key, twin_key)], moment)
    allowed = await covered(tx, actor, Action.SEE_FIGURES, places)
    if moment:
        allowed |= await covered(tx, actor, Action.SEE_FIGURES, (await positions(tx, ids)).values())
    return [_sighted(place, below, figures=place.union.id in allowed) for place in places]


def _sighted(place: Position, below: dict[str, dict[str, int]], *, figures: bool) -> Sighted:
    primary = below.get(row_key(NETWORK, place.union.id), {})
    twin = below.get(twin_key(NETWORK, place.union.id))
    return Sighted(place, primary, plus(primary, twin) if twin else None, figures)


async def line(tx: Transaction, id: str, line: Line = Line.PRIMARY, moment: Moment | None = None) -> list[Union]:
    """A union's superiors on one of its lines, the root first."""
    here = await past.position(tx, id, moment)
    above = await past.at(tx, here.lines.on(line), moment)
    return [above[superior].union for superior in reversed(here.lines.on(line))]


async def children(
    tx: Transaction, actor: str, id: str, after: str, limit: int, moment: Moment | None = None
) -> list[Sighted]:
    """The unions directly below one, in the order of their codes, from after a code."""
    await past.position(tx, id, moment)
    return await _listed(tx, actor, await past.children(tx, [id], Line.PRIMARY, (after, limit), moment), moment)


async def guided(
    tx: Transaction, actor: str, id: str, after: str, limit: int, moment: Moment | None = None
) -> list[Sighted]:
    """The unions whose second line leads directly to one, in the order of their codes, from after a code."""
    await past.position(tx, id, moment)
    return await _listed(tx, actor, await past.guided(tx, id, (after, limit), moment), moment)


async def _listed(tx: Transaction, actor: str, ids: Sequence[str], moment: Moment | None) -> list[Sighted]:
    places = await past.at(tx, ids, moment)
    return await sighted(tx, actor, [places[id] for id in ids], moment)


async def partners(tx: Transaction, id: str, moment: Moment | None = None) -> list[Pact]:
    """A union's pacts."""
    await past.position(tx, id, moment)
    if moment:
        found = await rows(tx, THEIR_PACTS_THEN, id=id, at=moment.at, number=moment.number)
    else:
        found = await rows(tx, THEIR_PACTS, id=id)
    others = await past.at(tx, [record["id"] for record in found], moment)
    return [Pact(others[r["id"]].union, r["terms"], native(r["since"])) for r in found]


THEIR_PACTS = """
MATCH (:Union {id: $id})-[e:PARTNERS_WITH]-(v)
RETURN v.id AS id, e.terms AS terms, e.since AS since ORDER BY v.code
"""

THEIR_PACTS_THEN = (
    "MATCH (:Union {id: $id})-[e:PARTNERS_WITH|WAS_PARTNERS_WITH]-(v) WHERE "
    + HELD
    + "RETURN v.id AS id, e.terms AS terms, e.since AS since ORDER BY v.code"
)


async def common_superior(tx: Transaction, one: str, other: str, moment: Moment | None = None) -> Union:
    """The lowest union that has both in its branch."""
    first = await past.position(tx, one, moment)
    second = await past.position(tx, await union_named(tx, other), moment)
    above = {second.union.id, *second.lines.primary}
    lowest = next((id for id in (first.union.id, *first.lines.primary) if id in above), None)
    if lowest is None:
        raise Missing("these two have no common superior: one of them is dissolved")
    return (await past.position(tx, lowest, moment)).union
