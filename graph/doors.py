"""Doors to the directives: how those that may answer a question are reached, the latest first, at a bounded cost.

What is asked for by its number is looked up. What has few unions to come from (the issuer asked for; for a reader
with few unions below, these and the line above) is read from their shelves, months at once, anything else from
those of the whole network. Words that many have are soon met with on the way; those that few have, the index of
texts knows, which is slow for words that many have.
"""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import accumulate, islice
from typing import Any, LiteralString

from graph.db import Transaction, row, rows
from graph.dialect import native
from graph.nodes import directive_of
from orgnet.directives import Directive
from orgnet.finding import Question, Reader
from orgnet.permissions import OPERATOR
from orgnet.series import Part
from orgnet.shelving import OLDEST, months, top

Place = tuple[Directive, str]
"""A directive without its body, and its place among all."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """How much a page may cost: unions below a reader that count as few; months read at once, and directives on
    their shelves; those on all shelves read (for words in the index of texts: before it is asked); those taken from
    there; and those of whom it is asked in full whether the reader sees them."""

    few: int = 200
    months: int = 12
    at_once: int = 2_000
    shelved: int = 20_000
    at_first: int = 2_000
    taken: int = 2_000
    judged: int = 500
    chunk: int = 500


@dataclass(slots=True)
class Search:
    """One search: by which doors and with what it asks, when something was first and last issued."""

    tx: Transaction
    doors: Sequence[LiteralString]
    asks: dict[str, Any]
    since: str
    ever: tuple[datetime, datetime]
    bounds: Bounds
    shelved: int = 0
    taken: int = 0

    @property
    def spent(self) -> bool:
        """Whether a page has cost enough."""
        walked = self.shelved >= self.bounds.shelved and not self.asks["text"]
        return walked or self.taken >= self.bounds.taken

    async def part(self, before: str, limit: int) -> tuple[Sequence[Place], str]:
        """Some that answer the question, the latest first, and the place down to which there are no others."""
        most = self.bounds.chunk if self.taken else limit
        if self.doors[0] in (NUMBERED, COUNTED):
            return await self._through(self.doors, before, most)
        if self.asks["text"] and self.shelved >= self.bounds.at_first:
            return await self._through([TEXT], before, most)
        return await self._walk(before, most)

    async def _walk(self, before: str, most: int) -> tuple[Sequence[Place], str]:
        """What stands on the next shelves, as many as one look takes."""
        coming = list(islice(months(before, self.since, *self.ever), self.bounds.months + 1))
        standing = await self._standing(coming[: self.bounds.months])
        self.asks["months"] = shelves = _first(coming[: self.bounds.months], standing, self.bounds.at_once)
        places, down_to = await self._through(self.doors, before, most)
        if down_to > OLDEST:
            return places, down_to
        self.shelved += sum(standing.get(shelf, 0) for shelf in shelves)
        return places, top(shelves[-1]) if len(shelves) < len(coming) else OLDEST

    async def _standing(self, shelves: Sequence[str]) -> Counter[str]:
        """How many stand on each of these shelves."""
        standing = Counter[str]()
        for door in self.doors:
            found = await rows(
                self.tx, door + "RETURN d.month AS month, count(d) AS n", **self.asks | {"months": shelves}
            )
            standing.update({record["month"]: record["n"] for record in found})
        return standing

    async def _through(self, doors: Sequence[LiteralString], before: str, most: int) -> tuple[Sequence[Place], str]:
        """What comes through these doors, so many at most; the place of the last one, `OLDEST` where that was all."""
        found: dict[str, Directive] = {}
        for door in doors:
            answer = await rows(self.tx, door + ANSWERING, **self.asks, before=before, most=most)
            found |= {record["node"]["dated"]: directive_of(record["node"]) for record in answer}
        places = [(found[place], place) for place in sorted(found, reverse=True)[:most]]
        self.taken += len(places)
        return places, places[-1][1] if len(places) == most else OLDEST


def _first(shelves: Sequence[str], standing: Counter[str], most: int) -> list[str]:
    """The first of the shelves with so many on them together; one at least."""
    sums = accumulate(standing[shelf] for shelf in shelves)
    return [shelf for n, (shelf, sum) in enumerate(zip(shelves, sums, strict=True)) if n == 0 or sum <= most]


async def search(
    tx: Transaction, question: Question, reader: Reader, few: Collection[str] | None, bounds: Bounds
) -> Search | None:
    """A search for a reader, who has these few unions, or not few (None); None where nothing was ever written."""
    log = await row(tx, EVER)
    if log is None or log["first"] is None:
        return None
    ever = native(log["last"]), native(log["first"])
    doors = _doors(question, everywhere=few is None)
    return Search(tx, doors, _asks(question, reader, few), question.since, ever, bounds)


EVER = "MATCH (l:Log {id: 'log'}), (f:Fact {seq: 1}) RETURN l.at AS last, f.at AS first"


def _doors(question: Question, *, everywhere: bool) -> Sequence[LiteralString]:
    number = question.number or Part()
    if number.whole:
        return [NUMBERED]
    if number.sequence is not None:
        return [COUNTED]
    if question.issuer:
        return [ISSUED]
    if number.organ:
        return [HEADED]
    return [ANY] if everywhere else [ADDRESSED, ISSUED, PUBLIC]


def _asks(question: Question, reader: Reader, few: Collection[str] | None) -> dict[str, Any]:
    number, own = question.number or Part(), reader.own
    since, until = question.over or (None, None)
    return {
        "number": number.whole or "",
        "sequence": -1 if number.sequence is None else number.sequence,
        "organ": number.organ or "",
        "year": "" if number.year is None else f"〔{number.year:04}〕",
        "since": question.since,
        "issuer": question.issuer or "",
        "issuers": [question.issuer] if question.issuer else list(own | set(few or ())),
        "kinds": list(question.kinds),
        "states": list(question.states),
        "over": question.over is not None,
        "over_since": since,
        "over_until": until,
        "words": question.spellings,
        "text": question.telling,
        "everywhere": few is None,
        "operator": reader.actor == OPERATOR,
        "own": list(own),
        "near": list(reader.line | set(few or ())),
    }


NUMBERED: LiteralString = "MATCH (d:Directive {number: $number}) "
COUNTED: LiteralString = "MATCH (d:Directive {sequence: $sequence}) "
ANY: LiteralString = "UNWIND $months AS month MATCH (d:Directive {month: month}) "
ISSUED: LiteralString = "UNWIND $months AS month UNWIND $issuers AS id MATCH (d:Directive {issuer: id, month: month}) "
ADDRESSED: LiteralString = "UNWIND $months AS month UNWIND $near AS id MATCH (d:Directive {root: id, month: month}) "
HEADED: LiteralString = "UNWIND $months AS month MATCH (d:Directive {organ: $organ, month: month}) "
PUBLIC: LiteralString = "UNWIND $months AS month MATCH (d:Directive {access: 'public', month: month}) "
TEXT: LiteralString = "CALL db.index.fulltext.queryNodes('directive_text', $text) YIELD node AS d "

ANSWERING: LiteralString = """
WITH d WHERE d.dated < $before AND d.dated >= $since
    AND ($issuer = '' OR d.issuer = $issuer) AND d.kind IN $kinds AND d.state IN $states
    AND ($organ = '' OR d.organ = $organ) AND ($sequence < 0 OR d.sequence = $sequence)
    AND ($year = '' OR d.number CONTAINS $year)
    AND (NOT $over OR (d.closed >= $over_since AND d.closed < $over_until))
    AND ($operator OR d.month <> 'draft' OR d.issuer IN $own)
    AND ($everywhere OR d.issuer IN $near OR d.root IN $near OR d.access = 'public')
    AND all(spellings IN $words WHERE
        any(word IN spellings WHERE toLower(d.title) CONTAINS word OR toLower(d.body) CONTAINS word))
RETURN d {.*, body: null} AS node ORDER BY node.dated DESC LIMIT $most
"""
"""What answers the question, and is not hidden from the reader by where he has his seats."""
