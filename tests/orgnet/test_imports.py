"""A book knows whom its rows mean, and in which order they can be taken."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orgnet.imports import NONE, Plan, Verdict
from orgnet.sequence import hang, runs, sequence
from tests.sheets import gathered, said


def plan_of(superiors: list[int | None], guides: list[int | None] | None = None) -> Plan:
    """A plan of rows that name other rows as superiors, by code."""
    lines = [["code", "name", "parent", "guide"]]
    for row, superior in enumerate(superiors):
        guide = guides[row] if guides else None
        lines.append([f"c{row}", f"n{row}", *("" if each is None else f"c{each}" for each in (superior, guide))])
    book, _ = gathered(lines)
    plan = Plan(book)
    for (_, text), naming in book.namings.items():
        plan.meant[naming] = book.codes[text]
    return plan


@given(st.lists(st.integers(0, 30), min_size=1, max_size=30), st.randoms())
def test_superiors_come_first_on_both_lines(draws: list[int], chance: random.Random) -> None:
    count = len(draws)
    shuffled = chance.sample(range(count), count)
    superiors: list[int | None] = [None] * count
    guides: list[int | None] = [None] * count
    for place in range(1, count):
        superiors[shuffled[place]] = shuffled[draws[place] % place]
        guides[shuffled[place]] = shuffled[draws[place - 1] % place]
    plan = plan_of(superiors, guides)
    order = sequence(plan, {})
    assert sorted(order) == list(range(count))
    place_of = {row: place for place, row in enumerate(order)}
    for row in range(count):
        for superior in (superiors[row], guides[row]):
            assert superior is None or place_of[superior] < place_of[row]
    assert not plan.book.faults


@given(st.lists(st.one_of(st.none(), st.integers(0, 19)), min_size=20, max_size=20))
def test_exactly_the_rows_of_circles_are_refused(superiors: list[int | None]) -> None:
    plan = plan_of(superiors)
    sequence(plan, {})
    assert {row for row in range(20) if plan.verdicts[row] == Verdict.WRONG} == {
        row for row in range(20) if row in above(superiors, row)
    }


def above(superiors: list[int | None], row: int) -> set[int]:
    seen, over = set[int](), superiors[row]
    while over is not None and over not in seen:
        seen.add(over)
        over = superiors[over]
    return seen


def test_a_very_deep_line_and_a_very_long_circle_take_no_time() -> None:
    deep: list[int | None] = [None, *range(20_000)]
    assert sequence(plan_of(deep), {}) == list(range(20_001))
    deep[0] = 20_000
    plan = plan_of(deep)
    sequence(plan, {})
    assert plan.count(Verdict.WRONG) == 20_001
    assert len(plan.reason(5)) < 200


def test_what_hangs_on_a_row_that_is_left_out_is_left_out_whatever_the_order() -> None:
    plan = plan_of([1, 2, None, 0])
    plan.verdicts[2] = Verdict.WRONG
    plan.order = sequence(plan, {})
    hang(plan)
    assert list(plan.verdicts) == [Verdict.WAIT, Verdict.WAIT, Verdict.WRONG, Verdict.WAIT]
    assert plan.reason(0) == "its superior in sheet1 row 3 is left out"


@given(
    st.lists(st.tuples(st.integers(0, 5), st.sampled_from([Verdict.FOUND, Verdict.CHANGE, Verdict.SAME])), min_size=1)
)
def test_runs_are_of_one_kind_and_superiors_come_first(draws: list[tuple[int, Verdict]]) -> None:
    plan = plan_of([None if not row else max(0, row - 1 - back) for row, (back, _) in enumerate(draws)])
    plan.verdicts[:] = bytes(verdict for _, verdict in draws)
    plan.order = sequence(plan, {})
    found = list(runs(plan))
    assert all(len({plan.verdicts[row] for row in run}) == 1 for run in found)
    written = [row for run in found for row in run]
    due = [row for row, (_, verdict) in enumerate(draws) if verdict != Verdict.SAME]
    assert sorted(written) == due
    place_of = {row: place for place, row in enumerate(written)}
    for row in due:
        superior = plan.parent(row)
        assert not isinstance(superior, int) or place_of.get(superior, -1) < place_of[row]


def test_every_code_belongs_to_one_row() -> None:
    book, _ = gathered("code outside_code outside_system\na 1 s\nb 1 t\na 1 s")
    found = Plan(book)
    assert said(found) == [("sheet1", 4, "A code"), ("sheet1", 4, "B outside_code")]
    assert book.faults[2][0].detail == "this stands in sheet1 row 2 already; every union has its own"


def test_a_row_is_found_in_the_sheet_it_stands_in() -> None:
    book, _ = gathered("name\na\n\nb", "code name\n1 c")
    assert [book.where(row) for row in range(len(book))] == ["sheet1 row 2", "sheet1 row 4", "sheet2 row 2"]
    assert list(book.parents) == [NONE] * 3


@pytest.mark.parametrize(("system", "naming"), [("", ("", "x")), ("旧", ("旧", "x"))])
def test_superiors_may_be_named_by_the_codes_of_the_older_system(system: str, naming: tuple[str, str]) -> None:
    book, _ = gathered("name parent\na x", system=system)
    assert list(book.namings) == [naming]
