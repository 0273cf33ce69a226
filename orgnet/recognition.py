"""Recognition: which rows under one superior are unions that stand there, and which only seem to be."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from orgnet.alike import alike, traces
from orgnet.errors import Invalid
from orgnet.imports import Doubt, Plan, Ref, Verdict

Rows = Sequence[Mapping[str, Any]]

LEGAL = ("credit_code", "employer_code")
"""Two unions of which both have such a code, and not the same, are two, however alike their names."""


@dataclass(frozen=True, slots=True)
class Sibling:
    """A union that stands under the superior."""

    id: str
    name: str
    legal: Mapping[str, str | None]


Decided = Mapping[tuple[str, str], bool]
"""What was decided before of a union and a name that is like its own: whether they are the same."""


class Names:
    """The names under one superior, of unions and of rows, found by what they are like."""

    def __init__(self) -> None:
        self.exact: dict[str, Ref] = {}
        self.by_trace: dict[str, list[tuple[Ref, str]]] = {}

    def add(self, ref: Ref, name: str, traced: Sequence[str]) -> None:
        """A name that is taken, and its traces."""
        self.exact[name] = ref
        for trace in traced:
            self.by_trace.setdefault(trace, []).append((ref, name))

    def like(self, name: str, traced: Sequence[str]) -> list[tuple[Ref, str]]:
        """The names that are like another, and whose they are."""
        shared = [trace for trace in traced if trace in self.by_trace]
        if not shared:
            return []
        found = dict.fromkeys(each for trace in shared for each in self.by_trace[trace])
        return [(ref, other) for ref, other in found if alike(name, other)]


def recognise(plan: Plan, rows: Rows, group: Sequence[int], siblings: Mapping[str, Sibling], decided: Decided) -> None:
    """Match the rows under one superior with the unions there, by name; rows in doubt get that verdict."""
    by_name = {sibling.name: sibling.id for sibling in siblings.values()}
    for row in group:
        if plan.ids[row] is None and plan.book.names[row] in by_name and plan.verdicts[row] == Verdict.OPEN:
            plan.match(row, by_name[plan.book.names[row] or ""])
    names = Names()
    for sibling in siblings.values():
        if sibling.id not in plan.row_of:
            names.add(sibling.id, sibling.name, traces(sibling.name))
    known = [row for row in group if plan.ids[row] is not None]
    for row in [*known, *(row for row in group if plan.ids[row] is None)]:
        name = plan.book.names[row]
        if not name or plan.verdicts[row] != Verdict.OPEN:
            continue
        if name in names.exact:
            _double(plan, row, names.exact[name])
            continue
        traced = traces(name)
        like = names.like(name, traced) if plan.ids[row] is None else ()
        if not any(_settled(plan, rows, row, each, siblings, decided) for each in like):
            names.add(row, name, traced)


def _double(plan: Plan, row: int, other: Ref) -> None:
    where = f"stands in {plan.book.where(other)} already" if isinstance(other, int) else "is taken already"
    plan.refuse(row, Invalid(f"this name {where} under the same superior; choose another name", field="name"))


def _settled(
    plan: Plan, rows: Rows, row: int, like: tuple[Ref, str], siblings: Mapping[str, Sibling], decided: Decided
) -> bool:
    """Whether a row whose name is like another is that union, or in doubt; not where it is one of its own."""
    name, (ref, other) = plan.name(row), like
    union = plan.id(ref)
    same = decided.get((union, name)) if union else None
    if same:
        _same(plan, row, ref, union or "")
        return True
    if same is None and not _apart(rows[row], rows[ref] if isinstance(ref, int) else siblings[ref].legal):
        plan.verdicts[row] = Verdict.DOUBT
        plan.doubts[row] = Doubt(row, name, ref, other)
        return True
    return False


def _same(plan: Plan, row: int, ref: Ref, union: str) -> None:
    """A row was decided to be a union that bears another spelling of its name, and keeps it."""
    if isinstance(ref, int):
        plan.twins[row] = ref
        plan.verdicts[row] = Verdict.SAME
    else:
        plan.match(row, union)
        plan.kept_names.add(row)


def _apart(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    return any(one.get(code) and other.get(code) and one[code] != other[code] for code in LEGAL)
