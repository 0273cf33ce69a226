"""Sheets: tables that people fill in, read by their headings into values or into faults that can be found.

Columns stand in any order under Chinese or English headings. Rows are numbered as a spreadsheet shows them.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain, islice
from typing import Any

from orgnet.errors import Invalid, Refusal
from orgnet.search import normal

SHOWN = 60
"""Characters of a wrong cell that are shown again."""

TITLE_ROWS = 10
"""The headings stand in one of the first rows; above them there may be a title."""

REMARK = re.compile(r"[(（\[【].*?[)）\]】]|[*＊]")
"""What people add to a heading: 名称（必填）, name*."""

Numbered = tuple[int, Sequence[str]]
"""A row's number, and its cells as text; an empty cell is an empty text."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column there may be: the headings it goes by, and how its text becomes a value or a Refusal.

    A required column must be there, and none of its cells empty.
    """

    field: str
    headings: tuple[str, ...]
    parse: Callable[[str], Any] = str
    required: bool = False


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong in a sheet, where (`column` is such as `B 名称`), and what stands there."""

    sheet: str
    row: int
    column: str
    said: str
    detail: str

    def __str__(self) -> str:
        where = " ".join(part for part in (self.sheet, f"row {self.row}", self.column) if part)
        return f"{where}: {self.detail}" + (f" (it says {self.said!r})" if self.said else "")


@dataclass(frozen=True, slots=True)
class Read:
    """A row as it was read: the values by field (empty cells left out), or its faults."""

    number: int
    values: dict[str, Any] = field(default_factory=dict[str, Any])
    faults: tuple[Fault, ...] = ()


@dataclass(frozen=True, slots=True)
class Heading:
    """The headings of a sheet: which column stands where, and how that place is called."""

    sheet: str
    row: int
    places: tuple[tuple[int, Column, str], ...]

    def place(self, name: str) -> str:
        """How the place of a field is called; empty where the sheet has no such column."""
        return next((label for _, column, label in self.places if column.field == name), "")

    def fault(self, number: int, refusal: Refusal, said: str = "") -> Fault:
        """A refusal of the domain as a fault of a row, in the column of its field."""
        return _fault(self.sheet, number, self.place(refusal.field or ""), said, refusal)

    def read(self, number: int, cells: Sequence[str]) -> Read:
        """A row of cells by field, every cell checked."""
        values, faults, said, width = dict[str, Any](), list[Fault](), [*map(str.strip, cells)], len(cells)
        for index, column, label in self.places:
            text = said[index] if index < width else ""
            try:
                if text:
                    values[column.field] = column.parse(text if text[0] != "'" else _unguarded(text))
                elif column.required:
                    raise Invalid("this cell must not be empty")
            except Refusal as refusal:
                faults.append(_fault(self.sheet, number, label, text, refusal))
        if width > len(self.places):
            faults += self._unheaded(number, said)
        return Read(number, values, tuple(faults))

    def _unheaded(self, number: int, cells: Sequence[str]) -> Iterator[Fault]:
        headed = {index for index, _, _ in self.places}
        for index, cell in enumerate(cells):
            if cell and index not in headed:
                refusal = Invalid("there is no heading above this cell")
                yield _fault(self.sheet, number, letters(index), cell, refusal)


def table(sheet: str, rows: Iterable[Numbered], columns: Sequence[Column]) -> tuple[Heading | None, Iterator[Read]]:
    """The headings of a sheet, and its rows one by one, empty ones left out.

    Where the headings are not right there is no Heading, and a single Read tells why.
    """
    remaining = iter(rows)
    first = [row for row in islice(remaining, TITLE_ROWS) if any(cell.strip() for cell in row[1])]
    if not first:
        return None, iter(())
    number, cells = max(first, key=lambda row: len(_known(row[1], columns)))
    places, faults = _places(sheet, number, cells, columns)
    if faults:
        return None, iter([Read(number, faults=tuple(faults))])
    heading = Heading(sheet, number, places)
    below = chain((row for row in first if row[0] > number), remaining)
    return heading, (heading.read(number, cells) for number, cells in below if any(map(str.strip, cells)))


def _known(cells: Sequence[str], columns: Sequence[Column]) -> list[tuple[int, Column]]:
    """The places at which a known heading stands."""
    by_heading = {normal(heading): column for column in columns for heading in (column.field, *column.headings)}
    found = ((i, by_heading.get(normal(t)) or by_heading.get(normal(REMARK.sub("", t)))) for i, t in enumerate(cells))
    return [(index, column) for index, column in found if column]


def _places(
    sheet: str, number: int, cells: Sequence[str], columns: Sequence[Column]
) -> tuple[tuple[tuple[int, Column, str], ...], list[Fault]]:
    known = dict(_known(cells, columns))
    places = tuple((index, column, f"{letters(index)} {cells[index].strip()}") for index, column in known.items())
    possible = ", ".join("/".join((*column.headings[:1], column.field)) for column in columns)
    faults = [
        _fault(sheet, number, letters(index), cell.strip(), Invalid(f"this heading is not known; known are {possible}"))
        for index, cell in enumerate(cells)
        if cell.strip() and index not in known
    ]
    seen = dict[str, str]()
    for _, column, label in places:
        if column.field in seen:
            refusal = Invalid(f"this column is there already, as {seen[column.field]}")
            faults.append(_fault(sheet, number, label, "", refusal))
        seen.setdefault(column.field, label)
    missing = [column for column in columns if column.required and column.field not in seen]
    names = ("/".join((*column.headings[:1], column.field)) for column in missing)
    faults += [_fault(sheet, number, name, "", Invalid("this column is missing")) for name in names]
    return places, faults


def _fault(sheet: str, row: int, column: str, said: str, refusal: Refusal) -> Fault:
    """A refusal as a fault of a place, with the beginning of what stands there."""
    return Fault(sheet, row, column, said[:SHOWN], refusal.detail)


def letters(index: int) -> str:
    """A column's letters as a spreadsheet shows them: A for 0, Z for 25, AA for 26."""
    name = ""
    while index >= 0:
        index, rest = divmod(index, 26)
        name, index = chr(ord("A") + rest) + name, index - 1
    return name


def whole(field: str, most: int) -> Callable[[str], int]:
    """Reads a count: digits, perhaps with separators between the thousands."""

    def parse(text: str) -> int:
        digits = text.replace(",", "").replace("，", "")
        if not digits.isascii() or not digits.isdigit() or len(digits) > 18 or int(digits) > most:
            raise Invalid(f"{field} is a whole number from 0 to {most}", field=field)
        return int(digits)

    return parse


def harmless(text: str) -> str:
    """A cell that no spreadsheet takes for a formula; read again, it is the same as before."""
    return f"'{text}" if text.startswith(FORMULA) else text


def _unguarded(text: str) -> str:
    return text[1:] if text[1:].startswith(FORMULA) else text


FORMULA = tuple("=+-@\t\r\n＝＋－＠")
