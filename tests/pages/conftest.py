"""A network, people in it, the application over a real socket, and a browser to look at it with."""

from collections.abc import AsyncGenerator, Callable
from contextlib import AbstractAsyncContextManager
from functools import partial

import pytest_asyncio
from playwright.async_api import Browser, expect

from graph.db import Database
from tests.api.conftest import grow
from tests.chromium import chromium
from tests.pages.visitor import PATIENCE, Visitor, visiting
from tests.served import served
from tests.snapshots import begin

expect.set_options(timeout=PATIENCE)

Visits = Callable[..., AbstractAsyncContextManager[Visitor]]


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncGenerator[Browser]:
    """One browser for all tests of a worker."""
    async with chromium() as running:
        yield running


@pytest_asyncio.fixture(loop_scope="session")
async def visit(browser: Browser, db: Database) -> AsyncGenerator[Visits]:
    """Lets somebody of the cast, or nobody, visit the application."""
    await begin(db, "cast", grow)
    async with served(db) as address:
        yield partial(visiting, browser, db, address)
