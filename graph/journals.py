"""Journals: imports under way. A slice of an import and the journal's note of it are one turn.

What was written is found again as it stands, so after a crash the same files are planned anew, and only
what is missing is written.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import uuid_utils

from graph import log
from graph.db import Database, row, run
from graph.log import Turn
from orgnet.errors import Conflict
from orgnet.facts import Ask, Fact, digest


@dataclass(slots=True)
class Journal:
    """An import under way: `number` is part of the codes it gives, `slices` tells how many are written."""

    id: str
    number: int
    slices: int
    resumed: bool

    def asking(self, ask: Ask, body: Any) -> Ask:
        """The next slice asks under a request id of its own, so it is never written twice."""
        return replace(ask, request=f"import {self.id} {self.slices}", digest=digest(body))

    async def note(self, turn: Turn, unions: int) -> None:
        """Note the next slice; raises Conflict where somebody else carries on the same import."""
        if await row(turn.tx, NOTE, id=self.id, slices=self.slices, unions=unions, at=turn.at) is None:
            raise Conflict("another process carries on this import; let it finish, then run it again")


NOTE = """
MATCH (i:Import {id: $id}) WHERE i.slices = $slices AND i.state = 'running'
SET i.slices = $slices + 1, i.unions = i.unions + $unions, i.last = $at
RETURN i.id AS id
"""

UNFINISHED = """
MATCH (i:Import {digest: $files}) WHERE i.state = 'running'
RETURN i.id AS id, i.number AS number, i.slices AS slices, i.unions AS unions
"""


async def unfinished(database: Database, files: str) -> int | None:
    """How many unions an import of these files (a digest of them) had written when it was left off, if there is one."""
    found = await database.read(lambda tx: row(tx, UNFINISHED, files=files))
    return found["unions"] if found else None


async def begin(database: Database, ask: Ask, files: str, names: Sequence[str], now: datetime) -> Journal:
    """The journal of an import of these files: of one that was left off, or a new one."""
    id = str(uuid_utils.uuid7())

    async def work(turn: Turn) -> Journal:
        found = await row(turn.tx, UNFINISHED, files=files)
        if found:
            return Journal(found["id"], found["number"], found["slices"], True)
        number = turn.record(Fact("import begun", ask, None, id, data={"files": list(names)}))
        about = {"id": id, "digest": files, "files": list(names), "number": number, "actor": ask.actor}
        await run(turn.tx, BEGIN, about=about, at=turn.at)
        return Journal(id, number, 0, False)

    return await log.turn(database, work, now)


BEGIN = """
CREATE (i:Import) SET i = $about, i.slices = 0, i.unions = 0, i.state = 'running', i.begun = $at, i.last = $at
"""


async def finish(database: Database, ask: Ask, journal: Journal, now: datetime) -> None:
    """The import is done; the same files make a new one."""

    async def work(turn: Turn) -> None:
        await run(turn.tx, "MATCH (i:Import {id: $id}) SET i.state = 'done', i.last = $at", id=journal.id, at=turn.at)
        turn.record(Fact("import done", ask, None, journal.id, data={"slices": journal.slices}))

    await log.turn(database, work, now)
