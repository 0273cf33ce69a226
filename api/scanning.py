"""Scanning: a command of the installation looks for viruses in a file before it is kept."""

import asyncio
import os
import signal
from asyncio.subprocess import DEVNULL, Process
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import structlog

from orgnet.errors import Invalid, Unavailable

log = structlog.get_logger()

CLEAN, INFECTED = 0, 1


async def scan(command: Sequence[str], path: Path, patience: float) -> None:
    """Let a command look at a file; without a command nothing is looked for.

    Raises Invalid where it finds a virus (1), and Unavailable where it cannot tell: any other end, or none in
    `patience` seconds.
    """
    verdict = await _verdict(command, path, patience) if command else CLEAN
    if verdict == INFECTED:
        raise Invalid("the virus scanner finds this file infected; it was not kept", field="file")
    if verdict != CLEAN:
        log.error("virus scanner cannot tell", command=command, verdict=verdict)
        raise Unavailable("the virus scanner cannot tell whether this file is clean; nothing was kept, try again later")


async def _verdict(command: Sequence[str], path: Path, patience: float) -> int | str:
    """How the command ended, or why it did not."""
    try:
        process = await asyncio.create_subprocess_exec(
            *command, str(path), stdin=DEVNULL, stdout=DEVNULL, stderr=DEVNULL, start_new_session=True
        )
    except OSError as error:
        return f"it does not start: {error.strerror}"
    try:
        return await asyncio.wait_for(process.wait(), patience)
    except TimeoutError:
        return f"it does not end within {patience:g} s"
    finally:
        await _end(process)


async def _end(process: Process) -> None:
    """End a command that still runs, with all that it started."""
    if process.returncode is None:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        await process.wait()
