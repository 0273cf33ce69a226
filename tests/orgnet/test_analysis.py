"""What is said of small branches is what one counts by hand."""

import os
import subprocess
import sys
from dataclasses import replace

import networkx as nx
import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from orgnet.analysis import Spread, analyse, depth, skips, spread, vacancies, widest, widths
from orgnet.cooperation import communities, cooperation, cuts
from orgnet.skeletons import Skeleton
from tests.sketches import skeleton, sketch

LINE = {
    "p1": "n", "p2": "n", "m1": "p1", "c1": "m1", "c2": "p1", "t1": "c1",
    "g1": "t1", "g2": "t1", "g3": "t1", "g4": "c1", "g5": "c2", "g6": "c2", "g7": "p2",
}  # fmt: skip


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ([], None),
        ([7], Spread(1, 7, 7, 7, 7, 7)),
        ([4, 1, 3, 2], Spread(4, 1, 2, 4, 4, 4)),
        (list(range(1, 101)), Spread(100, 1, 50, 90, 99, 100)),
        (list(range(1, 201)), Spread(200, 1, 100, 180, 198, 200)),
    ],
)
def test_a_spread_is_of_nearest_ranks(counts: list[int], expected: Spread | None) -> None:
    assert spread(counts) == expected


def test_the_width_of_a_level_counts_its_superiors_and_those_with_nobody_below() -> None:
    found = widths(skeleton(sketch(LINE)))
    assert list(found) == ["national", "provincial", "municipal", "county", "township", "grassroots"]
    assert found["provincial"].fan_out == Spread(2, 1, 1, 2, 2, 2)
    assert found["county"].fan_out == Spread(2, 2, 2, 2, 2, 2)
    assert found["grassroots"].without == 7 and found["grassroots"].fan_out is None
    assert found["county"].without == 0


def test_the_span_of_control_has_the_unions_of_the_second_line_as_well() -> None:
    made = skeleton(sketch(LINE, guides={"g1": "p2", "g2": "p2"}))
    found = widths(made)["provincial"]
    assert (found.fan_out, found.span) == (Spread(2, 1, 1, 2, 2, 2), Spread(2, 2, 2, 3, 3, 3))
    first = widest(made)[0]
    assert (first.union.code, first.fan_out, first.guided, first.levels) == ("p2", 1, 2, {"grassroots": 1})


def test_the_widest_come_first_and_those_alike_by_code() -> None:
    assert [wide.union.code for wide in widest(skeleton(sketch(LINE)))] == ["t1", "c1", "c2", "n", "p1", "m1", "p2"]


def test_depth_counts_steps_from_the_top() -> None:
    found = depth(skeleton(sketch(LINE)))
    assert found.unions == {0: 1, 1: 2, 2: 3, 3: 3, 4: 2, 5: 3}
    assert [union.code for union in found.deepest] == ["n", "p1", "m1", "c1", "t1"]


def test_levels_that_are_skipped_are_told_by_pairs_with_those_where_most_are() -> None:
    found = [
        (skip.superior, skip.level, skip.between, skip.unions, skip.superiors, [(u.code, n) for u, n in skip.most])
        for skip in skips(skeleton(sketch(LINE)))
    ]
    assert found == [
        ("provincial", "county", 1, 1, 1, [("p1", 1)]),
        ("provincial", "grassroots", 4, 1, 1, [("p2", 1)]),
        ("county", "grassroots", 2, 3, 2, [("c2", 2), ("c1", 1)]),
        ("township", "grassroots", 1, 3, 1, [("t1", 3)]),
    ]


def test_a_vacant_superior_makes_every_line_through_it_vacant() -> None:
    found = vacancies(skeleton(sketch(LINE, seated=["n", "p1", "p2", "m1", "c2", "t1"])))
    assert [(vacancy.union.code, vacancy.below) for vacancy in found.each] == [("c1", 5)]
    assert found.superiors == {"county": 1}
    assert found.unions == {"township": 1, "grassroots": 4}


def test_a_union_without_subordinates_makes_nobodys_line_vacant() -> None:
    everybody = [code for code in (*LINE, "n") if code[0] != "g"]
    found = vacancies(skeleton(sketch(LINE, seated=everybody)))
    assert (found.each, found.superiors, found.unions) == ([], {}, {})


def test_hands_that_its_reader_may_not_see_are_not_told() -> None:
    hidden = [replace(entry, figures=False) for entry in sketch(LINE)]
    assert vacancies(skeleton(hidden)).each == []


def test_articulation_points_and_bridges_are_those_of_pacts_and_second_lines() -> None:
    triangles = [("c1", "c2"), ("c2", "t1"), ("t1", "c1"), ("m1", "p2"), ("p2", "g4"), ("g4", "m1"), ("c1", "m1")]
    found = cooperation(skeleton(sketch(LINE, guides={"g1": "p2"}, pacts=triangles)))
    assert [(point.union.code, point.ties, point.cut_off) for point in found.points] == [
        ("m1", 3, 3), ("c1", 3, 2), ("p2", 3, 1),
    ]  # fmt: skip
    assert [([union.code for union in bridge.unions], bridge.cut_off) for bridge in found.bridges] == [
        (["m1", "c1"], 3)
    ]
    assert (found.pendants, found.unions, found.pacts, found.second_lines, found.groups) == (1, 7, 7, 1, {7: 1})


