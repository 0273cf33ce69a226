"""Batches: long lists, some at a time."""

from collections.abc import Iterable
from typing import TypeVar

T = TypeVar("T")

BATCH = 1000


def batches(items: Iterable[T], size: int = BATCH) -> list[list[T]]:
    """Items in lists of so many, the last with what is left."""
    listed = list(items)
    return [listed[start : start + size] for start in range(0, len(listed), size)]
