"""Where a cascade that goes level by level has stopped: the unlock list, by how many wait behind each."""

import heapq
from dataclasses import dataclass

from graph.db import Transaction
from graph.deliveries import deliveries, passed
from graph.progress import Progress, every_child, progress, seen
from orgnet.directives import Directive, Way
from orgnet.errors import Conflict
from orgnet.relays import Delivery
from orgnet.tallies import row_key


@dataclass(frozen=True, slots=True)
class Stalled:
    """A union that has the document and has not passed it on, since when, and how many wait behind it."""

    progress: Progress
    since: Delivery
    waiting: int


async def seen_stalled(tx: Transaction, actor: str, id: str, at: str | None, limit: int) -> list[Stalled]:
    """The unlock list of a branch, as far as the actor may see its figures."""
    directive, found = await seen(tx, actor, id, at)
    if directive.way is Way.DIRECT:
        raise Conflict("this document went to all at once, so it stops nowhere; ask who is missing instead")
    return await stalled(tx, directive, found.place.union.id, limit)


async def stalled(tx: Transaction, directive: Directive, at: str, limit: int) -> list[Stalled]:
    """The relays of a branch that hold up the most, the one with most behind it first.

    The branch is walked down along those behind whom most wait, and not beyond one that has not passed it on: so
    the list costs its own length, and what was passed on above it.
    """
    found, heap = list[Stalled](), [_ranked(await progress(tx, directive, at))]
    while heap and len(found) < limit:
        lacking, _, here = heapq.heappop(heap)
        if here.place.union.id == directive.audience.issuer or await _passed(tx, directive, here):
            for child in await every_child(tx, directive, here.place.union.id):
                if (ranked := _ranked(child))[0] < 0:
                    heapq.heappush(heap, ranked)
        elif came := (await deliveries(tx, [(directive, here.place)])).to(directive, here.place):
            found.append(Stalled(here, came, -lacking))
    return found


def _ranked(here: Progress) -> tuple[int, str, Progress]:
    """Most first; of equally many, in the order of codes."""
    return -here.standing.waiting, here.place.union.code, here


async def _passed(tx: Transaction, directive: Directive, here: Progress) -> bool:
    key = row_key(directive.cascade, here.place.union.id)
    return key in await passed(tx, [key])
