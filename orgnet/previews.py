"""Previews: rules for what a draft would run into."""

from datetime import date, timedelta

NEAR = timedelta(days=3)
"""Two days that are no further apart come at the same time for part-time officers."""


def clashing(deadline: date | None, other: date | None) -> bool:
    """Whether two documents are due at about the same time."""
    return deadline is not None and other is not None and abs(deadline - other) <= NEAR
