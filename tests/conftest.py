"""The databases of the tests: one small server of each engine per worker, emptied between tests."""

import asyncio
import gc
import os
from collections.abc import AsyncGenerator, Generator
from contextlib import AsyncExitStack
from pathlib import Path

import hypothesis
import pytest
import pytest_asyncio

from graph.bolt import Bolt
from graph.db import Database, Transaction, connect, rows, run
from graph.dialect import Dialect
from graph.engine import running
from graph.garbage import SELDOM
from graph.migrations import migrate
from graph.settings import Settings
from tests import chromium
from tests.neo4j import Unreachable, jars, neo4j

ENGINES = ["embedded", "neo4j"]
INSISTS = os.environ.get("ORGNET_TEST_ENGINES") == "both"
"""Whether both engines must be there, and nothing may be skipped."""

# Servers that live for minutes spend more on compiling their code well than they win by it.
os.environ.setdefault("JDK_JAVA_OPTIONS", "-XX:TieredStopAtLevel=1")

# The machines that run the tests are busy; how long an example takes says nothing.
hypothesis.settings.register_profile("unhurried", deadline=None)
hypothesis.settings.load_profile("unhurried")


def pytest_configure(config: pytest.Config) -> None:
    """Without Maven Central the embedded half is run, and said so; the pipeline insists on both."""
    try:
        jars()
    except Unreachable as unreachable:
        if INSISTS:
            raise pytest.UsageError(str(unreachable)) from unreachable
        ENGINES.remove("neo4j")
    if INSISTS and chromium.found() is None:
        raise pytest.UsageError("there is no Chromium, and nothing may be skipped here; install chromium")


def pytest_collection_finish() -> None:
    """What is collected by now stays to the end, so garbage is not looked for in it; and seldom in the rest."""
    gc.freeze()
    gc.set_threshold(*SELDOM)


def pytest_report_header() -> str:
    """Which engines the tests run on, and in which browser."""
    only = "embedded ArcadeDB only, since Neo4j could not be fetched from Maven Central"
    engines = "embedded ArcadeDB and Neo4j" if "neo4j" in ENGINES else only
    return f"engines: {engines}; browser: {chromium.found() or 'none, so the pages are not looked at'}"


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Every test that touches the database runs on every engine. What a browser looks at knows no Cypher and runs on
    the first, but for what is marked to show that all pages are the same on the other."""
    if "engine" in metafunc.fixturenames:
        looks = "browser" in metafunc.fixturenames and not metafunc.definition.get_closest_marker("every_engine")
        metafunc.parametrize("engine", ENGINES[:1] if looks else ENGINES, scope="session")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What needs Neo4j itself, or a browser, is no test where there is none."""
    absent = {"neo4j_bolt"} if "neo4j" not in ENGINES else set[str]()
    absent |= {"browser"} if chromium.found() is None else set[str]()
    items[:] = [item for item in items if not absent & set(getattr(item, "fixturenames", ()))]


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Where both engines are insisted on, a skipped test is a failure."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if INSISTS and reporter and reporter.stats.get("skipped"):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say why the run failed."""
    if INSISTS and terminalreporter.stats.get("skipped"):
        terminalreporter.write_line("a test was skipped, and nothing may be skipped here", red=True)


@pytest.fixture(scope="session")
def neo4j_bolt() -> Generator[Bolt]:
    """This worker's Neo4j."""
    with neo4j() as bolt:
        yield bolt


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def databases(
    tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> AsyncGenerator["Databases"]:
    """This worker's databases, each started when first asked for."""
    async with AsyncExitStack() as stack:
        yield Databases(stack, tmp_path_factory.mktemp("engine"), request)


class Databases:
    """The database of each engine."""

    def __init__(self, stack: AsyncExitStack, folder: Path, request: pytest.FixtureRequest) -> None:
        self.stack = stack
        self.folder = folder
        self.request = request
        self.started: dict[str, Database] = {}

    async def on(self, engine: str) -> Database:
        """The migrated database of an engine."""
        if engine not in self.started:
            database = await self.stack.enter_async_context(connect(await self._bolt(engine), password_memory=64))
            await migrate(database)
            self.started[engine] = database
        return self.started[engine]

    async def _bolt(self, engine: str) -> Bolt:
        if engine == "neo4j":
            return self.request.getfixturevalue("neo4j_bolt")
        return await self.stack.enter_async_context(
            running(Settings.model_validate({"data": self.folder, "memory": 384}))
        )


@pytest_asyncio.fixture(loop_scope="session")
async def db(databases: Databases, engine: str) -> Database:
    """An empty, migrated database, once on each engine."""
    database = await databases.on(engine)
    await empty(database)
    return database


SLICE = 5000
"""Nodes deleted in one transaction: a small server holds no more of them."""

MANY = 1000
"""Nodes from which on a database of the embedded engine is sooner made anew than emptied."""


async def empty(database: Database) -> None:
    """Leave nothing but the schema and a log that begins anew."""
    if database.dialect is Dialect.ARCADEDB and await _nodes(database) > MANY:
        await _renew(database)
    else:
        while await database.write(_delete) == SLICE:
            pass


async def _nodes(database: Database) -> int:
    [there] = await database.read(lambda tx: rows(tx, "MATCH (n) RETURN count(n) AS n"))
    return there["n"]


async def _renew(database: Database) -> None:
    """Make the database anew."""
    for command in "drop", "create":
        said = {"command": f"{command} database {database.bolt.database}"}
        await asyncio.to_thread(database.bolt.post, "server", said)
    await migrate(database)


async def _delete(tx: Transaction) -> int:
    """Delete a slice of what there is, and begin the log once nothing is left; how much it was."""
    [found] = await rows(tx, DELETE, most=SLICE)
    if found["n"] < SLICE:
        await run(tx, "CREATE (l:Log {id: 'log', seq: 0})")
    return found["n"]


DELETE = "MATCH (n) WHERE NOT n:Migration WITH n LIMIT $most DETACH DELETE n RETURN count(*) AS n"
