"""The co-operation network of a branch: what ties its unions beside the primary line.

It has an edge for each pair of unions that a pact or a second line ties. The primary line is left out:
in a tree every superior is an articulation point and every edge a bridge, which says nothing. An
articulation point is a union without which unions that co-operate now, directly or through others, would
fall apart; a bridge is a tie of which the same is true.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

import networkx as nx

from orgnet.skeletons import Named, Skeleton

SEED = 20250901
"""Communities are found in an order drawn by lot; always the same lot."""


@dataclass(frozen=True, slots=True)
class Point:
    """An articulation point: how many unions it ties, and how many others would be cut off from most."""

    union: Named
    ties: int
    cut_off: int


@dataclass(frozen=True, slots=True)
class Bridge:
    """A bridge with the number of unions on its smaller side, where the second of its unions stands."""

    unions: tuple[Named, Named]
    cut_off: int


@dataclass(frozen=True, slots=True)
class Cooperation:
    """The co-operation network: its unions, ties and groups, and where it hangs by a thread."""

    unions: int
    pacts: int
    second_lines: int
    leaving: int
    """Ties that lead out of the branch, and are not looked at."""

    groups: Mapping[int, int]
    """How many groups of connected unions there are of a size."""

    points: Sequence[Point]
    """The articulation points, those that cut off most first."""

    bridges: Sequence[Bridge]
    """The bridges with at least two unions on either side, those that cut off most first."""

    pendants: int
    """The other bridges: a union hangs on by a single tie."""


@dataclass(frozen=True, slots=True)
class Community:
    """Unions with more pacts among each other than with others, below their lowest common superior."""

    unions: Sequence[str]
    pacts: int
    leaving: int
    under: Named


@dataclass(frozen=True, slots=True)
class Communities:
    """The communities among the pacts (Louvain), the largest first, and their modularity."""

    modularity: float
    each: Sequence[Community]


def cooperation(skeleton: Skeleton) -> Cooperation:
    """The co-operation network of a branch."""
    ties = skeleton.ties
    found = cuts(ties)
    points = [Point(skeleton.named(code), ties.degree(code), n) for code, n in found.points.items()]
    bridges = [Bridge((skeleton.named(u), skeleton.named(v)), n) for (u, v), n in found.bridges.items() if n > 1]
    return Cooperation(
        unions=len(ties),
        pacts=len(tied(skeleton, "pact")),
        second_lines=len(tied(skeleton, "guide")),
        leaving=skeleton.leaving,
        groups=dict(sorted(Counter(map(len, nx.connected_components(ties))).items())),
        points=sorted(points, key=lambda point: (-point.cut_off, point.union.code)),
        bridges=sorted(bridges, key=lambda bridge: (-bridge.cut_off, [union.code for union in bridge.unions])),
        pendants=len(found.bridges) - len(bridges),
    )


@dataclass(frozen=True, slots=True)
class Cuts:
    """The articulation points and bridges of a graph: how many nodes each cuts off from the largest rest.
    Of a bridge, the second node is the one cut off."""

    points: Mapping[str, int]
    bridges: Mapping[tuple[str, str], int]


def cuts(graph: "nx.Graph[str]") -> Cuts:
    """Where a graph falls apart, read from the trees that its blocks and articulation points make."""
    found: Iterable[Collection[str]] = nx.biconnected_components(graph)  # pyright: ignore[reportAssignmentType]
    blocks = [sorted(block) for block in found]
    counts = Counter(node for block in blocks for node in block)
    trees: nx.Graph[Part] = nx.Graph()
    trees.add_nodes_from(range(len(blocks)))
    trees.add_edges_from((number, node) for number, block in enumerate(blocks) for node in block if counts[node] > 1)
    weights = [sum(counts[node] == 1 for node in block) for block in blocks]
    points, bridges = dict[str, int](), dict[tuple[str, str], int]()
    for group in nx.connected_components(trees):
        above, held = _held(trees, weights, group)
        size = max(held.values())
        for part in group:
            if isinstance(part, str):
                falling = [held[each] for each in trees[part] if each != above.get(part)]
                points[part] = size - 1 - max(*falling, size - held[part])
            elif len(blocks[part]) == 2:
                one, other = sorted(blocks[part], key=lambda node: node == above.get(part))
                far = held.get(one, 1)
                pair = (other, one) if (far, other) <= (size - far, one) else (one, other)
                bridges[pair] = min(far, size - far)
    return Cuts(points, bridges)


Part = int | str
"""A block, by its number, or an articulation point."""


def _held(
    trees: "nx.Graph[Part]", weights: Sequence[int], group: Collection[Part]
) -> tuple[dict[Part, Part], dict[Part, int]]:
    """In one of the trees, from any of its blocks: what is above each part, and how many nodes it and all
    parts below it hold."""
    root = min(part for part in group if isinstance(part, int))
    above: dict[Part, Part] = dict(nx.bfs_predecessors(trees, root))
    held = {part: weights[part] if isinstance(part, int) else 1 for part in (root, *above)}
    for part in reversed(above):
        held[above[part]] += held[part]
    return above, held


def tied(skeleton: Skeleton, how: str) -> list[tuple[str, str]]:
    """The pairs of unions tied by pacts (`pact`) or by second lines (`guide`), in order."""
    return sorted((min(u, v), max(u, v)) for u, v, tie in skeleton.ties.edges(data=True) if how in tie)


def communities(skeleton: Skeleton) -> Communities:
    """The communities among the pacts of a branch."""
    pacts = tied(skeleton, "pact")
    codes = sorted({code for pact in pacts for code in pact})
    graph: nx.Graph[int] = nx.Graph()
    graph.add_nodes_from(range(len(codes)))
    number = {code: i for i, code in enumerate(codes)}
    graph.add_edges_from((number[one], number[other]) for one, other in pacts)
    if not pacts:
        return Communities(0.0, ())
    found: list[set[int]] = nx.community.louvain_communities(graph, seed=SEED)
    each = [_community(skeleton, graph, codes, sorted(group)) for group in found]
    each.sort(key=lambda community: (-len(community.unions), community.unions))
    return Communities(nx.community.modularity(graph, found), each)


def _community(skeleton: Skeleton, graph: "nx.Graph[int]", codes: Sequence[str], group: Sequence[int]) -> Community:
    inside = graph.subgraph(group).number_of_edges()
    return Community(
        unions=[codes[number] for number in group],
        pacts=inside,
        leaving=sum(graph.degree(number) for number in group) - 2 * inside,
        under=skeleton.named(skeleton.common([codes[number] for number in group])),
    )
