"""Replies: what those have told that were to answer it or report it done, collated for whoever asked them.

Of a document that went to all at once each answers for itself, so those of a whole branch are collated. Of one that
goes level by level each superior asks those directly below it, and answers for its branch.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from graph.access import covered
from graph.db import Transaction
from graph.deliveries import deliveries
from graph.positions import position
from graph.progress import Progress, seen
from graph.subjects import cascades, receipts
from graph.walks import handed, staged, walk
from orgnet.directives import Directive, Way
from orgnet.errors import Missing
from orgnet.evidence import summed
from orgnet.permissions import Action
from orgnet.positions import Position
from orgnet.receipts import Receipt
from orgnet.rulings import Stage, stands
from orgnet.tallies import row_key

PAGE = 1000
"""Replies read at once to be added up."""


@dataclass(frozen=True, slots=True)
class Reply:
    """A union that has answered, and its receipt with what it told."""

    place: Position
    receipt: Receipt


@dataclass(frozen=True, slots=True)
class Sums:
    """How many have told something, and the sums by the places of the blanks."""

    replies: int
    sums: Mapping[int, int]


async def seen_replies(
    tx: Transaction,
    actor: str,
    id: str,
    at: str | None,
    after: Sequence[str],
    limit: int,
    stage: Stage = Stage.ANSWERED,
) -> tuple[Directive, list[Reply], Sequence[str]]:
    """The replies to a union's own asking, or below it, as far as the actor may see its figures; and where to go on,
    as in a walk. At most `limit` of them, and fewer where there are still more."""
    directive, found = await seen(tx, actor, id, at)
    if directive.way is Way.LEVEL_BY_LEVEL:
        union = found.place.union.id
        return directive, *await below(tx, directive, union, after[0] if after else "", limit, stage)
    replied, onwards = await walk(tx, directive, found, staged(directive, stage), after, limit)
    return directive, [_reply(each) for each in replied], onwards


def _reply(found: Progress) -> Reply:
    assert found.receipt is not None
    return Reply(found.place, found.receipt)


async def below(
    tx: Transaction, directive: Directive, union: str, after: str, limit: int, stage: Stage = Stage.ANSWERED
) -> tuple[list[Reply], Sequence[str]]:
    """Of those directly below a union to whom the document came through it, whose replies stand at a stage."""
    places, onwards = await handed(tx, directive, union, after, limit)
    known = await receipts(tx, [row_key(directive.cascade, place.union.id) for place in places])
    found = list[Reply]()
    for place in places:
        receipt = known.get(row_key(directive.cascade, place.union.id))
        if receipt and stands(receipt, stage) and directive.audience.reaches(place.union, place.lines):
            found.append(Reply(place, receipt))
    return found, onwards


async def seen_sums(tx: Transaction, actor: str, id: str, at: str | None) -> tuple[Directive, Sums]:
    """The sums over all replies, as far as the actor may see the figures."""
    directive, found = await seen(tx, actor, id, at)
    if directive.way is Way.DIRECT:
        return directive, Sums(found.standing.answered(directive.text.duties), found.standing.sums())
    return directive, await _sums(tx, directive, found.place.union.id)


async def _sums(tx: Transaction, directive: Directive, union: str) -> Sums:
    """The sums over the replies of those directly below a union."""
    replies, sums, after = 0, Counter[int](), [""]
    while after:
        found, after = await below(tx, directive, union, after[0], PAGE)
        replies += len(found)
        for each in found:
            sums.update(summed(each.receipt.told))
    return Sums(replies, sums)


async def start(tx: Transaction, actor: str, union: str, cascade: str) -> tuple[Directive, Sums]:
    """What a union's own answer starts from: the sums over what those below it have told it. For who may read its
    documents."""
    here = await position(tx, union)
    known = (await cascades(tx, [cascade])).get(cascade)
    if not known or not await covered(tx, actor, Action.READ_DOCUMENTS, [here]):
        raise Missing(f"there is no directive {cascade} for union {union}")
    if (await deliveries(tx, [(known.directive, here)])).to(known.directive, here) is None:
        raise Missing(f"directive {cascade} has not come to {here.union.name}")
    if known.directive.way is Way.DIRECT:
        return known.directive, Sums(0, {})
    return known.directive, await _sums(tx, known.directive, union)
