"""Planting: the sample network comes into an empty database."""

import asyncio
from collections.abc import Callable, Iterator
from datetime import datetime
from itertools import islice

from graph.db import Database
from graph.loading import SLICE, Slice, ally, load, prepare
from graph.structure import found
from orgnet.errors import Conflict
from orgnet.facts import Ask
from orgnet.permissions import OPERATOR
from orgnet.unions import Founding
from seeds.network import Network

Progress = Callable[[int], None]


async def plant(database: Database, network: Network, now: datetime, progress: Progress = lambda planted: None) -> int:
    """Found every union of a sample network, and its pacts; how many unions there are.

    Every slice is a request with an id of its own, so planting that was broken off goes on where it
    stopped. The next slice is grown while the database writes this one. Raises Conflict where the
    database holds another network.
    """
    unions, planted = network.unions(), 1
    await _root(database, network, next(unions), now)
    growing = asyncio.create_task(_grow(unions))
    while (slice_ := await growing).foundings:
        growing = asyncio.create_task(_grow(unions))
        await load(database, _ask(network, planted), slice_, now)
        planted += len(slice_.foundings)
        progress(planted)
    pacts = iter(list(network.pacts()))
    while some := list(islice(pacts, SLICE)):
        await ally(database, Ask(OPERATOR), some, now)
    return planted


async def _root(database: Database, network: Network, root: Founding, now: datetime) -> None:
    try:
        await found(database, _ask(network, 0), root, now)
    except Conflict as conflict:
        raise Conflict(
            "this database holds another network; the sample network needs an empty one:"
            " set ORGNET_DATA to a folder of its own"
        ) from conflict


def _ask(network: Network, place: int) -> Ask:
    return Ask(OPERATOR, f"{network.name} {place}")


async def _grow(unions: Iterator[Founding]) -> Slice:
    return await asyncio.to_thread(lambda: prepare(list(islice(unions, SLICE))))
