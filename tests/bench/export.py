"""How fast the network of ORGNET_DATA goes out: `python -m tests.bench.export [csv|xlsx|graphml|gexf|analyse …]`.

Each way has a process of its own, so that its peak of memory is its own. Computing is told apart from
waiting, since others may use the machine too.
"""

import asyncio
import resource
import sys
import tempfile
from subprocess import run

from api.formats import Format, take, writer
from graph import unions
from graph.analysis import gather
from graph.branches import size
from graph.db import Database
from graph.installation import opened
from graph.settings import Settings
from orgnet.analysis import analyse
from orgnet.exports import Language
from orgnet.permissions import OPERATOR
from tests.bench.imports import Meter

ANALYSE = "analyse"
WAYS = (*Format, ANALYSE)


async def go(way: str) -> None:
    """Take the whole network away in one way, and print what that costs."""
    settings = Settings.model_validate({})
    async with opened(settings) as database:
        top = await database.read(unions.root)
        total = await database.read(lambda tx: size(tx, top))
        meter = Meter(settings.data)
        with meter.measured(way):
            length = await take_away(database, top, way)
        whole, here, engine = meter.spent[way]
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(
            f"{way:8} {total:9,} unions {whole:7.1f} s {total / whole:9,.0f}/s {length / 1e6:8.1f} MB written;"
            f" computing {here:6.1f} s here and {engine:6.1f} s in the engine; peak {peak:6.0f} MB"
        )


async def take_away(database: Database, top: str, way: str) -> int:
    """The length of what was written."""
    if way == ANALYSE:
        analyse(await gather(database, OPERATOR, top))
        return 0
    with tempfile.TemporaryFile() as out:
        await take(database, OPERATOR, top, writer(Format(way), out, Language.CHINESE))
        return out.seek(0, 2)


def main(ways: list[str]) -> None:
    """Every way that is asked for, in a process of its own."""
    if len(ways) == 1:
        asyncio.run(go(ways[0]))
    else:
        for way in ways or WAYS:
            run([sys.executable, "-m", "tests.bench.export", way], check=True)


if __name__ == "__main__":
    main(sys.argv[1:])
