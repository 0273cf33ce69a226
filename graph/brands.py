"""Brands: set by who administers a union, and seen by all who serve there or below."""

from base64 import b64decode, b64encode
from datetime import datetime
from typing import Any

from graph.access import allow
from graph.db import Database, Transaction, row, run
from graph.facts import Answer, change
from graph.log import Turn
from graph.positions import position
from orgnet.brands import Brand, Logo
from orgnet.errors import Missing
from orgnet.facts import Ask, Fact
from orgnet.permissions import Action


async def keep(database: Database, ask: Ask, brand: Brand, now: datetime) -> Answer:
    """Set the brand of a union; the answer names the `union` and the number `seq` of the fact."""

    async def work(turn: Turn) -> Answer:
        where = await position(turn.tx, brand.union)
        await allow(turn.tx, ask.actor, Action.EDIT, where)
        await run(turn.tx, KEEP, union=brand.union, said=_said(brand, turn.seq + 1))
        answer: Answer = {"union": brand.union, "seq": turn.seq + 1}
        turn.record(Fact("brand set", ask, brand.union, None, where.branch, {"name": brand.name}, answer))
        return answer

    return await change(database, ask, work, now)


KEEP = "MERGE (b:Brand {union: $union}) SET b = $said"


async def drop(database: Database, ask: Ask, union: str, now: datetime) -> Answer:
    """Take the brand of a union away; it has that of the nearest superior that has one then."""

    async def work(turn: Turn) -> Answer:
        where = await position(turn.tx, union)
        await allow(turn.tx, ask.actor, Action.EDIT, where)
        await run(turn.tx, "MATCH (b:Brand {union: $union}) DELETE b", union=union)
        answer: Answer = {"union": union, "seq": turn.seq + 1}
        turn.record(Fact("brand taken away", ask, union, None, where.branch, answer=answer))
        return answer

    return await change(database, ask, work, now)


def _said(brand: Brand, seq: int) -> dict[str, Any]:
    logo = brand.logo
    picture = {"media": logo.media, "logo": b64encode(logo.data).decode()} if logo else {}
    return {"union": brand.union, "name": brand.name, "colour": brand.colour, "changed": seq} | picture


async def nearest(tx: Transaction, union: str) -> Brand | None:
    """The brand of a union, or else that of the nearest superior that has one."""
    found = await row(tx, NEAREST, id=union)
    return _brand(found["node"]) if found else None


NEAREST = """
MATCH (u:Union {id: $id})
WITH [[0, u.id]] + [p = (u)-[:PART_OF*1..24]->(a) | [length(p), a.id]] AS line
UNWIND line AS each
MATCH (b:Brand {union: each[1]})
RETURN properties(b) AS node ORDER BY each[0] LIMIT 1
"""


async def of(tx: Transaction, union: str) -> Brand:
    """The brand of a union itself; raises Missing where it has none."""
    found = await row(tx, "MATCH (b:Brand {union: $union}) RETURN properties(b) AS node", union=union)
    if found is None:
        raise Missing(f"union {union} has no brand of its own")
    return _brand(found["node"])


def _brand(node: dict[str, Any]) -> Brand:
    logo = Logo(node["media"], b64decode(node["logo"])) if node.get("logo") else None
    return Brand(node["union"], node["name"], node["colour"], logo, node["changed"])
