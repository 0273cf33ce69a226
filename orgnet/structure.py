"""The rules of the network's structure: who may stand under whom, and what a change consists of."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from orgnet.errors import Conflict, Invalid, Stale
from orgnet.levels import Level
from orgnet.positions import Position
from orgnet.steps import Absorb, Edit, Guide, Pact, Place, Step, Value
from orgnet.unions import Status, Union

Pacts = Mapping[str, str]
"""The terms of a union's pacts, by partner."""

DEPTH = 12
"""A union has at most this many superiors when it is placed."""

ROW = 3
"""At most so many unions of one level stand directly under one another, so no line exceeds 7 x 3 unions
whatever is moved: which spares measuring the height of a branch."""


def placeable(mover: Position, superior: Position, rows_below: int, field: str = "parent") -> None:
    """Raises Conflict unless a union may stand under this superior.

    `rows_below` is how many unions of the mover's level stand under one another below it; `field` is what
    the asker gave.
    """
    union, above = mover.union, superior.union
    living(above, field)
    second = superior.lines.second if mover.guide is None else ()
    if union.id == above.id or union.id in superior.lines.primary or union.id in second:
        raise Conflict(
            f"{above.name} is in the branch of {union.name}; a union cannot stand under its own branch", field=field
        )
    if above.level.depth > union.level.depth:
        raise Conflict(
            f"{above.name} is of level {above.level}, which is lower than {union.level};"
            f" the parent must be of level {union.level} or higher",
            field=field,
        )
    if len(superior.lines.primary) + 1 > DEPTH:
        raise Conflict(f"{above.name} has {DEPTH} superiors already; choose a parent higher up", field=field)
    short_row(union.level, superior, rows_below, field)


def short_row(level: Level, superior: Position | None, rows_below: int, field: str) -> None:
    """Raises Conflict where a union of a level would stand in too long a row of unions of that level."""
    if 1 + rows_below + _row(level, superior) > ROW:
        raise Conflict(
            f"more than {ROW} unions of level {level} would stand under one another; choose a parent of a higher level",
            field=field,
        )


def _row(level: Level, superior: Position | None) -> int:
    """How many unions of a level stand directly above one another, from this superior up."""
    count = 0
    for above in (superior.union.level, *superior.levels) if superior else ():
        if above is not level:
            break
        count += 1
    return count


def guidable(union: Union, guide: Position) -> None:
    """Raises unless a union's second line may lead to this superior."""
    living(guide.union, "guide")
    if guide.union.level.depth >= union.level.depth:
        raise Conflict(
            f"{guide.union.name} is of level {guide.union.level};"
            f" the second line must lead to a level above {union.level}",
            field="guide",
        )
    if union.id in guide.lines.second:
        raise Conflict(
            f"the second line of {guide.union.name} leads through {union.name}: it would be a circle", field="guide"
        )


@dataclass(frozen=True, slots=True)
class NeighbourLevels:
    """The levels next to a union on its lines: of its subordinates, of those it guides, of its guide."""

    subordinates: Sequence[Level]
    guided: Sequence[Level]
    guide: Sequence[Level]


def ranked(union: Union, levels: NeighbourLevels) -> None:
    """Raises Conflict where a union's new level would stand below its subordinates, or not between its
    guide and those it guides."""
    depth = union.level.depth
    for level in levels.subordinates:
        if level.depth < depth:
            raise Conflict(
                f"{union.name} has subordinates of level {level}; it cannot be of level {union.level}", field="level"
            )
    if any(level.depth <= depth for level in levels.guided) or any(level.depth >= depth for level in levels.guide):
        raise Conflict(f"second lines of {union.name} would not lead upwards at level {union.level}", field="level")


def living(union: Union, field: str | None = None) -> None:
    """Raises unless a union is not dissolved."""
    if union.status is Status.DISSOLVED:
        raise Conflict(f"{union.name} is dissolved; restore it first", field=field)


def distinct(superior: Union, taken: Sequence[str]) -> None:
    """Raises Conflict where subordinates of a superior would have names that are taken there."""
    if taken:
        raise Conflict(f"{superior.name} has a subordinate named {taken[0]} already; choose another name", field="name")


def unchanged(position: Position, expected: int | None) -> None:
    """Raises Stale where a union was changed since the asker read it."""
    if expected is not None and expected != position.changed:
        raise Stale(
            f"{position.union.name} was changed since you read it; read it again and decide anew", field="If-Match"
        )


def founding(union: Union, parent: str, guide: str | None) -> list[Step]:
    """The steps of a founding; the union's node is there already, and led back it is a dissolved one."""
    if guide and guide == parent:
        raise Conflict(f"{union.name} is to stand under this union; the second line must differ", field="guide")
    status = Edit(union.id, {"status": Status.DISSOLVED.value}, {"status": union.status.value})
    placed: list[Step] = [status, Place((union.id,), None, parent)]
    return [*placed, Guide(union.id, None, guide)] if guide else placed


def moving(position: Position, parent: str) -> list[Step]:
    """The step of a move."""
    if position.parent is None:
        raise Conflict("the root of the network stands under nobody and cannot be moved")
    if position.parent == parent:
        raise Conflict(f"{position.union.name} stands there already", field="parent")
    return [Place((position.union.id,), position.parent, parent)]


