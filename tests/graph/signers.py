"""A process that signs: `python -m tests.graph.signers BOLT CASCADE UNION…`, each union by its own officer."""

import asyncio
import json
import sys
from collections.abc import Sequence
from datetime import UTC, datetime

from graph.bolt import Bolt
from graph.db import connect
from graph.gathering import Gathering
from graph.marks import Mark
from orgnet.facts import Ask
from orgnet.receipts import Milestone


async def main(bolt: Bolt, cascade: str, unions: Sequence[str]) -> None:
    """Sign for all unions, as fast as it goes."""
    async with connect(bolt) as database:
        gathering, now = Gathering(database, size=3), datetime.now(UTC)
        marks = (Mark(Ask(f"officer {union}"), union, cascade, Milestone.SIGNED) for union in unions)
        await asyncio.gather(*(gathering.mark(mark, now) for mark in marks))


if __name__ == "__main__":
    address, cascade, *unions = sys.argv[1:]
    asyncio.run(main(Bolt(**json.loads(address)), cascade, unions))
