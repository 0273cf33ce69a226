"""Growing: a network is made ready by a process of its own, while the database writes what is ready."""

import asyncio
from collections.abc import AsyncGenerator, Iterator, Sequence
from itertools import islice

from graph.loading import Pact, Slice, prepare
from graph.processes import End, answer, beside
from seeds.network import Network

Grown = Slice | Sequence[Pact]


async def grow(network: Network, slice_: int) -> AsyncGenerator[Grown]:
    """The unions of a network below its root in slices of so many, and then its pacts likewise."""
    async with beside(_send, network, slice_) as end:
        coming = asyncio.create_task(asyncio.to_thread(answer, end))
        try:
            while (grown := await coming) is not None:
                coming = asyncio.create_task(asyncio.to_thread(answer, end))
                yield grown
        finally:
            coming.cancel()


def _send(end: End, network: Network, slice_: int) -> None:
    for grown in _slices(network, slice_):
        end.send(grown)
    end.send(None)


def _slices(network: Network, slice_: int) -> Iterator[Grown]:
    unions = islice(network.unions(), 1, None)
    while foundings := list(islice(unions, slice_)):
        yield prepare(foundings)
    pacts = network.pacts()
    while some := list(islice(pacts, slice_)):
        yield some
