"""Imports, planned: what the network says of the rows of a book, and so what is to become of each.

Everything is read in batches, and nothing is written.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import Any, LiteralString

import uuid_utils

from graph import doubts, outside
from graph.batches import batches
from graph.db import Database, Transaction, rows
from graph.differences import agreed, compare, partners
from graph.events import head
from graph.naming import below_root, children_named, path_of, unions_named
from graph.positions import positions
from orgnet.errors import Invalid
from orgnet.imports import LEFT_OUT, NONE, Book, Plan, Ref
from orgnet.placing import Places, Placing
from orgnet.recognition import Decided, Rows, Sibling, recognise
from orgnet.sequence import hang, sequence

SUPERIORS = 100
"""Superiors whose subordinates are read at once."""

Named = tuple[str, str]
"""A union's id and name."""


async def plan(database: Database, book: Book, rows: Rows, progress: Callable[[str], None] = lambda step: None) -> Plan:
    """What the rows of a book would do to the network as it stands; whatever is wrong is noted in the book."""
    planned = Plan(book, await database.read(head))
    root = await database.read(_root)
    if root:
        progress("recognising")
        await _identify(database, planned, rows)
    else:
        planned.recoded.update(book.outside.values())
    progress("following superiors")
    await _follow(database, planned, root)
    partners(planned)
    await _recognise(database, planned, rows)
    places = await _standing(database, planned)
    above = {id: place.lines.primary for id, place in places.items() if isinstance(id, str)}
    planned.order = sequence(planned, above)
    progress("placing")
    placing = Placing(planned, places, lambda: str(uuid_utils.uuid7()))
    placing.all()
    await compare(database, planned, rows, placing)
    if any(planned.count(verdict) for verdict in LEFT_OUT):
        hang(planned)
    planned.pacts = await agreed(database, planned)
    return planned


async def _root(tx: Transaction) -> Named | None:
    found = await rows(tx, "MATCH (:Log {id: 'log'})-[:ROOT]->(u:Union) RETURN u.id AS id, u.name AS name")
    return (found[0]["id"], found[0]["name"]) if found else None


async def _identify(database: Database, plan: Plan, rows: Rows) -> None:
    """Match rows with unions by their own code, by the code of an older system, and by their credit code."""
    for batch in batches(plan.book.codes):
        for code, unions in (await _by_code(database, CODES, batch)).items():
            plan.match(plan.book.codes[code], unions[0])
    for batch in batches(plan.book.outside):
        known = await database.read(lambda tx, batch=batch: outside.meant(tx, batch))
        for naming in batch:
            _match_outside(plan, rows, plan.book.outside[naming], known.get(naming))
    for batch in batches(plan.book.credit_codes):
        for code, unions in (await _by_code(database, CREDIT_CODES, batch)).items():
            _match_credit(plan, plan.book.credit_codes[code], unions)


async def _by_code(database: Database, statement: LiteralString, codes: Sequence[str]) -> dict[str, list[str]]:
    found = await database.read(lambda tx: rows(tx, statement, codes=codes))
    unions: dict[str, list[str]] = {}
    for record in found:
        unions.setdefault(record["code"], []).append(record["id"])
    return unions


CODES = "UNWIND $codes AS code MATCH (u:Union {code: code}) RETURN code, u.id AS id"
CREDIT_CODES = """
UNWIND $codes AS code
MATCH (u:Union {credit_code: code}) WHERE u.status <> 'dissolved'
RETURN code, u.id AS id
"""


def _match_outside(plan: Plan, rows: Rows, row: int, union: str | None) -> None:
    own = plan.ids[row]
    if union is None or union == own:
        if union is None:
            plan.recoded.add(row)
    elif own is None:
        plan.match(row, union)
    elif "outside_since" in rows[row]:
        plan.recoded.add(row)
    else:
        refusal = "this code is that of another union; say since when it is this one's (outside_since)"
        plan.refuse(row, Invalid(refusal, field="outside_code"))


def _match_credit(plan: Plan, row: int, unions: Sequence[str]) -> None:
    own = plan.ids[row]
    if own is None and len(unions) == 1:
        plan.match(row, unions[0])
    elif own not in unions:
        many = "several unions have" if len(unions) > 1 else "another union has"
        plan.refuse(
            row, Invalid(f"{many} this credit code; give the code of the one that is meant", field="credit_code")
        )


async def _follow(database: Database, plan: Plan, root: Named | None) -> None:
    """Find out which unions the namings of superiors and partners mean."""
    book = plan.book
    top = plan.root = _match_root(plan, *root) if root else plan.first_root()
    name = root[1] if root else (plan.name(top) if isinstance(top, int) else "")
    open_: dict[tuple[str, str], int] = {}
    for (system, text), naming in book.namings.items():
        found: Ref | None = book.outside.get((system, text))
        found = book.codes.get(text, book.credit_codes.get(text.upper())) if found is None else found
        plan.meant[naming] = found
        if plan.meant[naming] is None and len(path_of(text)) == 1:
            open_[system, text] = naming
    for batch in batches(open_ if root else ()):
        for naming, union in (await database.read(lambda tx, batch=batch: _named(tx, batch))).items():
            plan.meant[open_[naming]] = union
    unmet = {n: path_of(text) for (_, text), n in book.namings.items() if plan.meant[n] is None}
    paths = {naming: below_root(names, name) for naming, names in unmet.items()}
    if top is not None and paths:
        await _walk(database, plan, top, paths)


