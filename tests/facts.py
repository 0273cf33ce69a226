"""What stands in the log, for whoever asks what was told there."""

from typing import Any

from graph.db import Database, rows


async def facts(database: Database) -> list[Any]:
    """All facts, whole, in the order of their numbers."""
    found = await database.read(lambda tx: rows(tx, "MATCH (f:Fact) RETURN f ORDER BY f.seq"))
    return [record["f"] for record in found]
