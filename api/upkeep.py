"""Upkeep: what is over is cleared away every few minutes, by every process that serves; several do no harm."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime

import structlog

from graph import attachments, attempts, endings, invitations, sessions
from graph.db import Database
from graph.files import Files

log = structlog.get_logger()

EVERY = 300.0
"""Seconds between two rounds."""

LAPSES = 200
"""Invitations that end in one turn."""

EXPIRIES = 50
"""Directives that are closed in one turn."""


@asynccontextmanager
async def upkeep(database: Database, files: Files, every: float = EVERY) -> AsyncGenerator[None]:
    """Within it, a round is made at once and then every so many seconds."""
    task = asyncio.create_task(_rounds(database, files, every))
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def _rounds(database: Database, files: Files, every: float) -> None:
    while True:
        try:
            await clear(database, files, datetime.now(UTC))
        except Exception as error:  # whatever it was, it must not end the upkeep; the next round tries again
            log.error("upkeep failed", exc_info=error)
        await asyncio.sleep(every)


async def clear(database: Database, files: Files, now: datetime) -> None:
    """One round: forget sessions, tokens and attempts that are over, let old invitations lapse, close the
    directives that have expired, and drop files that nothing refers to."""
    await sessions.forget(database, now)
    await attempts.forget(database, now)
    while await invitations.lapse(database, now, LAPSES) == LAPSES:
        pass
    while await endings.expire(database, now, EXPIRIES) == EXPIRIES:
        pass
    if not await attachments.sweep(database, files, now):
        log.warning("files belong to another network, and are left alone", folder=str(files.folder))
