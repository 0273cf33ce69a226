"""Candidates: the unions of a branch with the words of a question in their names, found with bounded work.

A branch of at most `walk` unions is walked: every name in it is looked at. In a larger one the index gives
candidates. The sample tells how many unions have a telling pair. If about `candidates` at most have it
(`climbs` where each one's line must be climbed to see whether it is in the branch), it is read on all shelves;
else, as common pairs are, step by step until there are enough.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any, LiteralString

from graph.db import Transaction, rows
from orgnet.kinds import Kind
from orgnet.levels import Level
from orgnet.search import SAMPLE, SAMPLE_SHARE, Question, shelves, steps, terms
from orgnet.unions import Status

LIVING = tuple(status for status in Status if status is not Status.DISSOLVED)


@dataclass(frozen=True, slots=True)
class Choice:
    """Which unions are looked for: in whose branch, of what levels, kinds and statuses, and how many."""

    within: str | None = None
    levels: Collection[Level] = tuple(Level)
    kinds: Collection[Kind] = tuple(Kind)
    statuses: Collection[Status] = LIVING
    limit: int = 20


@dataclass(frozen=True, slots=True)
class Bounds:
    """How much one search may do: names looked at, candidates read, lines climbed, pairs counted,
    superiors considered, and branches searched for the rest of a question."""

    walk: int = 20_000
    candidates: int = 7_000
    climbs: int = 1_500
    counted: int = 8
    superiors: int = 500
    splits: int = 4


@dataclass(frozen=True, slots=True)
class Branch:
    """Where to look: a union, how many are below it, its division, and whether it is the root of all.

    `above` is the superior that a question began with: the top itself is then no answer.
    """

    top: str
    size: int
    division: str | None
    whole: bool = False
    above: bool = False


class Candidates:
    """What one search has found: sort keys by id, and whether it may have left something out."""

    def __init__(self, tx: Transaction, choice: Choice, bounds: Bounds) -> None:
        self.tx = tx
        self.choice = choice
        self.bounds = bounds
        self.keys: dict[str, tuple[Any, ...]] = {}
        self.complete = True
        self.walk = bounds.walk

    @property
    def full(self) -> bool:
        """Whether there are more than were asked for."""
        return len(self.keys) > self.choice.limit

    @property
    def ranked(self) -> list[str]:
        """Their ids, the best first."""
        return [id for _, id in sorted((key, id) for id, key in self.keys.items())]

    async def gather(self, asked: Question, branch: Branch) -> None:
        """Find those in a branch whose names have the words of a question."""
        if branch.size < self.walk and not (branch.whole and Status.DISSOLVED in self.choice.statuses):
            self.walk -= branch.size
            await self._run(WALK, asked, branch)
        else:
            await self._look_up(asked, branch)

    async def _look_up(self, asked: Question, branch: Branch) -> None:
        pair, count = await self._rarest(asked)
        most = self.bounds.candidates if branch.whole else self.bounds.climbs
        if pair and count * SAMPLE_SHARE <= most:
            await self._read(shelves(self.choice.levels), pair, asked, branch)
        else:
            self.complete = False
            await self._step_by_step(pair, asked, branch)

    async def _step_by_step(self, pair: str, asked: Question, branch: Branch) -> None:
        if not branch.whole:
            await self._run(DIRECT, asked, branch)
        for step in steps(self.choice.levels, branch.division if pair else None):
            if self.full:
                return
            if step.always or await self._few(terms(step.shelves, pair or asked.rarest)):
                await self._read(step.shelves, pair or asked.rarest, asked, branch)

    async def _rarest(self, asked: Question) -> tuple[str, int]:
        """The telling pair that fewest unions of the sample have, and how many; empty where nothing is telling."""
        asks = {pair: terms(SAMPLE, pair) for pair in asked.telling[: self.bounds.counted]}
        most = self.bounds.candidates // SAMPLE_SHARE + 1
        counts = await self._counts(list(asks.values()), most)
        return min(((pair, counts[ask]) for pair, ask in asks.items()), key=lambda each: each[1], default=("", 0))

    async def _few(self, ask: str) -> bool:
        """Whether so few candidates stand there that their lines may be climbed."""
        return (await self._counts([ask], self.bounds.climbs + 1))[ask] <= self.bounds.climbs

    async def _counts(self, asks: list[str], most: int) -> dict[str, int]:
        """How many candidates the index has for each; no further than `most`."""
        found = await rows(self.tx, COUNT, asks=asks, most=most)
        return dict.fromkeys(asks, 0) | {record["ask"]: record["n"] for record in found}

    async def _read(self, where: Sequence[str], pair: str, asked: Question, branch: Branch) -> None:
        await self._run(READ if branch.whole else READ_WITHIN, asked, branch, terms(where, pair))

    async def _run(self, statement: LiteralString, asked: Question, branch: Branch, ask: str = "") -> None:
        longest, *others = sorted(asked.words, key=len, reverse=True)
        found = await rows(
            self.tx,
            statement,
            ask=ask,
            top=branch.top,
            above=branch.top if branch.above else "",
            parts=2 if branch.above else 0,
            longest=longest,
            others=others,
            name=asked.name,
            levels=list(self.choice.levels),
            kinds=list(self.choice.kinds),
            statuses=list(self.choice.statuses),
            most=self.choice.limit + 1,
        )
        for record in found:
            *key, id = record.values()
            self.keys[id] = min(tuple(key), self.keys.get(id, tuple(key)))


COUNT: LiteralString = """
UNWIND $asks AS ask
CALL db.index.fulltext.queryNodes('union_words', ask, {limit: $most}) YIELD node
RETURN ask, count(node) AS n
"""

FITTING: LiteralString = """
WITH u, coalesce(u.folded, u.name) AS name
WHERE name CONTAINS $longest AND all(word IN $others WHERE name CONTAINS word)
    AND u.level IN $levels AND u.kind IN $kinds AND u.status IN $statuses AND u.id <> $above
"""

RANKED: LiteralString = """
RETURN CASE WHEN name = $name THEN 0 ELSE 1 END AS other,
    CASE u.level
        WHEN 'national' THEN 1 WHEN 'provincial' THEN 2 WHEN 'municipal' THEN 3 WHEN 'county' THEN 4
        WHEN 'township' THEN 5 WHEN 'community' THEN 6 ELSE 7
    END AS depth,
    CASE WHEN name CONTAINS $name THEN $parts ELSE $parts + 1 END AS parts,
    size(name) AS length, u.code AS code, u.id AS id
ORDER BY other, depth, parts, length, code LIMIT $most
"""

INDEXED: LiteralString = "CALL db.index.fulltext.queryNodes('union_words', $ask) YIELD node AS u"

WALK: LiteralString = "MATCH (:Union {id: $top})<-[:PART_OF*0..24]-(u)" + FITTING + RANKED
DIRECT: LiteralString = "MATCH (:Union {id: $top})<-[:PART_OF*0..1]-(u)" + FITTING + RANKED
READ: LiteralString = INDEXED + FITTING + RANKED
READ_WITHIN: LiteralString = INDEXED + FITTING + "MATCH (u)-[:PART_OF*0..24]->(:Union {id: $top})" + RANKED