def _match_root(plan: Plan, root: str, name: str) -> Ref:
    """Match the row that bears the root's name and names no superior."""
    for row, naming in enumerate(plan.book.parents):
        if naming == NONE and plan.ids[row] is None and plan.book.names[row] == name and root not in plan.row_of:
            plan.match(row, root)
    return plan.ref(root)


async def _named(tx: Transaction, namings: Sequence[tuple[str, str]]) -> dict[tuple[str, str], str]:
    """The ids of the unions that are named by a code of an older system, their id, code or credit code."""
    known = await outside.meant(tx, [naming for naming in namings if naming[0]])
    found = await unions_named(tx, {text for _, text in namings})
    return {
        naming: known.get(naming) or found[naming[1]] for naming in namings if naming in known or naming[1] in found
    }


async def _walk(database: Database, plan: Plan, root: Ref, paths: Mapping[int, tuple[str, ...]]) -> None:
    """Follow name paths downwards, through unions of the network and through rows."""
    below = _by_naming(plan)
    children: dict[tuple[Ref, str], int] = {}

    def stand(naming: int) -> None:
        superior = plan.superior(naming)
        for row in below.get(naming, ()):
            if superior is not None and (name := plan.book.names[row]):
                children.setdefault((superior, name), row)

    for naming in below:
        stand(naming)
    known: dict[tuple[str, ...], Ref] = {(): root}
    for depth in range(max(map(len, paths.values())) + 1):
        for naming in [naming for naming, names in paths.items() if len(names) == depth and names in known]:
            plan.meant[naming] = known[paths[naming]]
            stand(naming)
        wanted = {names[: depth + 1] for names in paths.values() if len(names) > depth and names[:depth] in known}
        known |= await _step(database, plan, known, wanted, children)


async def _step(
    database: Database,
    plan: Plan,
    known: Mapping[tuple[str, ...], Ref],
    wanted: Collection[tuple[str, ...]],
    children: Mapping[tuple[Ref, str], int],
) -> dict[tuple[str, ...], Ref]:
    found: dict[tuple[str, ...], Ref] = {}
    for path in wanted:
        row = children.get((plan.ref(known[path[:-1]]), path[-1]))
        if row is not None:
            found[path] = row
    unions = {path[:-1]: id for path in wanted if (id := plan.id(known[path[:-1]]))}
    for batch in batches([path for path in wanted if path[:-1] in unions]):
        there = await database.read(lambda tx, batch=batch: children_named(tx, unions, batch))
        for path, union in there.items():
            row = found.setdefault(path, plan.ref(union))
            if isinstance(row, int) and plan.ids[row] is None:
                plan.match(row, union)
    return found


def _by_naming(plan: Plan) -> dict[int, list[int]]:
    below: dict[int, list[int]] = {}
    for row, naming in enumerate(plan.book.parents):
        if naming != NONE:
            below.setdefault(naming, []).append(row)
    return below


async def _recognise(database: Database, plan: Plan, rows: Rows) -> None:
    """Match rows by the names under their superiors, from above downwards."""
    groups = _by_superior(plan)
    nested = {row for group in groups.values() for row in group}
    frontier = [ref for ref in groups if ref not in nested]
    while frontier:
        following: list[Ref] = []
        for batch in batches(frontier, SUPERIORS):
            asked = {id for ref in batch if (id := plan.id(plan.ref(ref))) and any(_unknown(plan, groups[ref]))}
            siblings, decided = await _siblings(database, asked)
            for ref in batch:
                under = siblings.get(plan.id(plan.ref(ref)) or "", {})
                recognise(plan, rows, groups[ref], under, decided)
                following += [row for row in groups[ref] if row in groups]
        frontier = following


def _by_superior(plan: Plan) -> dict[Ref, list[int]]:
    """The rows under each superior, however it is named, in the order of the book."""
    groups: dict[Ref, list[int]] = {}
    for naming, members in _by_naming(plan).items():
        if (superior := plan.superior(naming)) is not None:
            groups.setdefault(superior, []).extend(row for row in members if row != superior)
    return {superior: sorted(group) for superior, group in groups.items() if group}


def _unknown(plan: Plan, group: Sequence[int]) -> Iterator[bool]:
    return (plan.ids[row] is None for row in group)


async def _siblings(database: Database, superiors: Collection[str]) -> tuple[dict[str, dict[str, Sibling]], Decided]:
    """The unions under superiors, and what was decided about names there."""
    under: dict[str, dict[str, Sibling]] = {}
    if not superiors:
        return under, {}
    for record in await database.read(lambda tx: rows(tx, SIBLINGS, ids=list(superiors))):
        legal: dict[str, Any] = {"credit_code": record["credit_code"], "employer_code": record["employer_code"]}
        under.setdefault(record["superior"], {})[record["id"]] = Sibling(record["id"], record["name"], legal)
    return under, await database.read(lambda tx: doubts.decided(tx, superiors))


SIBLINGS = """
UNWIND $ids AS superior
MATCH (:Union {id: superior})<-[:PART_OF]-(u)
RETURN superior, u.id AS id, u.name AS name, u.credit_code AS credit_code, u.employer_code AS employer_code
"""


async def _standing(database: Database, plan: Plan) -> Places:
    """Where the superiors stand that are in the network already."""
    refs = {plan.superior(naming) for column in (plan.book.parents, plan.book.guides) for naming in set(column)}
    ids = {id: ref for ref in refs if ref is not None and (id := plan.id(ref))}
    places: Places = {}
    for batch in batches(ids):
        found = await database.read(lambda tx, batch=batch: positions(tx, batch))
        places |= {ids[id]: place for id, place in found.items()}
    return places
