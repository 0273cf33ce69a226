"""Reminders: of all below a union, or of some, by whoever is above them; and the last one that binds somebody."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime

from graph.access import allow, covered
from graph.db import Database, Transaction, collected, rows, run
from graph.deliveries import deliveries, passed
from graph.dialect import native
from graph.documents import first_of
from graph.facts import Answer, change
from graph.log import Turn
from graph.nodes import Node
from graph.positions import position, positions
from graph.progress import Progress, progress
from graph.standings import addresses_below
from graph.subjects import receipts
from orgnet.directives import Directive, Way, may_act
from orgnet.errors import Conflict, Missing
from orgnet.facts import Ask, Fact
from orgnet.permissions import Action
from orgnet.positions import Position
from orgnet.receipts import Milestone, owes
from orgnet.reminders import Reminder, Scope, asked, keys, latest, may_again
from orgnet.tallies import row_key


async def remind(
    database: Database,
    ask: Ask,
    by: str,
    id: str,
    milestone: Milestone | None,
    unions: Sequence[str],
    branch: str | None,
    least: int,
    now: datetime,
) -> Answer:
    """Remind, on behalf of the union `by`, exactly these unions, or if none is named all in a branch who have not reached
    a milestone: that of a union below, or all below `by` itself.

    Raises Conflict where somebody owes nothing, or was reminded less than `least` days ago: then nobody is reminded. The
    answer has the `milestone` and how many unions were `reminded`.
    """

    async def work(turn: Turn) -> Answer:
        place = await position(turn.tx, by)
        first = await first_of(turn.tx, ask.actor, id)
        await allow(turn.tx, ask.actor, Action.REMIND, place)
        may_act(first, turn.today)
        what = asked(first, milestone)
        if unions:
            scope, places, n = Scope.ITSELF, await _owing(turn.tx, first, place, unions, what), len(set(unions))
        else:
            top = await _top(turn.tx, place, branch)
            scope, places, n = Scope.BRANCH, [top], await _lacking(turn.tx, first, by, top, what)
        last = await binding(turn.tx, first.cascade, places, [what], scope)
        names = {each.union.id: each.union.name for each in places}
        may_again(last, names, turn.today, least, database.zone)
        await save(turn.tx, [Reminder(first.cascade, each.union.id, scope, what, turn.at, by) for each in places])
        answer: Answer = {"milestone": what, "reminded": n, "seq": turn.seq + 1}
        data = {"milestone": what, "scope": scope, "unions": [each.union.id for each in places]}
        turn.record(Fact("reminded", ask, by, first.cascade, place.branch, data, answer))
        return answer

    return await change(database, ask, work, now)


async def _top(tx: Transaction, by: Position, branch: str | None) -> Position:
    """Where the branch begins that is reminded; raises Conflict where that is not below."""
    if branch is None or branch == by.union.id:
        return by
    top = await position(tx, branch)
    if by.union.id not in top.superiors:
        raise Conflict(f"{top.union.name} is not below {by.union.name}", field="branch")
    return top


async def _lacking(tx: Transaction, directive: Directive, by: str, top: Position, milestone: Milestone) -> int:
    """How many of a branch still owe it, its top only where that is below; raises Conflict where nobody does."""
    here = await progress(tx, directive, top.union.id)
    found = lacking(directive, here, milestone)
    itself = milestone is not Milestone.RELAYED and here.standing.addressed and owes(here.receipt, milestone)
    found -= by == top.union.id and itself
    if found <= 0:
        raise Conflict("nobody below still owes this; there is nobody to remind")
    return found


def lacking(directive: Directive, found: Progress, milestone: Milestone) -> int:
    """About how many of a branch have what is asked and have not done it: of what is to be passed on, how many wait."""
    if milestone is Milestone.RELAYED:
        return found.standing.waiting
    waiting = found.standing.waiting if directive.way is Way.LEVEL_BY_LEVEL else 0
    return max(0, found.standing.missing(milestone) - waiting)


async def _owing(
    tx: Transaction, directive: Directive, by: Position, unions: Sequence[str], milestone: Milestone
) -> list[Position]:
    """Where those stand who are to be reminded; raises Conflict, naming one that owes nothing or is not below."""
    found = await positions(tx, list(dict.fromkeys(unions)))
    held = await receipts(tx, [row_key(directive.cascade, union) for union in found])
    came = await deliveries(tx, [(directive, place) for place in found.values()])
    done = await passed(tx, [row_key(directive.cascade, union) for union in found])
    places = list[Position]()
    for union in dict.fromkeys(unions):
        place, key = found.get(union), row_key(directive.cascade, union)
        if place is None or by.union.id not in place.superiors or came.to(directive, place) is None:
            raise Conflict(f"this document has not come to a union {union} below {by.union.name}", field="unions")
        if milestone is Milestone.RELAYED:
            open_ = key not in done and await addresses_below(tx, directive, place)
        else:
            open_ = directive.audience.reaches(place.union, place.lines) and owes(held.get(key), milestone)
        if not open_:
            raise Conflict(f"{place.union.name} owes nothing here, so it cannot be reminded", field="unions")
        places.append(place)
    return places


async def save(tx: Transaction, reminders: Sequence[Reminder]) -> None:
    """Write the last reminders of scopes; the document says that there are some."""
    values = [asdict(each) | {"key": each.key} for each in reminders]
    await run(tx, SAVE, rows=values)
    await run(tx, REMINDED, id=reminders[0].cascade, at=reminders[0].at)


SAVE = "UNWIND $rows AS r MERGE (m:Reminder {key: r.key}) SET m = r"

REMINDED = "MATCH (d:Directive {id: $id}) SET d.reminded = $at"


async def binding(
    tx: Transaction,
    cascade: str,
    places: Collection[Position],
    milestones: Sequence[Milestone],
    scope: Scope = Scope.ITSELF,
) -> dict[str, Reminder]:
    """The last reminder of some milestones that binds each of some unions, where there is one; or each of some
    branches."""
    own = {place.union.id: keys(cascade, place.union.id, place.superiors, milestones) for place in places}
    wanted = sorted({key for each in own.values() for key in each})
    known = {node["key"]: _reminder_of(node) for node in await collected(tx, KNOWN, keys=wanted)}
    last = {
        union: latest(known[k] for k in each if k in known and (scope is Scope.BRANCH or known[k].binds(union)))
        for union, each in own.items()
    }
    return {union: each for union, each in last.items() if each}


KNOWN = "UNWIND $keys AS key MATCH (m:Reminder {key: key}) RETURN collect(properties(m)) AS found"


async def bound(tx: Transaction, directive: Directive, places: Collection[Position]) -> Mapping[str, Reminder]:
    """The last reminder of anything a document asks that binds each of some unions; of most documents there is none,
    and nothing is asked."""
    if directive.reminded is None or not places:
        return {}
    return await binding(tx, directive.cascade, places, [Milestone.SIGNED, Milestone.RELAYED, Milestone.DONE])


async def of(tx: Transaction, actor: str, id: str, after: str, limit: int) -> list[tuple[Reminder, Position]]:
    """The last reminders of a document, each scope once, and where those stand, for who reads the documents of its
    issuer."""
    first = await first_of(tx, actor, id)
    issuer = await position(tx, first.issuer)
    if not await covered(tx, actor, Action.READ_DOCUMENTS, [issuer]):
        raise Missing(f"there are no reminders of directive {id}")
    found = [_reminder_of(record["node"]) for record in await rows(tx, OF, id=first.cascade, after=after, limit=limit)]
    places = await positions(tx, {each.union for each in found})
    return [(each, places[each.union]) for each in found]


OF = """
MATCH (m:Reminder {cascade: $id}) WHERE m.key > $after
RETURN properties(m) AS node ORDER BY m.key LIMIT $limit
"""


def _reminder_of(node: Node) -> Reminder:
    return Reminder(
        cascade=node["cascade"],
        union=node["union"],
        scope=Scope(node["scope"]),
        milestone=Milestone(node["milestone"]),
        at=native(node["at"]),
        by=node.get("by"),
    )
