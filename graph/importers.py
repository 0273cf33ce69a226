"""Importers: whether whoever imports may do what the rows ask, said before anything is written."""

from collections.abc import Iterator

from graph.access import covered
from graph.batches import batches
from graph.db import Database, Transaction
from graph.positions import positions
from orgnet.errors import Denied
from orgnet.imports import LEFT_OUT, Plan, Ref, Verdict
from orgnet.permissions import Action
from orgnet.sequence import hang

Need = tuple[int, str, Action]
"""A row, a union that is in the network, and what must be allowed there."""


async def permit(database: Database, plan: Plan, actor: str) -> None:
    """Refuse the rows that the actor may not write, and leave out those below them."""
    for needs in batches(list(_needs(plan))):
        for row, name, action in await database.read(lambda tx, needs=needs: _denied(tx, plan, actor, needs)):
            if plan.verdicts[row] not in LEFT_OUT:
                field = "name" if action is Action.EDIT else "parent"
                plan.refuse(
                    row, Denied(f"only an admin of {name}, or of a union above it, may import this", field=field)
                )
    hang(plan)


def _needs(plan: Plan) -> Iterator[Need]:
    for row, verdict in enumerate(plan.verdicts):
        parent, own = _there(plan, plan.parent(row)), plan.ids[row]
        if verdict == Verdict.FOUND and parent:
            yield row, parent, Action.FOUND
        elif verdict == Verdict.CHANGE and own:
            yield row, own, Action.EDIT
            if parent:
                yield row, parent, Action.MOVE


def _there(plan: Plan, ref: Ref | None) -> str | None:
    """The union that is meant, if it is in the network already."""
    return plan.ids[ref] if isinstance(ref, int) else ref


async def _denied(tx: Transaction, plan: Plan, actor: str, needs: list[Need]) -> list[Need]:
    """What is not allowed, each with the name of the union; whoever stays where he is needs nothing there."""
    own = {id for row, _, _ in needs if (id := plan.ids[row])}
    places = await positions(tx, {union for _, union, _ in needs} | own)
    allowed = {action: await covered(tx, actor, action, places.values()) for action in {need[2] for need in needs}}
    return [
        (row, places[union].union.name, action)
        for row, union, action in needs
        if union not in allowed[action]
        and not (action is Action.MOVE and (here := places.get(plan.ids[row] or "")) and here.parent == union)
    ]
