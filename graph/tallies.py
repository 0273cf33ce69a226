"""Rows of tallies: read, and changed within a turn at the log's head."""

from collections.abc import Collection
from datetime import date, timedelta

from orjson import OPT_SORT_KEYS, dumps, loads

from graph.db import Transaction, collected, rows, run
from orgnet.cells import Counts
from orgnet.past import Moment, day_label
from orgnet.tallies import NETWORK, Deltas, plus


async def read(tx: Transaction, keys: Collection[str]) -> dict[str, dict[str, int]]:
    """The rows there are, by key; a row that is absent counts nothing."""
    found = await collected(tx, READ, keys=list(keys))
    return {key: loads(counts) for key, counts in found}


READ = "UNWIND $keys AS key MATCH (t:Tally {key: key}) RETURN collect([key, t.counts]) AS found"


async def apply(tx: Transaction, deltas: Deltas, today: date, founded: Collection[str] = ()) -> None:
    """Add the deltas to their rows; of the census each row's last state of earlier days is kept.

    Of unions that are founded in this turn it is known that they had none.
    """
    changes = deltas.changes()
    if not changes:
        return
    before = await read(tx, changes.keys())
    after = {key: plus(before.get(key, {}), delta) for key, delta in changes.items()}
    census = (key for key in changes if key.startswith(NETWORK))
    await keep(tx, {key: before.get(key, {}) for key in census if _union(key) not in founded}, today)
    await write(tx, after, before.keys())


async def write(tx: Transaction, after: dict[str, dict[str, int]], there: Collection[str]) -> None:
    """Set rows, of which these are there already; those that count nothing any more are removed."""
    kept, new = list[list[str]](), list[list[str]]()
    for key, counts in after.items():
        if counts:
            (kept if key in there else new).append([key, encode(counts)])
    gone = [key for key, counts in after.items() if not counts]
    if kept:
        await run(tx, "UNWIND $rows AS r MATCH (t:Tally {key: r[0]}) SET t.counts = r[1]", rows=kept)
    if new:
        await run(tx, "UNWIND $rows AS r CREATE (:Tally {key: r[0], counts: r[1]})", rows=new)
    if gone:
        await run(tx, "UNWIND $keys AS key MATCH (t:Tally {key: key}) DELETE t", keys=gone)


async def keep(tx: Transaction, before: dict[str, dict[str, int]], today: date) -> None:
    """Keep what these census rows (or own cells) were at the end of yesterday, or at a closing today, where
    that is not yet kept.

    Of a union that came into the network since then there is nothing to keep.
    """
    if not before:
        return
    await run(
        tx,
        KEEP,
        dated=[{"row": key, "union": _union(key), "counts": encode(counts)} for key, counts in before.items()],
        yesterday=day_label(today - timedelta(days=1)),
    )


KEEP = """
MATCH (l:Log {id: 'log'})
WITH CASE WHEN l.closing > $yesterday THEN l.closing ELSE $yesterday END AS until
UNWIND $dated AS d
MATCH (u:Union {id: d.union}) WHERE u.born < until
WITH d, until, d.row + '|' + until AS key
MERGE (c:Census {key: key})
ON CREATE SET c.row = d.row, c.until = until, c.counts = d.counts
"""


def _union(key: str) -> str:
    """Whose row this is the key of."""
    return key.split("|")[1]


async def at(tx: Transaction, keys: Collection[str], moment: Moment | None) -> dict[str, dict[str, int]]:
    """What census rows were at a moment, or are now; only rows of unions that were in the network then."""
    now = await read(tx, keys)
    return now | await kept(tx, keys, moment) if moment else now


async def kept(tx: Transaction, keys: Collection[str], moment: Moment) -> dict[str, dict[str, int]]:
    """What census rows (or own cells) were at a moment, as far as they were changed since."""
    found = await rows(
        tx,
        """
        UNWIND $keys AS key
        MATCH (c:Census {row: key}) WHERE c.until >= $label
        WITH key, min(c.until) AS until
        RETURN key + '|' + until AS key
        """,
        keys=list(keys),
        label=moment.label,
    )
    first = await rows(
        tx,
        "UNWIND $keys AS key MATCH (c:Census {key: key}) RETURN c.row AS row, c.counts AS counts",
        keys=[record["key"] for record in found],
    )
    return {record["row"]: loads(record["counts"]) for record in first}


def encode(counts: Counts) -> str:
    """Counts as the text of their row: the same counts, the same text."""
    return dumps(dict(counts), option=OPT_SORT_KEYS).decode()
