"""Shifts: branches leave one superior for another on one line, and take along all they hold.

The work does not grow with the branch: what a branch holds of a subject is what its top holds itself
and its top's row.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from orgnet.cells import Counts
from orgnet.tallies import Deltas, Line, Subject, plus


@dataclass(frozen=True, slots=True)
class Branch:
    """The top of a branch and what it holds of one subject: itself before and after, and all below it."""

    top: str
    own_before: Counts
    own_after: Counts
    below: Counts

    @property
    def empty(self) -> bool:
        """Whether there is nothing to take along."""
        return not (self.own_before or self.own_after or self.below)


@dataclass(frozen=True, slots=True)
class Shift:
    """The line on which branches move, and the superiors (nearest first) they leave and come to."""

    line: Line
    leaves: Sequence[str]
    comes: Sequence[str]


@dataclass(slots=True)
class Strays:
    """Branches that begin or cease to keep a subject's counts to themselves: (union, subject) pairs."""

    began: set[tuple[str, str]] = field(default_factory=set[tuple[str, str]])
    ceased: set[tuple[str, str]] = field(default_factory=set[tuple[str, str]])


def shift(deltas: Deltas, strays: Strays, subject: Subject, move: Shift, branches: Sequence[Branch]) -> None:
    """Take what the branches hold from the superiors they leave and give it to those they come to.

    Where no root of the subject stands above the new place, a branch becomes a stray of the subject.
    """
    for branch in branches:
        if branch.empty or branch.top in subject.roots:
            continue
        out = subject.ends(move.line, branch.top, move.leaves)
        deltas.flow(subject, move.line, out, plus(branch.own_before, branch.below), -1)
        into = _reached(subject, move, branch.top)
        deltas.flow(subject, move.line, into, plus(branch.own_after, branch.below))
        _mark(strays, subject, move.line, branch.top, strays_now=not into)


def _reached(subject: Subject, move: Shift, top: str) -> Sequence[str]:
    """Where the holding flows at the new place, as if the branch were no stray."""
    elsewhere: Mapping[Line, list[str]] = {
        line: [union for union in unions if union != top] for line, unions in (subject.strays or {}).items()
    }
    return Subject(subject.id, subject.roots, subject.lines, elsewhere).ends(move.line, top, move.comes)


def _mark(strays: Strays, subject: Subject, line: Line, top: str, *, strays_now: bool) -> None:
    strayed = bool(subject.strays and top in subject.strays.get(line, ()))
    if strays_now and not strayed:
        strays.began.add((top, subject.id))
    if strayed and not strays_now:
        strays.ceased.add((top, subject.id))
