"""Ledgers, streamed: the branches below a union and those who have not, page by page, however many these are.

Each page is one transaction and one moment by itself. Whoever stops before the end closes the generator.
"""

from collections.abc import AsyncGenerator, Sequence

from graph import progress
from graph.db import Database, Transaction
from graph.progress import Progress
from orgnet.directives import Directive
from orgnet.positions import Position
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
) -> AsyncGenerator[Sequence[Position]]:
    """The unions in the branch of a union that are expected to have reached a milestone and have not, as far as the
    actor may see them."""
    after: Sequence[str] = ()

    async def work(tx: Transaction) -> tuple[Sequence[Position], Sequence[str]]:
        return await progress.seen_missing(tx, actor, directive.id, top, milestone, after, size)

    while True:
        page, after = await database.read(work)
        yield page
        if not after:
            return
