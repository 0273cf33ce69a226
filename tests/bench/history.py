"""The same looks and writes before and after ten years of history: `python -m tests.bench.history [SIZE]`.

Twenty thousand closed directives are attached to the root, copies of one that was issued to all and closed. The database
is that of ORGNET_DATA, or of `.bench`, which is grown first where it is empty; it keeps the history, so throw it away.
"""

import asyncio
import os
import sys
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console
from uuid_utils import uuid7

from graph import directives, endings
from graph.db import Database, run
from graph.installation import opened
from graph.settings import Settings
from orgnet.facts import Ask
from seeds.sizes import Size
from tests.bench.nation import Figures, cascade, grown, issue, somebody

CLOSED, SLICE = 20_000, 1000


async def history(database: Database, root: str) -> None:
    """Let there be so many directives of the root that are over."""
    officer, now = await somebody(database, root), datetime.now(UTC)
    first = await issue(database, officer, root)
    await directives.issue(database, Ask(officer), first, now)
    await endings.close(database, Ask(officer), first, now)
    for _ in range(0, CLOSED, SLICE):
        ids = [str(uuid7()) for _ in range(SLICE)]
        await database.write(lambda tx, ids=ids: run(tx, COPY, first=first, ids=ids))


COPY = """
UNWIND $ids AS id
MATCH (f:Directive {id: $first})-[:WAS_ADDRESSED_TO]->(u:Union)
CREATE (d:Directive)-[:ISSUED_BY]->(u)
SET d = properties(f), d.id = id, d.cascade = id
CREATE (d)-[:WAS_ADDRESSED_TO]->(u)
"""


async def main(size: Size) -> None:
    """Measure, let ten years pass, measure again."""
    data = Path(os.environ.get("ORGNET_DATA", ".bench"))
    settings = Settings.model_validate({"data": data, "memory": int(os.environ.get("ORGNET_MEMORY", "3072"))})
    warming, before, after = Figures(), Figures(), Figures()
    async with opened(settings) as database:
        root = await grown(database, size, warming)
        await cascade(database, root, warming)
        await cascade(database, root, before)
        await history(database, root)
        await cascade(database, root, after)
    before.table.title, after.table.title = "before", f"after {CLOSED:,} closed directives"
    Console().print(before.table, after.table)


if __name__ == "__main__":
    asyncio.run(main(Size(sys.argv[1]) if len(sys.argv) > 1 else Size.NATION))
