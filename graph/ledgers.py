"""Ledgers, streamed: the branches below a union, those who have not, what was told, and what a union has issued, page by
page, however many these are.

Each page is one transaction and one moment by itself. Whoever stops before the end closes the generator.
"""

from collections.abc import AsyncGenerator, Sequence

from graph import progress, walks
from graph.chases import chases
from graph.db import Database, Transaction
from graph.issued import Issued
from graph.issued import issued as issued_by
from graph.progress import Progress
from graph.replies import Reply, seen_replies
from graph.stalled import Stalled, seen_stalled
from orgnet.chases import Chase
from orgnet.directives import Directive, Stage
from orgnet.receipts import Milestone

PAGE = 500


async def children(
    database: Database, actor: str, directive: Directive, top: str, size: int = PAGE
) -> AsyncGenerator[Sequence[Progress]]:
    """The progress of each direct subordinate of a union, in the order of codes.

    Whether the actor may see it is asked with the first page.
    """
    _, page = await database.read(lambda tx: progress.seen_children(tx, actor, directive.id, top, "", size))
    while page:
        yield page
        after = page[-1].place.union.code
        page = await database.read(lambda tx, after=after: progress.children(tx, directive, top, after, size))


async def missing(
    database: Database, actor: str, directive: Directive, top: str, milestone: Milestone, size: int = PAGE
) -> AsyncGenerator[Sequence[Chase]]:
    """The unions in the branch of a union that are expected to have reached a milestone and have not, and how far
    somebody is after them, as far as the actor may see them."""

    async def look(tx: Transaction, after: Sequence[str]) -> tuple[Sequence[Chase], Sequence[str]]:
        first, page, path = await walks.seen_walk(tx, actor, directive.id, top, milestone, after, size)
        known = await chases(tx, actor, first, [each.place for each in page])
        return [known[each.place.union.id] for each in page], path

    after: Sequence[str] = ()
    while True:
        page, after = await database.read(lambda tx, after=after: look(tx, after))
        yield page
        if not after:
            return


async def stopped(
    database: Database, actor: str, directive: Directive, top: str, limit: int
) -> AsyncGenerator[Sequence[tuple[Stalled, Chase]]]:
    """Who holds a cascade up in the branch of a union, the one with most behind it first, at most so many."""

    async def look(tx: Transaction) -> Sequence[tuple[Stalled, Chase]]:
        first, found = await seen_stalled(tx, actor, directive.id, top, limit)
        known = await chases(tx, actor, first, [each.progress.place for each in found])
        return [(each, known[each.progress.place.union.id]) for each in found]

    yield await database.read(look)


async def replies(
    database: Database, actor: str, directive: Directive, top: str, size: int = PAGE
) -> AsyncGenerator[Sequence[Reply]]:
    """What was told below a union, or at the issuer by the whole audience, as far as the actor may see it."""
    after = list[str]()
    while True:
        _, page, path = await database.read(
            lambda tx, after=after: seen_replies(tx, actor, directive.id, top, after, size)
        )
        yield page
        if not path:
            return
        after = list(path)


async def issued(
    database: Database, actor: str, union: str, stage: Stage, size: int = 100
) -> AsyncGenerator[Sequence[Issued]]:
    """What a union has issued and has going, or what of it is over, the latest first; whether the actor may see it is
    asked with every page."""
    before = "~"
    while page := await database.read(lambda tx, before=before: issued_by(tx, actor, union, stage, before, size)):
        yield page
        before = page[-1].directive.id
