"""Access: what the table of permissions says, asked of the graph in the transaction at hand."""

from collections.abc import Collection

from graph.db import Transaction, rows
from orgnet.permissions import Action, Decision, Role, Seat, decide, demand
from orgnet.positions import Position


async def seats(tx: Transaction, person: str) -> list[Seat]:
    """The seats a person holds, if the person is active."""
    return (await seats_of(tx, [person])).get(person, [])


async def seats_of(tx: Transaction, people: Collection[str]) -> dict[str, list[Seat]]:
    """The seats of several people, those of inactive ones left out."""
    found = await rows(
        tx,
        """
        UNWIND $ids AS id
        MATCH (p:Person {id: id})-[s:SERVES]->(u:Union) WHERE p.active
        RETURN id, u.id AS union, s.role AS role
        """,
        ids=list(people),
    )
    held: dict[str, list[Seat]] = {}
    for record in found:
        held.setdefault(record["id"], []).append(Seat(record["union"], Role(record["role"])))
    return held


async def decision(tx: Transaction, actor: str, action: Action, where: Position) -> Decision:
    """What the table says of an actor, an action and a union."""
    return decide(action, actor, await seats(tx, actor), where.union.id, where.superiors)


async def allow(tx: Transaction, actor: str, action: Action, *places: Position) -> None:
    """Raises Denied, with the reason, unless the actor may do this at every one of the places."""
    held = await seats(tx, actor)
    for where in places:
        demand(decide(action, actor, held, where.union.id, where.superiors))


async def covered(tx: Transaction, actor: str, action: Action, places: Collection[Position]) -> set[str]:
    """The ids of the places at which the actor may do this; lists ask the same question as checks."""
    held = await seats(tx, actor)
    return {where.union.id for where in places if decide(action, actor, held, where.union.id, where.superiors).allowed}
