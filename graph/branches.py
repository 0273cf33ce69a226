"""Branches, streamed: a union and all below it in pages, however many these are.

Superiors come before their subordinates, and these in the order of their codes. Each page is one
transaction and one moment of the network: a union that moves between two pages may come twice, or not at all.
"""

import asyncio
from collections.abc import AsyncGenerator, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, LiteralString

from graph import tallies
from graph.access import covered, seats
from graph.db import Database, Transaction, row, rows
from graph.dialect import instant_said
from graph.nodes import UNION_FIELDS, union_of
from graph.positions import position, positions
from graph.unions import line
from orgnet.branches import Entry, Tie
from orgnet.cells import total
from orgnet.errors import Conflict
from orgnet.permissions import Action, Seat, decide
from orgnet.tallies import NETWORK, row_key
from orgnet.unions import Union

PAGE = 2000
"""Unions read at once: a megabyte or two."""


@dataclass(frozen=True, slots=True)
class Superior:
    """A union whose subordinates, from after a code, are still to be read.

    `whole`: the reader's seat is on the primary line, so that all below is seen as well; `figures`: it is
    at least on one of the lines.
    """

    id: str
    code: str
    path: tuple[str, ...]
    below: int
    whole: bool
    figures: bool
    after: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """Unions of a branch, and those among them that have subordinates."""

    entries: Sequence[Entry]
    superiors: Sequence[Superior]


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody who reads, with his seats."""

    actor: str
    held: Sequence[Seat]

    def sees(self, union: str, superiors: Collection[str] = ()) -> bool:
        """Whether he may see the figures of a union with these superiors."""
        return decide(Action.SEE_FIGURES, self.actor, self.held, union, superiors).allowed


async def pages(database: Database, actor: str, top: str, size: int = PAGE) -> AsyncGenerator[Sequence[Entry]]:
    """A branch as an actor may see it, its top first; raises Missing where there is no such union.

    The next page is read while this one is used, however long that takes: no transaction stays open. Whoever
    stops before the end closes the generator (`contextlib.aclosing`).
    """
    page = await database.read(lambda tx: _top(tx, actor, top))
    waiting = list(page.superiors)
    while waiting:
        reading = asyncio.create_task(_read(database, actor, _next(waiting, size), size))
        try:
            yield page.entries
        finally:
            await asyncio.gather(reading, return_exceptions=True)
        page = reading.result()
        waiting += reversed(page.superiors)
    yield page.entries


def _next(waiting: list[Superior], size: int) -> list[Superior]:
    """Take those whose subordinates make the next page; one with more of them than that comes alone."""
    chosen = [waiting.pop()]
    room = size - chosen[0].below
    while waiting and waiting[-1].below <= room:
        room -= waiting[-1].below
        chosen.append(waiting.pop())
    return chosen


async def _read(database: Database, actor: str, chosen: Sequence[Superior], size: int) -> Page:
    if chosen[0].below > size:
        return await database.read(lambda tx: _part(tx, actor, chosen[0], size))
    return await database.read(lambda tx: _all(tx, actor, chosen))


ENTRY: LiteralString = """
[c.id, c.code, c.name, c.level, c.kind, c.sector, c.division, c.credit_code, c.employer_code, c.organ_code,
    c.members, c.units, c.status, c.hands, c.lon, c.lat, c.founded, c.desk, c.telephone, c.hours,
    toString(e.since), COUNT { (c)<-[:PART_OF]-() }, COUNT { (c)<-[:GUIDED_BY]-() },
    [(c)-[g:GUIDED_BY]->(v) | [v.code, v.name, toString(g.since)]],
    [(c)-[g:PARTNERS_WITH]-(v) | [v.code, v.name, toString(g.since), g.terms]]]
