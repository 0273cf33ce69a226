"""Hands: whether anybody acts for a union, kept as a facet of the census.

Hands are no structure: they have no way back of their own, and do not make an edit of the union stale.
So they change here, for many unions at once, and not by steps.
"""

from collections.abc import Collection
from dataclasses import replace

from graph import tallies
from graph.db import Transaction, rows, run
from graph.log import Turn
from graph.positions import positions
from orgnet.cells import Counts, census
from orgnet.tallies import NETWORK, Deltas, Subject, minus, row_key
from orgnet.unions import Hands


async def count(turn: Turn, unions: Collection[str]) -> None:
    """Let the census know who has hands, after something about these unions' seats or invitations changed."""
    places, now = await positions(turn.tx, unions), await hands_of(turn.tx, unions)
    changed = [place for id, place in places.items() if place.union.hands is not now[id]]
    if not changed:
        return
    deltas, own = Deltas(), dict[str, Counts]()
    for place in changed:
        before = census(place.union)
        after = census(replace(place.union, hands=now[place.union.id]))
        deltas.flow_both(Subject(NETWORK, {place.root}), place.union.id, place.lines, minus(after, before))
        own[row_key("own", place.union.id)] = before
    await tallies.apply(turn.tx, deltas, turn.today)
    await tallies.keep(turn.tx, {key: dict(counts) for key, counts in own.items()}, turn.today)
    hands = [{"id": place.union.id, "hands": now[place.union.id].value} for place in changed]
    await run(turn.tx, "UNWIND $rows AS r MATCH (u:Union {id: r.id}) SET u.hands = r.hands", rows=hands)


async def hands_of(tx: Transaction, unions: Collection[str]) -> dict[str, Hands]:
    """Whether somebody active serves at each union, or is invited to."""
    found = await rows(
        tx,
        """
        UNWIND $ids AS id
        MATCH (u:Union {id: id})
        RETURN id, EXISTS { (u)<-[:SERVES]-(:Person {active: true}) } AS seated,
            EXISTS { (u)<-[:INVITES_TO]-(:Invitation {state: 'open'}) } AS invited
        """,
        ids=list(dict.fromkeys(unions)),
    )
    return {record["id"]: _hands(record["seated"], record["invited"]) for record in found}


def _hands(seated: bool, invited: bool) -> Hands:
    if seated:
        return Hands.SEATED
    return Hands.INVITED if invited else Hands.VACANT
