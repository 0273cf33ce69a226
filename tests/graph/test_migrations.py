"""The schema is brought up to date once, whoever asks how often."""

import asyncio

from graph.db import Database, rows
from graph.migrations import MIGRATIONS, applied, migrate


async def test_every_migration_is_recorded(db: Database) -> None:
    assert await db.read(applied) == [migration.number for migration in MIGRATIONS]


async def test_migrating_twice_and_at_once_changes_nothing(db: Database) -> None:
    await asyncio.gather(migrate(db), migrate(db))
    assert await db.read(applied) == [migration.number for migration in MIGRATIONS]


async def test_there_is_one_log(db: Database) -> None:
    await migrate(db)
    heads = await db.read(lambda tx: rows(tx, "MATCH (l:Log) RETURN l.seq AS seq"))
    assert [head["seq"] for head in heads] == [0]
