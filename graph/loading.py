"""Loading: founding unions by the thousand, in slices that are each exact by themselves.

A slice is one turn and one fact. Parents come before their children; new unions hold no receipts yet,
so only the census moves. All that does not depend on the graph is prepared before the turn, so that the
log's head is held for the writing alone.
"""

import asyncio
from collections import Counter, defaultdict
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from operator import attrgetter
from typing import Any, LiteralString

from graph import log, tallies
from graph.access import allow
from graph.arrivals import settle
from graph.db import Database, run
from graph.log import Turn
from graph.positions import positions
from orgnet.cells import census
from orgnet.errors import Conflict
from orgnet.facts import Ask, Fact
from orgnet.permissions import Action
from orgnet.positions import Position
from orgnet.search import folded
from orgnet.shelves import words
from orgnet.structure import guidable, living, placeable
from orgnet.tallies import NETWORK, Deltas, Lines, minus, roll_up, row_key, twin_key
from orgnet.unions import Founding, Union

SLICE, LARGE = 2000, 5000
"""Unions founded in one turn: about as many as fit into 100 ms of the log's head; and while nobody else writes, so
many that a commit costs each a sixth less."""

Pact = tuple[str, str, str]
"""A union, its partner, and the terms."""

Wave = dict[tuple[str | None, str | None], list[list[Any]]]
"""Unions whose superiors stand already, as rows by their parent and their guide: so that each is looked up once."""


@dataclass(slots=True)
class Superiors:
    """The superiors of the slice that was founded last, as they stand while nobody else has written since its fact."""

    seq: int = -1
    places: Mapping[str, Position] = field(default_factory=dict[str, Position])


@dataclass(slots=True)
class Slice:
    """Foundings made ready, so many unions: the waves in which they can be written, and the census they bring.

    `judged` are those that are superiors in the slice themselves, and the first of each level under the same
    superiors: where that one may stand, its like may.
    """

    unions: int
    judged: Sequence[Founding]
    waves: list[Wave]
    under: dict[str, Counter[str]]
    seconds: dict[str, Counter[str]]

    @property
    def superiors(self) -> set[str]:
        """All under whom unions are founded, on either line."""
        return self.under.keys() | self.seconds.keys()

    @property
    def codes(self) -> list[str]:
        """The codes of all unions."""
        return [row[CODE] for wave in self.waves for rows in wave.values() for row in rows]

    @property
    def founded(self) -> set[str]:
        """The judged ones, by id; nobody else of the slice has a row of the census."""
        return {founding.union.id for founding in self.judged}


def prepare(foundings: Sequence[Founding]) -> Slice:
    """Make foundings ready: parents before their children, codes given."""
    slice_ = Slice(len(foundings), [], [], defaultdict(Counter), defaultdict(Counter))
    wave_of = dict[str | None, int]()
    for founding in foundings:
        union, parent, guide = founding.union, founding.parent, founding.guide
        wave = wave_of[union.id] = max(wave_of.get(parent, -1), wave_of.get(guide, -1)) + 1
        if wave == len(slice_.waves):
            slice_.waves.append({})
        slice_.waves[wave].setdefault((parent, guide), []).append(_row(union))
        own = census(union)
        for held, superior in ((slice_.under, parent), (slice_.seconds, guide or parent)):
            row = held[superior or ""]
            for name, n in own.items():
                row[name] += n
    slice_.judged = _judged(foundings, slice_.superiors)
    return slice_


def _judged(foundings: Sequence[Founding], superiors: Collection[str]) -> list[Founding]:
    alike = {(founding.parent, founding.guide, founding.union.level): founding for founding in reversed(foundings)}
    judged = {founding.union.id for founding in alike.values()}.union(superiors)
    return [founding for founding in foundings if founding.union.id in judged]


def _row(union: Union) -> list[Any]:
    day = union.founded.isoformat() if union.founded else None
    return [words(union), folded(union.name), day, *properties(union)]


properties = attrgetter(
    *("id", "code", "name", "level", "kind", "sector", "division", "credit_code", "employer_code"),
    *("members", "units", "status", "hands", "lon", "lat", "organ_code", "desk", "telephone", "hours"),
)

CODE = 4
"""Where the code stands in the row of a union."""

UNION: LiteralString = """
    words: r[0], folded: r[1], founded: r[2], id: r[3], code: r[4], name: r[5], level: r[6], kind: r[7],
    sector: r[8], division: r[9], credit_code: r[10], employer_code: r[11], members: r[12], units: r[13],
    status: r[14], hands: r[15], lon: r[16], lat: r[17], organ_code: r[18], desk: r[19], telephone: r[20],
    hours: r[21], born: $born, changed: $seq
"""

# The groups are let go before the engine buffers: it counts all that a row still holds.
FOUND = f"""
UNWIND $groups AS g
MATCH (p:Union {{id: g[0]}})
UNWIND g[1] AS r
WITH p, r
CREATE (u:Union {{{UNION}}})-[:PART_OF {{since: $at, seq: $seq, second: true}}]->(p)
"""

FOUND_GUIDED = f"""
UNWIND $groups AS g
MATCH (p:Union {{id: g[0]}}), (s:Union {{id: g[1]}})
UNWIND g[2] AS r
WITH p, s, r
CREATE (s)<-[:GUIDED_BY {{since: $at, seq: $seq, second: true}}]-(u:Union {{{UNION}}})
    -[:PART_OF {{since: $at, seq: $seq, second: false}}]->(p)
"""


