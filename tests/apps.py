"""The application of the tests: the real one, whose routes are made once and not for each test anew."""

from collections.abc import AsyncGenerator, Generator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from starlette.datastructures import State

from api.app import equip, interface
from graph.db import Database
from graph.settings import Settings

FREE = list[FastAPI]()
"""Interfaces that nobody uses now."""


@contextmanager
def application(database: Database, folder: Path, **more: Any) -> Generator[FastAPI]:
    """An application on a database, with nothing left of whoever used it before."""

    @asynccontextmanager
    async def opening() -> AsyncGenerator[Database]:
        yield database

    app = FREE.pop() if FREE else interface()
    app.state = State()
    try:
        yield equip(app, opening, Settings.model_validate({"data": folder} | more))
    finally:
        FREE.append(app)
