"""Where a cascade that goes level by level has stopped: the unlock list, by how many wait behind each."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from graph.db import Transaction
from graph.deliveries import deliveries, passed
from graph.progress import Progress, every_child, progress, seen
from graph.reminders import bound
from orgnet.directives import Directive, Way
from orgnet.errors import Conflict
from orgnet.relays import Delivery
from orgnet.reminders import Reminder
from orgnet.tallies import row_key


@dataclass(frozen=True, slots=True)
class Stalled:
    """A union that has the document and has not passed it on, since when, and when it was reminded last."""

    progress: Progress
    since: Delivery
    reminded: Reminder | None = None

    @property
    def waiting(self) -> int:
        """How many below it are expected and have not been delivered to."""
        return self.progress.standing.waiting


async def seen_stalled(
    tx: Transaction, actor: str, id: str, at: str | None, limit: int
) -> tuple[Directive, list[Stalled]]:
    """The unlock list of a branch, as far as the actor may see its figures."""
    directive, found = await seen(tx, actor, id, at)
    if directive.way is Way.DIRECT:
        raise Conflict("this document went to all at once, so it stops nowhere; ask who is missing instead")
    stalls = await stalled(tx, directive, found.place.union.id, limit)
    last = await bound(tx, directive, [each.progress.place for each in stalls])
    return directive, [replace(each, reminded=last.get(each.progress.place.union.id)) for each in stalls]


async def stalled(tx: Transaction, directive: Directive, at: str, limit: int) -> list[Stalled]:
    """The relays of a branch that hold up the most, the one with most behind it first.

    The branch is walked down from those behind whom most wait, and no further than where fewer wait than behind the
    last of those found: so the list costs its own length, and what was passed on above it.
    """
    found, walk = list[Stalled](), [await progress(tx, directive, at)]
    while walk:
        ahead, later = walk[:limit], walk[limit:]
        stalls, beyond = await _step(tx, directive, ahead)
        found = sorted([*found, *stalls], key=lambda each: _rank(each.progress))[:limit]
        least = found[-1].waiting if len(found) == limit else 1
        below = await every_child(tx, directive, beyond) if beyond else []
        walk = sorted((each for each in (*later, *below) if each.standing.waiting >= least), key=_rank)
    return found


def _rank(here: Progress) -> tuple[int, str]:
    """Most first; of equally many, in the order of codes."""
    return -here.standing.waiting, here.place.union.code


async def _step(
    tx: Transaction, directive: Directive, ahead: Sequence[Progress]
) -> tuple[Sequence[Stalled], Sequence[str]]:
    """Of some branches, which tops hold the document up; and below which it has come to somebody.

    It comes below a union that has not passed it on to whoever has another superior on the other line.
    """
    keys = {each.place.union.id: row_key(directive.cascade, each.place.union.id) for each in ahead}
    done, came = await passed(tx, keys.values()), await deliveries(tx, [(directive, each.place) for each in ahead])
    stalls, beyond = list[Stalled](), list[str]()
    for each in ahead:
        union, since = each.place.union.id, came.to(directive, each.place)
        through = union == directive.audience.issuer or keys[union] in done
        if since and not through:
            stalls.append(Stalled(each, since))
        if through or each.standing.delivered() > each.standing.delivered_to:
            beyond.append(union)
    return stalls, beyond
