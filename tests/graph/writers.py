"""A process that writes: `python -m tests.graph.writers BOLT NAME TURNS FACTS PAUSE`."""

import asyncio
import json
import sys
from datetime import UTC, datetime

from graph import log
from graph.bolt import Bolt
from graph.db import connect
from graph.log import Turn
from orgnet.facts import Ask, Fact


async def main(bolt: Bolt, name: str, turns: int, facts: int, pause: float) -> None:
    """Write so many turns of so many facts each; a pause inside the turn makes it a long one."""
    async with connect(bolt) as database:
        for number in range(turns):

            async def work(turn: Turn, number: int = number) -> None:
                if pause:
                    await asyncio.sleep(pause)
                for _ in range(facts):
                    turn.record(Fact("test", Ask(name), None, subject=f"{name} {number}"))

            await log.turn(database, work, datetime.now(UTC))


if __name__ == "__main__":
    address, name, turns, facts, pause = sys.argv[1:]
    asyncio.run(main(Bolt(**json.loads(address)), name, int(turns), int(facts), float(pause)))
