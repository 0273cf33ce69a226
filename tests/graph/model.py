"""The plain model of a network: dictionaries, and every number by counting."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field, replace
from datetime import date

from orgnet.audiences import Audience, Reach, Selector
from orgnet.cells import census
from orgnet.duties import Duty, Thing
from orgnet.kinds import Kind
from orgnet.levels import Level
from orgnet.receipts import Milestone, Ruling
from orgnet.tallies import Line
from orgnet.unions import Status, Union


@dataclass
class Entry:
    """One union of the model."""

    union: Union
    parent: str | None = None
    guide: str | None = None


@dataclass
class Cascade:
    """One cascade of the model: its audience, who holds which milestones, and about whom the issuer has decided."""

    audience: Audience
    held: dict[str, set[Milestone]] = field(default_factory=dict[str, set[Milestone]])
    ruled: dict[str, Ruling] = field(default_factory=dict[str, Ruling])
    told: dict[str, int] = field(default_factory=dict[str, int])
    """The number that each has told with what it reported done."""
    duties: tuple[Duty, ...] = ()
    met: dict[str, set[str]] = field(default_factory=dict[str, set[str]])
    """The keys of duties that each has met one by one."""
    extended: dict[str, date] = field(default_factory=dict[str, date])
    stepwise: bool = False
    passed: set[str] = field(default_factory=set[str])
    """Where it was passed on, of one that goes level by level."""
    closed: "Network | None" = None
    """The network as it stood when the cascade was closed."""

    def meets(self, id: str, duty: Duty) -> bool:
        """Whether a union has met a duty."""
        milestone = Milestone.SIGNED if duty.thing is Thing.SIGN else Milestone.DONE
        return milestone in self.held.get(id, ()) or duty.key in self.met.get(id, ())

    def owed(self, id: str) -> date:
        """The first day by which a union still owes something, if it is addressed; the last day there is if nothing."""
        if self.ruled.get(id) is Ruling.EXEMPT:
            return date.max
        open_ = [duty.day or date.max for duty in self.duties if not self.meets(id, duty)]
        return min((max(day, self.extended.get(id, day)) for day in open_), default=date.max)

    def owes(self, id: str) -> bool:
        """Whether a union has still to do something, if it is addressed."""
        return self.owed(id) < date.max


@dataclass
class Network:
    """Unions, pacts and cascades."""

    entries: dict[str, Entry] = field(default_factory=dict[str, Entry])
    pacts: set[frozenset[str]] = field(default_factory=set[frozenset[str]])
    cascades: dict[str, Cascade] = field(default_factory=dict[str, Cascade])

    def copy(self) -> "Network":
        """The unions and pacts as they stand now; a union is never changed, only replaced."""
        entries = {id: replace(entry) for id, entry in self.entries.items()}
        return Network(entries, set(self.pacts))

    def living(self) -> list[str]:
        """The unions that are in the network."""
        return [id for id, entry in self.entries.items() if entry.union.status is not Status.DISSOLVED]

    def superior(self, id: str, line: Line = Line.PRIMARY) -> str | None:
        """The next union up a line."""
        entry = self.entries[id]
        return (entry.guide or entry.parent) if line is Line.SECOND else entry.parent

    def line(self, id: str, line: Line = Line.PRIMARY) -> list[str]:
        """The union and all above it; ends where it meets itself again."""
        found, here = [id], self.superior(id, line)
        while here is not None and here not in found:
            found.append(here)
            here = self.superior(here, line)
        return found

    def branch(self, id: str, line: Line = Line.PRIMARY) -> list[str]:
        """The union and all below it."""
        return [other for other in self.living() if id in self.line(other, line)]

    def children(self, id: str, line: Line = Line.PRIMARY) -> list[str]:
        """The unions directly below on a line."""
        return [other for other in self.living() if self.superior(other, line) == id]

    def guided(self, id: str) -> list[str]:
        """The unions whose second line leads directly here."""
        return [other for other in self.living() if self.entries[other].guide == id]

    def rows(self) -> dict[str, dict[str, int]]:
        """Every row of the census with its twin, by key."""
        rows: dict[str, Counter[str]] = {}
        for id in self.living():
            own = census(self.entries[id].union)
            for line, sign in ((Line.PRIMARY, -1), (Line.SECOND, 1)):
                for above in self.line(id, line)[1:]:
                    if line is Line.PRIMARY:
                        rows.setdefault(f"network|{above}", Counter()).update(own)
                    for name, n in own.items():
                        rows.setdefault(f"network|{above}|2", Counter())[name] += sign * n
        kept = {key: {name: n for name, n in row.items() if n} for key, row in rows.items()}
        return {key: row for key, row in kept.items() if row}

    def reached(self, cascade: Cascade, within: str) -> list[str]:
        """The unions of a branch that a cascade addresses."""
        return [id for id in self.branch(within, cascade.audience.line) if self.addressed(cascade, id)]

    def addressed(self, cascade: Cascade, id: str) -> bool:
        """Whether a union is one of those that a cascade addresses."""
        audience, union = cascade.audience, self.entries[id].union
        if id == audience.issuer or union.status not in (Status.ACTIVE, Status.TRANSFERRING):
            return False
        chosen = [any(self.chosen(rule, id) for rule in rules) for rules in (audience.selectors, audience.exclusions)]
        return chosen == [True, False]

    def delivered(self, cascade: Cascade, id: str) -> bool:
        """Whether a cascade has come to a union: its issuer is directly above, or somebody who passed it on."""
        if not cascade.stepwise:
            return True
        ways = cascade.audience.lines or tuple(Line)
        return any(self.superior(id, line) in {cascade.audience.issuer, *cascade.passed} for line in ways)

    def late(self, cascade: Cascade, reached: Collection[str], day: date) -> int:
        """How many of some that a cascade has come to owe something that was due before a day."""
        return sum(cascade.owed(other) < day and self.delivered(cascade, other) for other in reached)

    def waiting(self, cascade: Cascade, id: str) -> int:
        """How many below a union a cascade has still to come to."""
        below = [other for other in self.reached(cascade, id) if other != id]
        return sum(not self.delivered(cascade, other) for other in below)

    def chosen(self, rule: Selector, id: str) -> bool:
        """Whether one rule of an audience chooses a union."""
        if rule.facets.kinds and self.entries[id].union.kind not in rule.facets.kinds:
            return False
        match rule.reach:
            case Reach.ITSELF:
                return id == rule.root
            case Reach.SUBORDINATES:
                return any(self.superior(id, line) == rule.root for line in rule.follows.lines)
            case Reach.BRANCH:
                return rule.root in self.line(id, rule.follows.lines[0])

    def set(self, id: str, **fields: object) -> None:
        """Change fields of a union."""
        entry = self.entries[id]
        entry.union = replace(entry.union, **fields)  # pyright: ignore[reportArgumentType]

    def may_stand(self, id: str, parent: str, union: Union | None = None) -> bool:
        """Whether a union may stand under a parent, by the rules said plainly."""
        moved = union or self.entries[id].union
        above = self.entries[parent]
        if above.union.status is Status.DISSOLVED or above.union.level.depth > moved.level.depth:
            return False
        if any(self.entries[child].union.name == moved.name for child in self.children(parent) if child != id):
            return False
        guided = id in self.entries and self.entries[id].guide is not None
        lines = (Line.PRIMARY,) if guided else tuple(Line)
        if any(id in self.line(parent, line) for line in lines):
            return False
        return len(self.line(parent)) <= 12 and self._row(id, moved.level, parent) <= 3

    def may_be(self, id: str, level: Level) -> bool:
        """Whether a union in the network may be of a level."""
        entry = self.entries[id]
        if level is entry.union.level:
            return True
        if any(self.entries[child].union.level.depth < level.depth for child in self.children(id)):
            return False
        if any(self.entries[other].union.level.depth <= level.depth for other in self.guided(id)):
            return False
        if entry.guide and self.entries[entry.guide].union.level.depth >= level.depth:
            return False
        if entry.parent is None:
            return 1 + self._row_below(id, level) <= 3
        return self.may_stand(id, entry.parent, replace(entry.union, level=level))

    def may_guide(self, id: str, guide: str | None) -> bool:
        """Whether a union's second line may lead to another, or end."""
        entry = self.entries[id]
        if entry.parent is None or guide in (entry.guide, entry.parent):
            return False
        return guide is None or self.entries[guide].union.level.depth < entry.union.level.depth

    def _row(self, id: str, level: Level, parent: str) -> int:
        above = 0
        for superior in self.line(parent):
            if self.entries[superior].union.level is not level:
                break
            above += 1
        return above + 1 + self._row_below(id, level)

    def _row_below(self, id: str, level: Level) -> int:
        same = [child for child in self.children(id) if self.entries[child].union.level is level]
        return max((1 + self._row_below(child, level) for child in same), default=0)


KINDS = [Kind.FEDERATION, Kind.SINGLE, Kind.JOINT]
