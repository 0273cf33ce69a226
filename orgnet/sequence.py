"""Sequence: in which order the rows of an import are placed and written, superiors before those below them."""

from collections.abc import Iterator, Mapping, Sequence

from orgnet.errors import Invalid
from orgnet.imports import LEFT_OUT, NONE, Plan, Verdict

SHOWN = 5
"""Rows of a circle that are named."""


class Hanging:
    """Leaves out the rows whose superiors are left out, if it is shown all in their order."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.left_out = {NONE: False}

    def see(self, row: int) -> None:
        """A row whose superior is left out is left out too; asked once for each naming, not for each row."""
        plan, left_out = self.plan, self.left_out
        parent, guide = plan.book.parents[row], plan.book.guides[row]
        for naming in (parent, guide):
            if naming not in left_out:
                left_out[naming] = plan.left_out(plan.superior(naming))
        if (left_out[parent] or left_out[guide]) and plan.verdicts[row] not in LEFT_OUT:
            plan.verdicts[row] = Verdict.WAIT


def hang(plan: Plan) -> None:
    """Leave out all rows whose superiors are left out."""
    hanging = Hanging(plan)
    for row in plan.order:
        hanging.see(row)


def sequence(plan: Plan, above: Mapping[str, Sequence[str]]) -> list[int]:
    """The rows in the order of the sheets, except that superiors come before those below them.

    `above` tells who stands above the unions that have no row. Rows that lead in a circle are refused.
    """
    order, done, settled = list[int](), bytearray(len(plan.book)), {NONE}
    for start, namings in enumerate(zip(plan.book.parents, plan.book.guides, strict=True)):
        if done[start]:
            continue
        if settled.issuperset(namings):  # as for most rows: all that they depend on stands before them
            done[start] = True
            order.append(start)
        else:
            _follow(plan, start, above, order, done)
            settled.update(namings)
    return order


def _follow(plan: Plan, start: int, above: Mapping[str, Sequence[str]], order: list[int], done: bytearray) -> None:
    """Put a row in order, after all that it depends on."""
    path: dict[int, None] = {start: None}
    while path:
        row = next(reversed(path))
        waiting = next((each for each in _over(plan, row, above) if not done[each]), None)
        if waiting is None:
            done[row] = True
            order.append(row)
            del path[row]
        elif waiting in path:
            circle = list(path)[list(path).index(waiting) :]
            _circle(plan, circle)
            order += circle
            for each in circle:
                done[each] = True
                del path[each]
        else:
            path[waiting] = None


def runs(plan: Plan) -> Iterator[list[int]]:
    """The rows to be written, in runs of foundings only or of changes only: as long ones as the order allows.

    The root of an empty network is founded before them, by itself.
    """
    pending: dict[int, dict[int, None]] = {Verdict.FOUND: {}, Verdict.CHANGE: {}}
    for row in plan.order:
        own = pending.get(plan.verdicts[row])
        if own is not None and not (row == plan.root and own is pending[Verdict.FOUND]):
            other = pending[Verdict.CHANGE if own is pending[Verdict.FOUND] else Verdict.FOUND]
            if other and not other.keys().isdisjoint((plan.parent(row), plan.guide(row))):
                yield list(other)
                other.clear()
            own[row] = None
    yield from (list(rows) for rows in pending.values() if rows)


def _over(plan: Plan, row: int, above: Mapping[str, Sequence[str]]) -> Iterator[int]:
    """The rows that a row depends on: its superiors, or the nearest above these that have rows."""
    for ref in (plan.parent(row), plan.guide(row)):
        if isinstance(ref, int):
            yield ref
        elif ref is not None:
            nearest = next((plan.row_of[union] for union in above.get(ref, ()) if union in plan.row_of), None)
            if nearest is not None and nearest != row:
                yield nearest


def _circle(plan: Plan, rows: Sequence[int]) -> None:
    shown = [plan.book.where(row) for row in (*rows[:SHOWN], rows[0])]
    ways = " → ".join(shown if len(rows) <= SHOWN else [*shown[:-1], "…", shown[-1]])
    for row in rows:
        plan.refuse(row, Invalid(f"the superiors lead in a circle: {ways}", field="parent"))
