"""Rows of tallies: read, and changed within a turn at the log's head."""

from collections.abc import Collection
from datetime import date, timedelta

from orjson import OPT_SORT_KEYS, dumps, loads

from graph.db import Transaction, row, rows, run
from orgnet.cells import Counts
from orgnet.tallies import NETWORK, Deltas, plus


async def read(tx: Transaction, keys: Collection[str]) -> dict[str, dict[str, int]]:
    """The rows there are, by key; a row that is absent counts nothing."""
    found = await rows(
        tx,
        "UNWIND $keys AS key MATCH (t:Tally {key: key}) RETURN t.key AS key, t.counts AS counts",
        keys=list(keys),
    )
    return {record["key"]: loads(record["counts"]) for record in found}


async def apply(tx: Transaction, deltas: Deltas, today: date) -> None:
    """Add the deltas to their rows; of the census each row's last state of earlier days is kept."""
    changes = deltas.changes()
    if not changes:
        return
    before = await read(tx, changes.keys())
    after = {key: plus(before.get(key, {}), delta) for key, delta in changes.items()}
    await keep(tx, {key: before.get(key, {}) for key in changes if key.startswith(NETWORK)}, today)
    await write(tx, after)


async def write(tx: Transaction, after: dict[str, dict[str, int]]) -> None:
    """Set rows; those that count nothing any more are removed."""
    kept = [{"key": key, "counts": encode(counts)} for key, counts in after.items() if counts]
    gone = [key for key, counts in after.items() if not counts]
    await run(tx, "UNWIND $rows AS r MERGE (t:Tally {key: r.key}) SET t.counts = r.counts", rows=kept)
    if gone:
        await run(tx, "UNWIND $keys AS key MATCH (t:Tally {key: key}) DELETE t", keys=gone)


async def keep(tx: Transaction, before: dict[str, dict[str, int]], today: date) -> None:
    """Keep what these census rows (or own cells) were until yesterday, where that is not yet kept.

    Of a union that is in the network since today there is nothing to keep.
    """
    until = (today - timedelta(days=1)).isoformat()
    dated = [
        {"row": key, "union": key.split("|")[1], "key": f"{key}|{until}", "counts": encode(counts)}
        for key, counts in before.items()
    ]
    await run(
        tx,
        """
        UNWIND $dated AS d
        MATCH (u:Union {id: d.union}) WHERE u.born < $today
        MERGE (c:Census {key: d.key})
        ON CREATE SET c.row = d.row, c.until = $until, c.counts = d.counts
        """,
        dated=dated,
        today=today.isoformat(),
        until=until,
    )


async def as_of(tx: Transaction, key: str, day: date) -> dict[str, int] | None:
    """What a census row was at the end of a day, where it has changed since; None where it has not."""
    found = await row(
        tx,
        """
        MATCH (c:Census {row: $key}) WHERE c.until >= $day
        RETURN c.counts AS counts ORDER BY c.until LIMIT 1
        """,
        key=key,
        day=day.isoformat(),
    )
    return loads(found["counts"]) if found else None


def encode(counts: Counts) -> str:
    """Counts as the text of their row: the same counts, the same text."""
    return dumps(dict(counts), option=OPT_SORT_KEYS).decode()
