"""Positions: a union together with everything above it."""

from dataclasses import dataclass

from orgnet.facts import BRANCH_LEVELS
from orgnet.levels import Level
from orgnet.tallies import Lines
from orgnet.unions import Union

NO_LINES = Lines()


@dataclass(frozen=True, slots=True)
class Position:
    """A union, its superiors on both lines, and the levels of those on the primary one, nearest first.

    `guide` is the superior of its second line, if it has one of its own; `changed` the number of the
    last fact that changed the union; `former`, of a dissolved union, is all above where it stood last, or
    the union it was merged into and all above that.
    """

    union: Union
    lines: Lines = NO_LINES
    levels: tuple[Level, ...] = ()
    guide: str | None = None
    changed: int = 0
    former: Lines = NO_LINES

    @property
    def parent(self) -> str | None:
        """The superior on the primary line."""
        return self.lines.primary[0] if self.lines.primary else None

    @property
    def root(self) -> str:
        """The top of the primary line."""
        return self.lines.primary[-1] if self.lines.primary else self.union.id

    @property
    def superiors(self) -> set[str]:
        """Everything above the union on either line; of a dissolved one, whatever looks after what is left of it."""
        return {*self.lines.primary, *self.lines.second, *self.former.primary, *self.former.second}

    @property
    def branch(self) -> dict[Level, str]:
        """The nearest superior, or the union itself, of each level whose branches have a log."""
        nearest: dict[Level, str] = {}
        own = ((self.union.level, self.union.id), *zip(self.levels, self.lines.primary, strict=True))
        for level, id in own:
            nearest.setdefault(level, id)
        return {level: nearest[level] for level in BRANCH_LEVELS if level in nearest}
