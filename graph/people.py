"""People: who may sign in."""

from graph.db import Transaction, row


async def may_found_root(tx: Transaction, person: str) -> bool:
    """Whether this is the first admin, who founds the root of an empty network."""
    found = await row(tx, "MATCH (p:Person {id: $id, first: true}) WHERE p.active RETURN p.id AS id", id=person)
    return found is not None
