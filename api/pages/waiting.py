"""Waiting: what those below have sent, and the unions of a reader have still to answer."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from api.pages.readers import Chair, Reader
from graph import waiting
from graph.db import Transaction
from orgnet.requests import Request


@dataclass(frozen=True, slots=True)
class Waits:
    """What waits for one union of a reader to answer: on its directives, and what was sent up to it."""

    chair: Chair
    directives: Sequence[waiting.Waiting]
    requests: Sequence[Request]

    @property
    def n(self) -> int:
        """How many answers there are to give."""
        told = sum(each.replies + each.extensions + each.questions for each in self.directives)
        return told + len(self.requests)


async def waits(tx: Transaction, reader: Reader, chairs: Iterable[Chair], now: datetime) -> list[Waits]:
    """What waits for those unions for which a reader acts or writes."""
    found = [Waits(chair, *await waiting.of_union(tx, reader.id, chair.union, now)) for chair in chairs if chair.writes]
    return [each for each in found if each.n]
