"""Issued: what a union has drafted and issued, and how far each of it has got."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from graph.access import covered, seats
from graph.db import Transaction, collected, rows
from graph.documents import visible
from graph.nodes import directive_of
from graph.positions import position, positions
from graph.progress import progress
from graph.subjects import cascades
from orgnet.directives import Directive, Stage
from orgnet.errors import Missing
from orgnet.permissions import Action
from orgnet.standings import Standing


@dataclass(frozen=True, slots=True)
class Issued:
    """A document of a union, the first document of its cascade, and how far that has got where this one leads: of drafts
    there is nothing to tell. `questions` are those that wait for an answer."""

    directive: Directive
    first: Directive
    standing: Standing | None = None
    questions: int = 0


async def seen(tx: Transaction, actor: str, union: str, before: str, limit: int) -> list[Directive]:
    """The directives of a union that the actor may see, the latest first, from before an id."""
    serves = union in {seat.union for seat in await seats(tx, actor)}
    reads = bool(await covered(tx, actor, Action.READ_DOCUMENTS, (await positions(tx, [union])).values()))
    found: list[Directive] = []
    while len(found) < limit:
        page = await rows(tx, SEEN, issuer=union, before=before, limit=limit)
        directives = [directive_of(record["node"]) for record in page]
        # Whoever sees all of them is not asked about each.
        found += [each for each in directives if (reads if each.issued else serves) or await visible(tx, actor, each)]
        if len(page) < limit:
            break
        before = directives[-1].id
    return found[:limit]


SEEN = """
MATCH (d:Directive) WHERE d.issuer = $issuer AND d.id < $before
RETURN d {.*, body: null} AS node ORDER BY d.id DESC LIMIT $limit
"""


async def issued(tx: Transaction, actor: str, union: str, stage: Stage, before: str, limit: int) -> list[Issued]:
    """What a union has at a stage, the latest first, from before an id; drafts for those only who serve there."""
    here = await position(tx, union)
    if not await covered(tx, actor, Action.READ_DOCUMENTS, [here]):
        raise Missing(f"there are no directives of union {union} for you")
    if stage is Stage.DRAFTED and union not in {seat.union for seat in await seats(tx, actor)}:
        return []
    found = await rows(tx, ISSUED, issuer=union, stage=stage.value, before=before, limit=limit)
    directives = [directive_of(record["node"]) for record in found]
    if stage is Stage.DRAFTED:
        return [Issued(each, each) for each in directives]
    return await _told(tx, directives)


ISSUED = """
MATCH (d:Directive) WHERE d.issuer = $issuer AND d.id < $before
MATCH (f:Directive {id: d.cascade})
WITH d, CASE
    WHEN d.issued IS NULL THEN 'drafted'
    WHEN d.state <> 'issued' OR f.closed IS NOT NULL THEN 'over'
    ELSE 'going'
END AS stage
WHERE stage = $stage
RETURN d {.*, body: null} AS node ORDER BY d.id DESC LIMIT $limit
"""


async def _told(tx: Transaction, directives: Sequence[Directive]) -> list[Issued]:
    firsts = await cascades(tx, {each.cascade for each in directives})
    open_ = await _questions(tx, [each.id for each in directives])
    found = list[Issued]()
    for each in directives:
        first = firsts[each.cascade].directive
        top = each.relay.at if each.relay else each.issuer
        over = replace(each, state=first.state) if each.relay and first.closed else each
        standing = (await progress(tx, first, top)).standing
        found.append(Issued(over, first, standing, open_.get(each.id, 0)))
    return found


async def _questions(tx: Transaction, ids: Collection[str]) -> Mapping[str, int]:
    """How many questions on documents wait for an answer, by document."""
    return dict(await collected(tx, QUESTIONS, ids=list(ids)))


QUESTIONS = """
UNWIND $ids AS id
MATCH (q:Question {directive: id}) WHERE q.answer IS NULL
WITH id, count(q) AS n
RETURN collect([id, n]) AS found
"""
