"""Gathering: marks that arrive while one transaction is in flight are taken together by the next turn.

The first mark goes at once. A mark that is refused fails its own caller only.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from graph.db import Database
from graph.facts import Answer
from graph.marks import Mark, write
from orgnet.errors import Refusal

GROUP = 1000
"""Marks taken by one turn at most."""

Waiting = tuple[Mark, datetime, asyncio.Future[Answer]]


@dataclass(slots=True)
class Gathering:
    """The marks that wait for the next turn, and the task that takes them."""

    database: Database
    waiting: list[Waiting] = field(default_factory=list[Waiting])
    taking: "asyncio.Task[None] | None" = None

    async def mark(self, mark: Mark, now: datetime) -> Answer:
        """The receipt after the mark, committed; raises a Refusal where the mark cannot be."""
        future: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        self.waiting.append((mark, now, future))
        if self.taking is None:
            self.taking = asyncio.create_task(self._take())
        return await future

    async def _take(self) -> None:
        try:
            while self.waiting:
                group, self.waiting = self.waiting[:GROUP], self.waiting[GROUP:]
                await self._write(group)
        finally:
            self.taking = None

    async def _write(self, group: Sequence[Waiting]) -> None:
        marks, now = [mark for mark, _, _ in group], max(moment for _, moment, _ in group)
        try:
            outcomes: Sequence[Answer | Refusal] = await write(self.database, marks, now)
        except Exception as failure:  # nothing was written
            await self._fail(group, failure)
            return
        for (_, _, future), outcome in zip(group, outcomes, strict=True):
            if future.done():
                continue
            if isinstance(outcome, Refusal):
                future.set_exception(outcome)
            else:
                future.set_result(outcome)

    async def _fail(self, group: Sequence[Waiting], failure: Exception) -> None:
        """Every caller learns of a failure; where a mark may be its cause, only the caller of that mark."""
        if len(group) > 1 and not isinstance(failure, Refusal):
            for alone in group:
                await self._write([alone])
            return
        for _, _, future in group:
            if not future.done():
                future.set_exception(failure)
