"""The past is told from stays, former fields and labels."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orgnet.past import (
    Former,
    Moment,
    Stay,
    Trail,
    around,
    closing,
    closing_label,
    day_label,
    end_of_day,
    fields_at,
    guide_at,
    lines_at,
    parent_at,
)

SHANGHAI = ZoneInfo("Asia/Shanghai")
DAY = date(2026, 3, 1)
END = end_of_day(DAY, SHANGHAI)
BEFORE, AFTER = END.at - timedelta(microseconds=1), END.at


@pytest.mark.parametrize(
    ("since", "until", "held"),
    [
        (BEFORE, None, True),
        (AFTER, None, False),
        (BEFORE, AFTER, True),
        (BEFORE, BEFORE, False),
        (BEFORE - timedelta(days=9), BEFORE, False),
        (BEFORE - timedelta(days=9), AFTER + timedelta(days=9), True),
    ],
)
def test_a_stay_counts_where_the_day_ended_in_it(since: datetime, until: datetime | None, held: bool) -> None:
    assert Stay("p", (since, 3), (until, 4) if until else None).held(END) is held


def test_of_changes_at_one_instant_the_numbers_tell_which_came_first() -> None:
    noon = datetime(2026, 3, 1, 4, tzinfo=UTC)
    closed = closing(noon, closing_label(DAY, 5))
    assert Stay("p", (noon, 4)).held(closed)
    assert not Stay("p", (noon, 6)).held(closed)
    assert not Stay("p", (noon, 3), (noon, 4)).held(closed)
    assert Stay("p", (noon, 4), (noon, 6)).held(closed)


def test_labels_stand_in_the_order_of_the_moments() -> None:
    labels = [
        day_label(date(2026, 2, 28)),
        closing_label(DAY, 9),
        closing_label(DAY, 10),
        closing_label(DAY, 2_000_000_000),
        day_label(DAY),
        closing_label(date(2026, 3, 2), 1),
    ]
    assert sorted(labels) == labels
    assert closing(END.at, labels[2]) == Moment(END.at, 10, labels[2])
    assert closing(END.at, labels[2]).day == DAY == END.day


def test_a_union_born_on_a_day_was_there_at_its_end_and_at_its_closings() -> None:
    assert DAY.isoformat() < closing_label(DAY, 1) < day_label(DAY)
    assert DAY.isoformat() > day_label(DAY - timedelta(days=1))


@dataclass
class Story:
    """Places of unions through several facts, each an hour after the one before."""

    trails: dict[str, list[Stay]] = field(default_factory=dict[str, list[Stay]])
    places: list[dict[str, str | None]] = field(default_factory=list[dict[str, str | None]])


START = datetime(2026, 3, 1, tzinfo=UTC)
UNIONS = "abcd"


@st.composite
def stories(draw: st.DrawFn) -> Story:
    """Unions a to d come under one of a smaller letter, or the root, or leave; a union below stays alone."""
    story = Story({union: [] for union in UNIONS})
    now: dict[str, str | None] = dict.fromkeys(UNIONS)
    for number in range(1, draw(st.integers(1, 12)) + 1):
        union = draw(st.sampled_from(UNIONS))
        goal = draw(st.sampled_from([None, "root", *UNIONS[: UNIONS.index(union)]]))
        instant = START + timedelta(hours=number), number
        if now[union]:
            last = story.trails[union].pop()
            story.trails[union].append(Stay(last.superior, last.since, instant))
        if goal:
            story.trails[union].append(Stay(goal, instant))
        now = now | {union: goal}
        story.places.append(dict(now))
    return story


@given(stories())
def test_every_moment_is_told_as_it_was(story: Story) -> None:
    trails = {union: Trail(tuple(stays)) for union, stays in story.trails.items()} | {"root": Trail()}
    for number, places in enumerate(story.places, start=1):
        moment = Moment(START + timedelta(hours=number), number + 1, "")
        for union in UNIONS:
            assert parent_at(trails[union], moment) == places[union]
            line, here = list[str](), places[union]
            while here:
                line.append(here)
                here = places.get(here)
            assert list(lines_at(trails, union, moment).primary) == line


def test_the_second_line_takes_the_guide_where_there_was_one() -> None:
    old, new = (START, 1), (START + timedelta(hours=2), 3)
    trails = {
        "g": Trail((Stay("c", old),), (Stay("i", old, new), Stay("k", new))),
        "c": Trail((Stay("root", old),)),
        "i": Trail((Stay("root", old),)),
        "k": Trail((Stay("i", old),)),
        "root": Trail(),
    }
    first, last = Moment(START, 2, ""), Moment(START + timedelta(days=1), 9, "")
    assert lines_at(trails, "g", first).second == ("i", "root")
    assert lines_at(trails, "g", last).second == ("k", "i", "root")
    assert lines_at(trails, "g", last).primary == ("c", "root")
    assert (guide_at(trails["g"], first), guide_at(trails["c"], first)) == ("i", None)


def test_a_fact_belongs_to_the_branches_before_and_after_it() -> None:
    moved = (START, 5)
    trails = {
        "g": Trail((Stay("c", (START, 1), moved), Stay("d", moved))),
        "c": Trail((Stay("p", (START, 1)),)),
        "d": Trail((Stay("q", (START, 1)),), (Stay("i", (START, 2), (START, 3)),)),
    }
    assert around(trails, "g", 4) == {"g", "c", "p"}
    assert around(trails, "g", 5) == {"g", "c", "p", "d", "q"}
    assert around(trails, "g", 6) == {"g", "d", "q"}
    assert around(trails, "d", 2) == {"d", "q", "i"}


names = st.sampled_from("xyz")


@given(st.lists(st.tuples(names, st.integers(0, 3)), max_size=10))
def test_fields_are_led_back_change_by_change(edits: list[tuple[str, int]]) -> None:
    now, states, formers = dict.fromkeys("xyz", 9), [dict.fromkeys("xyz", 9)], list[Former]()
    for number, (name, value) in enumerate(edits, start=1):
        formers.append(Former((START + timedelta(hours=number), number), {name: now[name]}))
        now = now | {name: value}
        states.append(now)
    for number, state in enumerate(states):
        moment = Moment(START + timedelta(hours=number), number + 1, "")
        assert fields_at(now, reversed(formers), moment) == state
