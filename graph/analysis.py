"""Analysis: a branch gathered from its pages into what its shape is read from."""

from collections.abc import Callable
from contextlib import aclosing

from graph import branches
from graph.db import Database
from orgnet.skeletons import Skeleton


async def gather(
    database: Database, actor: str, top: str, progress: Callable[[int], None] = lambda unions: None
) -> Skeleton:
    """The skeleton of a branch as an actor may see it; raises Missing where there is no such union.

    Its memory grows with the superiors and the ties of the branch, not with the unions at the bottom.
    """
    skeleton = Skeleton()
    async with aclosing(branches.pages(database, actor, top)) as pages:
        async for page in pages:
            skeleton.add(page)
            progress(skeleton.unions)
    skeleton.close()
    return skeleton
