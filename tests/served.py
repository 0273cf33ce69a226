"""The application over a real socket, in the process of the test."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import uvicorn

from graph.db import Database
from tests.apps import application


@asynccontextmanager
async def served(database: Database, **more: Any) -> AsyncGenerator[str]:
    """The address of the application on this database, with settings if any are given."""

    with TemporaryDirectory() as folder, application(database, Path(folder), **more) as app:
        server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="error"))
        serving = asyncio.create_task(server.serve())
        while not server.started:
            await asyncio.sleep(0.01)
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
        app.state.tail.end()
        server.should_exit = True
        await serving
