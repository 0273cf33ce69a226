"""Views: what of a file is shown on a page, as plain data between the process that reads it and the one that shows it."""

from collections.abc import Sequence
from dataclasses import dataclass

BROKEN = "this file is broken or locked, so it cannot be shown as a page; take it as it is"
TOO_MUCH = "this file is too large to be shown as a page; take it as it is"


@dataclass(frozen=True, slots=True)
class Table:
    """A sheet: its name, its rows, and whether there are more of them."""

    name: str
    rows: Sequence[Sequence[str]]
    cut: bool


@dataclass(frozen=True, slots=True)
class View:
    """What is shown: text as harmless HTML, tables, or one page of several as a picture with what is written on it.
    Of long sheets and many pictures some are left out."""

    html: str | None = None
    tables: Sequence[Table] = ()
    picture: str | None = None
    lines: Sequence[str] = ()
    page: int = 1
    pages: int = 1
    left_out: int = 0
