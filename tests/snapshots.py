"""Snapshots: what a test begins with is grown once on each database, and from then on put back in one statement."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any, LiteralString, cast

from neo4j.time import DateTime

from graph.db import Database, Transaction, rows, run
from graph.dialect import native


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A statement that creates all there was, and the properties of each node and edge."""

    statement: LiteralString
    properties: dict[str, dict[str, Any]]


KEPT: dict[tuple[str, str], Snapshot] = {}


async def begin(database: Database, name: str, grow: Callable[[Database], Awaitable[None]]) -> None:
    """Let an empty database hold what is grown under a name."""
    key = database.bolt.uri, name
    if key in KEPT:
        await database.write(lambda tx: _put_back(tx, KEPT[key]))
        return
    await grow(database)
    KEPT[key] = await database.read(_taken)


async def _taken(tx: Transaction) -> Snapshot:
    nodes = {record["id"]: record for record in await rows(tx, NODES)}
    names, parts, properties = {id: f"n{n}" for n, id in enumerate(nodes)}, list[str](), dict[str, dict[str, Any]]()
    for id, record in nodes.items():
        properties[names[id]] = record["properties"]
        parts.append(f"({names[id]}:{':'.join(record['labels'])})")
    for n, edge in enumerate(await rows(tx, EDGES)):
        properties[f"e{n}"] = edge["properties"]
        parts.append(f"({names[edge['start']]})-[e{n}:{edge['type']}]->({names[edge['end']]})")
    sets = ", ".join(f"{name} = $properties.{name}" for name in properties)
    plain = {name: {key: _plain(value) for key, value in held.items()} for name, held in properties.items()}
    return Snapshot(cast("LiteralString", f"CREATE {', '.join(parts)} SET {sets}"), plain)


NODES = """
MATCH (n) WHERE NOT n:Migration
RETURN elementId(n) AS id, labels(n) AS labels, properties(n) AS properties
"""

EDGES = """
MATCH (a)-[e]->(b)
RETURN elementId(a) AS start, type(e) AS type, elementId(b) AS end, properties(e) AS properties
"""


def _plain(value: Any) -> Any:
    """What the driver takes back as it gave it."""
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [_plain(each) for each in cast("Sequence[Any]", value)]
    return native(value) if isinstance(value, DateTime) else value


async def _put_back(tx: Transaction, snapshot: Snapshot) -> None:
    await run(tx, "MATCH (l:Log) DELETE l")
    await run(tx, snapshot.statement, properties=snapshot.properties)
