"""Changes as facts: one turn for each, answered once for each request id."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any

from graph import log
from graph.db import Database
from graph.log import Turn
from orgnet.facts import Ask

Answer = dict[str, Any]


async def change(database: Database, ask: Ask, work: Callable[[Turn], Awaitable[Answer]], now: datetime) -> Answer:
    """Do the work in one turn, unless the same request was answered before."""

    async def once(turn: Turn) -> Answer:
        return await turn.earlier(ask) or await work(turn)

    return await log.turn(database, once, now)
