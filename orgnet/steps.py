"""Steps: every change of the network is a short list of them, each with what was before and what is after.

Because a step says both, its inverse is itself turned round, and undoing a change is doing the inverse
steps backwards. `None` as a place means: not in the network (not yet founded, or dissolved).
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, Self

from orgnet.errors import Conflict

Value = str | int | float | None


@dataclass(frozen=True, slots=True)
class Place:
    """Unions leave one superior of the primary line for another."""

    unions: tuple[str, ...]
    before: str | None
    after: str | None

    def inverse(self) -> Self:
        return type(self)(self.unions, self.after, self.before)

    def touches(self) -> tuple[str, ...]:
        return self.unions


@dataclass(frozen=True, slots=True)
class Guide:
    """A union's second line changes."""

    union: str
    before: str | None
    after: str | None

    def inverse(self) -> Self:
        return type(self)(self.union, self.after, self.before)

    def touches(self) -> tuple[str, ...]:
        return (self.union,)


@dataclass(frozen=True, slots=True)
class Edit:
    """Fields of a union change; both sides name the same fields."""

    union: str
    before: dict[str, Value]
    after: dict[str, Value]

    def inverse(self) -> Self:
        return type(self)(self.union, self.after, self.before)

    def touches(self) -> tuple[str, ...]:
        return (self.union,)


@dataclass(frozen=True, slots=True)
class Pact:
    """A pact between two unions is made, changed or ended; its terms, or None where there is none."""

    unions: tuple[str, str]
    before: str | None
    after: str | None

    def inverse(self) -> Self:
        return type(self)(self.unions, self.after, self.before)

    def touches(self) -> tuple[str, ...]:
        return self.unions


@dataclass(frozen=True, slots=True)
class Absorb:
    """A dissolved union points to the one it was merged into."""

    union: str
    before: str | None
    after: str | None

    def inverse(self) -> Self:
        return type(self)(self.union, self.after, self.before)

    def touches(self) -> tuple[str, ...]:
        return (self.union,)


Step = Place | Guide | Edit | Pact | Absorb

TYPES: dict[str, type[Step]] = {kind.__name__.lower(): kind for kind in (Place, Guide, Edit, Pact, Absorb)}


def undoing(steps: Sequence[Step]) -> list[Step]:
    """The steps that lead back."""
    return [step.inverse() for step in reversed(steps)]


def touched(steps: Sequence[Step]) -> list[str]:
    """The unions whose own record the steps change, each once, in order."""
    return list(dict.fromkeys(union for step in steps for union in step.touches()))


def dump(steps: Sequence[Step]) -> list[dict[str, Any]]:
    """The steps as plain data, for the log."""
    return [{"step": type(step).__name__.lower()} | asdict(step) for step in steps]


def load(data: Sequence[dict[str, Any]]) -> list[Step]:
    """The inverse of `dump`."""
    return [_load(dict(item)) for item in data]


def _load(item: dict[str, Any]) -> Step:
    kind = TYPES.get(item.pop("step"))
    if kind is None:
        raise Conflict("this change was written by a newer version of orgnet and cannot be undone by this one")
    if "unions" in item:
        item["unions"] = tuple(item["unions"])
    return kind(**item)
