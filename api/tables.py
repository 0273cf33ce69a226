"""Tables that are written row by row: as CSV, and as a workbook. No cell becomes a formula."""

import csv
from collections.abc import Iterable, Sequence
from io import TextIOWrapper
from tempfile import TemporaryDirectory
from typing import IO, Protocol

import xlsxwriter  # pyright: ignore[reportMissingTypeStubs]

from api.sheets import MOST_CELLS
from orgnet.exports import Cell
from orgnet.sheets import harmless

SHEET_ROWS = MOST_CELLS // 26
"""Rows of a sheet of a workbook, after which another begins; so large a sheet can still be read again."""

Rows = Iterable[Sequence[Cell]]


class Table(Protocol):
    """Takes rows below its headings; its file is complete once it is closed."""

    def write(self, rows: Rows) -> None: ...

    def close(self) -> None: ...


class Csv:
    """CSV in UTF-8 with its mark, by which spreadsheets tell that it is Chinese; no cell becomes a formula."""

    def __init__(self, out: IO[bytes], headings: Sequence[str]) -> None:
        self.text = TextIOWrapper(out, "utf-8-sig", newline="")
        self.rows = csv.writer(self.text)
        self.rows.writerow(headings)

    def write(self, rows: Rows) -> None:
        """Write rows."""
        self.rows.writerows([_guarded(cell) for cell in row] for row in rows)
        self.text.flush()

    def close(self) -> None:
        """Leave the file to whoever opened it."""
        self.text.detach()


def _guarded(cell: Cell) -> Cell:
    return harmless(cell) if isinstance(cell, str) else cell


class Xlsx:
    """A workbook; what is text stays text, codes and what looks like a formula included."""

    def __init__(self, out: IO[bytes], headings: Sequence[str], most: int = SHEET_ROWS) -> None:
        self.headings = headings
        self.most = most
        self.folder = TemporaryDirectory()
        self.workbook = xlsxwriter.Workbook(out, {"constant_memory": True, "tmpdir": self.folder.name})
        self.bold = self.workbook.add_format({"bold": True})
        self._begin()

    def _begin(self) -> None:
        self.sheet = self.workbook.add_worksheet()
        self.sheet.freeze_panes(1, 0)
        for column, heading in enumerate(self.headings):
            self.sheet.write_string(0, column, heading, self.bold)
        self.row = 1

    def write(self, rows: Rows) -> None:
        """Write rows."""
        for row in rows:
            if self.row == self.most:
                self._begin()
            for column, cell in enumerate(row):
                if isinstance(cell, str):
                    self.sheet.write_string(self.row, column, cell)
                elif cell is not None:
                    self.sheet.write_number(self.row, column, cell)
            self.row += 1

    def close(self) -> None:
        """Put the workbook together."""
        with self.folder:
            self.workbook.close()
