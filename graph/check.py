"""The check: every tally and every rule of structure, proved union by union beside a running server.

Each slice is read in one turn at the log's head, so that it is one moment of the network. That every row
equals what the unions directly below hold, themselves and in their rows, proves by induction that it
equals a recount.
"""

from collections import deque
from collections.abc import AsyncGenerator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from neo4j import Record

from graph import log, tallies
from graph.batches import batches
from graph.codes import OWN, shared
from graph.db import Database, Transaction, rows
from graph.deliveries import deliveries
from graph.faults import Fault, whole
from graph.log import Turn
from graph.nodes import directive_of, receipt_of, union_of
from graph.positions import positions
from graph.subjects import strays_of
from orgnet.cells import Counts, census
from orgnet.directives import Directive, Way
from orgnet.levels import DEPTHS
from orgnet.positions import Position
from orgnet.proof import Below, proved
from orgnet.receipts import Receipt
from orgnet.relays import tallied
from orgnet.tallies import NETWORK, Line, Lines, Subject, row_key, twin_key

SLICE = 100
"""Superiors checked in one turn."""


@dataclass(slots=True)
class Checked:
    """What a slice brought: its faults, how many unions are directly below, and who of these is a superior too."""

    faults: list[Fault] = field(default_factory=list[Fault])
    superiors: list[str] = field(default_factory=list[str])
    below: int = 0


async def check(database: Database, now: datetime, *, repair: bool = False) -> AsyncGenerator[Fault | int]:
    """Every fault there is, and now and then how many unions have been checked.

    With `repair`, rows that are wrong are set right, from below upwards, and told of as mended only.
    """
    for fault in await database.read(whole):
        yield fault
    superiors, waiting, seen = list[str](), deque(await database.read(_tops)), 1
    while waiting:
        slice_ = [waiting.popleft() for _ in range(min(SLICE, len(waiting)))]
        checked = await _turn(database, slice_, now)
        for fault in checked.faults:
            if not (repair and fault.row):
                yield fault
        superiors += slice_
        waiting.extend(checked.superiors)
        seen += checked.below
        yield seen
    for fault in await database.read(lambda tx: _unreached(tx, seen)):
        yield fault
    stray = await database.read(lambda tx: _others_with_rows(tx, set(superiors)))
    for slice_ in batches(stray, SLICE):
        for fault in (await _turn(database, slice_, now)).faults:
            if not (repair and fault.row):
                yield fault
    for slice_ in batches([*reversed(superiors), *stray] if repair else [], SLICE):
        for fault in (await _turn(database, slice_, now, repair=True)).faults:
            if fault.mended:
                yield fault


async def _others_with_rows(tx: Transaction, superiors: set[str]) -> list[str]:
    """Unions that have a row, though they are nobody's superior: it can only be wrong, or closed."""
    found = await rows(tx, "MATCH (t:Tally) RETURN DISTINCT split(t.key, '|')[1] AS id")
    return sorted({record["id"] for record in found} - superiors)


async def _turn(database: Database, superiors: Sequence[str], now: datetime, *, repair: bool = False) -> Checked:
    return await log.turn(database, lambda turn: _check(turn, superiors, repair=repair), now)


async def _tops(tx: Transaction) -> list[str]:
    found = await rows(tx, "MATCH (:Log {id: 'log'})-[:ROOT]->(u) RETURN u.id AS id")
    return [record["id"] for record in found]


async def _unreached(tx: Transaction, seen: int) -> list[Fault]:
    [found] = await rows(tx, "MATCH (u:Union) WHERE u.status <> 'dissolved' RETURN count(u) AS n")
    if found["n"] == seen:
        return []
    return [Fault("network", f"{found['n']} unions are in it, but {seen} are reached from the root: there is a circle")]


async def _check(turn: Turn, superiors: Sequence[str], *, repair: bool) -> Checked:
    checked = Checked()
    primary, second = await rows(turn.tx, ON_PRIMARY, ids=superiors), await rows(turn.tx, ON_SECOND, ids=superiors)
    checked.below = len(primary)
    checked.superiors = [record["node"]["id"] for record in primary if record["busy"]]
    checked.faults += await _lines(turn.tx, superiors)
    checked.faults += await _double(turn.tx, [record["node"] for record in primary])
    checked.faults += [fault for record in primary for fault in _places(record)]
    below = _below(superiors, primary, second)
    busy = {*superiors, *checked.superiors, *(record["node"]["id"] for record in second if record["busy"])}
    places = {record["node"]["id"]: _place(record) for record in (*primary, *second)}
    for subject, held in await _subjects(turn.tx, places, below):
        checked.faults += await _prove(turn, subject, held, below, busy, repair=repair)
    return checked


ON_PRIMARY = """
UNWIND $ids AS id
MATCH (p:Union {id: id})<-[e:PART_OF]-(c)
RETURN id, properties(c) AS node, p.level AS above, e.second AS second,
    EXISTS { (c)<-[:PART_OF|GUIDED_BY]-() } AS busy,
    [(c)-[:GUIDED_BY]->(g) | [g.id, g.level]] AS guides, [(c)-[:PART_OF]->(up) | up.id] AS parents
ORDER BY id, c.code
"""

