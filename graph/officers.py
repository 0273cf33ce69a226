"""Officers: who acts for unions, and how each is reached, for whoever may see their people."""

from collections.abc import Collection, Mapping

from graph.access import covered
from graph.db import Transaction, rows
from graph.positions import positions
from orgnet.chases import Officer
from orgnet.permissions import Action


async def officers(tx: Transaction, actor: str, unions: Collection[str]) -> Mapping[str, Officer]:
    """One officer of each of these unions that has one and whose people the actor may see; he who can be rung up first."""
    places = await positions(tx, unions)
    seen = sorted(await covered(tx, actor, Action.SEE_PEOPLE, places.values()))
    found = await rows(tx, OFFICERS, unions=seen)
    return {record["union"]: Officer(record["name"], record["mobile"]) for record in reversed(found)}


OFFICERS = """
UNWIND $unions AS id
MATCH (u:Union {id: id})<-[s:SERVES {role: 'officer'}]-(p:Person) WHERE p.active
RETURN u.id AS union, p.name AS name, p.mobile AS mobile
ORDER BY p.mobile IS NULL, s.since, p.id
"""