"""
"""A union as a list in the order of UNION_FIELDS, then its ties: many times cheaper to send than records."""

TOP: LiteralString = "MATCH (c:Union {id: $id}) OPTIONAL MATCH (c)-[e:PART_OF]->() RETURN " + ENTRY + " AS found"

ALL: LiteralString = (
    "UNWIND $ids AS id MATCH (p:Union {id: id}) RETURN id, [(p)<-[e:PART_OF]-(c) | " + ENTRY + "] AS found"
)

PART: LiteralString = (
    "MATCH (:Union {id: $id})<-[e:PART_OF]-(c) WHERE c.code > $after WITH c, e ORDER BY c.code LIMIT $limit RETURN "
    + ENTRY
    + " AS found"
)


async def _top(tx: Transaction, actor: str, id: str) -> Page:
    place, above = await position(tx, id), await line(tx, id)
    reader = Reader(actor, await seats(tx, actor))
    whole = reader.sees(id, place.lines.primary)
    over = Superior(
        id=place.parent or "",
        code=above[-1].code if above else "",
        path=tuple(union.name for union in above),
        below=1,
        whole=whole,
        figures=whole or reader.sees(id, place.superiors),
    )
    found = await row(tx, TOP, id=id)
    return await _page(tx, reader, [(over, found["found"])]) if found else Page((), ())


async def _all(tx: Transaction, actor: str, chosen: Sequence[Superior]) -> Page:
    """All that stand directly below some superiors."""
    by_id = {superior.id: superior for superior in chosen}
    found = {record["id"]: record["found"] for record in await rows(tx, ALL, ids=list(by_id))}
    below = [(by_id[id], each) for id in by_id for each in sorted(found.get(id, []), key=lambda each: each[CODE])]
    return await _page(tx, Reader(actor, await seats(tx, actor)), below)


async def _part(tx: Transaction, actor: str, over: Superior, size: int) -> Page:
    """The next that stand below one superior who has very many."""
    found = [record["found"] for record in await rows(tx, PART, id=over.id, after=over.after, limit=size + 1)]
    page = await _page(tx, Reader(actor, await seats(tx, actor)), [(over, each) for each in found[:size]])
    rest = [replace(over, after=found[size - 1][CODE])] if len(found) > size else []
    return Page(page.entries, [*page.superiors, *rest])


CODE = UNION_FIELDS.index("code")
WIDTH = len(UNION_FIELDS)


async def _page(tx: Transaction, reader: Reader, below: Sequence[tuple[Superior, list[Any]]]) -> Page:
    entries = [_entry(over, found) for over, found in below]
    ways = [over for over, _ in below]
    guided = await _guided(tx, reader.actor, [e for over, e in zip(ways, entries, strict=True) if not over.whole])
    seen = [_seen(reader, over, entry.union, guided) for over, entry in zip(ways, entries, strict=True)]
    superiors = [
        Superior(entry.union.id, entry.union.code, (*over.path, entry.union.name), entry.below, whole, figures)
        for over, entry, (whole, figures) in zip(ways, entries, seen, strict=True)
        if entry.below
    ]
    shown = [e if figures else replace(e, figures=False) for e, (_, figures) in zip(entries, seen, strict=True)]
    return Page(shown, superiors)


async def _guided(tx: Transaction, actor: str, entries: Sequence[Entry]) -> Mapping[str, bool]:
    """Of those with a second line of their own: whether the actor may see their figures."""
    guided = [entry.union.id for entry in entries if entry.guide]
    if not guided:
        return {}
    places = await positions(tx, guided)
    allowed = await covered(tx, actor, Action.SEE_FIGURES, places.values())
    return {id: id in allowed for id in places}


def _seen(reader: Reader, over: Superior, union: Union, guided: Mapping[str, bool]) -> tuple[bool, bool]:
    """Whether a seat is on the primary line, and whether on either. Without a second line of its own a
    union has both lines of its superior, and is seen wherever that one is."""
    whole = over.whole or reader.sees(union.id)
    return whole, whole or guided.get(union.id, over.figures)


def _entry(over: Superior, found: list[Any]) -> Entry:
    since, below, guided, guides, pacts = found[WIDTH:]
    return Entry(
        union=union_of(dict(zip(UNION_FIELDS, found, strict=False))),
        path=over.path,
        parent=Tie(over.code, over.path[-1], instant_said(since)) if over.path else None,
        guide=_tie(*guides[0]) if guides else None,
        pacts=tuple(_tie(*pact) for pact in sorted(pacts)) if pacts else (),
        below=below,
        guided=guided,
        figures=True,
    )


def _tie(code: str, name: str, since: str | None, terms: str | None = None) -> Tie:
    return Tie(code, name, instant_said(since), terms)


async def size(tx: Transaction, top: str) -> int:
    """How many unions a branch has, its top included, by the census."""
    key = row_key(NETWORK, top)
    return 1 + total((await tallies.read(tx, [key])).get(key, {}))


async def bounded(tx: Transaction, top: str, most: int, otherwise: str) -> int:
    """How many unions a branch has; raises Conflict where these are more than `most`, and says what to do."""
    unions = await size(tx, top)
    if unions > most:
        raise Conflict(f"this branch has {unions:,} unions, and at most {most:,} are possible here; {otherwise}")
    return unions
