"""A cascade that trickles down a sample network, hop by hop, with stalls planted; and where it must have stopped."""

import heapq
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import numpy as np

from graph import hands, log, relays, seats
from graph.batches import batches
from graph.db import Database, run
from graph.log import Turn
from orgnet.cells import EXPECTED, STANDINGS
from orgnet.directives import Means
from orgnet.facts import Ask
from orgnet.relays import Passing
from orgnet.unions import Founding

SEATS = 500
"""Officers seated in one turn."""


@dataclass
class Simulator:
    """Every union with somebody below passes on what has come to it, some days later; where a stall is planted, not.

    The plain model: who has been delivered to is kept in a set, and who waits is counted.
    """

    database: Database
    foundings: Sequence[Founding]
    stalls: Collection[str]
    delivered: set[str] = field(default_factory=set[str])
    below: dict[str, list[str]] = field(default_factory=dict[str, list[str]])
    branch: dict[str, list[str]] = field(default_factory=dict[str, list[str]])
    expected: set[str] = field(default_factory=set[str])

    def __post_init__(self) -> None:
        self.expected |= {each.union.id for each in self.foundings if STANDINGS[each.union.status] == EXPECTED}
        for each in self.foundings:
            for superior in {each.parent, each.guide} - {None}:
                self.below.setdefault(str(superior), []).append(each.union.id)
            self.branch.setdefault(str(each.parent), []).append(each.union.id)

    @property
    def root(self) -> str:
        """The issuer."""
        return self.foundings[0].union.id

    async def seat(self) -> None:
        """An officer at every union that has somebody below."""
        unions = sorted(self.below.keys() & {each.union.id for each in self.foundings})
        for some in batches(unions, SEATS):
            await log.turn(self.database, lambda turn, some=some: _seat(turn, some), NOW)

    async def play(self, cascade: str, begins: datetime) -> datetime:
        """Let everybody pass it on, in the order of the days on which they do; when the last one did."""
        chance, now = np.random.default_rng(7), begins
        self.delivered |= {*self.below[self.root]}
        waiting = list[tuple[datetime, str]]()
        self._come(waiting, self.below[self.root], begins, chance)
        while waiting:
            now, union = heapq.heappop(waiting)
            passing = Passing(Means.AS_IT_STANDS, union, union)
            relay = f"{cascade} {union}"
            await relays.pass_on(self.database, Ask(f"{union} officer", relay), relay, cascade, passing, now)
            new = [child for child in self.below[union] if child not in self.delivered and child != self.root]
            self.delivered.update(new)
            self._come(waiting, new, now, chance)
        return now

    def _come(
        self, waiting: list[tuple[datetime, str]], unions: Iterable[str], at: datetime, chance: np.random.Generator
    ) -> None:
        """Whoever has somebody below and does not stall will pass it on; the lag's median is three days."""
        for union in unions:
            if union not in self.stalls and any(self._expects(child) for child in self.below.get(union, [])):
                lag = timedelta(days=float(chance.lognormal(1.1, 0.9)))
                heapq.heappush(waiting, (at + lag, union))

    def stalled(self) -> dict[str, int]:
        """Who holds the cascade up, and how many wait behind each; not those to whom it has not come."""
        waiting = {union: self._waiting(union) for union in self.stalls if union in self.delivered}
        return {union: n for union, n in waiting.items() if n}

    def _waiting(self, union: str) -> int:
        below = self.branch.get(union, [])
        return sum((child in self.expected and child not in self.delivered) + self._waiting(child) for child in below)

    def _expects(self, union: str) -> bool:
        return union in self.expected or any(self._expects(child) for child in self.branch.get(union, []))


NOW = datetime.fromisoformat("2026-03-02T04:00:00+00:00")


async def _seat(turn: Turn, unions: Sequence[str]) -> None:
    people = [{"person": f"{union} officer", "union": union, "role": "officer"} for union in unions]
    await run(turn.tx, PEOPLE, people=people)
    await seats.add(turn, people)
    await hands.count(turn, list(unions))


PEOPLE = """
UNWIND $people AS p
CREATE (:Person {id: p.person, username: p.person, name: p.person, active: true})
"""
