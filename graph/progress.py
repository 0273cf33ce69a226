"""Progress of a cascade: at any union, and for each of its children. Who has not yet acted: `graph.walks`.

That of a closed cascade is told of the network of the moment at which it was closed, children included.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from graph import documents, past
from graph.access import seats
from graph.db import Transaction
from graph.positions import positions
from graph.standings import Apart, apart, by_themselves, standings, whole, with_below
from graph.subjects import cascades, receipts
from orgnet.directives import Directive
from orgnet.errors import Missing
from orgnet.permissions import Action, decide
from orgnet.positions import Position
from orgnet.receipts import Receipt
from orgnet.standings import Standing
from orgnet.tallies import row_key

MANY = 1_000_000
"""More direct subordinates than those have together that are asked for at once."""


@dataclass(frozen=True, slots=True)
class Progress:
    """Where a union and its branch stand."""

    place: Position
    receipt: Receipt | None
    standing: Standing


async def seen(tx: Transaction, actor: str, id: str, at: str | None) -> tuple[Directive, Progress]:
    """The progress that an actor may see at a union in whose branch his figures are; at the issuer, and where none
    is named, that of the whole audience. Of what passes a cascade on, it is the cascade's where it was passed on."""
    document = await documents.read(tx, actor, id)
    if document.issued is None:
        raise Missing("a draft has no progress; issue it first")
    directive, top = document, document.issuer
    if document.relay:
        directive, top = (await cascades(tx, [document.cascade]))[document.cascade].directive, document.relay.at
    found = await progress(tx, directive, at or top)
    here, held = found.place, await seats(tx, actor)
    superiors = here.superiors | (await positions(tx, [here.union.id]))[here.union.id].superiors
    if not decide(Action.SEE_FIGURES, actor, held, here.union.id, superiors).allowed:
        raise Missing(f"there is no progress of union {here.union.id}")
    return directive, found


async def seen_children(
    tx: Transaction, actor: str, id: str, at: str | None, after: str, limit: int
) -> tuple[Directive, list[Progress]]:
    """The progress of a union's direct subordinates, as far as the actor may see it."""
    directive, found = await seen(tx, actor, id, at)
    return directive, await children(tx, directive, found.place.union.id, after, limit)


async def progress(tx: Transaction, directive: Directive, union: str) -> Progress:
    """The progress at a union: of its branch, or at the issuer of the whole audience.

    Raises Missing where the directive addresses nobody there, nor anything above.
    """
    here = await past.position(tx, union, directive.moment)
    key = row_key(directive.cascade, here.union.id)
    receipt = (await receipts(tx, [key])).get(key)
    if union == directive.audience.issuer:
        return Progress(here, receipt, await whole(tx, directive))
    [standing] = (await standings(tx, directive, [here])).values()
    if not standing.unions and not directive.audience.place(union, here.lines.on(directive.audience.line)):
        raise Missing(f"this directive does not reach the branch of union {union}")
    return Progress(here, receipt, standing)


async def children(
    tx: Transaction, directive: Directive, union: str, after: str, limit: int, beside: bool = True
) -> list[Progress]:
    """The progress of each direct subordinate on the audience's line, in the order of codes; below the issuer there
    are all others whom he addresses too, wherever they stand. Whoever comes there from above leaves out those `beside`,
    whom he meets where they stand."""
    ids = await past.children(tx, [union], directive.audience.line, (after, limit), directive.moment)
    return await _read(tx, directive, ids, await _apart(tx, directive, union) if beside else Apart(), after, limit)


async def every_child(tx: Transaction, directive: Directive, union: str, least: int = 0) -> list[Progress]:
    """The progress of all direct subordinates of a union, however many they are; or of those only that have so many
    unions below them at least, which costs little where most have not."""
    ids = list(await sizes(tx, directive, [union], least)) if least else await _below(tx, directive, [union])
    return await _read(tx, directive, ids, await _apart(tx, directive, union))


async def _below(tx: Transaction, directive: Directive, unions: Sequence[str]) -> Sequence[str]:
    return await past.children(tx, unions, directive.audience.line, ("", MANY), directive.moment)


async def sizes(tx: Transaction, directive: Directive, unions: Sequence[str], least: int) -> dict[str, int]:
    """How many unions those have below them that stand directly below some, if they have so many at least."""
    below = await _below(tx, directive, unions)
    return await with_below(tx, below, directive.audience.line, directive.moment, least)


async def several(tx: Transaction, directive: Directive, unions: Sequence[str]) -> list[Progress]:
    """The progress of unions that stand in the branch of the issuer."""
    return await _read(tx, directive, unions, Apart())


async def elsewhere(tx: Transaction, directive: Directive) -> list[Progress]:
    """The progress of all others whom a directive addresses, wherever they stand."""
    return await _read(tx, directive, [], await apart(tx, directive))


async def _apart(tx: Transaction, directive: Directive, union: str) -> Apart:
    """Those beside, who are met below the issuer."""
    return await apart(tx, directive) if directive.audience.issuer == union else Apart()


async def _read(
    tx: Transaction, directive: Directive, unions: Sequence[str], others: Apart, after: str = "", limit: int = MANY
) -> list[Progress]:
    """The progress of unions and of others, from after a code, so many at most."""
    places = list((await past.at(tx, unions, directive.moment)).values())
    places += [place for place in others.tops if place.union.code > after]
    here = sorted(places, key=lambda place: place.union.code)[:limit]
    standing = await standings(tx, directive, here)
    standing |= await by_themselves(tx, directive, [place for place in here if place.union.id in others.alone])
    held = await receipts(tx, [row_key(directive.cascade, place.union.id) for place in here])
    return [
        Progress(place, held.get(row_key(directive.cascade, place.union.id)), standing[place.union.id])
        for place in here
    ]
