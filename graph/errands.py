"""Errands: which unions a line of the log concerns, found page by page, led by tallies to those that have people."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from orjson import loads

from graph.db import Transaction
from graph.documents import found
from graph.progress import progress
from graph.stalled import stalled
from graph.standings import addresses_below
from graph.subjects import cascades
from graph.walks import Sought, handed, walk
from orgnet.directives import Directive, Way
from orgnet.errors import Missing
from orgnet.messages import Errand, Matter
from orgnet.positions import Position
from orgnet.receipts import Milestone, owes
from orgnet.reminders import Scope
from orgnet.standings import Standing
from orgnet.unions import Hands

PAGE, STALLS = 100, 1000


@dataclass(frozen=True, slots=True)
class Page:
    """Unions that are concerned, what they are told of, and where to go on; an empty path ends."""

    directive: Directive
    unions: Sequence[str]
    path: tuple[str, ...] = ()
    document: Directive | None = None

    @property
    def about(self) -> Directive:
        """The document that they are told of: what passed it on, where that has a number of its own."""
        return self.document or self.directive


def of(fact: Mapping[str, Any]) -> list[Errand]:
    """What a line of the log has to be told to whom."""
    data, seq, union, subject = loads(fact["data"]), fact["seq"], fact["union"], fact["subject"]
    match fact["kind"]:
        case "issued":
            return [Errand(seq, Matter.ISSUED, subject, union, Scope.BRANCH)]
        case "passed on":
            document = loads(fact["answer"])["directive"]
            return [Errand(seq, Matter.ISSUED, document, data["at"], Scope.BRANCH)]
        case "reminded":
            matter = Matter.NEAR if fact["actor"] == "clock" else Matter.REMINDED
            if Scope(data["scope"]) is Scope.ITSELF:
                return [Errand(seq, matter, subject, union, Scope.ITSELF, tuple(data["unions"]), data["milestone"])]
            [at] = data["unions"]
            return [Errand(seq, matter, subject, at, Scope.BRANCH, (), data["milestone"], top=at != union)]
        case "question answered":
            return [Errand(seq, Matter.ANSWERED, subject, union, Scope.ITSELF, (data["asked"],))]
        case "returned":
            return [Errand(seq, Matter.RETURNED, subject, union, Scope.ITSELF, (union,))]
        case _:
            return [Errand(seq, Matter.ANSWERED, subject, union, Scope.ITSELF, (union,))]


async def page(tx: Transaction, errand: Errand) -> Page | None:
    """The next unions that an errand concerns; None where there is nothing to tell of any more."""
    document = await found(tx, errand.directive)
    known = (await cascades(tx, [document.cascade])).get(document.cascade) if document else None
    if document is None or known is None or known.directive.closed:
        return None
    if errand.scope is Scope.ITSELF:
        n = int(errand.path[0]) if errand.path else 0
        some, rest = errand.unions[n : n + PAGE], errand.unions[n + PAGE :]
        return Page(known.directive, some, (str(n + PAGE),) if rest else ())
    if errand.matter is Matter.ISSUED and known.directive.way is Way.LEVEL_BY_LEVEL:
        below = await _below(tx, known.directive, errand)
        return replace(below, document=document) if document.number else below
    if errand.milestone == Milestone.RELAYED:
        stalls = await stalled(tx, known.directive, errand.at, STALLS)
        return Page(known.directive, [each.progress.place.union.id for each in stalls])
    return await _walked(tx, known.directive, errand)


async def _walked(tx: Transaction, directive: Directive, errand: Errand) -> Page | None:
    owed = Milestone(errand.milestone) if errand.milestone else None
    try:
        top = await progress(tx, directive, errand.at)
    except Missing:
        return None
    some, path = await walk(tx, directive, top, _seated(owed), errand.path, PAGE)
    unions = [each.place.union.id for each in some]
    return Page(directive, [union for union in unions if errand.top or union != errand.at], tuple(path))


def _seated(owed: Milestone | None) -> Sought:
    """Those with people of their own; who have not reached a milestone, if one is owed."""
    return Sought(
        lambda here: (
            here.standing.addressed
            and here.place.union.hands is Hands.SEATED
            and (owed is None or owes(here.receipt, owed))
        ),
        lambda standing: _having(standing, owed),
    )


def _having(standing: Standing, owed: Milestone | None) -> int:
    """At most so many of a branch are looked for."""
    seated = sum(n for cell, n in standing.expected.items() if cell[0] == "u" and cell[5] == Hands.SEATED[0])
    return seated if owed is None else min(seated, standing.missing(owed))


async def _below(tx: Transaction, directive: Directive, errand: Errand) -> Page:
    """Those directly below a union to whom a document came through it, as it was passed on."""
    come, path = await handed(tx, directive, errand.at, errand.path[0] if errand.path else "", PAGE)
    some = [place.union.id for place in come if await _concerns(tx, directive, place)]
    return Page(directive, some, tuple(path))


async def _concerns(tx: Transaction, directive: Directive, place: Position) -> bool:
    """Whether a document addresses a union, or somebody below to whom it is to pass it on."""
    return directive.audience.reaches(place.union, place.lines) or await addresses_below(tx, directive, place)
