"""Events: what is new in the log, a few words of each fact, for whoever wants to know that something has changed."""

from collections.abc import Sequence
from dataclasses import dataclass

from graph.db import Transaction, collected, row

MOST = 2000
"""Facts read at once."""


@dataclass(frozen=True, slots=True)
class Event:
    """That something happened: the number of the fact, its kind, the union and the subject."""

    seq: int
    kind: str
    union: str | None
    subject: str | None


async def head(tx: Transaction) -> int:
    """The number of the last fact."""
    found = await row(tx, "MATCH (l:Log {id: 'log'}) RETURN l.seq AS seq")
    return int(found["seq"]) if found else 0


async def since(tx: Transaction, seq: int) -> Sequence[Event]:
    """What happened after a number, in order, at most so much that is read at once.

    Whoever asks again after the last he was told misses nothing: no engine shows what is being committed as of one
    moment, so a fact that is seen before the one that it follows waits for the next time.
    """
    last = min(await head(tx), seq + MOST)
    if last <= seq:
        return []
    found = sorted(await collected(tx, SINCE, first=seq + 1, last=last), key=lambda each: each[0])
    return [Event(*each) for number, each in enumerate(found, seq + 1) if each[0] == number]


SINCE = """
UNWIND range($first, $last) AS number
MATCH (f:Fact {seq: number})
RETURN collect([f.seq, f.kind, f.union, f.subject]) AS found
"""