async def load(
    database: Database,
    ask: Ask,
    foundings: Sequence[Founding] | Slice,
    now: datetime,
    data: Mapping[str, Any] | None = None,
    also: Callable[[Turn], Awaitable[None]] | None = None,
    known: Superiors | None = None,
) -> int:
    """Found a slice of unions, parents before children, codes given; the number of the fact.

    That names differ under one superior and that codes are new, the caller has made sure of, or does so in `also`:
    what else belongs into the same turn. `data` goes into the fact. Whoever founds one slice after another keeps
    what is `known` between them. Raises Conflict, and founds none, where one of them cannot stand where it is
    to stand.
    """
    slice_ = foundings if isinstance(foundings, Slice) else prepare(foundings)
    last = known or Superiors()

    async def work(turn: Turn) -> tuple[int, Mapping[str, Position]]:
        earlier = await turn.earlier(ask)
        if earlier is not None:
            return int(earlier["seq"]), {}
        above, there = await _places(turn, slice_, last)
        await allow(turn.tx, ask.actor, Action.FOUND, *there)
        # What the census gains is worked out while the engine writes.
        deltas, _ = await asyncio.gather(asyncio.to_thread(_gained, slice_, above), _write(turn, slice_))
        await tallies.apply(turn.tx, deltas, turn.today, slice_.founded)
        await settle(turn, slice_.superiors)
        if also:
            await also(turn)
        await log.reshape(turn)
        return _record(turn, ask, slice_, there[0], dict(data or {})), above

    last.seq, last.places = await log.turn(database, work, now)
    return last.seq


async def _places(turn: Turn, slice_: Slice, last: Superiors) -> tuple[dict[str, Position], list[Position]]:
    """The positions of all superiors, those founded with the slice among them; and those that stood before."""
    before = slice_.superiors - slice_.founded
    kept: Mapping[str, Position] = last.places if last.seq == turn.seq else {}
    above = {id: kept[id] for id in before if id in kept}
    above |= await positions(turn.tx, before - above.keys())
    there = list(above.values())
    for founding in slice_.judged:
        above[founding.union.id] = _stand(above, founding)
    return above, there


def _stand(above: Mapping[str, Position], founding: Founding) -> Position:
    """The position of a new union; raises Conflict where it cannot stand there."""
    union = founding.union
    parent, guide = above.get(founding.parent or ""), above.get(founding.guide or "")
    if parent is None:
        raise Conflict(f"the parent of {union.name} is not there", field="parent")
    if founding.guide and guide is None:
        raise Conflict(f"the guide of {union.name} is not there", field="guide")
    placeable(Position(union), parent, 0)
    if guide:
        guidable(union, guide)
    over = guide or parent
    lines = Lines((parent.union.id, *parent.lines.primary), (over.union.id, *over.lines.second))
    return Position(union, lines, (parent.union.level, *parent.levels), founding.guide)


async def _write(turn: Turn, slice_: Slice) -> None:
    stamp = {"at": turn.at, "seq": turn.seq + 1, "born": turn.today.isoformat()}
    for wave in slice_.waves:
        if alone := [[parent, rows] for (parent, guide), rows in wave.items() if not guide]:
            await run(turn.tx, FOUND, groups=alone, **stamp)
        if guided := [[parent, guide, rows] for (parent, guide), rows in wave.items() if guide]:
            await run(turn.tx, FOUND_GUIDED, groups=guided, **stamp)


def _gained(slice_: Slice, above: Mapping[str, Position]) -> Deltas:
    """What the census of all above the new unions gains, on both lines."""
    primary = roll_up(slice_.under, {union: above[union].lines.primary for union in slice_.under})
    second = roll_up(slice_.seconds, {union: above[union].lines.second for union in slice_.seconds})
    deltas = Deltas()
    for union, gained in primary.items():
        deltas.add(row_key(NETWORK, union), gained)
    for union in primary.keys() | second.keys():
        deltas.add(twin_key(NETWORK, union), minus(second.get(union, {}), primary.get(union, {})))
    return deltas


def _record(turn: Turn, ask: Ask, slice_: Slice, top: Position, data: dict[str, Any]) -> int:
    about = {"unions": slice_.unions} | data
    return turn.record(Fact("loaded", ask, top.union.id, line=top.branch, data=about, answer={"seq": turn.seq + 1}))


async def ally(database: Database, ask: Ask, pacts: Sequence[Pact], now: datetime) -> int:
    """Make pacts by the thousand; the number of the fact."""

    async def work(turn: Turn) -> int:
        earlier = await turn.earlier(ask)
        if earlier is not None:
            return int(earlier["seq"])
        places = await positions(turn.tx, {union for one, other, _ in pacts for union in (one, other)})
        for place in places.values():
            living(place.union)
        await allow(turn.tx, ask.actor, Action.PACT, *places.values())
        rows = [[*sorted((one, other)), terms] for one, other, terms in pacts]
        await run(turn.tx, ALLY, rows=rows, at=turn.at, seq=turn.seq + 1)
        return turn.record(Fact("allied", ask, None, data={"pacts": len(rows)}, answer={"seq": turn.seq + 1}))

    return await log.turn(database, work, now)


ALLY = """
UNWIND $rows AS r
MATCH (a:Union {id: r[0]}), (b:Union {id: r[1]})
MERGE (a)-[e:PARTNERS_WITH]->(b)
ON CREATE SET e.since = $at, e.seq = $seq
SET e.terms = r[2]
"""
