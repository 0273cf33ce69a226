"""Differences between the rows of an import and the unions they are: read in batches."""

from collections.abc import Sequence
from dataclasses import replace

from graph.batches import batches
from graph.db import Database, Transaction, rows
from graph.positions import positions
from graph.siblings import namesakes, neighbour_levels, rows_below
from orgnet.differences import Changes, changes, light
from orgnet.errors import Invalid, Missing, Refusal
from orgnet.imports import LEFT_OUT, NONE, Plan, Ref, Verdict
from orgnet.levels import Level
from orgnet.placing import Placing
from orgnet.positions import Position
from orgnet.recognition import Rows
from orgnet.structure import distinct, guidable, placeable, ranked


async def compare(database: Database, plan: Plan, rows: Rows, placing: Placing) -> None:
    """Find out which rows of unions that are in the network would change them, and whether they may."""
    for batch in batches([row for row in plan.order if plan.verdicts[row] == Verdict.OPEN]):
        ids = [plan.ids[row] or "" for row in batch]
        found = await database.read(lambda tx, ids=ids: positions(tx, ids))
        for row in batch:
            try:
                await _compare(database, plan, row, rows, found.get(plan.ids[row] or ""), placing)
            except Refusal as refusal:
                plan.refuse(row, refusal)


async def _compare(
    database: Database, plan: Plan, row: int, rows: Rows, here: Position | None, placing: Placing
) -> None:
    if here is None:
        raise Missing("this union is not in the network any more")
    made = differences(plan, row, rows, here)
    if not light(made):
        await database.read(lambda tx: _check(tx, plan, row, here, made, placing))
    if not made and row not in plan.recoded:
        plan.settle(row, Verdict.SAME)
        return
    plan.settle(row, Verdict.CHANGE)
    plan.changed[row] = here.changed
    if light(made):
        plan.light.add(row)


def differences(plan: Plan, row: int, rows: Rows, here: Position) -> Changes:
    """What has to change so that a union is as its row says."""
    for naming, field in ((plan.book.parents[row], "parent"), (plan.book.guides[row], "guide")):
        if naming != NONE and plan.id(plan.superior(naming)) is None:
            raise plan.unknown(naming, field)
    parent, guide = plan.id(plan.parent(row)), plan.id(plan.guide(row))
    return changes(here, rows[row], parent, guide, keep_name=row in plan.kept_names)


async def _check(tx: Transaction, plan: Plan, row: int, here: Position, made: Changes, placing: Placing) -> None:
    """The rules that the steps will keep when they are carried out, asked beforehand."""
    kinds = {kind for kind, _ in made}
    book, union = plan.book, here.union
    level = Level(book.levels[row] or union.level)
    union = replace(union, level=level)
    if "moved" in kinds:
        below = await rows_below(tx, [union.id], level)
        superior = placing.superior(book.parents[row], "parent")
        placeable(replace(here, union=union), superior, below.get(union.id, 0))
    if "guided" in kinds:
        guidable(union, placing.superior(book.guides[row], "guide"))
    if level is not here.union.level:
        ranked(union, await neighbour_levels(tx, union.id))
    name = book.names[row]
    if here.parent and "moved" not in kinds and name and name != here.union.name and row not in plan.kept_names:
        superior = (await positions(tx, [here.parent]))[here.parent]
        distinct(superior.union, await namesakes(tx, here.parent, [name]))


def partners(plan: Plan) -> None:
    """Refuse rows with partners that are not there, or with terms that another row gives otherwise."""
    said: dict[tuple[str, ...], str] = {}
    for row, pacts in plan.book.partners.items():
        for naming, terms in pacts:
            partner = plan.superior(naming)
            if partner is None:
                plan.refuse(row, plan.unknown(naming, "partners"))
            elif partner == row:
                plan.refuse(row, Invalid("a pact needs two different unions", field="partners"))
            elif said.setdefault(tuple(sorted(map(str, (row, partner)))), terms) != terms:
                plan.refuse(row, Invalid("another row gives this pact other terms", field="terms"))


async def agreed(database: Database, plan: Plan) -> list[tuple[int, Ref, str]]:
    """The pacts that are not yet made as the rows say: a row, the partner, the terms.

    Pacts with rows that are left out are left out too.
    """
    wanted: dict[tuple[str, str], tuple[int, Ref, str]] = {}
    for row, pacts in plan.book.partners.items():
        for naming, terms in pacts:
            one, partner = plan.id(row), plan.superior(naming)
            other = plan.id(partner)
            refs = (row, partner) if isinstance(partner, int) else (row,)
            if one and other and partner is not None and not any(plan.verdicts[ref] in LEFT_OUT for ref in refs):
                wanted[min(one, other), max(one, other)] = row, partner, terms
    for batch in batches(wanted):
        there = await database.read(lambda tx, batch=batch: terms_of(tx, batch))
        for pair, terms in there.items():
            if wanted[pair][2] == terms:
                del wanted[pair]
    return list(wanted.values())


async def terms_of(tx: Transaction, pairs: Sequence[tuple[str, str]]) -> dict[tuple[str, str], str]:
    """The terms of pacts that stand, by pair."""
    found = await rows(
        tx,
        """
        UNWIND $pairs AS pair
        MATCH (:Union {id: pair[0]})-[e:PARTNERS_WITH]-(:Union {id: pair[1]})
        RETURN pair[0] AS one, pair[1] AS other, e.terms AS terms
        """,
        pairs=[list(pair) for pair in pairs],
    )
    return {(record["one"], record["other"]): record["terms"] for record in found}
