"""Audits: the log of a branch, or of a union, sifted by who, what and when."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime

from graph import history
from graph.db import Database, Transaction, row
from graph.dialect import native
from graph.events import head
from graph.history import Told
from orgnet.history import Choice

WIDTH = 200
"""Facts read at once."""

LOOKED = 2000
"""Facts looked through at most for one page."""

Page = tuple[list[Told], int | None]
Reading = Callable[[Transaction, int], Awaitable[Page]]


def reading(actor: str, union: str, alone: bool) -> Reading:
    """How a page of a log is read: of the union alone, or of its branch."""

    async def of_union(tx: Transaction, before: int) -> Page:
        found = await history.of_union(tx, actor, union, before, WIDTH)
        return found, found[-1].seq if len(found) == WIDTH else None

    async def of_branch(tx: Transaction, before: int) -> Page:
        return await history.of_branch(tx, actor, union, before, WIDTH)

    return of_union if alone else of_branch


async def sift(database: Database, read: Reading, choice: Choice, before: int, limit: int) -> Page:
    """The latest facts that are chosen, from before a number; and from where to go on, if there may be more.

    A page may be shorter than asked for, since so many facts at most are looked through for it.
    """
    found, onward, looked = list[Told](), before, 0
    while len(found) < limit and looked < LOOKED:
        facts, following = await database.read(lambda tx, onward=onward: read(tx, onward))
        fresh = [fact for fact in facts if not choice.ends(fact.at)]
        found += [fact for fact in fresh if choice.takes(fact.kind, fact.actor)]
        if following is None or len(fresh) < len(facts):
            return _page(found, limit, None)
        onward, looked = following, looked + max(len(facts), 1)
    return _page(found, limit, onward)


def _page(found: Sequence[Told], limit: int, onward: int | None) -> Page:
    return list(found[:limit]), found[limit - 1].seq if len(found) > limit else onward


async def number_at(tx: Transaction, instant: datetime) -> int:
    """The number of the first fact that is not before an instant; of one to come, where there is none yet."""
    first, last = 1, await head(tx) + 1
    while first < last:
        middle = (first + last) // 2
        fact = await row(tx, "MATCH (f:Fact {seq: $seq}) RETURN f.at AS at", seq=middle)
        first, last = (first, middle) if fact and native(fact["at"]) >= instant else (middle + 1, last)
    return first
