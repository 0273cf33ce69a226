"""Sheets as they were sent, with the cells that are wrong marked, and a sentence for each."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from api.imports import Gathered
from api.sheets import sheets
from orgnet.imports import Plan, Verdict
from orgnet.sheets import Fault, Numbered

MOST, SAMPLE, HEAD = 100, 20, 5
"""Rows that are shown where something is wrong, where nothing is, and of a sheet whose headings are wrong."""

Wrong = Mapping[tuple[str, int], Sequence[Fault]]
"""What is wrong, by sheet and row."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell as it stands, and what is wrong with it."""

    text: str
    wrong: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """A row: its number, its cells, what is wrong with all of it, what is to become of it, and a union it is like."""

    number: int
    cells: Sequence[Cell]
    wrong: Sequence[str]
    verdict: Verdict | None = None
    like: str | None = None


@dataclass(frozen=True, slots=True)
class Shown:
    """A sheet: its headings, and those rows that there is something to say of."""

    name: str
    headings: Sequence[str]
    lines: Sequence[Line]
    more: int = 0


def headless(path: Path, faults: Iterable[Fault]) -> list[Shown]:
    """The first rows of sheets whose headings are wrong."""
    wrong = _by_row(faults)
    found = list[Shown]()
    for sheet in sheets(path):
        last = max((row for name, row in wrong if name == sheet.name), default=HEAD)
        lines = [_line(row, wrong.get((sheet.name, row[0]), ())) for row in islice(sheet.rows, last + HEAD)]
        found.append(Shown(sheet.name, (), [line for line in lines if line.cells]))
    return found


def shown(path: Path, gathered: Gathered, plan: Plan) -> list[Shown]:
    """The rows of sheets in which something is wrong or in doubt; where nothing is, the first of all."""
    said = [
        row for row in range(len(plan.verdicts)) if plan.verdicts[row] in (Verdict.WRONG, Verdict.DOUBT, Verdict.WAIT)
    ]
    chosen = said[:MOST] or range(min(SAMPLE, len(plan.verdicts)))
    rows = {(plan.book.headings[plan.book.heading_of[row]].sheet, plan.book.numbers[row]): row for row in chosen}
    found = [_sheet(sheet.name, sheet.rows, gathered, plan, rows) for sheet in sheets(path)]
    kept = [each for each in found if each.lines]
    return [*kept[:-1], _rest(kept[-1], max(0, len(said) - MOST))] if kept else []


def _rest(last: Shown, more: int) -> Shown:
    return Shown(last.name, last.headings, last.lines, more)


def _sheet(
    name: str, numbered: Iterable[Numbered], gathered: Gathered, plan: Plan, rows: Mapping[tuple[str, int], int]
) -> Shown:
    heading = next((each for each in gathered.book.headings if each.sheet == name), None)
    headings, lines = list[str](), list[Line]()
    for number, cells in numbered:
        if heading and number == heading.row:
            headings = [cell.strip() for cell in cells]
        elif (name, number) in rows:
            row = rows[name, number]
            doubt = plan.doubts.get(row)
            verdict = Verdict(plan.verdicts[row])
            line = _line((number, cells), plan.book.faults.get(row, ()))
            lines.append(Line(number, line.cells, line.wrong, verdict, doubt.like_name if doubt else None))
    return Shown(name, headings, lines)


def _line(row: Numbered, faults: Sequence[Fault]) -> Line:
    """A row with what is wrong in its cells; what belongs to no cell is said of the row."""
    number, texts = row
    by_cell = dict[int, list[str]]()
    whole = list[str]()
    for fault in faults:
        index = _index(fault.column)
        (by_cell.setdefault(index, []) if index is not None else whole).append(fault.detail)
    width = max([len(texts), *(index + 1 for index in by_cell)])
    padded = [*texts, *[""] * (width - len(texts))]
    return Line(number, [Cell(text.strip(), by_cell.get(index, ())) for index, text in enumerate(padded)], whole)


def _index(column: str) -> int | None:
    """The place of a column such as `B 名称`; None for one that is not there."""
    said = column.split(" ")[0]
    if not (said.isascii() and said.isalpha() and said.isupper()):
        return None
    place = 0
    for letter in said:
        place = place * 26 + ord(letter) - ord("A") + 1
    return place - 1


def _by_row(faults: Iterable[Fault]) -> Wrong:
    found = dict[tuple[str, int], list[Fault]]()
    for fault in faults:
        found.setdefault((fault.sheet, fault.row), []).append(fault)
    return found
