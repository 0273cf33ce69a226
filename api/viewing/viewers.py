"""Viewers: few at a time, each a process that reads one file for one page."""

import asyncio
import os
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from contextlib import suppress
from pathlib import Path
from typing import Any

import orjson
import structlog

from api.viewing.views import BROKEN, Table, View
from orgnet.errors import Invalid

log = structlog.get_logger()

AT_ONCE, PATIENCE = 2, 30.0
"""Processes at once, and seconds for each, with those it waits for."""

TAKES_TOO_LONG = "this file takes too long to be shown as a page; take it as it is"


class Viewers:
    """Shows files, so many at once."""

    def __init__(self, patience: float = PATIENCE) -> None:
        self.patience = patience
        self.turns = asyncio.Semaphore(AT_ONCE)

    async def view(self, path: Path, name: str, page: int) -> View:
        """What of a file is shown on a page; raises Invalid where that cannot be."""
        try:
            async with asyncio.timeout(self.patience), self.turns:
                said = await _read(path, name, page)
        except TimeoutError as late:
            raise Invalid(TAKES_TOO_LONG) from late
        if "wrong" in said:
            raise Invalid(said["wrong"])
        said["tables"] = [Table(**each) for each in said["tables"]]
        return View(**said)


async def _read(path: Path, name: str, page: int) -> dict[str, Any]:
    """What a process says of a file; it has nothing of ours but the file."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "api.viewing", str(path), f"file{Path(name).suffix}", str(page)),
        stdin=DEVNULL,
        stdout=PIPE,
        stderr=DEVNULL,
        env={"PYTHONPATH": os.pathsep.join(filter(None, sys.path)), "PATH": os.defpath, "LANG": "C.UTF-8"},
    )
    try:
        said, _ = await process.communicate()
        return orjson.loads(said)
    except orjson.JSONDecodeError:
        log.warning("a file could not be shown", name=name, ended=process.returncode)
        return {"wrong": BROKEN}
    finally:
        await _end(process)


async def _end(process: Process) -> None:
    """End a process that still runs."""
    if process.returncode is None:
        with suppress(ProcessLookupError):
            process.kill()
        await process.wait()
