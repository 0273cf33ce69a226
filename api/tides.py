"""Tides: how high directives stand at every place of the map, read once and then kept up with the log.

A tide is the same for all readers; who may see which part of it is decided for each. While one is read for the first
time, or anew, what is already known is shown, and whoever asks is told to ask again.
"""

import asyncio
import time
from collections import OrderedDict
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import datetime

import numpy as np

from graph.batches import batches
from graph.db import Database
from graph.events import Event, head, since
from graph.positions import positions
from graph.tides import Height, arrivals, heights
from orgnet.atlas import Array
from orgnet.directives import Directive
from orgnet.levels import Level
from orgnet.tallies import Lines

UNKNOWN, UNEXPECTED = 255, 254
"""What stands for a share where the reader sees none, and where nobody is expected."""

SHOWN = Level.MUNICIPAL.depth
"""The depth down to which all is to be known before anything is shown."""

AHEAD = 200
"""Unions read in one transaction."""

FAR = 2000
"""Unions whose instants are read in one transaction."""

UNSEEN, NEVER = 2**32 - 1, 2**32 - 2
"""What stands for the minutes of what the reader does not see, and of what has not happened."""

MANY = 20_000
"""Facts after which it is cheaper to read all anew than to look at each."""

PATIENCE = 1.0
"""Seconds for which an answer waits for what is being read."""

REST = 5
"""Times as long as it took to read all does the next time wait."""

SOON, LATER = 2, 20
"""Seconds after which to ask again for what is being read, and for what is to be read anew."""

KEPT = 400
"""Tides that are kept in memory."""

CALM = frozenset({"number booked", "series set", "default channels set", "allied", "person"})
"""Facts without a subject that change no figures."""


