"""Candidates: the unions of a branch with the words of a question in their names, found with bounded work.

A branch of at most `walk` unions is walked: every name in it is looked at. In a larger one the index gives
candidates. The sample tells how many unions have a telling pair. If about `candidates` at most have it
(`climbs` where each one's line must be climbed to see whether it is in the branch), all are looked at; else,
as of common pairs, only those on the small shelves, and on large ones that have few. Shelves are read step
by step, the upper levels first, until there are enough; a pair that about `climbs` have is read at once.
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, LiteralString

from graph.db import Transaction, rows
from orgnet.kinds import Kind
from orgnet.levels import Level
from orgnet.search import COMMON, Question
from orgnet.shelves import Step, at_once, common, frequent, probes, terms, thorough
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
    superiors: int = 100
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
        pair, steps = await self._plan(asked, branch)
        if not branch.whole and pair in COMMON:
            await self._run(DIRECT, asked, branch)
        for step in steps:
            if self.full:
                return
            ask = terms(step.shelves, pair)
            if not step.if_few or await self._few(ask):
                await self._run(READ if branch.whole else READ_WITHIN, asked, branch, ask)

    async def _plan(self, asked: Question, branch: Branch) -> tuple[str, list[Step]]:
        """By which pair to look a question up, and on which shelves."""
        levels = self.choice.levels
        telling, about = await self._rarest(asked)
        if telling and about <= self.bounds.climbs:
            return telling, at_once(levels)
        if telling and branch.whole and about <= self.bounds.candidates:
            return telling, thorough(levels)
        self.complete = False
        if telling:
            return telling, frequent(levels, None if branch.whole else branch.division)
        return asked.rarest, common(levels)

    async def _rarest(self, asked: Question) -> tuple[str, int]:
        """The telling pair that fewest unions have, and about how many; empty where nothing is telling."""
        asks = {pair: probes(pair) for pair in asked.telling[: self.bounds.counted]}
        most = {ask: self.bounds.candidates // share + 1 for shares in asks.values() for ask, share in shares.items()}
        counts = await self._counts(most)
        about = {pair: sum(counts[ask] * share for ask, share in shares.items()) for pair, shares in asks.items()}
        return min(about.items(), key=lambda each: each[1], default=("", 0))

    async def _few(self, ask: str) -> bool:
        """Whether so few candidates stand there that their lines may be climbed."""
        return (await self._counts({ask: self.bounds.climbs + 1}))[ask] <= self.bounds.climbs

    async def _counts(self, most: dict[str, int]) -> dict[str, int]:
        """How many candidates the index has for each, no further than a number for each."""
        asks = [{"terms": ask, "most": number} for ask, number in most.items()]
        found = await rows(self.tx, COUNT, asks=asks)
        return dict.fromkeys(most, 0) | {record["terms"]: record["n"] for record in found}

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
CALL db.index.fulltext.queryNodes('union_words', ask.terms, {limit: ask.most}) YIELD node
RETURN ask.terms AS terms, count(node) AS n
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