def guiding(position: Position, guide: str | None) -> list[Step]:
    """The step that sets, changes or ends a second line."""
    if position.parent is None:
        raise Conflict("the root of the network has no second line")
    if guide == position.guide:
        raise Conflict(f"the second line of {position.union.name} is this already", field="guide")
    if guide == position.parent:
        raise Conflict(
            f"{position.union.name} stands under this union already; the second line must differ", field="guide"
        )
    return [Guide(position.union.id, position.guide, guide)]


def editing(position: Position, fields: dict[str, Value]) -> list[Step]:
    """The step that changes fields of a union, naming only those that really change."""
    living(position.union)
    before: dict[str, Value] = {name: _value(position.union, name) for name in fields}
    changed = [name for name, value in fields.items() if value != before[name]]
    if not changed:
        return []
    return [Edit(position.union.id, {name: before[name] for name in changed}, {name: fields[name] for name in changed})]


def _value(union: Union, name: str) -> Value:
    value = getattr(union, name)
    if hasattr(value, "isoformat"):
        return str(value.isoformat())
    return str(value) if isinstance(value, str) else value


def emptied(union: Union, subordinates: int, guided: int) -> None:
    """Raises Conflict unless a union that leaves the network leads no others any more, on either line."""
    if subordinates:
        raise Conflict(f"{union.name} has {subordinates} subordinates; move, merge or dissolve them first")
    if guided:
        raise Conflict(f"{union.name} is the second line of {guided} unions; end that first, or dissolve it")


def dissolving(position: Position, pacts: Pacts, guided: Sequence[str]) -> list[Step]:
    """The steps of a dissolution: its pacts end, and so do the second lines that lead to it."""
    living(position.union)
    if position.parent is None:
        raise Conflict("the root of the network cannot be dissolved")
    released = [Guide(union, position.union.id, None) for union in guided]
    return [*_releasing(position, pacts), *released, *_leaving(position)]


def _releasing(position: Position, pacts: Pacts) -> list[Step]:
    return [Pact(_pair(position.union.id, other), terms, None) for other, terms in pacts.items()]


def _leaving(position: Position) -> list[Step]:
    steps: list[Step] = [Guide(position.union.id, position.guide, None)] if position.guide else []
    steps.append(Place((position.union.id,), position.parent, None))
    status = Edit(position.union.id, {"status": position.union.status.value}, {"status": Status.DISSOLVED.value})
    return [*steps, status]


def merging(
    position: Position,
    into: Position,
    subordinates: Sequence[str],
    guided: Sequence[str],
    pacts: tuple[Pacts, Pacts],
) -> list[Step]:
    """The steps by which a union is merged into another, which takes over its subordinates, the unions
    it guides, its pacts (`pacts`: those of both) and its members."""
    merged, heir = position.union, into.union
    living(merged)
    living(heir, "into")
    if merged.id == heir.id:
        raise Conflict(f"{merged.name} cannot be merged into itself", field="into")
    if position.parent is None or merged.id in into.lines.primary:
        raise Conflict(f"{heir.name} is in the branch of {merged.name}; merge the other way round", field="into")
    known = {*pacts[1], heir.id}
    return [
        *([Place(tuple(subordinates), merged.id, heir.id)] if subordinates else []),
        *(Guide(union, merged.id, heir.id if union != heir.id else None) for union in guided),
        *_releasing(position, pacts[0]),
        *(Pact(_pair(heir.id, other), None, terms) for other, terms in pacts[0].items() if other not in known),
        *_leaving(position),
        Absorb(merged.id, None, heir.id),
        *_joined(merged, heir),
    ]


def _joined(merged: Union, into: Union) -> list[Step]:
    joined: list[Step] = []
    if merged.members or merged.units:
        before: dict[str, Value] = {"members": into.members, "units": into.units}
        after: dict[str, Value] = {"members": into.members + merged.members, "units": into.units + merged.units}
        joined.append(Edit(into.id, before, after))
    return joined


def splitting(position: Position, parts: Sequence[tuple[Union, Sequence[str]]]) -> list[Step]:
    """The steps by which new unions split off beside a union, each with the subordinates named for it."""
    living(position.union)
    if position.parent is None:
        raise Conflict("the root of the network cannot be split")
    steps: list[Step] = []
    for union, subordinates in parts:
        steps += founding(union, position.parent, None)
        if subordinates:
            steps.append(Place(tuple(subordinates), position.union.id, union.id))
    return steps


def gone(union: Union) -> None:
    """Raises unless a union is dissolved."""
    if union.status is not Status.DISSOLVED:
        raise Conflict(f"{union.name} is not dissolved")


def restoring(position: Position, parent: str, guide: Union | None) -> list[Step]:
    """The steps that bring a dissolved union back; its former second line too, where that may still be."""
    gone(position.union)
    union = replace(position.union, status=Status.ACTIVE)
    may_guide = guide and guide.id != parent and guide.level.depth < union.level.depth
    return founding(union, parent, guide.id if guide and may_guide else None)


def pacting(one: Position, other: Position, terms: str | None, pacts: Pacts) -> list[Step]:
    """The step that makes, changes or ends (terms None) a pact of two unions."""
    living(one.union)
    living(other.union)
    if one.union.id == other.union.id:
        raise Invalid("a pact needs two different unions", field="partner")
    before = pacts.get(other.union.id)
    if before == terms:
        raise Conflict(f"{one.union.name} and {other.union.name} stand so already", field="partner")
    return [Pact(_pair(one.union.id, other.union.id), before, terms)]


def _pair(one: str, other: str) -> tuple[str, str]:
    return (one, other) if one < other else (other, one)
