"""The application: its routers, its errors, and the database it lives with."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime

from fastapi import FastAPI
from starlette.middleware.gzip import GZipMiddleware

from api import (
    analysis,
    assets,
    attachments,
    briefings,
    calendars,
    channels,
    contacts,
    directives,
    doubts,
    exports,
    extensions,
    finding,
    groups,
    history,
    inbox,
    invitations,
    issued,
    ledgers,
    logs,
    outside,
    papers,
    passwords,
    people,
    previews,
    problems,
    progress,
    publications,
    questions,
    receipts,
    relays,
    reminders,
    replies,
    requests,
    rulings,
    search,
    seats,
    series,
    sessions,
    structure,
    tasks,
    tokens,
    unions,
    why,
)
from api.drawing import drawing
from api.files import STREAMED
from api.intake import Intake
from api.limits import BodyLimit
from api.live import tailing
from api.openapi import Interface
from api.pages import routers as pages
from api.pages.security import Secured
from api.sending import sending
from api.shelves import Shelf
from api.tides import Tides
from api.upkeep import upkeep
from api.viewing.viewers import Viewers
from graph.db import Database
from graph.files import Files
from graph.gathering import Gathering
from graph.people import FirstAdmin, first_start
from graph.settings import Settings

ROUTERS = (
    sessions,
    tokens,
    people,
    passwords,
    seats,
    invitations,
    why,
    search,
    unions,
    history,
    outside,
    structure,
    doubts,
    finding,
    groups,
    directives,
    inbox,
    previews,
    attachments,
    calendars,
    channels,
    extensions,
    reminders,
    replies,
    tasks,
    papers,
    series,
    requests,
    briefings,
    receipts,
    relays,
    questions,
    publications,
    rulings,
    progress,
    issued,
    contacts,
    ledgers,
    analysis,
    exports,
)

ABOUT = """
One network for a country's trade unions: directives down, reports up, resources across.

Sign in with `POST /api/v1/sessions`, or send a token as `Authorization: Bearer …`. Errors are problem
documents (RFC 9457); lists come in pages with a `Link` to the next; writes take an `Idempotency-Key`;
edits take the `ETag` as `If-Match`.
"""

Opening = Callable[[], AbstractAsyncContextManager[Database]]


def interface() -> FastAPI:
    """What the application answers, whatever it lives with."""
    app = Interface(title="orgnet", version="0.1.0", description=ABOUT, docs_url=None, redoc_url=None)
    logs.configure()
    problems.handle(app)
    for module in ROUTERS:
        app.include_router(module.router, prefix="/api/v1")
    app.include_router(problems.router)
    pages.include(app)
    assets.serve(app)
    app.add_middleware(BodyLimit, streamed=STREAMED)
    app.add_middleware(Secured)
    app.add_middleware(GZipMiddleware, compresslevel=5)
    return app


def equip(
    app: FastAPI, opening: Opening, settings: Settings, welcome: Callable[[FirstAdmin], None] = lambda admin: None
) -> FastAPI:
    """The interface with settings and folders, and with a database for as long as it is served; `welcome` learns of the
    first admin when there is one."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncGenerator[None]:
        async with AsyncExitStack() as stack:
            database = await stack.enter_async_context(opening())
            use(app, database)
            if admin := await first_start(database, datetime.now(UTC)):
                welcome(admin)
            await stack.enter_async_context(upkeep(database, app.state.files, settings.reminder_interval))
            await stack.enter_async_context(sending(database, settings))
            await stack.enter_async_context(drawing(database, app.state.atlases, app.state.drawing))
            stack.push_async_callback(app.state.tides.end)
            await stack.enter_async_context(app.state.intake.ending())
            app.state.tail = await stack.enter_async_context(tailing(database))
            yield

    app.router.lifespan_context = lifespan
    app.state.settings, app.state.viewers = settings, Viewers()
    app.state.files, app.state.atlases = Files(settings.data / "files"), Shelf(settings.data / "atlas")
    app.state.intake = Intake(settings.data / "imports")
    return app


def use(app: FastAPI, database: Database) -> None:
    """Give the application its database."""
    app.state.database = database
    app.state.gathering = Gathering(database)
    app.state.tides, app.state.drawing = Tides(database), asyncio.Event()
