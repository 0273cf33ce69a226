"""Proof of tallies: a row must equal what the unions directly below hold, themselves and in their rows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from orgnet.cells import Counts
from orgnet.tallies import Line, Subject, minus, plus, row_key, twin_key


@dataclass(frozen=True, slots=True)
class Below:
    """The ids of the unions directly below one, on each line."""

    primary: Sequence[str]
    second: Sequence[str]


def proved(
    subject: Subject, union: str, below: Below, held: Mapping[str, Counts], rows: Mapping[str, Counts]
) -> dict[str, dict[str, int]]:
    """What a union's row and twin of a subject must be; `held` has what single unions hold themselves,
    `rows` the rows and twins of the unions below, by key."""
    primary, second = dict[str, int](), dict[str, int]()
    if Line.PRIMARY in subject.lines:
        flowing = [child for child in below.primary if not subject.stops(Line.PRIMARY, child)]
        primary = plus(*(_branch(subject, child, held, rows, second=False) for child in flowing))
    if Line.SECOND in subject.lines:
        flowing = [child for child in below.second if not subject.stops(Line.SECOND, child)]
        second = plus(*(_branch(subject, child, held, rows, second=True) for child in flowing))
    twin = minus(second, primary) if Line.SECOND in subject.lines else {}
    return {row_key(subject.id, union): primary, twin_key(subject.id, union): twin}


def _branch(
    subject: Subject, union: str, held: Mapping[str, Counts], rows: Mapping[str, Counts], *, second: bool
) -> Counts:
    parts = [held.get(union, {}), rows.get(row_key(subject.id, union), {})]
    return plus(*parts, rows.get(twin_key(subject.id, union), {})) if second else plus(*parts)
