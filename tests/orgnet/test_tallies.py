"""Rows of tallies: what flows up both lines, and the two ways of counting from scratch, agree."""

from collections import Counter
from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st

from orgnet.shifts import Branch, Shift, Strays, shift
from orgnet.tallies import Deltas, Line, Lines, Subject, minus, plus, recount, roll_up, row_key, twin_key

counts = st.dictionaries(st.sampled_from("abc"), st.integers(-3, 3), max_size=3)


@dataclass
class Tree:
    """Unions 0 to n-1; each but 0 stands under one of a lower number, and may be guided by another such."""

    parents: list[int]
    guides: list[int | None]
    held: list[dict[str, int]]

    def line(self, union: int, line: Line) -> tuple[str, ...]:
        above, here = list[str](), union
        while here:
            guide = self.guides[here] if line is Line.SECOND else None
            here = guide if guide is not None else self.parents[here]
            above.append(str(here))
        return tuple(above)

    def lines(self, union: int) -> Lines:
        return Lines(self.line(union, Line.PRIMARY), self.line(union, Line.SECOND))


@st.composite
def trees(draw: st.DrawFn) -> Tree:
    size = draw(st.integers(1, 12))
    parents = [0, *(draw(st.integers(0, union - 1)) for union in range(1, size))]
    guides = [None, *(draw(st.none() | st.integers(0, union - 1)) for union in range(1, size))]
    return Tree(parents, guides, [draw(counts) for _ in range(size)])


def rows_on(tree: Tree, line: Line) -> dict[str, dict[str, int]]:
    """Every row of a line, by counting."""
    rows: dict[str, Counter[str]] = {}
    for union, held in enumerate(tree.held):
        for superior in tree.line(union, line):
            row = rows.setdefault(superior, Counter())
            for name, n in held.items():
                row[name] += n
    return {union: kept for union, row in rows.items() if (kept := {name: n for name, n in row.items() if n})}


@given(trees())
def test_what_flows_up_is_what_counting_finds_on_both_lines(tree: Tree) -> None:
    deltas, subject = Deltas(), Subject("s", {"0"})
    for union, held in enumerate(tree.held):
        deltas.flow_both(subject, str(union), tree.lines(union), held)
    primary, second = rows_on(tree, Line.PRIMARY), rows_on(tree, Line.SECOND)
    changes = deltas.changes()
    for union in map(str, range(len(tree.held))):
        assert changes.get(row_key("s", union), {}) == primary.get(union, {})
        assert changes.get(twin_key("s", union), {}) == minus(second.get(union, {}), primary.get(union, {}))


@given(trees())
def test_rolling_up_and_recounting_agree(tree: Tree) -> None:
    size = len(tree.held)
    edges = [(str(union), str(tree.parents[union])) for union in range(size - 1, 0, -1)]
    counted = recount({str(union): held for union, held in enumerate(tree.held)}, edges, ())
    under: dict[str, Counter[str]] = {}
    for union in range(1, size):
        row = under.setdefault(str(tree.parents[union]), Counter())
        for name, n in tree.held[union].items():
            row[name] += n
    rolled = roll_up(under, {union: tree.line(int(union), Line.PRIMARY) for union in under})
    kept = {union: row for union, each in rolled.items() if (row := {name: n for name, n in each.items() if n})}
    assert kept == counted == rows_on(tree, Line.PRIMARY)


@given(trees(), st.data())
def test_a_branch_takes_along_what_it_holds_wherever_it_goes(tree: Tree, data: st.DataObject) -> None:
    """A move changes the rows as if all had always been counted at the new place."""
    if len(tree.held) < 2:
        return
    mover = data.draw(st.integers(1, len(tree.held) - 1))
    goal = data.draw(st.integers(0, mover - 1))
    before = rows_on(tree, Line.PRIMARY)
    leaves, comes = tree.line(mover, Line.PRIMARY), (str(goal), *tree.line(goal, Line.PRIMARY))
    own, below = tree.held[mover], before.get(str(mover), {})
    deltas, subject = Deltas(), Subject("s", {"0"}, (Line.PRIMARY,))
    shift(deltas, Strays(), subject, Shift(Line.PRIMARY, leaves, comes), [Branch(str(mover), own, own, below)])
    tree.parents[mover] = goal
    gained = {key.split("|")[1]: row for key, row in deltas.changes().items()}
    for union in map(str, range(len(tree.held))):
        assert plus(before.get(union, {}), gained.get(union, {})) == rows_on(tree, Line.PRIMARY).get(union, {})


def test_counts_stop_at_a_root_and_a_stray_keeps_them() -> None:
    subject = Subject("s", {"b"}, (Line.PRIMARY,), {Line.PRIMARY: {"x"}})
    assert subject.ends(Line.PRIMARY, "d", ("c", "b", "a")) == ("c", "b")
    assert subject.ends(Line.PRIMARY, "d", ("x", "b")) == ("x",)
    assert subject.ends(Line.PRIMARY, "x", ("b",)) == ()
    assert subject.ends(Line.PRIMARY, "d", ("c", "a")) == ()
    assert subject.ends(Line.SECOND, "d", ("b",)) == ()


@given(counts, counts)
def test_a_difference_added_gives_the_whole(left: dict[str, int], right: dict[str, int]) -> None:
    assert plus(right, minus(left, right)) == plus(left)