ON_SECOND = """
UNWIND $ids AS id
MATCH (:Union {id: id})<-[:PART_OF|GUIDED_BY {second: true}]-(c)
RETURN id, properties(c) AS node, EXISTS { (c)<-[:PART_OF|GUIDED_BY]-() } AS busy,
    [(c)-[:GUIDED_BY]->(g) | [g.id, g.level]] AS guides, [(c)-[:PART_OF]->(up) | up.id] AS parents
"""


def _places(record: Record) -> list[Fault]:
    """The rules of one union's place."""
    union, guides, depth = union_of(record["node"]), record["guides"], DEPTHS
    rules = (
        (len(record["parents"]) == 1, "it has more than one parent"),
        (len(guides) <= 1, "it has more than one second line"),
        (depth[record["above"]] <= union.level.depth, "its parent is of a lower level"),
        (all(depth[level] < union.level.depth for _, level in guides), "its second line does not lead upwards"),
        (record["second"] is (not guides), "its primary edge does not say whether there is a second line"),
    )
    return [Fault(union.id, what) for kept, what in rules if not kept]


async def _lines(tx: Transaction, superiors: Sequence[str]) -> list[Fault]:
    """Both lines of every superior end at the root."""
    [root] = await _tops(tx)
    places = await positions(tx, superiors)
    return [
        Fault(place.union.id, f"its {line} line does not lead to the root")
        for place in places.values()
        for line in Line
        if place.union.id != root and place.lines.on(line)[-1:] != (root,)
    ]


async def _double(tx: Transaction, unions: Sequence[Mapping[str, str]]) -> list[Fault]:
    """Nobody else has the id or the code of a union."""
    found = {field: await shared(tx, field, [union[field] for union in unions]) for field in OWN}
    return [
        Fault(union["id"], f"another union has its {field}")
        for field, keys in found.items()
        for union in unions
        if union[field] in keys
    ]


def _below(superiors: Sequence[str], primary: Sequence[Record], second: Sequence[Record]) -> dict[str, Below]:
    under: dict[str, list[str]] = {id: [] for id in superiors}
    guided: dict[str, list[str]] = {id: [] for id in superiors}
    for found, children in ((primary, under), (second, guided)):
        for record in found:
            children[record["id"]].append(record["node"]["id"])
    return {id: Below(under[id], guided[id]) for id in superiors}


async def _subjects(
    tx: Transaction, places: Mapping[str, Position], below: Mapping[str, Below]
) -> list[tuple[Subject, dict[str, Counts]]]:
    """Everything that is counted, with what each of the unions holds of it."""
    census_held: dict[str, Counts] = {id: census(place.union) for id, place in places.items()}
    counted = [(Subject(NETWORK, ()), census_held)]
    found = await _receipts(tx, list(below))
    for record in await rows(tx, OPEN):
        directive = directive_of(record["node"])
        held = await _held(tx, directive, found.get(directive.cascade, {}), places)
        counted.append((directive.subject(strays_of(record)), held))
    return counted


OPEN = """
MATCH (d:Directive) WHERE d.state = 'issued' AND d.passes IS NULL
RETURN d {.*, body: null} AS node, [(d)<-[s:STRAY]-(u) | [u.id, s.line]] AS strays
"""


def _place(record: Record) -> Position:
    """A union with its direct superiors; those above these do not matter to what a union holds itself."""
    primary = tuple(record["parents"][:1])
    second = tuple(guide for guide, _ in record["guides"][:1]) or primary
    return Position(union_of(record["node"]), Lines(primary, second))


async def _receipts(tx: Transaction, superiors: Sequence[str]) -> dict[str, dict[str, Receipt]]:
    """The receipts of all unions directly below, by cascade and union."""
    found = await rows(
        tx,
        """
        UNWIND $ids AS id
        MATCH (:Union {id: id})<-[:PART_OF|GUIDED_BY]-(c)-[:HOLDS]->(r:Receipt)
        RETURN DISTINCT r.key AS key, properties(r) AS node
        """,
        ids=superiors,
    )
    held: dict[str, dict[str, Receipt]] = {}
    for record in found:
        receipt = receipt_of(record["node"])
        held.setdefault(receipt.cascade, {})[receipt.union] = receipt
    return held


async def _held(
    tx: Transaction, directive: Directive, found: Mapping[str, Receipt], places: Mapping[str, Position]
) -> dict[str, Counts]:
    """What unions hold themselves; of what goes level by level they hold something before they do anything."""
    concerned = found.keys() if directive.way is Way.DIRECT else places.keys()
    came = await deliveries(tx, [(directive, places[id]) for id in concerned])
    return {id: tallied(directive, places[id].union, found.get(id), came.to(directive, places[id])) for id in concerned}


async def _prove(
    turn: Turn,
    subject: Subject,
    held: Mapping[str, Counts],
    below: Mapping[str, Below],
    busy: set[str],
    *,
    repair: bool,
) -> list[Fault]:
    keys = [key for id in busy for key in (row_key(subject.id, id), twin_key(subject.id, id))]
    kept = await tallies.read(turn.tx, keys)
    there = set(kept)
    faults, mended = list[Fault](), dict[str, dict[str, int]]()
    for id, each in below.items():
        for key, counts in proved(subject, id, each, held, kept).items():
            if (said := kept.get(key, {})) != counts:
                faults.append(Fault(key, f"its row says {said}, a recount {counts}", row=True, mended=repair))
                mended[key] = counts
        kept |= mended if repair else {}
    if repair and mended:
        await tallies.write(turn.tx, mended, there)
    return faults
