"""Growing: a network is made ready by a process of its own, while the database writes what is ready."""

import asyncio
from collections.abc import AsyncGenerator, Iterator, Sequence
from itertools import islice
from multiprocessing import get_context
from multiprocessing.connection import Connection

from graph.garbage import seldom_collected
from graph.loading import Pact, Slice, prepare
from seeds.network import Network

SPAWN = get_context("spawn")

Grown = Slice | Sequence[Pact]


async def grow(network: Network, slice_: int) -> AsyncGenerator[Grown]:
    """The unions of a network below its root in slices of so many, and then its pacts likewise."""
    source, sink = SPAWN.Pipe(duplex=False)
    process = SPAWN.Process(target=_send, args=(network, slice_, sink), daemon=True)
    process.start()
    sink.close()
    try:
        receiving = asyncio.create_task(asyncio.to_thread(source.recv))
        while (grown := await receiving) is not None:
            receiving = asyncio.create_task(asyncio.to_thread(source.recv))
            yield grown
    finally:
        process.terminate()
        await asyncio.to_thread(process.join)
        source.close()


def _send(network: Network, slice_: int, sink: "Connection[Grown | None, None]") -> None:
    with seldom_collected():
        for grown in _slices(network, slice_):
            sink.send(grown)
        sink.send(None)


def _slices(network: Network, slice_: int) -> Iterator[Grown]:
    unions = islice(network.unions(), 1, None)
    while foundings := list(islice(unions, slice_)):
        yield prepare(foundings)
    pacts = network.pacts()
    while some := list(islice(pacts, slice_)):
        yield some
