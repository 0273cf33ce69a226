"""Outside codes, kept: a code is one node, and its edges tell whose it is and whose it was."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from graph.db import Transaction, rows, run
from orgnet.outside import OutsideCode

Naming = tuple[str, str]
"""A system, and a code in it."""


def key(naming: Naming) -> str:
    """What is unique of an outside code."""
    return "|".join(part.replace("%", "%25").replace("|", "%7C") for part in naming)


async def meant(tx: Transaction, namings: Collection[Naming]) -> dict[Naming, str]:
    """The ids of the unions that older systems know by these codes today."""
    by_key = {key(naming): naming for naming in namings}
    found = await rows(
        tx,
        "UNWIND $keys AS key MATCH (:OutsideCode {key: key})-[:OF]->(u:Union) RETURN key, u.id AS id",
        keys=list(by_key),
    )
    return {by_key[record["key"]]: record["id"] for record in found}


async def assign(tx: Transaction, codes: Sequence[tuple[str, Naming, str]], today: date) -> None:
    """Let codes mean unions (union, naming, the day since when); what they meant before ends on that day."""
    about = [
        {"union": union, "key": key(naming), "system": naming[0], "code": naming[1], "since": since}
        for union, naming, since in codes
    ]
    await run(tx, CLOSE, codes=about)
    await run(tx, OPEN, codes=about, recorded=today.isoformat())


CLOSE = """
UNWIND $codes AS c
MATCH (o:OutsideCode {key: c.key})-[e:OF]->(u:Union)
CREATE (o)-[:WAS_OF {since: e.since, until: c.since, recorded: e.recorded}]->(u)
DELETE e
"""

OPEN = """
UNWIND $codes AS c
MATCH (u:Union {id: c.union})
MERGE (o:OutsideCode {key: c.key})
ON CREATE SET o.system = c.system, o.code = c.code
CREATE (o)-[:OF {since: c.since, recorded: $recorded}]->(u)
"""


async def codes_of(tx: Transaction, union: str) -> list[OutsideCode]:
    """All codes that older systems have or had for a union, the open ones first."""
    found = await rows(
        tx,
        """
        MATCH (o:OutsideCode)-[e:OF|WAS_OF]->(:Union {id: $id})
        RETURN o.system AS system, o.code AS code, e.since AS since, e.until AS until
        ORDER BY e.until IS NOT NULL, e.since DESC, system, code
        """,
        id=union,
    )
    return [_code(dict(record)) for record in found]


def _code(record: dict[str, Any]) -> OutsideCode:
    until = date.fromisoformat(record["until"]) if record["until"] else None
    return OutsideCode(record["system"], record["code"], date.fromisoformat(record["since"]), until)
