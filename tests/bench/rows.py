"""The usual way, timed beside ours: `python -m tests.bench.rows [SIZE]`.

One row is written for each addressee when a directive is issued, and looks count rows. The database is that of
ORGNET_DATA, or of `.bench`; it is grown first where it is empty. The rows are deleted at the end.
"""

import asyncio
import os
import sys
import time
from collections.abc import AsyncGenerator, Sequence
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console

from graph import directives, inbox, progress
from graph.batches import batches
from graph.db import Database, Transaction, collected, run
from graph.gathering import Gathering
from graph.installation import opened
from graph.marks import Mark
from graph.settings import Settings
from orgnet.facts import Ask
from orgnet.receipts import Milestone
from seeds.sizes import Size
from tests.bench.nation import Figures, grassroots, grown, issue, somebody, staff

SLICE, LOOKS = 5_000, 20

SCHEMA = (
    "CREATE INDEX row_union IF NOT EXISTS FOR (n:Row) ON (n.union)",
    "CREATE INDEX row_directive IF NOT EXISTS FOR (n:Row) ON (n.directive)",
)


async def unions(database: Database, root: str) -> AsyncGenerator[Sequence[str]]:
    """The ids of all unions but the root, branch by branch."""
    for top in await database.read(lambda tx: collected(tx, TOPS, root=root)):
        yield await database.read(lambda tx, top=top: collected(tx, BRANCH, top=top))


TOPS = "MATCH (:Union {id: $root})<-[:PART_OF]-(u) RETURN collect(u.id) AS found"
BRANCH = "MATCH (:Union {id: $top})<-[:PART_OF*0..24]-(u) RETURN collect(u.id) AS found"


async def written(database: Database, root: str) -> int:
    """Issue by writing a row for each union; how many."""
    rows = 0
    async for ids in unions(database, root):
        for some in batches(ids, SLICE):
            await database.write(lambda tx, some=some: run(tx, WRITE, ids=some))
        rows += len(ids)
    return rows


WRITE = "UNWIND $ids AS id CREATE (:Row {directive: 'd', union: id, signed: false})"


async def compare(database: Database, size: Size, figures: Figures) -> None:
    """The same job, the usual way and ours."""
    root = await grown(database, size, figures)
    officer, where = await somebody(database, root), await grassroots(database, 2 * LOOKS)
    who = await staff(database, where)
    now = datetime.now(UTC)
    for statement in SCHEMA:
        await database.schema(statement)
    begun = time.perf_counter()
    rows = await written(database, root)
    figures.say("usual: issue to all", f"{time.perf_counter() - begun:,.1f} s for {rows:,} rows")
    await usual(database, where, figures)
    draft = await issue(database, officer, root)
    begun = time.perf_counter()
    await directives.issue(database, Ask(officer), draft, now)
    figures.say("ours: issue to all", f"{(time.perf_counter() - begun) * 1000:,.1f} ms")
    await ours(database, (officer, draft), (where, who), figures)


async def usual(database: Database, where: Sequence[str], figures: Figures) -> None:
    """Find, sign and watch by rows."""
    await figures.time("usual: inbox", lambda n: database.read(lambda tx: collected(tx, INBOX, id=where[n])), LOOKS)
    await figures.time("usual: sign", lambda n: database.write(lambda tx: run(tx, SIGN, id=where[n])), LOOKS)
    await figures.time("usual: progress at the root", lambda n: database.read(lambda tx: collected(tx, COUNT)), 3)


INBOX = "MATCH (r:Row {union: $id}) RETURN collect(properties(r)) AS found"
SIGN = "MATCH (r:Row {union: $id}) SET r.signed = true"
COUNT = """
MATCH (r:Row {directive: 'd'})
RETURN [count(r), sum(CASE WHEN r.signed THEN 1 ELSE 0 END)] AS found
"""


async def ours(
    database: Database, top: tuple[str, str], below: tuple[Sequence[str], dict[str, str]], figures: Figures
) -> None:
    """Find, sign and watch by tallies."""
    (officer, letter), (where, who) = top, below
    now = datetime.now(UTC)
    today, gathering = database.today(now), Gathering(database)

    async def look(tx: Transaction, union: str) -> object:
        return await inbox.inbox(tx, who[union], union, today, open_only=False)

    await figures.time("ours: inbox", lambda n: database.read(lambda tx: look(tx, where[n])), LOOKS)
    await figures.time(
        "ours: sign",
        lambda n: gathering.mark(Mark(Ask(who[where[n]]), where[n], letter, Milestone.SIGNED), now),
        LOOKS,
    )
    await figures.time(
        "ours: progress at the root",
        lambda n: database.read(lambda tx: progress.seen(tx, officer, letter, None)),
        LOOKS,
    )


async def clear(database: Database) -> None:
    """Delete the rows."""
    while await database.write(lambda tx: collected(tx, DELETE)):
        pass


DELETE = "MATCH (r:Row) WITH r LIMIT 5000 DETACH DELETE r RETURN collect(1) AS found"


async def main(size: Size) -> None:
    """Grow what is missing, measure, print."""
    data = Path(os.environ.get("ORGNET_DATA", ".bench"))
    settings = Settings.model_validate({"data": data, "memory": int(os.environ.get("ORGNET_MEMORY", "3072"))})
    figures = Figures()
    async with opened(settings) as database:
        try:
            await compare(database, size, figures)
        finally:
            await clear(database)
    Console().print(figures.table)


if __name__ == "__main__":
    asyncio.run(main(Size(sys.argv[1]) if len(sys.argv) > 1 else Size.NATION))
