"""A branch as two graphs for analysis: its line, and what its unions are tied by beside it.

Of the many unions at the bottom only the number is kept, so that the graphs grow with the superiors and
the ties of a branch, and not with its unions.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TypedDict, cast

import networkx as nx

from orgnet.branches import Entry
from orgnet.levels import Level
from orgnet.unions import Hands


@dataclass(frozen=True, slots=True)
class Named:
    """A union where it is only named."""

    code: str
    name: str
    level: str


NO_LEAVES = Counter[Level]()


class Node(TypedDict):
    """What the line keeps of a union."""

    name: str
    level: Level
    vacant: bool
    guided: int


@dataclass(slots=True)
class Skeleton:
    """`line` has an edge from each union to its superior; a union stands in it after its superior. `leaves`
    counts by level the unions below one that are not in the graph.

    `ties` has an edge for each pair of unions that a pact or a second line ties (`pact`, `guide`); those
    that lead out of the branch are only counted, as `leaving`.
    """

    top: str = ""
    line: "nx.DiGraph[str]" = field(default_factory=lambda: nx.DiGraph())
    ties: "nx.Graph[str]" = field(default_factory=lambda: nx.Graph())
    leaves: dict[str, Counter[Level]] = field(default_factory=dict[str, Counter[Level]])
    unions: int = 0
    leaving: int = 0

    def add(self, entries: Iterable[Entry]) -> None:
        """Take in unions, superiors first. One that comes again, since it moved meanwhile, stays where it was."""
        for entry in entries:
            if entry.union.code not in self.line:
                self._add(entry)

    def _add(self, entry: Entry) -> None:
        union, above = entry.union, entry.parent.code if self.unions and entry.parent else None
        self.unions += 1
        tied = [(tie.code, "pact") for tie in entry.pacts] + ([(entry.guide.code, "guide")] if entry.guide else [])
        if above and not entry.below and not entry.guided and not tied:
            self.leaves.setdefault(above, Counter())[union.level] += 1
            return
        vacant = entry.figures and union.hands is Hands.VACANT
        self.line.add_node(union.code, name=union.name, level=union.level, vacant=vacant, guided=entry.guided)
        if above:
            self.line.add_edge(union.code, above)
        else:
            self.top = union.code
        for partner, tie in tied:
            self.ties.add_edge(union.code, partner, **{tie: True})

    def close(self) -> None:
        """Leave out the ties that lead out of the branch; call it when all unions are taken in."""
        outside = [code for code in self.ties if code not in self.line]
        self.leaving += sum(self.ties.degree(code) for code in outside)
        self.ties.remove_nodes_from(outside)
        self.ties.remove_nodes_from(list(nx.isolates(self.ties)))

    def node(self, code: str) -> Node:
        """What the line keeps of a union."""
        return cast(Node, self.line.nodes[code])

    def named(self, code: str) -> Named:
        """How a union is called."""
        node = self.node(code)
        return Named(code, node["name"], str(node["level"]))

    def superior(self, code: str) -> str | None:
        """The superior of a union, if that is in the branch."""
        return next(iter(self.line.succ[code]), None)

    def up(self, code: str) -> list[str]:
        """A union and all above it, the top last."""
        line = [code]
        while above := self.superior(line[-1]):
            line.append(above)
        return line

    def common(self, codes: Sequence[str]) -> str:
        """The lowest union that has all of these in its branch."""
        shared = self.up(codes[0])
        for code in codes[1:]:
            line = set(self.up(code))
            shared = [above for above in shared if above in line]
        return shared[0]

    def fan_out(self, code: str) -> int:
        """How many unions stand directly below one on the primary line."""
        return len(self.line.pred[code]) + self.leaves_below(code).total()

    def leaves_below(self, code: str) -> Counter[Level]:
        """How many unions directly below one are not in the graph, by level."""
        return self.leaves.get(code, NO_LEAVES)

    def levels_below(self, code: str) -> Counter[Level]:
        """The same by level."""
        return self.leaves_below(code) + Counter(self.node(below)["level"] for below in self.line.pred[code])

    def below(self) -> dict[str, int]:
        """How many unions stand below each, at any depth."""
        held = {code: self.leaves_below(code).total() for code in self.line}
        for code in reversed(held):
            if above := self.superior(code):
                held[above] += held[code] + 1
        return held