@dataclass(eq=False)
class Tide:
    """How high a directive stands at some unions; `ids` are the unions, `depths` those of their levels: the higher ones
    are read first."""

    database: Database
    directive: Directive
    ids: Array
    depths: Array
    expected: Array = field(init=False)
    done: Array = field(init=False)
    sight: Array = field(init=False)
    sights: list[tuple[Lines, frozenset[str]]] = field(default_factory=list[tuple[Lines, frozenset[str]]])
    seq: int = -1
    rested: float = 0.0
    behind: bool = False
    waved: int = -1
    calm: float = 0.0
    reading: asyncio.Task[None] | None = None

    def __post_init__(self) -> None:
        self.expected = np.full(len(self.ids), -1, np.int32)
        self.done = np.zeros(len(self.ids), np.int32)
        self.sight = np.full(len(self.ids), -1, np.int32)
        self.came_and_done = np.full((2, len(self.ids)), UNSEEN, np.uint32)
        self.order = np.argsort(self.ids)
        self.numbers = dict[tuple[Lines, frozenset[str]], int]()
        self.turn, self.surf, self.known = asyncio.Lock(), asyncio.Lock(), asyncio.get_running_loop().create_future()

    @property
    def idle(self) -> bool:
        """Whether nothing of it is being read."""
        return self.reading is None or self.reading.done()

    @property
    def again(self) -> int | None:
        """In how many seconds there is more to know; None where it is up to what the log says."""
        return SOON if not self.idle else LATER if self.behind else None

    async def follow(self) -> None:
        """Bring it up to what the log says; whoever asks for too much at once gets it later."""
        async with self.turn:
            if self.seq < 0:
                self.start()
            elif self.idle and not self.directive.closed:
                await self._catch_up()
        if self.reading:
            await asyncio.wait([self.reading], timeout=PATIENCE)
            await asyncio.wait([self.reading, self.known], return_when=asyncio.FIRST_COMPLETED)
            if self.reading.done():
                self.reading.result()

    def start(self) -> None:
        """Read all of it beside whatever else there is to do."""
        self.behind, self.reading = False, asyncio.create_task(self._read_all())
        self.reading.add_done_callback(lambda task: task.cancelled() or task.exception())

    def end(self) -> None:
        """Read no further."""
        if self.reading:
            self.reading.cancel()

    async def _read_all(self) -> None:
        began, self.seq = time.monotonic(), await self.database.read(head)
        try:
            ids, first = self.ids[np.argsort(self.depths, kind="stable")], int((self.depths <= SHOWN).sum())
            for start in range(0, len(ids), AHEAD):
                await self._read([id.decode() for id in ids[start : start + AHEAD] if id])
                if start + AHEAD >= first and not self.known.done():
                    self.known.set_result(None)
        except BaseException:
            self.seq = -1
            raise
        finally:
            self.rested = time.monotonic() + REST * (time.monotonic() - began)

    async def _read(self, ids: Collection[str]) -> None:
        for each in await self.database.read(lambda tx: heights(tx, self.directive, ids)):
            self._take(each)

    def _take(self, height: Height) -> None:
        at = self.at(height.union)
        if at is not None:
            self.expected[at], self.done[at] = height.expected, height.done
            self.sight[at] = self._sight((height.near, height.superiors))

    def _sight(self, sight: tuple[Lines, frozenset[str]]) -> int:
        """The number of what those below the same superiors have in common."""
        number = self.numbers.setdefault(sight, len(self.sights))
        if number == len(self.sights):
            self.sights.append(sight)
        return number

    def at(self, union: str) -> int | None:
        """Where a union is in it."""
        known = union.encode()
        place = int(np.searchsorted(self.ids, known, sorter=self.order))
        if place < len(self.order) and self.ids[self.order[place]] == known:
            return int(self.order[place])
        return None

    def union(self, at: int) -> str:
        """The union at a place in it."""
        return bytes(self.ids[at]).decode()

    async def _catch_up(self) -> None:
        last = await self.database.read(head)
        touched = await self._touched(last)
        if touched is None:
            self.behind = True
            if time.monotonic() >= self.rested:
                self.start()
            return
        places = await self.database.read(lambda tx: positions(tx, touched)) if touched else {}
        near = {union for id, place in places.items() for union in (id, *place.superiors) if self.at(union) is not None}
        for some in batches(sorted(near), AHEAD):
            await self._read(some)
        self.seq = last

    async def _touched(self, last: int) -> set[str] | None:
        """The unions about which something was told since; None where that is too much, or has changed who leads whom."""
        seq, touched = self.seq, set[str]()
        while seq < last:
            events = await self.database.read(lambda tx, seq=seq: since(tx, seq))
            if last - self.seq > MANY or not events or any(self._moves(event) for event in events):
                return None
            touched |= {event.union for event in events if event.union and self._tells(event)}
            seq = events[-1].seq
        return touched

    def _tells(self, event: Event) -> bool:
        return event.subject == self.directive.cascade or event.kind == "edited"

    def _moves(self, event: Event) -> bool:
        if event.kind == "imported":
            return True
        return event.subject is None and event.kind != "edited" and event.kind not in CALM

    def shares(self, tops: Collection[str]) -> bytes:
        """In per cent at each union how many have nothing more to do, as far as seats at some unions show it."""
        shares = np.full(len(self.ids), UNKNOWN, np.uint8)
        seen = self._seen(tops)
        expected, done = self.expected[seen], self.done[seen]
        shares[seen] = np.where(expected > 0, 100 * done.astype(np.int64) // np.maximum(expected, 1), UNEXPECTED)
        return shares.tobytes()

    async def wave(self, tops: Collection[str]) -> bytes:
        """In minutes since the issue when the document came to each union, then when that had nothing more to do."""
        async with self.surf:
            if self.seq != self.waved and time.monotonic() >= self.calm:
                began, seq = time.monotonic(), self.seq
                self.came_and_done = await self._dated()
                self.waved, self.calm = seq, time.monotonic() + REST * (time.monotonic() - began)
        return np.where(self._seen(tops) & (self.expected > 0), self.came_and_done, UNSEEN).astype(np.uint32).tobytes()

    async def _dated(self) -> Array:
        assert self.directive.issued is not None
        found = np.full((2, len(self.ids)), NEVER, np.uint32)
        for some in batches(np.flatnonzero(self.expected > 0).tolist(), FAR):
            near = {self.union(at): at for at in some}
            lines = {id: self.sights[int(self.sight[at])][0] for id, at in near.items()}
            told = await self.database.read(lambda tx, lines=lines: arrivals(tx, self.directive, lines))
            for id, arrival in told.items():
                found[:, near[id]] = [minutes(self.directive.issued, each) for each in (arrival.came, arrival.done)]
        return found

    def _seen(self, tops: Collection[str]) -> Array:
        under = np.array([*(not superiors.isdisjoint(tops) for _, superiors in self.sights), False])
        itself = np.isin(self.ids, np.array([top.encode() for top in tops], self.ids.dtype))
        return (self.expected >= 0) & (under[self.sight] | itself)


def minutes(start: datetime, end: datetime | None) -> int:
    """The minutes from one instant to another."""
    return NEVER if end is None else min(NEVER - 1, max(0, int((end - start).total_seconds() // 60)))


Key = tuple[int, int, str, str | None]


class Tides:
    """The tides of a process: of what was asked for last."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.kept: OrderedDict[Key, Tide] = OrderedDict()

    def of(self, version: int, place: int, directive: Directive, ids: Callable[[], tuple[Array, Array]]) -> Tide:
        """The tide of a directive at the places of an atlas (-1), or at the dots of a block; `ids` says which these
        are, and the depths of their levels."""
        key = (version, place, directive.cascade, directive.closing)
        tide = self.kept.get(key) or Tide(self.database, directive, *ids())
        self.kept[key] = tide
        self.kept.move_to_end(key)
        idle = (key for key, each in list(self.kept.items()) if each.idle)
        while len(self.kept) > KEPT and (oldest := next(idle, key)) != key:
            del self.kept[oldest]
        return tide

    async def end(self) -> None:
        """Read no further."""
        reading = [tide.reading for tide in self.kept.values() if tide.reading]
        for tide in self.kept.values():
            tide.end()
        await asyncio.gather(*reading, return_exceptions=True)
