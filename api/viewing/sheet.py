"""Sheets: the first rows of a workbook, or of a CSV, as tables."""

from collections.abc import Sequence
from itertools import islice
from pathlib import Path

from api.sheets import sheets
from api.viewing.views import Table, View

ROWS, COLUMNS, SHEETS = 300, 40, 10
CELL, ALL = 300, 200_000
"""Characters of a cell, and of all tables together."""


def view(path: Path) -> View:
    """The sheets of a file; raises Invalid where it cannot be read."""
    tables, room = list[Table](), ALL
    for each in islice(sheets(path), SHEETS):
        table = _table(each.name, [cells for _, cells in islice(each.rows, ROWS + 1)], room)
        room -= sum(len(cell) for cells in table.rows for cell in cells)
        tables.append(table)
    return View(tables=tables)


def _table(name: str, rows: Sequence[Sequence[str]], room: int) -> Table:
    """A sheet without the empty columns at its right and the empty rows at its end, as far as there is room."""
    shown = list[list[str]]()
    for cells in rows[:ROWS]:
        shown.append([cell[:CELL] for cell in cells[:COLUMNS]])
        room -= sum(map(len, shown[-1]))
        if room < 0:
            break
    width = max((place + 1 for cells in shown for place, cell in enumerate(cells) if cell.strip()), default=0)
    even = [[*cells, *[""] * width][:width] for cells in shown]
    cut = len(rows) > len(shown) or any(len(cells) > COLUMNS for cells in rows)
    while even and not any(even[-1]):
        even.pop()
    return Table(name, even, cut)
