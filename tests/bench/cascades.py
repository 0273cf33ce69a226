"""A directive that sinks level by level through the nation, timed: `python -m tests.bench.cascades [SIZE]`.

Every province passes it on and every other city; then the unlock list is read, whose top are the cities that have not.
The database is that of ORGNET_DATA, or of `.bench`; it is grown first where it is empty.
"""

import asyncio
import os
import sys
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console
from uuid_utils import uuid7

from graph import directives, endings, past, relays, stalled
from graph.db import Database, Transaction
from graph.installation import opened
from graph.settings import Settings
from orgnet.audiences import addressed
from orgnet.directives import Directive, Means, Way
from orgnet.errors import Conflict, Missing
from orgnet.facts import Ask
from orgnet.relays import Passing
from orgnet.tallies import Line
from seeds.sizes import Size
from tests.bench.nation import TEXT, Figures, grown, somebody, staff

MANY, LISTED, LOOKS = 1000, 20, 20


async def below(database: Database, unions: list[str]) -> list[str]:
    """The unions directly below some."""
    return await database.read(lambda tx: past.children(tx, unions, Line.PRIMARY, ("", MANY), None))


async def sink(database: Database, size: Size, figures: Figures) -> None:
    """Issue, pass on, and look where it has stopped."""
    root, now = await grown(database, size, figures), datetime.now(UTC)
    officer, letter = await somebody(database, root), str(uuid7())
    provinces = await below(database, [root])
    cities = await below(database, provinces)
    passing = [*provinces, *cities[::2]]
    who = await staff(database, passing)
    draft = Directive(letter, letter, TEXT, addressed(root), way=Way.LEVEL_BY_LEVEL)
    await directives.draft(database, Ask(officer), draft, now)
    await directives.issue(database, Ask(officer), letter, now)

    async def pass_on(n: int) -> None:
        union = passing[n]
        try:
            what = Passing(Means.AS_IT_STANDS, union, union)
            await relays.pass_on(database, Ask(who[union]), str(uuid7()), letter, what, now)
        except (Conflict, Missing):  # it has nobody below, or is not addressed while it is being founded
            return

    await figures.time("pass on", pass_on, len(passing))

    async def look(tx: Transaction) -> int:
        _, found = await stalled.seen_stalled(tx, officer, letter, None, LISTED)
        return len(found)

    await figures.time(f"the unlock list, the first {LISTED}", lambda n: database.read(look), LOOKS)
    await endings.close(database, Ask(officer), letter, now)


async def main(size: Size) -> None:
    """Grow what is missing, measure, print."""
    data = Path(os.environ.get("ORGNET_DATA", ".bench"))
    settings = Settings.model_validate({"data": data, "memory": int(os.environ.get("ORGNET_MEMORY", "3072"))})
    figures = Figures()
    async with opened(settings) as database:
        await sink(database, size, figures)
    Console().print(figures.table)


if __name__ == "__main__":
    asyncio.run(main(Size(sys.argv[1]) if len(sys.argv) > 1 else Size.NATION))
