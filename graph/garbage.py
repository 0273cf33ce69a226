"""Garbage: how often Python looks for objects that only refer to one another."""

import gc
from collections.abc import Generator
from contextlib import contextmanager

SELDOM = (50_000, 20, 100)
"""New objects before the young are looked through, and rounds before the older are. What is made of rows and requests
is let go of without that; by the usual numbers, a third of the time of a thousand signatures went into looking."""


@contextmanager
def seldom_collected() -> Generator[None]:
    """Look seldom meanwhile."""
    usual = gc.get_threshold()
    gc.set_threshold(*SELDOM)
    try:
        yield
    finally:
        gc.set_threshold(*usual)
