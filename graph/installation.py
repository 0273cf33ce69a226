"""An installation: the database its settings name, started where need be."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from graph.db import Database, connect
from graph.engine import running
from graph.garbage import seldom_collected
from graph.migrations import migrate
from graph.settings import Settings


@asynccontextmanager
async def opened(settings: Settings) -> AsyncGenerator[Database]:
    """The database of an installation, its schema up to date.

    Raises Conflict and Unavailable as `graph.engine.running` does.
    """
    async with running(settings) as bolt, connect(bolt, settings.timezone, settings.password_memory) as database:
        await migrate(database)
        with seldom_collected():
            yield database
