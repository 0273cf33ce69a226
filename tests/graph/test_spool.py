"""A spool gives every row back as it was, whoever reads."""

import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from graph.spool import Spool


@pytest.fixture
def hasty() -> Iterator[None]:
    """Threads take turns all the time."""
    usual = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(usual)


@pytest.mark.usefixtures("hasty")
def test_several_threads_read_rows_at_once() -> None:
    rows = [{"name": "工会" * (number % 50), "members": number} for number in range(500)]
    with Spool() as spool:
        for row in rows:
            spool.append(row)

        def read(first: int) -> list[object]:
            return [spool[number % len(rows)] for number in range(first, first + 5000)]

        with ThreadPoolExecutor(4) as threads:
            for first, found in zip(range(4), threads.map(read, range(4)), strict=True):
                assert found == [rows[number % len(rows)] for number in range(first, first + 5000)]
