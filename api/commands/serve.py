"""`orgnet serve`: the server."""

import socket
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from importlib import import_module
from types import FrameType

import typer
import uvicorn
from starlette.applications import Starlette

from api.commands.running import console, errors, settings, with_database
from graph.db import Database
from graph.people import FirstAdmin
from graph.settings import Settings

APPLICATION = "api.app"
"""Named and not imported: it takes two seconds, for which no other command waits."""

GRACE = 10
"""Seconds that requests under way get when the server stops."""

Preparation = Callable[[Database], Awaitable[None]]


def serve() -> None:
    """Serve the interface on ORGNET_HOST and ORGNET_PORT."""
    serve_prepared(settings())


async def _nothing(database: Database) -> None:
    return


def serve_prepared(chosen: Settings, prepare: Preparation = _nothing) -> None:
    """Serve until interrupted, once the database is prepared; the address is taken before anything else."""
    listening = listen(chosen)

    async def work(database: Database) -> None:
        await prepare(database)
        await _run(database, chosen, listening)

    # An interrupt that comes as the database is closed may be lost there: we have stopped all the same.
    with suppress(KeyboardInterrupt):
        with_database(work)
    console.print("stopped")


def listen(chosen: Settings) -> socket.socket:
    """Take the address on which is served; ends the command where that is not possible.

    Answers leave at once: whoever is connected to a socket inherits its options, and without this one the second part
    of an answer waits 40 ms until the first is acknowledged.
    """
    try:
        family = socket.AF_INET6 if ":" in chosen.host else socket.AF_INET
        listening = socket.create_server((chosen.host, chosen.port), family=family)
        listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return listening
    except OSError as error:
        errors.print(
            f"cannot serve on {chosen.host}, port {chosen.port}: {error.strerror or error};"
            " set ORGNET_PORT (or ORGNET_HOST) to another, or stop what listens there",
            style="red",
            markup=False,
        )
        raise typer.Exit(1) from error


async def _run(database: Database, chosen: Settings, listening: socket.socket) -> None:
    @asynccontextmanager
    async def opening() -> AsyncGenerator[Database]:
        yield database

    application = import_module(APPLICATION)
    await Server(application.equip(application.interface(), opening, chosen, welcome)).serve([listening])


class Server(uvicorn.Server):
    """A server that says where it serves, once it does, and does not wait for open pages when it stops."""

    def __init__(self, app: Starlette) -> None:
        super().__init__(uvicorn.Config(app, log_level="warning", timeout_graceful_shutdown=GRACE))
        self.app = app

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Stop: the streams of live events end first, which would otherwise go on."""
        if tail := getattr(self.app.state, "tail", None):
            tail.end()
        super().handle_exit(sig, frame)

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, and say so."""
        await super().startup(sockets)
        for listening in (sockets or []) if self.started else []:
            host, port = listening.getsockname()[:2]
            console.print(f"orgnet serves on http://{host}:{port}", markup=False)


def welcome(admin: FirstAdmin) -> None:
    """Tell the first admin's password, this once."""
    console.print(
        f"First start: sign in as {admin.username} with the password {admin.password}\n"
        "It is shown this once; change it soon.",
        markup=False,
    )
