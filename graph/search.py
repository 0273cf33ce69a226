"""Searching unions by name, code or credit code: bounded work, however many unions there are.

What is found in names, `graph.candidates` says. The beginning of a question may also name a superior; then
the rest is looked for in its branch, for at most `splits` branches. An answer that may lack something says so.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any, LiteralString

from graph import tallies
from graph.candidates import INDEXED, Bounds, Branch, Candidates, Choice
from graph.db import Transaction, row, rows
from graph.nodes import union_of
from graph.positions import positions
from orgnet.cells import total
from orgnet.search import COMMON, Question, codes, question
from orgnet.shelves import SUPERIORS, terms
from orgnet.tallies import NETWORK, row_key
from orgnet.unions import Union

BOUNDS = Bounds()


@dataclass(frozen=True, slots=True)
class Hit:
    """A union that was found, and its superiors, the root first."""

    union: Union
    line: Sequence[Union]


@dataclass(frozen=True, slots=True)
class Found:
    """The hits, the best first, and whether there may be more."""

    hits: Sequence[Hit]
    more: bool


async def search(tx: Transaction, asked: str, choice: Choice, bounds: Bounds = BOUNDS) -> Found:
    """The unions that answer a question, or have it as id, code or credit code.

    These come first; then those of this very name, the upper levels, names that have the question in one
    piece, and short ones. Raises Invalid where there is nothing to look for.
    """
    asks = question(asked)
    branch = await _branch(tx, choice.within)
    if branch is None:
        return Found([], more=False)
    candidates = Candidates(tx, choice, bounds)
    await _answer(candidates, asks, branch)
    named = await _named(tx, asked, choice)
    best = list(dict.fromkeys([*named, *candidates.ranked]))
    more = len(best) > choice.limit or not candidates.complete
    return Found(await _hits(tx, best[: choice.limit]), more)


async def _branch(tx: Transaction, within: str | None) -> Branch | None:
    """The branch to search; None while the network is empty."""
    root = await row(tx, "MATCH (:Log {id: 'log'})-[:ROOT]->(u) RETURN u.id AS id")
    if root is None:
        return None
    top = within or root["id"]
    found = await row(tx, "MATCH (u:Union {id: $id}) RETURN u.division AS division", id=top)
    size = (await _sizes(tx, [top]))[top]
    return Branch(top, size, found["division"] if found else None, whole=top == root["id"])


async def _sizes(tx: Transaction, tops: Collection[str]) -> dict[str, int]:
    """How many unions are below each."""
    below = await tallies.read(tx, [row_key(NETWORK, top) for top in tops]) if tops else {}
    return {top: total(below.get(row_key(NETWORK, top), {})) for top in tops}


async def _answer(candidates: Candidates, asks: Question, branch: Branch) -> None:
    """Gather the answers to a question, then those to its rest below each superior it begins with."""
    waiting = [(asks, branch)]
    for _ in range(1 + candidates.bounds.splits):
        if not waiting or candidates.full:
            return
        asked, where = waiting.pop(0)
        await candidates.gather(asked, where)
        if not candidates.full:
            waiting += await _rests(candidates, asked, where)
    candidates.complete &= not waiting


async def _rests(candidates: Candidates, asked: Question, branch: Branch) -> list[tuple[Question, Branch]]:
    """What is left of a question below the superiors it begins with, and where: the most telling first."""
    begins = asked.name[:2]
    if len(asked.name) < 4:
        return []
    line, tops = await _superiors(candidates, begins, branch)
    rests = [(asked.after(shared), branch) for top in line if (shared := asked.shared(top["name"]))]
    sizes = await _sizes(candidates.tx, [top["id"] for top in tops])
    within = dict[str, tuple[Question, Branch]]()
    for top in sorted(tops, key=lambda top: -asked.shared(top["name"])):
        id, shared = top["id"], asked.shared(top["name"])
        if shared and sizes[id] and not within.keys() & set(top["line"]):
            within[id] = asked.after(shared), Branch(id, sizes[id], top["division"], above=True)
    return rests + list(within.values())


Rows = list[dict[str, Any]]


async def _superiors(candidates: Candidates, begins: str, branch: Branch) -> tuple[Rows, Rows]:
    """Superiors whose names begin so: those above a branch, and those in it."""
    asks = {"begins": begins, "top": branch.top, "most": candidates.bounds.superiors}
    line = [] if branch.whole else await rows(candidates.tx, ABOVE, **asks)
    if branch.size < candidates.bounds.walk:
        tops = await rows(candidates.tx, WALKED, **asks)
    elif begins in COMMON:
        candidates.complete, tops = False, []
    else:
        statement = READ if branch.whole else READ_WITHIN
        tops = await rows(candidates.tx, statement, ask=terms(SUPERIORS, begins), **asks)
    candidates.complete &= len(tops) < candidates.bounds.superiors
    inside = [top.data() for top in tops if not (branch.above and top["id"] == branch.top)]
    return [top.data() for top in line], inside


BEGINNING: LiteralString = """
WITH u, coalesce(u.folded, u.name) AS name
WHERE name STARTS WITH $begins AND u.level <> 'grassroots'
"""

NAMED: LiteralString = """
RETURN u.id AS id, name, u.division AS division, [(u)-[:PART_OF*1..24]->(a) | a.id] AS line,
    CASE u.level
        WHEN 'national' THEN 1 WHEN 'provincial' THEN 2 WHEN 'municipal' THEN 3
        WHEN 'county' THEN 4 WHEN 'township' THEN 5 ELSE 6
    END AS depth, u.code AS code
ORDER BY depth, code LIMIT $most
"""

ABOVE: LiteralString = "MATCH (:Union {id: $top})-[:PART_OF*1..24]->(u)" + BEGINNING + NAMED
WALKED: LiteralString = "MATCH (:Union {id: $top})<-[:PART_OF*0..24]-(u)" + BEGINNING + NAMED
READ: LiteralString = INDEXED + BEGINNING + NAMED
READ_WITHIN: LiteralString = INDEXED + BEGINNING + "MATCH (u)-[:PART_OF*0..24]->(:Union {id: $top})" + NAMED


async def _named(tx: Transaction, asked: str, choice: Choice) -> list[str]:
    """The ids of the unions whose id, code or credit code is asked for, if they are among the chosen."""
    names = codes(asked)
    found = await rows(tx, KNOWN, names=sorted(names)) if names else []
    places = await positions(tx, [record["id"] for record in found])
    return [
        place.union.id
        for place in places.values()
        if (choice.within is None or choice.within in (place.union.id, *place.lines.primary))
        and place.union.level in choice.levels
        and place.union.kind in choice.kinds
        and place.union.status in choice.statuses
    ]


KNOWN = """
UNWIND $names AS name MATCH (u:Union {id: name}) RETURN u.id AS id
UNION UNWIND $names AS name MATCH (u:Union {code: name}) RETURN u.id AS id
UNION UNWIND $names AS name MATCH (u:Union {credit_code: name}) RETURN u.id AS id
"""


async def _hits(tx: Transaction, ids: Sequence[str]) -> list[Hit]:
    """The unions of these ids with the names above them, in this order."""
    places = await positions(tx, ids)
    above = list({superior for place in places.values() for superior in place.lines.primary})
    found = await rows(tx, "UNWIND $ids AS id MATCH (u:Union {id: id}) RETURN properties(u) AS node", ids=above)
    named = {record["node"]["id"]: union_of(record["node"]) for record in found}
    return [Hit(places[id].union, [named[superior] for superior in reversed(places[id].lines.primary)]) for id in ids]
