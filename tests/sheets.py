"""Sheets of unions for tests: written as rows of a table, and brought into the network."""

from collections.abc import Sequence
from typing import Any

from graph.db import Database
from graph.imports import plan
from graph.journals import begin
from graph.spool import Spool
from graph.writing import Import, Progress, write
from orgnet.columns import COLUMNS
from orgnet.facts import Ask, digest
from orgnet.imports import Book, Plan, Verdict
from orgnet.sheets import table
from tests.cast import NOON, OPERATOR_ASKS

Values = dict[str, Any]

NATION = """
code   name                     level      kind        parent                               members
00     中华全国总工会             national   federation  -                                     12
33     浙江省总工会               省级        总工会       全国                                   30
3301   杭州市总工会               市级        总工会       全国/浙江省总工会                        20
330106 西湖区总工会               county     federation  3301                                  9
330102 上城区总工会               county     federation  全国/浙江省总工会/杭州市总工会             9
-      鑫瑞机械有限公司工会        基层       单独         全国/浙江省总工会/杭州市总工会/西湖区总工会  150
-      晨光学校工会               基层       单独         330106                                15
"""
"""A nation in seven rows, superiors by code and by path."""


def cells(text: str) -> list[list[str]]:
    """A table of words as rows of cells; `-` stands for an empty one."""
    return [["" if cell == "-" else cell for cell in line.split()] for line in text.strip().splitlines()]


def gathered(*texts: str | Sequence[Sequence[str]], system: str = "") -> tuple[Book, list[Values]]:
    """Sheets, each with its headings in the first row, as a book and its rows."""
    book, rows = Book(system), list[Values]()
    for number, text in enumerate(texts, start=1):
        lines = cells(text) if isinstance(text, str) else text
        heading, reads = table(f"sheet{number}", enumerate(lines, start=1), COLUMNS)
        assert heading is not None, list(reads)
        for read in reads:
            book.add(heading, read)
            rows.append(read.values)
    return book, rows


async def planned(database: Database, *texts: str | Sequence[Sequence[str]], system: str = "") -> Plan:
    """What sheets would do."""
    book, rows = gathered(*texts, system=system)
    return await plan(database, book, rows)


async def imported(
    database: Database, *texts: str | Sequence[Sequence[str]], system: str = "", ask: Ask = OPERATOR_ASKS
) -> Plan:
    """Sheets, planned and written."""
    book, rows = gathered(*texts, system=system)
    found = await plan(database, book, rows)
    await written(database, found, rows, ask)
    return found


async def written(
    database: Database,
    found: Plan,
    rows: Sequence[Values],
    ask: Ask = OPERATOR_ASKS,
    progress: Progress = lambda unions: None,
) -> None:
    """A plan, written."""
    journal = await begin(database, ask, digest(rows), ["test"], NOON)
    with Spool() as spool:
        for row in rows:
            spool.append(row)
        await write(Import(database, ask, journal, found, spool, NOON), progress)


def said(found: Plan) -> list[tuple[str, int, str]]:
    """The faults of a plan, by sheet, row and column."""
    return sorted((f.sheet, f.row, f.column) for faults in found.book.faults.values() for f in faults)


def counts(found: Plan) -> dict[str, int]:
    """How many rows have each verdict."""
    return {verdict.name: n for verdict in Verdict if (n := found.count(verdict))}
