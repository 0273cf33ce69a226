"""Growing: a network is made ready by a process of its own, while the database writes what is ready."""

from collections.abc import AsyncGenerator, Iterator, Sequence
from contextlib import aclosing
from functools import partial
from itertools import islice

from graph.loading import Pact, Slice, prepare
from graph.processes import End, ahead, answer, beside
from seeds.network import Network

Grown = Slice | Sequence[Pact]


async def grow(network: Network, slice_: int) -> AsyncGenerator[Grown]:
    """The unions of a network below its root in slices of so many, and then its pacts likewise."""
    async with beside(_send, network, slice_) as end, aclosing(ahead(partial(answer, end))) as growing:
        async for grown in growing:
            yield grown


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
