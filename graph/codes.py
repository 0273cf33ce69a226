"""Codes: every union has its own, and so it has its id.

No index of the database keeps them apart: proving every key would cost a loading a seventh. Nor is one needed, since
all writes happen one after the other: who gives a code looks in his turn whether it is free. Ids are made at random.
"""

from collections.abc import Collection
from typing import Literal, LiteralString

from graph.db import Transaction, row, rows
from orgnet.errors import Conflict

Field = Literal["id", "code"]
OWN: tuple[Field, ...] = ("id", "code")
"""What every union has of its own."""


async def free(tx: Transaction, codes: Collection[str]) -> None:
    """Raises Conflict where a union has one of these codes."""
    taken = await row(tx, TAKEN, codes=list(codes)) if codes else None
    if taken:
        raise Conflict(f"the code {taken['code']} belongs to {taken['name']}; every union has its own", field="code")


TAKEN = "UNWIND $codes AS code MATCH (u:Union {code: code}) RETURN code, u.name AS name LIMIT 1"


async def shared(tx: Transaction, field: Field, keys: Collection[str]) -> list[str]:
    """Which of these ids, or of these codes, several unions have."""
    return [record["key"] for record in await rows(tx, SHARED[field], keys=list(keys))]


SHARED: dict[Field, LiteralString] = {
    field: f"UNWIND $keys AS key MATCH (u:Union {{{field}: key}}) WITH key, count(*) AS n WHERE n > 1 RETURN key"
    for field in OWN
}
