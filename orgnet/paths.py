"""Paths: the shortest way between two unions, up from both until they meet.

A way climbs lines of leadership and then descends them, and may cross pacts anywhere. It never descends
first: that two unions lead a third between them, or have a subordinate in common, is no way from one to
the other.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field


@dataclass(slots=True)
class Climb:
    """All that can be reached from a union upwards and across pacts, as far as it has been looked for.

    `reached` says in how many steps and from where; `edge` are those that the last step reached.
    """

    start: str
    reached: dict[str, tuple[int, str]] = field(default_factory=dict[str, tuple[int, str]])
    edge: list[str] = field(default_factory=list[str])
    steps: int = 0

    def __post_init__(self) -> None:
        self.reached[self.start] = 0, self.start
        self.edge.append(self.start)

    def step(self, neighbours: Mapping[str, Sequence[str]]) -> None:
        """Go one step on; `neighbours` are those of the edge."""
        self.steps += 1
        edge, self.edge = self.edge, []
        for union in edge:
            for other in neighbours.get(union, ()):
                if other not in self.reached:
                    self.reached[other] = self.steps, union
                    self.edge.append(other)

    def way(self, union: str) -> list[str]:
        """From a union back to the start."""
        steps = [union]
        while steps[-1] != self.start:
            steps.append(self.reached[steps[-1]][1])
        return steps


def meeting(one: Climb, other: Climb) -> list[str]:
    """The shortest way found so far, or an empty one."""
    met = one.reached.keys() & other.reached.keys()
    if not met:
        return []
    top = min(met, key=lambda union: (one.reached[union][0] + other.reached[union][0], union))
    return [*reversed(one.way(top)), *other.way(top)[1:]]


def open_end(one: Climb, other: Climb) -> Climb | None:
    """The end to go on from, the less climbed first; None once no shorter way can be found."""
    way = meeting(one, other)
    hopeful = [end for end in (one, other) if end.edge and (not way or end.steps + 1 < len(way) - 1)]
    return min(hopeful, key=lambda end: end.steps, default=None)
