"""Planting: the sample network comes into an empty database."""

import asyncio
from collections.abc import Callable, Iterator
from datetime import datetime
from itertools import islice

from graph.db import Database
from graph.loading import SLICE, Slice, ally, load, prepare
from graph.structure import found
from orgnet.facts import Ask
from orgnet.permissions import OPERATOR
from orgnet.unions import Founding
from seeds.network import Network

ASK = Ask(OPERATOR)

Progress = Callable[[int], None]


async def plant(database: Database, network: Network, now: datetime, progress: Progress = lambda planted: None) -> int:
    """Found every union of a sample network, and its pacts; how many unions there are.

    The next slice is grown while the database writes this one. Raises Conflict where the database has
    a root already.
    """
    unions = network.unions()
    await found(database, ASK, next(unions), now)
    planted = 1
    growing = asyncio.create_task(_grow(unions))
    while (slice_ := await growing).foundings:
        growing = asyncio.create_task(_grow(unions))
        await load(database, ASK, slice_, now)
        planted += len(slice_.foundings)
        progress(planted)
    pacts = iter(list(network.pacts()))
    while some := list(islice(pacts, SLICE)):
        await ally(database, ASK, some, now)
    return planted


async def _grow(unions: Iterator[Founding]) -> Slice:
    return await asyncio.to_thread(lambda: prepare(list(islice(unions, SLICE))))
