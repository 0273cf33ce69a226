"""The few places where the engines differ."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import LiteralString

from neo4j import AsyncDriver
from neo4j.exceptions import (
    ConstraintError,
    DriverError,
    Neo4jError,
    ServiceUnavailable,
    SessionExpired,
    TransientError,
)
from neo4j.time import DateTime

from graph.bolt import Bolt

SESSION = {"initial_retry_delay": 0.002, "retry_delay_multiplier": 1.0, "retry_delay_jitter_factor": 0.9}
"""An optimistic engine reports a conflict at commit; the driver's usual pause of a second, doubling,
would starve the loser."""


class Dialect(StrEnum):
    """Which engine answers."""

    ARCADEDB = "arcadedb"
    NEO4J = "neo4j"


async def detect(driver: AsyncDriver, database: str) -> Dialect:
    """Which engine a driver is connected to, by the name it gives itself; asked once, without trying again."""
    async with driver.session(database=database) as session:
        summary = await (await session.run("RETURN 1")).consume()
    return Dialect.ARCADEDB if "arcade" in summary.server.agent.lower() else Dialect.NEO4J


def is_duplicate(error: Neo4jError | DriverError) -> bool:
    """Whether a unique constraint was hurt."""
    return isinstance(error, ConstraintError) or "DuplicatedKey" in str(error)


def is_unavailable(error: Neo4jError | DriverError) -> bool:
    """Whether trying again later may help."""
    return isinstance(error, TransientError | ServiceUnavailable | SessionExpired)


def is_gone(error: Neo4jError) -> bool:
    """Whether something found was deleted by another before it was looked at."""
    return error.code == "Neo.ClientError.Statement.EntityNotFound"


def native(moment: DateTime) -> datetime:
    """An instant as the standard library has it; ArcadeDB answers instants in UTC, without saying so."""
    plain = moment.to_native()
    return plain.replace(tzinfo=UTC) if plain.tzinfo is None else plain.astimezone(UTC)


def instant_said(text: str | None) -> datetime | None:
    """An instant that an engine said as text, if it said one; ArcadeDB leaves out the zone, which is UTC."""
    if text is None:
        return None
    plain = datetime.fromisoformat(text)
    return plain.replace(tzinfo=UTC) if plain.tzinfo is None else plain.astimezone(UTC)


def seconds(moment: datetime) -> int:
    """An instant as it is kept where records are found by a range of it: ArcadeDB's index of instants does not
    let go of deleted records, and a search that comes across one fails."""
    return int(moment.timestamp())


@dataclass(frozen=True, slots=True)
class TextIndex:
    """A full-text index, as each engine makes it."""

    neo4j: LiteralString
    arcadedb: Sequence[str]


async def create_text_index(driver: AsyncDriver, bolt: Bolt, index: TextIndex) -> None:
    """Make a full-text index, once."""
    if bolt.http is None:
        await driver.execute_query(index.neo4j, database_=bolt.database)
        return
    for statement in index.arcadedb:
        await asyncio.to_thread(bolt.post, f"command/{bolt.database}", {"language": "sql", "command": statement})


UNIONS = TextIndex(
    """
    CREATE FULLTEXT INDEX union_words IF NOT EXISTS FOR (u:Union) ON EACH [u.words]
    OPTIONS {indexConfig: {`fulltext.analyzer`: 'whitespace'}}
    """,
    (
        "CREATE VERTEX TYPE Union IF NOT EXISTS",
        "CREATE PROPERTY Union.words IF NOT EXISTS STRING",
        "CREATE INDEX union_words IF NOT EXISTS ON Union (words) FULL_TEXT"
        ' METADATA {"analyzer": "org.apache.lucene.analysis.core.WhitespaceAnalyzer", "similarity": "CLASSIC"}',
    ),
)
"""Over the terms of unions' names."""

DIRECTIVES = TextIndex(
    """
    CREATE FULLTEXT INDEX directive_text IF NOT EXISTS FOR (d:Directive) ON EACH [d.title, d.body]
    OPTIONS {indexConfig: {`fulltext.analyzer`: 'cjk'}}
    """,
    (
        "CREATE VERTEX TYPE Directive IF NOT EXISTS",
        "CREATE PROPERTY Directive.title IF NOT EXISTS STRING",
        "CREATE PROPERTY Directive.body IF NOT EXISTS STRING",
        "CREATE INDEX directive_text IF NOT EXISTS ON Directive (title, body) FULL_TEXT"
        ' METADATA {"analyzer": "org.apache.lucene.analysis.cjk.CJKAnalyzer", "similarity": "CLASSIC"}',
    ),
)
"""Over what directives say, by pairs of Chinese characters."""
