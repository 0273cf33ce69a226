"""Where a cascade that goes level by level has stopped: the unlock list, by how many wait behind each."""

from collections.abc import Sequence
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

    The branch is walked down from those behind whom most wait, and no further than where fewer wait than behind the
    last of those found: so the list costs its own length, and what was passed on above it.
    """
    found, walk = list[Stalled](), [_branch(await progress(tx, directive, at))]
    while walk:
        ahead, later = walk[:limit], walk[limit:]
        stalls, beyond = await _step(tx, directive, ahead)
        found = sorted([*found, *stalls], key=_rank)[:limit]
        least = found[-1].waiting if len(found) == limit else 1
        below = map(
            _branch,
            await every_child(tx, directive, beyond, least, beside=at == directive.audience.issuer) if beyond else [],
        )
        walk = sorted((each for each in (*later, *below) if each.waiting >= least), key=_rank)
    return found


@dataclass(frozen=True, slots=True)
class Branch:
    """A branch to look into, and how many of it have not been delivered to."""

    progress: Progress
    waiting: int


def _branch(progress: Progress) -> Branch:
    return Branch(progress, progress.standing.waiting)


def _rank(here: Branch | Stalled) -> tuple[int, str]:
    """Most first; of equally many, in the order of codes."""
    return -here.waiting, here.progress.place.union.code


async def _step(
    tx: Transaction, directive: Directive, ahead: Sequence[Branch]
) -> tuple[Sequence[Stalled], Sequence[str]]:
    """Of some branches, which tops hold the document up; and below which it has come to somebody.

    It comes below a union that has not passed it on to whoever has another superior on the other line.
    """
    tops = [each.progress for each in ahead]
    keys = {top.place.union.id: row_key(directive.cascade, top.place.union.id) for top in tops}
    done, came = await passed(tx, keys.values()), await deliveries(tx, [(directive, top.place) for top in tops])
    stalls, beyond = list[Stalled](), list[str]()
    for each in ahead:
        top = each.progress
        union, since = top.place.union.id, came.to(directive, top.place)
        through = union == directive.audience.issuer or keys[union] in done
        if since and not through:
            stalls.append(Stalled(top, each.waiting, since))
        if through or top.standing.delivered() > top.standing.delivered_to:
            beyond.append(union)
    return stalls, beyond
