"""Counts kept along the lines of leadership.

Of every subject (the network itself, a cascade) each union keeps a *row*: the sum of what all unions
below it hold, itself not among them, so a union without subordinates needs none. What a union and its
branch hold *flows* up the line until it meets a *root* of the subject, and stops there.

A union has two lines: the primary one and the second one (the industrial edge where there is one,
else the primary edge). The *twin* of a row is second minus primary: it exists only where they differ.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from orgnet.cells import Counts

NETWORK = "network"
"""The subject of the census."""


class Line(StrEnum):
    """The two lines of leadership."""

    PRIMARY = "primary"
    SECOND = "second"


@dataclass(frozen=True, slots=True)
class Lines:
    """The ids of a union's superiors on each line, nearest first, the union itself not among them."""

    primary: tuple[str, ...] = ()
    second: tuple[str, ...] = ()

    def on(self, line: Line) -> tuple[str, ...]:
        """The superiors on one of the lines."""
        return self.primary if line is Line.PRIMARY else self.second


def row_key(subject: str, union: str) -> str:
    """The key of a union's row."""
    return f"{subject}|{union}"


def twin_key(subject: str, union: str) -> str:
    """The key of the row's twin: what the second line sees more (or less) than the primary."""
    return f"{subject}|{union}|2"


@dataclass(frozen=True, slots=True)
class Subject:
    """What is counted, the unions at which its counts end on each line, and which lines it is counted on."""

    id: str
    roots: Collection[str]
    lines: Collection[Line] = tuple(Line)
    strays: Mapping[Line, Collection[str]] | None = None
    """Unions that left the subject's reach: what their branch holds stays with them until they return."""

    def ends(self, line: Line, union: str, superiors: Sequence[str]) -> Sequence[str]:
        """The superiors to which a union's holding flows: up to the nearest root, nowhere without one."""
        if line not in self.lines or self.stops(line, union):
            return ()
        for place, superior in enumerate(superiors):
            if self.stops(line, superior):
                return superiors[: place + 1]
        return ()

    def lost(self, line: Line, union: str, superiors: Sequence[str]) -> bool:
        """Whether what a union holds would flow nowhere on a line on which it is counted."""
        return line in self.lines and not any(self.stops(line, each) for each in (union, *superiors))

    def stops(self, line: Line, union: str) -> bool:
        """Whether counts go no further than this union."""
        return union in self.roots or bool(self.strays and union in self.strays.get(line, ()))


class Deltas(dict[str, Counter[str]]):
    """Changes of rows by key, added up before they are written.

    `lost` has by line the (union, subject) pairs whose change flowed nowhere: they are strays from now on.
    """

    def __init__(self) -> None:
        super().__init__()
        self.lost: dict[Line, set[tuple[str, str]]] = {line: set() for line in Line}

    def add(self, key: str, counts: Counts, sign: int = 1) -> None:
        """Add counts, or with sign -1 take them away."""
        row = self.get(key)
        if row is None:
            row = self[key] = Counter()
        for name, n in counts.items():
            row[name] = row.get(name, 0) + sign * n

    def flow(self, subject: Subject, line: Line, superiors: Sequence[str], held: Counts, sign: int = 1) -> None:
        """Let what a branch holds on one line flow to these superiors on that line."""
        second = Line.SECOND in subject.lines
        for union in superiors:
            if line is Line.SECOND:
                self.add(twin_key(subject.id, union), held, sign)
                continue
            self.add(row_key(subject.id, union), held, sign)
            if second:
                self.add(twin_key(subject.id, union), held, -sign)

    def flow_both(self, subject: Subject, union: str, up: Lines, held: Counts) -> None:
        """Let what one union itself gained (or, negative, lost) flow up both its lines."""
        if not held:
            return
        ends = {line: subject.ends(line, union, up.on(line)) for line in subject.lines}
        for line, superiors in ends.items():
            if not superiors and subject.lost(line, union, up.on(line)):
                self.lost[line].add((union, subject.id))
        if len(ends) > 1 and ends[Line.PRIMARY] == ends[Line.SECOND]:
            for superior in ends[Line.PRIMARY]:
                self.add(row_key(subject.id, superior), held)
            return
        for line, superiors in ends.items():
            self.flow(subject, line, superiors, held)

    def changes(self) -> dict[str, dict[str, int]]:
        """The rows that really change, without their zeroes."""
        kept = {key: {name: n for name, n in row.items() if n} for key, row in self.items()}
        return {key: row for key, row in kept.items() if row}


def plus(*parts: Counts) -> dict[str, int]:
    """The sum of counts, without zeroes."""
    total = dict[str, int]()
    for part in parts:
        if not total:
            total.update(part)
            continue
        for name, n in part.items():
            total[name] = total.get(name, 0) + n
    return {name: n for name, n in total.items() if n}


def minus(left: Counts, right: Counts) -> dict[str, int]:
    """The difference of counts, without zeroes."""
    return {name: n for name in left.keys() | right.keys() if (n := left.get(name, 0) - right.get(name, 0))}


def recount(
    held: Mapping[str, Counts], edges: Iterable[tuple[str, str]], stops: Collection[str]
) -> dict[str, dict[str, int]]:
    """Rows from scratch: `held` by union, `edges` (union, superior) with every union before its superior.

    The model against which kept rows are proved; what is held at a stop flows no further.
    """
    rows: dict[str, Counter[str]] = {}
    for union, superior in edges:
        if union in stops:
            continue
        row = rows.setdefault(superior, Counter())
        for name, n in plus(held.get(union, {}), rows.get(union, {})).items():
            row[name] += n
    return {union: kept for union, row in rows.items() if (kept := {k: n for k, n in row.items() if n})}


def roll_up(held: Mapping[str, Counts], lines: Mapping[str, Sequence[str]]) -> dict[str, Counter[str]]:
    """What rows gain when unions come under superiors: `held` sums by superior what came under it,
    `lines` has every such superior's own superiors, nearest first."""
    above = {union: up[i + 1] if i + 1 < len(up) else None for line in lines.items() for i, union, up in _walk(line)}
    height = {union: len(up) - i for line in lines.items() for i, union, up in _walk(line)}
    gained: dict[str, Counter[str]] = {union: Counter(held.get(union, {})) for union in height}
    for union in sorted(height, key=lambda union: -height[union]):
        superior = above[union]
        if superior is not None:
            target = gained[superior]
            for name, n in gained[union].items():
                target[name] += n
    return gained


def _walk(line: tuple[str, Sequence[str]]) -> Iterable[tuple[int, str, Sequence[str]]]:
    whole = (line[0], *line[1])
    return ((i, union, whole) for i, union in enumerate(whole))
