"""Chains: the documents through which a cascade has come to a union, from the first one down."""

from dataclasses import dataclass
from datetime import timedelta

from graph.access import covered
from graph.db import Transaction, rows
from graph.deliveries import deliveries
from graph.documents import found
from graph.nodes import directive_of
from graph.positions import position, positions
from graph.standings import addresses_below
from orgnet.directives import Directive
from orgnet.errors import Missing
from orgnet.permissions import Action
from orgnet.tallies import row_key
from orgnet.unions import Union


@dataclass(frozen=True, slots=True)
class Link:
    """One document of a chain, its issuer, in whose place it was issued if in another's, and how long the union that
    passed on had had it."""

    document: Directive
    issuer: Union
    instead: Union | None
    lag: timedelta | None


async def chain(tx: Transaction, actor: str, id: str, union: str) -> list[Link]:
    """The documents that have come to a union on either line, and what was passed on from there, the first one first;
    for who may read its documents."""
    here, first = await position(tx, union), await found(tx, id)
    if (
        first is None
        or first.relay
        or first.issued is None
        or not await covered(tx, actor, Action.READ_DOCUMENTS, [here])
    ):
        raise Missing(f"there is no directive {id} for union {union}")
    came = (await deliveries(tx, [(first, here)])).to(first, here)
    if came is None or not (first.audience.reaches(here.union, here.lines) or await addresses_below(tx, first, here)):
        raise Missing(f"directive {id} has not come to {here.union.name}")
    keys = [row_key(id, at) for at in dict.fromkeys((union, *here.lines.primary, *here.lines.second))]
    relays = [directive_of(record["node"]) for record in await rows(tx, ON_THE_WAY, keys=keys)]
    return await _linked(tx, [first, *relays])


ON_THE_WAY = """
UNWIND $keys AS key
MATCH (d:Directive {passes: key})
RETURN properties(d) AS node
"""


async def _linked(tx: Transaction, documents: list[Directive]) -> list[Link]:
    at = {document.id: document.issued for document in documents if document.issued}
    ends = {end for document in documents for end in (document.issuer, document.relay.at if document.relay else None)}
    unions = {id: place.union for id, place in (await positions(tx, {end for end in ends if end})).items()}
    return [
        Link(
            document=document,
            issuer=unions[document.issuer],
            instead=unions[relay.at] if (relay := document.relay) and relay.at != relay.by else None,
            lag=at[document.id] - at[relay.above] if relay and relay.above in at else None,
        )
        for document in sorted(documents, key=lambda document: (at[document.id], document.id))
    ]
