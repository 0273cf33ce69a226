"""History: what a fact says was changed, in a form that can be read."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from orgnet.steps import Absorb, Edit, Guide, Pact, Place, Step, Value

TOLD = 20
"""Unions named of one change; it may concern thousands."""


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that a fact changed: of how many unions (the first of them named), and from what to what.

    `what` is parent, guide, pact, heir, or the name of a field. Before and after are ids of unions where
    it is parent, guide or heir.
    """

    what: str
    unions: tuple[str, ...]
    count: int
    before: Value
    after: Value

    @property
    def named(self) -> set[str]:
        """The unions whose names a reader needs."""
        ends = {str(end) for end in (self.before, self.after) if end is not None and self.leads}
        return {*self.unions, *ends}

    @property
    def leads(self) -> bool:
        """Whether before and after are unions."""
        return self.what in {"parent", "guide", "heir"}


def changes(steps: Iterable[Step], about: str | None = None) -> list[Change]:
    """What steps changed; with `about`, only what concerns this union."""
    return [change for step in steps if about is None or about in _concerned(step) for change in _told(step)]


def _concerned(step: Step) -> Sequence[str | None]:
    match step:
        case Place() | Guide() | Absorb():
            return *step.touches(), step.before, step.after
        case _:
            return step.touches()


def _told(step: Step) -> list[Change]:
    match step:
        case Edit(union, before, after):
            return [Change(name, (union,), 1, before[name], value) for name, value in after.items()]
        case Place(unions, before, after):
            return [Change("parent", unions[:TOLD], len(unions), before, after)]
        case Guide(union, before, after):
            return [Change("guide", (union,), 1, before, after)]
        case Pact(unions, before, after):
            return [Change("pact", unions, 2, before, after)]
        case Absorb(union, before, after):
            return [Change("heir", (union,), 1, before, after)]
