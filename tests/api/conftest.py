"""The application of the tests: the real one, on the database of the test."""

from collections.abc import AsyncGenerator
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest
import pytest_asyncio

from api.app import use
from api.shelves import Shelf
from graph import sessions
from graph.db import Database
from orgnet.levels import Level
from tests.apps import application
from tests.cast import found, seat, union
from tests.snapshots import begin

SEATED = (
    ("ann", "root", "admin"),
    ("otto", "root", "officer"),
    ("clara", "root", "clerk"),
    ("gina", "g1", "officer"),
    ("hugo", "g2", "officer"),
    ("xena", "xh", "viewer"),
    ("benno", "hb", "officer"),
)


@pytest_asyncio.fixture(loop_scope="session")
async def http(db: Database, tmp_path: Path) -> AsyncGenerator[httpx.AsyncClient]:
    """A client of the application, not signed in."""

    with application(db, tmp_path) as app:
        use(app, db)
        transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://orgnet.test") as client:
            yield client


@pytest_asyncio.fixture(loop_scope="session")
async def cast(db: Database) -> None:
    """A nation with two provinces, a county and two grassroots unions, and people who serve there and have signed in."""
    await begin(db, "cast, signed in", grow_signed_in)


SECRETS: dict[str, dict[str, str]] = {}
"""Of the sessions of the cast, on each database."""


async def grow_signed_in(db: Database) -> None:
    """The cast, whose people have signed in."""
    await grow(db)
    SECRETS[db.bolt.uri] = {person: await sessions.open(db, person, datetime.now(UTC)) for person, _, _ in SEATED}


async def grow(db: Database) -> None:
    """The cast."""
    await found(db, union("root", Level.NATIONAL, name="全国总工会"), None)
    await found(db, union("zj", Level.PROVINCIAL, name="浙江省总工会", members=40), "root")
    await found(db, union("hb", Level.PROVINCIAL, name="湖北省总工会", members=30), "root")
    await found(db, union("xh", Level.COUNTY, name="西湖区总工会", members=20), "zj")
    await found(db, union("g1", Level.GRASSROOTS, name="鑫瑞机械有限公司工会委员会", members=150), "xh")
    await found(db, union("g2", Level.GRASSROOTS, name="晨光学校工会委员会", members=60), "xh")
    for person, where, role in SEATED:
        await seat(db, person, where, role)


@pytest_asyncio.fixture(loop_scope="session")
async def signed_in(db: Database, cast: None) -> dict[str, dict[str, str]]:
    """The headers with which each of the cast asks."""
    return {person: {"Authorization": f"Bearer {secret}"} for person, secret in SECRETS[db.bolt.uri].items()}


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    """The folder in which the application of the tests looks."""
    return Shelf(tmp_path / "atlas")
