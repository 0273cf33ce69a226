"""Imports of unions out of files: gathered, and those rows that cannot be taken given back."""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path

from api.sheets import Sheet, sheets, write_sheet
from graph.spool import Spool
from orgnet.columns import COLUMNS
from orgnet.errors import Invalid
from orgnet.imports import LEFT_OUT, Book, Plan
from orgnet.sheets import Fault, Heading, Read, table

CHUNK = 1 << 20
EVERY = 1000
"""Rows after which progress is told."""

Progress = Callable[[int], None]


@dataclass
class Gathered:
    """What files hold: the rows laid aside, the book of them, and faults of headings, which no row can have."""

    files: Sequence[Path]
    spool: Spool
    book: Book
    faults: list[Fault] = field(default_factory=list[Fault])
    heading_of: dict[tuple[Path, str], int] = field(default_factory=dict[tuple[Path, str], int])


def gather(files: Sequence[Path], spool: Spool, system: str = "", progress: Progress = lambda rows: None) -> Gathered:
    """Read all rows of files into a spool and a book; raises Invalid for a file that cannot be read or is empty."""
    gathered = Gathered(files, spool, Book(system))
    for path in files:
        before = len(spool)
        for sheet in sheets(path):
            heading, reads = table(_named(path, sheet, files), sheet.rows, COLUMNS)
            if heading is None:
                gathered.faults += [fault for read in reads for fault in read.faults]
            else:
                _take(gathered, heading, reads, progress)
                gathered.heading_of[path, sheet.name] = len(gathered.book.headings) - 1
        if len(spool) == before and not gathered.faults:
            raise Invalid(f"{path.name} holds no rows below its headings")
    progress(len(spool))
    return gathered


def _named(path: Path, sheet: Sheet, files: Sequence[Path]) -> str:
    """How a sheet is called in faults: with its file where there are several."""
    return sheet.name if len(files) == 1 or sheet.name == path.stem else f"{path.name} {sheet.name}"


def _take(gathered: Gathered, heading: Heading, reads: Iterable[Read], progress: Progress) -> None:
    for read in reads:
        row = gathered.book.add(heading, read)
        gathered.spool.append(read.values)
        if row % EVERY == 0:
            progress(row)


def digest_of(files: Sequence[Path], system: str) -> str:
    """A digest that is the same for the same files."""
    whole = hashlib.sha256(system.encode())
    for path in files:
        with path.open("rb") as file:
            whole.update(hashlib.file_digest(file, "sha256").digest())
    return whole.hexdigest()


def write_rejected(path: Path, gathered: Gathered, plan: Plan) -> None:
    """Write the rows that are left out as they were, each with what is wrong; mended, the file can be imported."""
    labels: dict[str, str] = {}
    for heading in gathered.book.headings:
        for _, column, label in heading.places:
            labels.setdefault(column.field, label.partition(" ")[2])
    labels["problem"] = "问题"
    rows = ([cells.get(field, "") for field in labels] for cells in _left_out(gathered, plan))
    write_sheet(path, chain([list(labels.values())], rows))


def _left_out(gathered: Gathered, plan: Plan) -> Iterator[dict[str, str]]:
    book = gathered.book
    rows = {book.place(row): row for row in range(len(plan.verdicts)) if plan.verdicts[row] in LEFT_OUT}
    for path in gathered.files:
        for sheet in sheets(path):
            number = gathered.heading_of.get((path, sheet.name))
            for line, cells in sheet.rows if number is not None else ():
                row = rows.get((number or 0, line))
                if row is not None:
                    places = book.headings[number or 0].places
                    said = {column.field: cells[index] for index, column, _ in places if index < len(cells)}
                    yield said | {"problem": plan.reason(row)}
