"""Access: what the table of permissions says, asked of the graph in the transaction at hand."""

from collections.abc import Collection

from graph.db import Transaction, collected, row, rows
from graph.positions import positions
from orgnet.errors import Denied, Missing
from orgnet.permissions import OPERATOR, Action, Role, Seat, decide, demand
from orgnet.positions import Position


async def seats(tx: Transaction, person: str) -> list[Seat]:
    """The seats a person holds, if the person is active; the operator needs none."""
    return [] if person == OPERATOR else (await seats_of(tx, [person])).get(person, [])


async def posts_of(tx: Transaction, person: str) -> list[Seat]:
    """The seats a person has been given, those that sleep included."""
    found = await rows(
        tx,
        """
        MATCH (:Person {id: $id})-[s:SERVES]->(u:Union)
        RETURN u.id AS union, s.role AS role ORDER BY u.code, s.role
        """,
        id=person,
    )
    return [Seat(record["union"], Role(record["role"])) for record in found]


async def seats_of(tx: Transaction, people: Collection[str]) -> dict[str, list[Seat]]:
    """The seats of several people; those of inactive people and at dissolved unions sleep, and are left out."""
    held: dict[str, list[Seat]] = {}
    for person, union, role in await collected(tx, SEATS, ids=list(people)):
        held.setdefault(person, []).append(Seat(union, Role(role)))
    return held


SEATS = """
UNWIND $ids AS id
MATCH (p:Person {id: id})-[s:SERVES]->(u:Union) WHERE p.active AND u.status <> 'dissolved'
RETURN collect([id, u.id, s.role]) AS found
"""


async def allow(tx: Transaction, actor: str, action: Action, *places: Position) -> None:
    """Raises Denied, with the reason, unless the actor may do this at every one of the places."""
    admit(await seats(tx, actor), actor, action, *places)


def admit(held: Collection[Seat], actor: str, action: Action, *places: Position) -> None:
    """The same, where the actor's seats are known."""
    for where in places:
        demand(decide(action, actor, held, where.union.id, where.superiors))


async def covered(tx: Transaction, actor: str, action: Action, places: Collection[Position]) -> set[str]:
    """The ids of the places at which the actor may do this; lists ask the same question as checks."""
    held = await seats(tx, actor)
    return {where.union.id for where in places if decide(action, actor, held, where.union.id, where.superiors).allowed}


async def powers(tx: Transaction, actor: str, where: Position) -> frozenset[Action]:
    """All that the actor may do at a place."""
    held = await seats(tx, actor)
    decisions = {action: decide(action, actor, held, where.union.id, where.superiors) for action in Action}
    return frozenset(action for action, decision in decisions.items() if decision.allowed)


async def see(tx: Transaction, actor: str, person: str) -> list[Position]:
    """Where a person serves; raises Missing unless the person exists for the actor: it is himself, or
    somebody who serves where he may see people."""
    known = await row(tx, "MATCH (p:Person {id: $id}) RETURN p.id AS id", id=person)
    places = await places_of(tx, person) if known else []
    sees_himself = actor in (person, OPERATOR)
    if known is None or not (sees_himself or await covered(tx, actor, Action.SEE_PEOPLE, places)):
        raise Missing(f"there is no person {person}")
    return places


async def look_after(tx: Transaction, actor: str, person: str) -> list[Position]:
    """Where a person serves; raises unless the actor administers all of it.

    Whoever could reset the password of somebody with a seat elsewhere would gain that seat.
    """
    places = await see(tx, actor, person)
    if not places and actor != OPERATOR:
        raise Denied("this person serves nowhere; only the operator of the installation can look after him")
    await allow(tx, actor, Action.LOOK_AFTER, *places)
    return places


async def places_of(tx: Transaction, person: str) -> list[Position]:
    """Where somebody serves, sleeping seats included; of somebody who serves nowhere, where he last did, or
    was entered."""
    found = await rows(
        tx,
        """
        MATCH (p:Person {id: $id})
        OPTIONAL MATCH (p)-[:SERVES]->(u:Union)
        RETURN DISTINCT coalesce(u.id, p.home) AS id
        """,
        id=person,
    )
    places = await positions(tx, [record["id"] for record in found if record["id"]])
    return sorted(places.values(), key=lambda place: place.union.code)
