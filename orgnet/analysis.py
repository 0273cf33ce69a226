"""What the shape of a branch says: how wide and deep it is, where levels are skipped, and where nobody is.

Only the branch itself is looked at: neither the superiors of its top, nor ties that lead out of it.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from heapq import nsmallest

from orgnet.cooperation import Communities, Cooperation, communities, cooperation
from orgnet.levels import DEPTHS, Level
from orgnet.skeletons import Named, Skeleton

SHOWN = 10
"""The widest, and how many superiors are named where levels are skipped."""


@dataclass(frozen=True, slots=True)
class Spread:
    """How some counts spread: nearest ranks, so each is one of them."""

    count: int
    min: int
    median: int
    p90: int
    p99: int
    max: int


@dataclass(frozen=True, slots=True)
class Width:
    """The superiors of a level: `fan_out` unions stand directly below each on the primary line; its
    `span` of control has those of its second line as well. `without` have nobody below on either."""

    without: int
    fan_out: Spread | None
    span: Spread | None


@dataclass(frozen=True, slots=True)
class Wide:
    """A superior with the unions directly below it on either line, by their levels on the primary one."""

    union: Named
    fan_out: int
    guided: int
    levels: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Depth:
    """How many unions stand so many steps below the top, and the line of one of the deepest."""

    unions: Mapping[int, int]
    deepest: Sequence[Named]


@dataclass(frozen=True, slots=True)
class Skip:
    """Unions whose superior is not of the level next above, nor of their own: how many, how many levels
    lie between, and the superiors with most of them."""

    superior: str
    level: str
    between: int
    unions: int
    superiors: int
    most: Sequence[tuple[Named, int]]


@dataclass(frozen=True, slots=True)
class Vacancy:
    """A superior for whom nobody acts, and how many unions stand below it."""

    union: Named
    below: int


@dataclass(frozen=True, slots=True)
class Vacancies:
    """Superiors for whom nobody acts, by level; and the unions whose line leads through one of them."""

    superiors: Mapping[str, int]
    unions: Mapping[str, int]
    each: Sequence[Vacancy]
    """Those with most unions below first."""


@dataclass(frozen=True, slots=True)
class Analysis:
    """All that the shape of a branch says."""

    union: Named
    unions: int
    widths: Mapping[str, Width]
    widest: Sequence[Wide]
    depth: Depth
    skips: Sequence[Skip]
    vacancies: Vacancies
    cooperation: Cooperation
    communities: Communities


def analyse(skeleton: Skeleton) -> Analysis:
    """All that the shape of a branch says; the same branch always says the same."""
    return Analysis(
        union=skeleton.named(skeleton.top),
        unions=skeleton.unions,
        widths=widths(skeleton),
        widest=widest(skeleton),
        depth=depth(skeleton),
        skips=skips(skeleton),
        vacancies=vacancies(skeleton),
        cooperation=cooperation(skeleton),
        communities=communities(skeleton),
    )


def spread(counts: Iterable[int]) -> Spread | None:
    """How counts spread; None where there are none."""
    ranked = sorted(counts)
    if not ranked:
        return None
    median, p90, p99 = (ranked[-(-len(ranked) * percent // 100) - 1] for percent in (50, 90, 99))
    return Spread(len(ranked), ranked[0], median, p90, p99, ranked[-1])


def widths(skeleton: Skeleton) -> dict[str, Width]:
    """How wide the superiors of each level are."""
    fan_outs: dict[Level, list[int]] = {}
    spans: dict[Level, list[int]] = {}
    without = Counter[Level]()
    for code in skeleton.line:
        node, below = skeleton.node(code), skeleton.fan_out(code)
        if below:
            fan_outs.setdefault(node["level"], []).append(below)
        if below + node["guided"]:
            spans.setdefault(node["level"], []).append(below + node["guided"])
        else:
            without[node["level"]] += 1
        without.update(skeleton.leaves_below(code))
    return {
        str(level): Width(without[level], spread(fan_outs.get(level, ())), spread(spans.get(level, ())))
        for level in Level
        if level in spans or level in without
    }


def widest(skeleton: Skeleton, most: int = SHOWN) -> list[Wide]:
    """The superiors with the widest span of control."""
    spans = ((-skeleton.fan_out(code) - skeleton.node(code)["guided"], code) for code in skeleton.line)
    chosen = [code for span, code in nsmallest(most, spans) if span]
    return [
        Wide(
            skeleton.named(code),
            skeleton.fan_out(code),
            skeleton.node(code)["guided"],
            by_level(skeleton.levels_below(code)),
        )
        for code in chosen
    ]


def depth(skeleton: Skeleton) -> Depth:
    """How deep a branch is."""
    depths, found = dict[str, int](), Counter[int]()
    deepest = (0, skeleton.top)
    for code in skeleton.line:
        above = skeleton.superior(code)
        depths[code] = depths[above] + 1 if above else 0
        leaves = skeleton.leaves_below(code).total()
        found[depths[code]] += 1
        found[depths[code] + 1] += leaves
        deepest = max(deepest, (depths[code] + bool(leaves), code), key=lambda each: each[0])
    line = [skeleton.named(code) for code in skeleton.up(deepest[1])]
    return Depth({steps: n for steps, n in sorted(found.items()) if n}, line[::-1])


def skips(skeleton: Skeleton) -> list[Skip]:
    """Where levels are skipped, by the pair of levels."""
    found: dict[tuple[Level, Level], dict[str, int]] = {}
    for code in skeleton.line:
        above = skeleton.node(code)["level"]
        for level, n in skeleton.levels_below(code).items():
            if DEPTHS[level] - DEPTHS[above] > 1:
                found.setdefault((above, level), {})[code] = n
    return [
        Skip(
            superior=str(above),
            level=str(level),
            between=DEPTHS[level] - DEPTHS[above] - 1,
            unions=sum(superiors.values()),
            superiors=len(superiors),
            most=[(skeleton.named(code), n) for code, n in ranked(superiors)[:SHOWN]],
        )
        for (above, level), superiors in sorted(found.items(), key=lambda each: [DEPTHS[level] for level in each[0]])
    ]


def vacancies(skeleton: Skeleton) -> Vacancies:
    """The superiors for whom nobody acts, and what stands below them."""
    unions, through = Counter[Level](), dict[str, bool]()
    for code in skeleton.line:
        node, above = skeleton.node(code), skeleton.superior(code)
        if above and through[above]:
            unions[node["level"]] += 1
        through[code] = node["vacant"] or bool(above and through[above])
        if through[code]:
            unions.update(skeleton.leaves_below(code))
    below = skeleton.below()
    vacant = {code: n for code, n in below.items() if n and skeleton.node(code)["vacant"]}
    return Vacancies(
        superiors=by_level(Counter(skeleton.node(code)["level"] for code in vacant)),
        unions=by_level(unions),
        each=[Vacancy(skeleton.named(code), n) for code, n in ranked(vacant)],
    )


def ranked(counts: Mapping[str, int]) -> list[tuple[str, int]]:
    """The largest first, those alike by code."""
    return sorted(counts.items(), key=lambda each: (-each[1], each[0]))


def by_level(counts: Mapping[Level, int]) -> dict[str, int]:
    """Counts by level, the highest first."""
    return {str(level): counts[level] for level in Level if counts.get(level)}
