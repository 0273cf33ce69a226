"""The database: one driver, its sessions, and its errors in the words of the domain."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Generator
from contextlib import asynccontextmanager, contextmanager, suppress
from datetime import date, datetime
from typing import Any, LiteralString, TypeVar, cast
from zoneinfo import ZoneInfo

from neo4j import AsyncDriver, AsyncGraphDatabase, AsyncManagedTransaction, AsyncResult, Record
from neo4j.exceptions import DriverError, Neo4jError, TransientError

from graph import dialect
from graph.bolt import Bolt
from graph.dialect import Dialect
from graph.hashing import MEMORY, Hashing
from orgnet.days import day_of
from orgnet.errors import Conflict, Refusal, Unavailable

Transaction = AsyncManagedTransaction
T = TypeVar("T")


class Database:
    """One graph. Work given to `read` and `write` may be run more than once: it must have no effect
    outside its transaction."""

    def __init__(self, driver: AsyncDriver, bolt: Bolt, dialect: Dialect, zone: ZoneInfo, hashing: Hashing) -> None:
        self.driver = driver
        self.bolt = bolt
        self.dialect = dialect
        self.zone = zone
        self.hashing = hashing
        self.turns = asyncio.Lock()

    def today(self, now: datetime) -> date:
        """The day it is in the network's time zone."""
        return day_of(now, self.zone)

    async def read(self, work: Callable[[Transaction], Awaitable[T]]) -> T:
        """What the work read, in one transaction."""
        with translated():
            async with self.driver.session(database=self.bolt.database, **dialect.SESSION) as session:
                return await session.execute_read(_persistent(work))

    async def write(self, work: Callable[[Transaction], Awaitable[T]]) -> T:
        """What the work answers, committed; work that becomes history goes through `graph.log.turn`."""
        with translated():
            async with self.driver.session(database=self.bolt.database, **dialect.SESSION) as session:
                return await session.execute_write(_persistent(work))

    async def schema(self, statement: LiteralString) -> None:
        """Run a schema statement, which commits by itself."""
        with translated():
            async with self.driver.session(database=self.bolt.database) as session:
                await (await session.run(statement)).consume()

    def rehearsing(self) -> "Rehearsal":
        """The same database, on which everything is tried and nothing is kept."""
        return Rehearsal(self.driver, self.bolt, self.dialect, self.zone, self.hashing)


class Rehearsal(Database):
    """A database on which writes are tried: whatever would refuse them does, and then all is as before."""

    async def write(self, work: Callable[[Transaction], Awaitable[T]]) -> T:
        """What the work answers; nothing of it is committed."""
        answers = list[T]()

        async def attempt(tx: Transaction) -> None:
            answers.append(await work(tx))
            raise Tried

        with suppress(Tried):
            await super().write(attempt)
        return answers[-1]


class Tried(Exception):
    """Leads a rehearsed transaction back."""


class Unsaid(list[Any]):
    """A list that does not say what is in it: the driver says every parameter to its log of messages, heard or not."""

    def __repr__(self) -> str:
        return f"[{len(self)}]"


def _persistent(work: Callable[[Transaction], Awaitable[T]]) -> Callable[[Transaction], Awaitable[T]]:
    """Work that begins anew, as after any other conflict, when something it found was deleted meanwhile."""

    async def attempt(tx: Transaction) -> T:
        try:
            return await work(tx)
        except Neo4jError as error:
            if dialect.is_gone(error):
                raise TransientError("something found was deleted meanwhile") from error
            raise

    return attempt


async def _quietly(tx: Transaction, statement: LiteralString, parameters: dict[str, Any]) -> AsyncResult:
    quiet = {
        name: Unsaid(cast("list[Any]", value)) if isinstance(value, list) else value
        for name, value in parameters.items()
    }
    return await tx.run(statement, quiet)


async def rows(tx: Transaction, statement: LiteralString, **parameters: Any) -> list[Record]:
    """All rows of a statement."""
    return [record async for record in await _quietly(tx, statement, parameters)]


async def collected(tx: Transaction, statement: LiteralString, **parameters: Any) -> list[Any]:
    """What a statement collects as `found`: for a thousand rows, since the driver takes long over each record."""
    return (await rows(tx, statement, **parameters))[0]["found"]


async def row(tx: Transaction, statement: LiteralString, **parameters: Any) -> Record | None:
    """The only row of a statement, or None."""
    found = await rows(tx, statement, **parameters)
    return found[0] if found else None


async def run(tx: Transaction, statement: LiteralString, **parameters: Any) -> None:
    """Run a statement for what it changes."""
    await (await _quietly(tx, statement, parameters)).consume()


@contextmanager
def translated() -> Generator[None]:
    """Errors of the driver become errors of the domain; what they said stays in the cause."""
    try:
        yield
    except (Neo4jError, DriverError) as error:
        if dialect.is_duplicate(error):
            raise Conflict("something with the same identity was written at the same moment") from error
        if dialect.is_unavailable(error):
            raise Unavailable("the database is busy or restarting; try again in a moment") from error
        raise


def doubled(refusal: Refusal) -> bool:
    """Whether a refusal is a conflict of writers, who wrote the same at once, and not one with a rule."""
    return isinstance(refusal, Conflict) and isinstance(refusal.__cause__, Neo4jError)


@asynccontextmanager
async def connect(
    bolt: Bolt, timezone: str = "Asia/Shanghai", password_memory: int = MEMORY, patience: float = 30.0
) -> AsyncGenerator[Database]:
    """A database at a Bolt address, closed when left; `patience` is for how many seconds work is tried again."""
    driver = AsyncGraphDatabase.driver(
        bolt.uri, auth=(bolt.user, bolt.password), notifications_min_severity="OFF", max_transaction_retry_time=patience
    )
    async with driver:
        kind = await _greeted(driver, bolt)
        yield Database(driver, bolt, kind, ZoneInfo(timezone), Hashing(password_memory))


async def _greeted(driver: AsyncDriver, bolt: Bolt) -> Dialect:
    """Which engine answers at an address; raises Unavailable where none does, Conflict where it lets nobody in."""
    try:
        return await dialect.detect(driver, bolt.database)
    except Neo4jError as error:
        raise Conflict(
            f"the database at {bolt.uri} refuses {bolt.user}: {error.message};"
            " set ORGNET_GRAPH_USER, ORGNET_GRAPH_PASSWORD and ORGNET_GRAPH_DATABASE to what it knows"
        ) from error
    except DriverError as error:
        raise Unavailable(f"no database answers at {bolt.uri}; start it, or correct ORGNET_GRAPH_URI") from error
