"""Formats in which a branch is taken away: sheets are written page by page, graphs when they are complete."""

import csv
from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from io import TextIOWrapper
from tempfile import TemporaryDirectory
from typing import IO, Protocol

import networkx as nx
import xlsxwriter  # pyright: ignore[reportMissingTypeStubs]

from api.sheets import MOST_CELLS
from orgnet.branches import Drawing, Entry, draw
from orgnet.exports import Cell, Language, cells, headings
from orgnet.sheets import harmless

SHEET_ROWS = MOST_CELLS // 26
"""Rows of a sheet of a workbook, after which another begins; so large a sheet can still be read again."""

HELD = 200_000
"""Unions of a graph, which is held in memory until it is written: some two gigabytes."""


class Format(StrEnum):
    """What a branch is written as; also the extension of the file."""

    CSV = "csv"
    XLSX = "xlsx"
    GRAPHML = "graphml"
    GEXF = "gexf"


MEDIA: Mapping[Format, str] = {
    Format.CSV: "text/csv; charset=utf-8",
    Format.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Format.GRAPHML: "application/graphml+xml",
    Format.GEXF: "application/gexf+xml",
}


class Writer(Protocol):
    """Takes the pages of a branch; its file is complete once it is closed."""

    def add(self, entries: Sequence[Entry]) -> None: ...

    def close(self) -> None: ...


def writer(format: Format, out: IO[bytes], language: Language) -> Writer:
    """A writer of a format; graphs say everything in the words of the interface, in any language."""
    if format is Format.CSV:
        return Csv(out, language)
    if format is Format.XLSX:
        return Xlsx(out, language)
    return Graph(out, nx.write_graphml_xml if format is Format.GRAPHML else nx.write_gexf)


class Csv:
    """CSV in UTF-8 with its mark, by which spreadsheets tell that it is Chinese; no cell becomes a formula."""

    def __init__(self, out: IO[bytes], language: Language) -> None:
        self.language = language
        self.text = TextIOWrapper(out, "utf-8-sig", newline="")
        self.rows = csv.writer(self.text)
        self.rows.writerow(headings(language))

    def add(self, entries: Sequence[Entry]) -> None:
        """Write a page."""
        self.rows.writerows([_guarded(cell) for cell in cells(entry, self.language)] for entry in entries)
        self.text.flush()

    def close(self) -> None:
        """Leave the file to whoever opened it."""
        self.text.detach()


def _guarded(cell: Cell) -> Cell:
    return harmless(cell) if isinstance(cell, str) else cell


class Xlsx:
    """A workbook; what is text stays text, codes and what looks like a formula included."""

    def __init__(self, out: IO[bytes], language: Language, rows: int = SHEET_ROWS) -> None:
        self.language = language
        self.most = rows
        self.folder = TemporaryDirectory()
        self.workbook = xlsxwriter.Workbook(out, {"constant_memory": True, "tmpdir": self.folder.name})
        self.bold = self.workbook.add_format({"bold": True})
        self._begin()

    def _begin(self) -> None:
        self.sheet = self.workbook.add_worksheet()
        self.sheet.freeze_panes(1, 0)
        for column, heading in enumerate(headings(self.language)):
            self.sheet.write_string(0, column, heading, self.bold)
        self.row = 1

    def add(self, entries: Sequence[Entry]) -> None:
        """Write a page."""
        for entry in entries:
            if self.row == self.most:
                self._begin()
            for column, cell in enumerate(cells(entry, self.language)):
                if isinstance(cell, str):
                    self.sheet.write_string(self.row, column, cell)
                elif cell is not None:
                    self.sheet.write_number(self.row, column, cell)
            self.row += 1

    def close(self) -> None:
        """Put the workbook together."""
        with self.folder:
            self.workbook.close()


class Graph:
    """A graph in one of the formats of networkx."""

    def __init__(self, out: IO[bytes], write: Callable[..., None]) -> None:
        self.out = out
        self.write = write
        self.drawing: Drawing = nx.MultiDiGraph()

    def add(self, entries: Sequence[Entry]) -> None:
        """Draw a page."""
        draw(self.drawing, entries)

    def close(self) -> None:
        """Write what was drawn."""
        self.write(self.drawing, self.out, prettyprint=False)
