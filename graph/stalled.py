"""Where a cascade that goes level by level has stopped: the unlock list, by how many wait behind each."""

from collections.abc import Sequence
from dataclasses import dataclass

from graph.db import Transaction
from graph.deliveries import deliveries, passed
from graph.progress import MANY, Progress, elsewhere, seen, several, sizes
from orgnet.directives import Directive, Way
from orgnet.errors import Conflict
from orgnet.relays import Delivery
from orgnet.tallies import row_key

AHEAD = 50
"""Branches that are read at once."""


@dataclass(frozen=True, slots=True)
class Stalled:
    """A union that has the document and has not passed it on: how many below it are expected and have not been delivered
    to, and since when it has it."""

    progress: Progress
    waiting: int
    since: Delivery


async def seen_stalled(
    tx: Transaction, actor: str, id: str, at: str | None, limit: int
) -> tuple[Directive, list[Stalled]]:
    """The unlock list of a branch, as far as the actor may see its figures."""
    directive, found = await seen(tx, actor, id, at)
    if directive.way is Way.DIRECT:
        raise Conflict("this document went to all at once, so it stops nowhere; ask who is missing instead")
    return directive, await stalled(tx, directive, found.place.union.id, limit)


async def stalled(tx: Transaction, directive: Directive, at: str, limit: int) -> list[Stalled]:
    """The relays of a branch that hold up the most, the one with most behind it first.

    The branch is walked down from those behind whom most may wait, since no more can wait than there are; so nobody is
    read behind whom fewer stand than wait behind the last of those found.
    """
    found, walk = list[Stalled](), {at: MANY}
    begun = await elsewhere(tx, directive) if at == directive.audience.issuer else []
    while walk or begun:
        ahead = sorted(walk, key=lambda union: -walk[union])[:AHEAD]
        read = [*begun, *await several(tx, directive, ahead)]
        stalls, beyond = await _step(tx, directive, read)
        found, begun = sorted([*found, *stalls], key=_rank)[:limit], []
        least = found[-1].waiting if len(found) == limit else 1
        walk = {union: n for union, n in walk.items() if union not in ahead and n >= least}
        walk |= await sizes(
            tx, directive, [top.place.union.id for top in beyond if top.standing.waiting >= least], least
        )
    return found


def _rank(here: Stalled) -> tuple[int, str]:
    """Most first; of equally many, in the order of codes."""
    return -here.waiting, here.progress.place.union.code


async def _step(
    tx: Transaction, directive: Directive, ahead: Sequence[Progress]
) -> tuple[Sequence[Stalled], Sequence[Progress]]:
    """Of some branches behind whose tops somebody waits, which tops hold the document up; and below which it has come to
    somebody.

    It comes below a union that has not passed it on to whoever has another superior on the other line.
    """
    tops = [top for top in ahead if top.standing.waiting]
    keys = {top.place.union.id: row_key(directive.cascade, top.place.union.id) for top in tops}
    done, came = await passed(tx, keys.values()), await deliveries(tx, [(directive, top.place) for top in tops])
    stalls, beyond = list[Stalled](), list[Progress]()
    for top in tops:
        union, since = top.place.union.id, came.to(directive, top.place)
        through = union == directive.audience.issuer or keys[union] in done
        if since and not through:
            stalls.append(Stalled(top, top.standing.waiting, since))
        if through or top.standing.delivered() > top.standing.delivered_to:
            beyond.append(top)
    return stalls, beyond
