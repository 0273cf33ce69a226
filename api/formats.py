"""Formats in which a branch is taken away: sheets are written page by page, graphs when they are complete."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from contextlib import aclosing
from enum import StrEnum
from typing import IO, Protocol

import networkx as nx

from api.tables import Csv, Table, Xlsx
from graph.branches import pages
from graph.db import Database
from orgnet.branches import Drawing, Entry, draw
from orgnet.exports import Language, cells, headings

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
        return Sheet(Csv(out, headings(language)), language)
    if format is Format.XLSX:
        return Sheet(Xlsx(out, headings(language)), language)
    return Graph(out, nx.write_graphml_xml if format is Format.GRAPHML else nx.write_gexf)


async def take(
    database: Database, actor: str, top: str, out: Writer, progress: Callable[[int], None] = lambda unions: None
) -> None:
    """Write a branch as an actor may see it; the writer is closed whatever happens."""
    try:
        async with aclosing(pages(database, actor, top)) as stream:
            async for entries in stream:
                await asyncio.to_thread(out.add, entries)
                progress(len(entries))
    finally:
        await asyncio.to_thread(out.close)


class Sheet:
    """The rows of a table."""

    def __init__(self, table: Table, language: Language) -> None:
        self.table = table
        self.language = language

    def add(self, entries: Sequence[Entry]) -> None:
        """Write a page."""
        self.table.write(cells(entry, self.language) for entry in entries)

    def close(self) -> None:
        """Complete the table."""
        self.table.close()


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
