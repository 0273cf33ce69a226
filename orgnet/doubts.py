"""Names in doubt: imported ones that are like those of unions under the same superior."""

from enum import StrEnum


class Said(StrEnum):
    """Whether a name is another spelling of the union it is like, or a union of its own."""

    SAME = "same"
    DIFFERENT = "different"