def test_ties_that_lead_out_of_the_branch_are_counted_and_left_alone() -> None:
    entries = sketch({"g1": "c1", "g2": "c1"}, guides={"g1": "m9"}, pacts=[("g2", "g9")])
    inside = [entry for entry in entries if entry.union.code[1] != "9"]
    found = cooperation(skeleton(inside))
    assert (found.unions, found.leaving, found.groups, found.points) == (0, 2, {}, [])


def test_a_pact_and_a_second_line_of_the_same_pair_are_one_tie() -> None:
    found = cooperation(skeleton(sketch({"c1": "m1", "g1": "c1"}, guides={"g1": "m1"}, pacts=[("g1", "m1")])))
    assert (found.pacts, found.second_lines, found.groups, found.pendants) == (1, 1, {2: 1}, 1)


def brute(graph: "nx.Graph[str]") -> tuple[dict[str, int], dict[frozenset[str], int]]:
    """Articulation points and bridges, found by taking each away."""
    points, bridges = dict[str, int](), dict[frozenset[str], int]()
    for node in graph:
        group = nx.node_connected_component(graph, node)
        rest = [len(each) for each in nx.connected_components(graph.subgraph(group - {node}))]
        if len(rest) > 1:
            points[node] = sum(rest) - max(rest)
    for u, v in graph.edges():
        without = nx.Graph(graph)
        without.remove_edge(u, v)
        if not nx.has_path(without, u, v):
            sides = [len(nx.node_connected_component(without, each)) for each in (u, v)]
            bridges[frozenset((u, v))] = min(sides)
    return points, bridges


@given(st.sets(st.tuples(st.sampled_from("abcdefghi"), st.sampled_from("abcdefghi")).filter(lambda p: p[0] < p[1])))
def test_cuts_are_what_taking_each_away_shows(pairs: set[tuple[str, str]]) -> None:
    graph: nx.Graph[str] = nx.Graph(list(pairs))
    found = cuts(graph)
    points, bridges = brute(graph)
    assert found.points == points
    assert {frozenset(pair): n for pair, n in found.bridges.items()} == bridges
    for (near, far), n in found.bridges.items():
        without = nx.Graph(graph)
        without.remove_edge(near, far)
        assert len(nx.node_connected_component(without, far)) == n


CLIQUES = [(a, b) for group in ("1234", "5678") for a in group for b in group if a < b] + [("4", "5")]


def test_communities_are_found_among_pacts_below_their_common_superior() -> None:
    line = {f"g{n}": "c1" if n < 5 else "c2" for n in range(1, 9)} | {"c1": "m1", "c2": "m1"}
    made = skeleton(sketch(dict(reversed(line.items())), pacts=[(f"g{a}", f"g{b}") for a, b in CLIQUES]))
    found = communities(made)
    assert [(each.unions, each.pacts, each.leaving, each.under.code) for each in found.each] == [
        (["g1", "g2", "g3", "g4"], 6, 1, "c1"),
        (["g5", "g6", "g7", "g8"], 6, 1, "c2"),
    ]
    assert found.modularity == pytest.approx(2 * (6 / 13 - (13 / 26) ** 2))


SAY = """
import orjson
from orgnet.analysis import analyse
from tests.sketches import sketch, skeleton
line = {f"g{n}": f"c{n % 7}" for n in range(60)} | {f"c{n}": "m1" for n in range(7)}
pacts = [(f"g{n}", f"g{n * k % 60}") for n in range(60) for k in (7, 13) if n * k % 60 > n]
guides = {f"g{n}": f"c{n * 3 % 7}" for n in range(0, 60, 5)}
print(orjson.dumps(analyse(skeleton(sketch(dict(reversed(line.items())), guides, pacts))), option=orjson.OPT_NON_STR_KEYS).decode())
"""


def test_the_same_branch_always_says_the_same() -> None:
    said = {
        subprocess.run(
            [sys.executable, "-c", SAY], env=os.environ | {"PYTHONHASHSEED": hash_seed}, capture_output=True, check=True
        ).stdout
        for hash_seed in ("1", "2")
    }
    assert len(said) == 1
    assert len(orjson.loads(said.pop())["communities"]["each"]) > 1


def test_a_union_by_itself_has_a_shape_too() -> None:
    alone = sketch({"g2": "g1"})[0]
    found = analyse(skeleton([replace(alone, below=0)]))
    assert (found.unions, found.depth.unions, found.skips, found.widest) == (1, {0: 1}, [], [])
    assert found.widths["grassroots"].without == 1
    assert found.communities.each == () and found.cooperation.unions == 0


def test_a_union_that_moved_while_it_was_read_stays_where_it_came_first() -> None:
    entries = sketch({"c1": "m1", "c2": "m1", "t1": "c1", "g1": "t1"})
    again = [replace(entry, parent=entries[2].parent) for entry in entries if entry.union.code == "t1"]
    made = skeleton([*entries, *again])
    assert (made.unions, made.up("t1")) == (5, ["t1", "c1", "m1"])


def test_many_unions_at_the_bottom_are_kept_as_a_number() -> None:
    made = Skeleton()
    made.add(sketch({f"g{n}": "c1" for n in range(1000)}))
    assert (len(made.line), made.unions, made.fan_out("c1")) == (1, 1001, 1000)
