"""Live events: one reader of the log for a whole process tells every open page that something of its kind has changed.

An event is thin: the page asks again, through the ordinary way, and gets what its reader may see. A page that hears of
several things at once hears once; one that was away hears that it was, and asks again.
"""

import asyncio
from collections.abc import AsyncGenerator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from api.rounds import rounds
from graph.db import Database
from graph.events import Event, head, since

EVERY = 1.0
"""Seconds between two looks at the log."""

PULSE = 20.0
"""Seconds after which a silent stream says that it is still there."""

LASTS = 600.0
"""Seconds after which a stream ends; the browser opens another."""

COMING = frozenset({"issued", "passed on", "closed", "withdrawn", "superseded", "expired", "reminded"})
"""What happens at superiors and concerns those below."""


@dataclass(eq=False, slots=True)
class Listener:
    """An open page: the unions it is about, those above them, and the cascades it shows."""

    unions: frozenset[str]
    above: frozenset[str] = frozenset()
    subjects: frozenset[str] = frozenset()
    heard: int = 0
    told: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def topics(self) -> set[tuple[str, str]]:
        """What it listens to."""
        kinds = (("at", self.unions), ("from", self.above), ("about", self.subjects))
        return {(kind, id) for kind, ids in kinds for id in ids}

    def tell(self, seq: int) -> None:
        """Tell it of a fact."""
        self.heard = max(self.heard, seq)
        self.told.set()


def topics(event: Event) -> Iterable[tuple[str, str]]:
    """What an event is about."""
    if event.union:
        yield "at", event.union
        if event.kind in COMING:
            yield "from", event.union
    if event.subject:
        yield "about", event.subject


class Tail:
    """Reads the log while somebody listens."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.seq = -1
        self.listeners: dict[tuple[str, str], set[Listener]] = {}
        self.over = False

    async def look(self) -> None:
        """Tell all listeners what has happened since the last look."""
        if self.seq < 0 or not self.listeners:
            self.seq = await self.database.read(head)
            return
        while events := await self.database.read(lambda tx: since(tx, self.seq)):
            for event in events:
                for topic in topics(event):
                    for listener in self.listeners.get(topic, ()):
                        listener.tell(event.seq)
            self.seq = events[-1].seq

    def end(self) -> None:
        """End all streams."""
        self.over = True
        for listeners in self.listeners.values():
            for listener in listeners:
                listener.told.set()

    @asynccontextmanager
    async def listening(self, listener: Listener) -> AsyncGenerator[None]:
        """Within it, the listener is told."""
        for topic in listener.topics:
            self.listeners.setdefault(topic, set()).add(listener)
        try:
            yield
        finally:
            for topic in listener.topics:
                self.listeners[topic].discard(listener)
                if not self.listeners[topic]:
                    del self.listeners[topic]

    async def stream(self, listener: Listener, last: int | None) -> AsyncGenerator[str]:
        """What a page gets: an event for each time that something has changed since `last`, the number it heard of."""
        async with self.listening(listener):
            ends = asyncio.get_running_loop().time() + LASTS
            yield "retry: 3000\n\n"
            if last is not None and last < self.seq:
                yield said(self.seq)
            while not self.over and asyncio.get_running_loop().time() < ends:
                try:
                    await asyncio.wait_for(listener.told.wait(), PULSE)
                except TimeoutError:
                    yield ": still here\n\n"
                    continue
                listener.told.clear()
                if not self.over:
                    yield said(listener.heard)


def said(seq: int) -> str:
    """An event as it is sent."""
    return f"id: {seq}\nevent: changed\ndata: {seq}\n\n"


@asynccontextmanager
async def tailing(database: Database) -> AsyncGenerator[Tail]:
    """The tail of a process."""
    tail = Tail(database)
    async with rounds("tail", tail.look, EVERY):
        try:
            yield tail
        finally:
            tail.end()


def numbered(last: str | None) -> int | None:
    """The number of the last event that a browser has heard of."""
    return int(last) if last and last.isdigit() and len(last) < 19 else None
