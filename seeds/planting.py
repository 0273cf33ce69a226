"""Planting: the sample network comes into an empty database."""

from collections.abc import Callable
from contextlib import aclosing
from datetime import datetime

from graph.db import Database
from graph.loading import LARGE, Slice, Superiors, ally, load
from graph.structure import found
from orgnet.errors import Conflict
from orgnet.facts import Ask
from orgnet.permissions import OPERATOR
from orgnet.unions import Founding
from seeds.growing import grow
from seeds.network import Network

Progress = Callable[[int], None]


async def plant(database: Database, network: Network, now: datetime, progress: Progress = lambda planted: None) -> int:
    """Found every union of a sample network, and its pacts; how many unions there are.

    Every slice is a request with an id of its own, so planting that was broken off goes on where it
    stopped. Raises Conflict where the database holds another network.
    """
    planted, known = 1, Superiors()
    await _root(database, network, next(network.unions()), now)
    async with aclosing(grow(network, LARGE)) as growing:
        async for grown in growing:
            if isinstance(grown, Slice):
                await load(database, _ask(network, planted), grown, now, known=known)
                planted += grown.unions
                progress(planted)
            else:
                await ally(database, Ask(OPERATOR), grown, now)
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
