"""Whoever guesses waits, longer and longer, but never for ever; whoever errs now and then never waits."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orgnet.attempts import EASING, FREE, LONGEST, Attempts, keys, longest_wait, place, seconds_after

NOON = datetime(2026, 3, 2, 4, tzinfo=UTC)
kinds = st.sampled_from(sorted(FREE))
failures = st.floats(0, 1e9)
gaps = st.timedeltas(timedelta(days=-400), timedelta(days=400))


@given(kinds, failures, gaps)
def test_nobody_ever_waits_longer_than_the_longest_wait(kind: str, failures: float, gap: timedelta) -> None:
    attempts = Attempts(f"{kind}|x", failures, NOON)
    assert 0 <= attempts.wait(NOON + gap) <= LONGEST


@given(kinds, failures, st.timedeltas(timedelta(0), timedelta(days=2)), st.timedeltas(timedelta(0), timedelta(days=2)))
def test_with_time_less_counts_and_the_wait_is_shorter(
    kind: str, failures: float, sooner: timedelta, later: timedelta
) -> None:
    attempts = Attempts(f"{kind}|x", failures, NOON)
    first, last = NOON + min(sooner, later), NOON + max(sooner, later)
    assert attempts.counted(last) <= attempts.counted(first) <= failures
    assert attempts.wait(last) <= attempts.wait(first)


@given(kinds, st.integers(0, 200))
def test_waits_begin_when_the_free_ones_are_used_up_and_grow(kind: str, failures: int) -> None:
    assert (seconds_after(kind, failures) == 0) == (failures < FREE[kind])
    assert seconds_after(kind, failures) <= seconds_after(kind, failures + 1)


def test_after_a_wait_there_is_one_attempt_and_then_a_longer_wait() -> None:
    attempts = Attempts("pair|ann|10.0.0.1", 3, NOON)
    assert attempts.wait(NOON) == 1
    assert attempts.wait(NOON + timedelta(milliseconds=200)) == 1
    assert attempts.wait(NOON + timedelta(seconds=1)) == 0
    assert Attempts(attempts.key, 4, NOON).wait(NOON) == 2


def test_a_day_of_guessing_at_one_name_gets_a_few_hundred_looks() -> None:
    now, failed, looks = NOON, Attempts("name|ann"), 0
    while now < NOON + timedelta(days=1):
        failed = Attempts(failed.key, failed.counted(now) + 1, now)
        now, looks = now + timedelta(seconds=max(1, failed.wait(now))), looks + 1
    assert FREE["name"] < looks < 300


def test_an_office_whose_people_err_now_and_then_never_waits() -> None:
    failed = Attempts("address|10.0.0.1")
    for n in range(10_000):
        now = NOON + n * EASING["address"]
        assert failed.wait(now) == 0
        failed = Attempts(failed.key, failed.counted(now) + 1, now)


def test_what_is_forgotten_counts_no_more() -> None:
    assert Attempts("name|ann", 1e6, NOON).counted(NOON + timedelta(days=1)) == 0
    assert Attempts("name|ann").wait(NOON) == longest_wait([], NOON) == 0


@pytest.mark.parametrize(
    ("address", "counted"),
    [
        ("10.1.2.3", "10.1.2.3"),
        ("::ffff:10.1.2.3", "10.1.2.3"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
        ("2001:db8:1:2:ffff::1", "2001:db8:1:2::"),
        ("testclient", "testclient"),
        ("x" * 500, "x" * 60),
    ],
)
def test_of_ipv6_a_whole_house_counts_as_one(address: str, counted: str) -> None:
    assert place(address) == counted


def test_an_attempt_counts_under_its_address_its_name_and_both_together() -> None:
    assert keys("ann", "10.0.0.1") == ["address|10.0.0.1", "name|ann", "pair|ann|10.0.0.1"]
    assert keys("ann", None) == ["name|ann"]
