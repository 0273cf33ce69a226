"""The few places where the engines differ."""

import asyncio
import base64
import json
import urllib.request
from datetime import UTC, datetime
from enum import StrEnum

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


async def create_text_index(driver: AsyncDriver, bolt: Bolt) -> None:
    """Make the full-text index over the terms of unions' names, once."""
    if bolt.http is None:
        await driver.execute_query(NEO4J_TEXT_INDEX, database_=bolt.database)
        return
    for statement in ARCADEDB_TEXT_INDEX:
        await asyncio.to_thread(_sql, bolt, statement)


NEO4J_TEXT_INDEX = """
CREATE FULLTEXT INDEX union_words IF NOT EXISTS FOR (u:Union) ON EACH [u.words]
OPTIONS {indexConfig: {`fulltext.analyzer`: 'whitespace'}}
"""

ARCADEDB_TEXT_INDEX = (
    "CREATE VERTEX TYPE Union IF NOT EXISTS",
    "CREATE PROPERTY Union.words IF NOT EXISTS STRING",
    "CREATE INDEX union_words IF NOT EXISTS ON Union (words) FULL_TEXT"
    ' METADATA {"analyzer": "org.apache.lucene.analysis.core.WhitespaceAnalyzer", "similarity": "CLASSIC"}',
)


def _sql(bolt: Bolt, statement: str) -> None:
    body = json.dumps({"language": "sql", "command": statement}).encode()
    request = urllib.request.Request(f"{bolt.http}/api/v1/command/{bolt.database}", body)
    token = base64.b64encode(f"{bolt.user}:{bolt.password}".encode()).decode()
    request.add_header("Authorization", f"Basic {token}")
    request.add_header("Content-Type", "application/json")
    with urllib.request.urlopen(request, timeout=60) as answer:
        answer.read()
