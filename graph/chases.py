"""Chases: what somebody needs to know of those who have not, put together for many of them at once."""

from collections.abc import Collection, Mapping

from graph import contacts
from graph.db import Transaction
from graph.officers import officers
from graph.reminders import bound
from orgnet.chases import Chase
from orgnet.directives import Directive
from orgnet.positions import Position


async def chases(
    tx: Transaction, actor: str, directive: Directive, places: Collection[Position]
) -> Mapping[str, Chase]:
    """What the actor may know of these unions, by id."""
    ids = [place.union.id for place in places]
    who = await officers(tx, actor, ids)
    last = await bound(tx, directive, places)
    said = await contacts.last(tx, actor, directive.cascade, ids)
    return {id: Chase(place, who.get(id), last.get(id), said.get(id)) for id, place in zip(ids, places, strict=True)}
