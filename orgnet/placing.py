"""Placing: where the unions of an import will stand, and whether they may stand there."""

from collections.abc import Callable
from dataclasses import replace

from orgnet.errors import Invalid, Refusal
from orgnet.imports import NONE, Plan, Ref, Verdict
from orgnet.kinds import Kind
from orgnet.levels import Level
from orgnet.positions import Position
from orgnet.sequence import Hanging
from orgnet.structure import guidable, placeable
from orgnet.tallies import Lines
from orgnet.unions import Union

Places = dict[Ref, Position]


class Placing:
    """The places of all superiors of an import, those in the network and those that are to be founded."""

    def __init__(self, plan: Plan, places: Places, make_id: Callable[[], str]) -> None:
        self.plan = plan
        self.places = places
        self.make_id = make_id
        self.settled = set[Ref]()
        self.stood = set[tuple[int, int, str | None]]()
        """The namings and the level of those that may stand there: so may their like."""

        self.superiors = {plan.superior(n) for column in (plan.book.parents, plan.book.guides) for n in set(column)}
        partners = {plan.superior(naming) for pacts in plan.book.partners.values() for naming, _ in pacts}
        self.named = {*partners, *plan.book.partners, *(doubt.like for doubt in plan.doubts.values())}
        """Rows of which the id is needed, although they are nobody's superior."""

    def all(self) -> None:
        """Place all rows in their order, and give their verdict to those that are new."""
        hanging = Hanging(self.plan)
        for row in self.plan.order:
            hanging.see(row)
            if self.plan.verdicts[row] == Verdict.OPEN:
                try:
                    self._place(row)
                except Refusal as refusal:
                    self.plan.refuse(row, refusal)

    def _place(self, row: int) -> None:
        if self.plan.ids[row] is not None:
            self._move(row)
            return
        self.plan.complete(row)
        if self.plan.verdicts[row] != Verdict.OPEN:
            return
        if row in self.superiors or row in self.named:
            self.plan.new[row] = self.make_id()
        book = self.plan.book
        if book.parents[row] == NONE:
            if self.plan.root != row:
                raise Invalid("only the root of the network has no superior; name one", field="parent")
            self.places[row] = Position(self._union(row))
        else:
            like = book.parents[row], book.guides[row], book.levels[row]
            if row in self.superiors or like not in self.stood:
                self._stand(row, self._union(row))
                self.stood.add(like)
        self.plan.settle(row, Verdict.FOUND)

    def _union(self, row: int) -> Union:
        """As much of a union as the rules of structure ask for."""
        plan = self.plan
        return Union(plan.new.get(row, ""), "", plan.name(row), Level(plan.book.levels[row] or ""), Kind.SINGLE)

    def _stand(self, row: int, union: Union) -> None:
        parent = over = self.superior(self.plan.book.parents[row], "parent")
        placeable(Position(union), parent, 0)
        if self.plan.book.guides[row] != NONE:
            over = self.superior(self.plan.book.guides[row], "guide")
            if over.union.id == parent.union.id:
                raise Invalid("the second superior must be another than the first", field="guide")
            guidable(union, over)
        if row in self.superiors:
            self.places[row] = _position(union, parent, over)

    def superior(self, naming: int, field: str) -> Position:
        """Where the superior that is named will stand; raises Invalid where there is none."""
        ref = self.plan.superior(naming)
        if ref is not None and ref not in self.settled and ref in self.places and isinstance(ref, str):
            self.places[ref] = self._carried(self.places[ref])
            self.settled.add(ref)
        if ref is None or ref not in self.places:
            raise self.plan.unknown(naming, field)
        return self.places[ref]

    def _move(self, row: int) -> None:
        """A superior that is in the network stands where its row says, at the level its row says."""
        if row not in self.places:
            return
        here = self.places[row] = self._carried(self.places[row])
        if level := self.plan.book.levels[row]:
            here = replace(here, union=replace(here.union, level=Level(level)))
        if self.plan.book.parents[row] != NONE:
            parent = self.superior(self.plan.book.parents[row], "parent")
            guide = self.plan.book.guides[row]
            over = self.superior(guide, "guide") if guide != NONE else (parent if here.guide is None else None)
            second = (over.union.id, *over.lines.second) if over else here.lines.second
            lines = Lines((parent.union.id, *parent.lines.primary), second)
            here = replace(here, lines=lines, levels=(parent.union.level, *parent.levels))
        self.places[row] = here

    def _carried(self, place: Position) -> Position:
        """A place with the nearest superior that has a row put where that row stands, and all above it."""
        for depth, union in enumerate(place.lines.primary):
            row = self.plan.row_of.get(union)
            if row is not None and row in self.places:
                above = self.places[row]
                primary = (*place.lines.primary[: depth + 1], *above.lines.primary)
                levels = (*place.levels[:depth], above.union.level, *above.levels)
                return replace(place, lines=Lines(primary, place.lines.second), levels=levels)
        return place


def _position(union: Union, parent: Position, over: Position) -> Position:
    lines = Lines((parent.union.id, *parent.lines.primary), (over.union.id, *over.lines.second))
    return Position(union, lines, (parent.union.level, *parent.levels), None if over is parent else over.union.id)
