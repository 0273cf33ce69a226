"""Upkeep: what is over is cleared away every few minutes, by every process that serves; several do no harm."""

from contextlib import AbstractAsyncContextManager
from datetime import UTC, datetime, timedelta

import structlog

from api.rounds import rounds
from graph import alarms, attachments, attempts, endings, invitations, messages, passkeys, sessions
from graph.db import Database
from graph.files import Files

log = structlog.get_logger()

EVERY = 300.0
"""Seconds between two rounds."""

LAPSES = 200
"""Invitations that end in one turn."""

KEPT = timedelta(days=30)
"""For which it is known which messages were sent and which failed."""

EXPIRIES = 50
"""Directives that are closed in one turn."""


def upkeep(database: Database, files: Files, least: int, every: float = EVERY) -> AbstractAsyncContextManager[None]:
    """Within it, a round is made at once and then every so many seconds; nobody is reminded again before `least` has
    passed."""
    return rounds("upkeep", lambda: clear(database, files, least, datetime.now(UTC)), every)


async def clear(database: Database, files: Files, least: int, now: datetime) -> None:
    """One round: forget sessions, tokens and attempts that are over, let old invitations lapse, close the
    directives that have expired, ring the alarms whose day has come, and drop old messages and files
    that nothing refers to.

    Nobody is reminded again before `least` has passed.
    """
    await sessions.forget(database, now)
    await attempts.forget(database, now)
    await passkeys.forget(database, now)
    while await invitations.lapse(database, now, LAPSES) == LAPSES:
        pass
    while await endings.expire(database, now, EXPIRIES) == EXPIRIES:
        pass
    while await alarms.ring(database, now, least):
        pass
    await messages.forget(database, now - KEPT)
    if not await attachments.sweep(database, files, now):
        log.warning("files belong to another network, and are left alone", folder=str(files.folder))
