"""Intake: sheets that were sent to be imported wait for a day in the data folder, and are imported in the background.

An import that was cut off by the end of the process carries on when it is begun anew: what was written is found as it
stands (`graph.journals`).
"""

import asyncio
import json
import re
import time
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from shutil import rmtree

import structlog
import uuid_utils

from api.imports import Gathered, digest_of, gather
from graph.db import Database
from graph.importers import permit
from graph.imports import plan
from graph.journals import begin
from graph.spool import Spool
from graph.writing import Import, write
from orgnet.errors import Conflict, Missing, Refusal, Unavailable
from orgnet.facts import Ask
from orgnet.imports import Plan, Verdict

log = structlog.get_logger()

KEPT = 24 * 3600
"""Seconds for which a sheet waits."""

MOST_ROWS = 20_000

CUT_OFF = Unavailable("the import was cut off; begin it again, and it carries on where it stopped")


def plain(name: str) -> str:
    """A file's name as it can stand in a folder, with an ending by which it is told what it is."""
    path = Path(name.replace("\\", "/"))
    stem = re.sub(r"[^\w-]+", "_", path.stem).strip("_")[:40] or "sheet"
    return f"{stem}{'.xlsx' if path.suffix.lower() == '.xlsx' else '.csv'}"


@dataclass(slots=True)
class Run:
    """An import under way, or at its end: of so many unions due so many are written."""

    due: int = 0
    written: int = 0
    refused: str | None = None
    done: bool = False


@dataclass(frozen=True, slots=True)
class Arrival:
    """A sheet that waits, as it was called, and whose it is."""

    id: str
    path: Path
    name: str


@dataclass
class Intake:
    """The sheets that wait, and the imports that this process has begun."""

    folder: Path
    runs: dict[str, Run] = field(default_factory=dict[str, Run])
    tasks: set["asyncio.Task[None]"] = field(default_factory=set["asyncio.Task[None]"])

    async def keep(self, owner: str, name: str, chunks: AsyncIterator[bytes]) -> Arrival:
        """Keep a sheet; those that waited too long are removed."""
        await asyncio.to_thread(self._sweep)
        id, file = str(uuid_utils.uuid7()), plain(name)
        place = self.folder / id
        place.mkdir(parents=True)
        (place / "about.json").write_text(json.dumps({"owner": owner, "name": name, "file": file}))
        with (place / file).open("wb") as out:
            async for chunk in chunks:
                await asyncio.to_thread(out.write, chunk)
        return Arrival(id, place / file, name)

    def _sweep(self) -> None:
        for place in self.folder.glob("*"):
            if place.stat().st_mtime < time.time() - KEPT:
                rmtree(place, ignore_errors=True)

    def waiting(self, owner: str, id: str) -> Arrival:
        """A sheet that its owner has sent; raises Missing."""
        try:
            about: dict[str, str] = json.loads((self.folder / Path(id).name / "about.json").read_text())
        except OSError:
            about = {}
        if about.get("owner") != owner:
            raise Missing("this sheet is not there any more; send it again")
        return Arrival(id, self.folder / id / about["file"], about["name"])

    def start(self, database: Database, ask: Ask, arrival: Arrival) -> None:
        """Begin to import a sheet, unless that is under way."""
        if arrival.id in self.runs and not self.runs[arrival.id].refused:
            return
        run = self.runs[arrival.id] = Run()
        task = asyncio.create_task(_run(database, ask, arrival, run))
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)

    @asynccontextmanager
    async def ending(self) -> AsyncGenerator[None]:
        """Imports end with the process."""
        yield
        for task in self.tasks:
            task.cancel()
        await asyncio.gather(*self.tasks, return_exceptions=True)


async def tried(database: Database, actor: str, arrival: Arrival, spool: Spool) -> tuple[Gathered, Plan | None]:
    """What a sheet holds and what an import of it would do; no plan where its headings are wrong."""
    gathered = await asyncio.to_thread(gather, [arrival.path], spool)
    if len(spool) > MOST_ROWS:
        raise Conflict(f"this sheet has more than {MOST_ROWS:,} rows; send parts of it, or run orgnet import")
    if gathered.faults:
        return gathered, None
    planned = await plan(database, gathered.book, spool)
    await permit(database, planned, actor)
    return gathered, planned


async def _run(database: Database, ask: Ask, arrival: Arrival, run: Run) -> None:
    try:
        with Spool() as spool:
            _, planned = await tried(database, ask.actor, arrival, spool)
            if planned is None or planned.count(Verdict.WRONG):
                raise Conflict("the network has changed since, and rows are wrong now; look at the sheet again")
            await _write(database, ask, arrival, planned, spool, run)
        run.done = True
    except Refusal as refusal:
        run.refused = refusal.detail
    except Exception:
        run.refused = CUT_OFF.detail
        log.exception("import failed", arrival=arrival.id)


async def _write(database: Database, ask: Ask, arrival: Arrival, planned: Plan, spool: Spool, run: Run) -> None:
    now = datetime.now(UTC)
    run.due = planned.count(Verdict.FOUND) + planned.count(Verdict.CHANGE)
    files = await asyncio.to_thread(digest_of, [arrival.path], "")
    if not (run.due or planned.pacts or planned.doubts):
        return
    journal = await begin(database, ask, files, [arrival.name], now)

    def progress(unions: int) -> None:
        run.written = unions

    await write(Import(database, ask, journal, planned, spool, now), progress)
    run.written = run.due
