"""Files of sheets, opened: CSV in the encodings and with the separators found in offices, and XLSX.

A file is judged by what it holds, not by what it is called. CSV is read row by row.
"""

import codecs
import csv
import re
import zipfile
from collections.abc import Generator, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from pathlib import Path
from typing import IO

import xlsxwriter  # pyright: ignore[reportMissingTypeStubs]
from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from orgnet.errors import Invalid
from orgnet.sheets import Numbered, harmless

MOST_CELLS = 20_000_000
"""The reader of workbooks lays a sheet out in full, empty cells too: a small file can claim the whole memory."""

MOST_UNPACKED = 1 << 30
MOST_ROWS = 1 << 20
"""As many rows fit into a sheet of a workbook."""

CHUNK = 1 << 20
SAMPLE_LINES = 10

TEXT = (".csv", ".tsv", ".txt")
ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
MARKS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet of a file; its rows can be read once."""

    name: str
    rows: Iterable[Numbered]


def sheets(path: Path) -> Iterator[Sheet]:
    """The sheets of a file that hold anything, hidden ones left out.

    Raises Invalid, here or while rows are read, for what is no sheet, is broken or encrypted, or is empty.
    """
    try:
        with path.open("rb") as file:
            start = file.read(8)
    except OSError as error:
        raise Invalid(f"{path.name} cannot be read: {error.strerror}") from error
    if not start:
        raise Invalid(f"{path.name} is empty")
    if start.startswith(OLE):
        raise Invalid(f"{path.name} is encrypted, or of the old format .xls; save it as .xlsx without a password")
    if start.startswith(ZIP):
        return _workbook(path)
    if path.suffix.lower() not in TEXT:
        raise Invalid(f"{path.name} is no sheet; possible are .csv and .xlsx")
    return iter([Sheet(path.stem, _text_rows(path))])


def _text_rows(path: Path) -> Iterator[Numbered]:
    encoding = _encoding(path)
    with path.open(encoding=encoding, newline="") as file:
        separator = _separator(list(islice(file, SAMPLE_LINES)))
        file.seek(0)
        reader = csv.reader(file, delimiter=separator, strict=True)
        number = 1
        try:
            for cells in reader:
                yield number, cells
                number += 1
        except csv.Error as error:
            raise Invalid(f"{path.name}, row {number}: the quotes are not right, or it is too long") from error


def _separator(lines: Sequence[str]) -> str:
    """Whatever separates most: a comma, a tab or a semicolon."""
    return max(",\t;", key="".join(lines).count)


def _encoding(path: Path) -> str:
    """How a text is encoded: it says so itself, or it is UTF-8 or GB 18030 throughout."""
    with path.open("rb") as file:
        start = file.read(4)
    if marked := next((encoding for mark, encoding in MARKS.items() if start.startswith(mark)), None):
        candidates = (marked,)
    else:
        candidates = ("utf-8", "gb18030")
    for encoding in candidates:
        if _decodes(path, encoding):
            return encoding
    raise Invalid(f"{path.name} is no text in UTF-8 or GB 18030; save it as CSV UTF-8 or as .xlsx")


def _decodes(path: Path, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    with path.open("rb") as file:
        try:
            while chunk := file.read(CHUNK):
                if "\0" in decoder.decode(chunk):
                    return False
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return False
    return True


def _workbook(path: Path) -> Iterator[Sheet]:
    with _readable(path), ExitStack() as stack:
        _measure(path)
        workbook = stack.enter_context(CalamineWorkbook.from_path(path))
        for about in workbook.sheets_metadata:
            if about.typ is SheetTypeEnum.WorkSheet and about.visible is SheetVisibleEnum.Visible:
                sheet = workbook.get_sheet_by_name(about.name)
                if sheet.start is not None:
                    yield Sheet(about.name, _cells(sheet, sheet.start[1]))


@contextmanager
def _readable(path: Path) -> Generator[None]:
    try:
        yield
    except (CalamineError, zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, EOFError, OSError) as error:
        raise Invalid(f"{path.name} is no workbook that can be read; save it anew as .xlsx") from error
    except RuntimeError as error:  # what zipfile says of members under a password
        raise Invalid(f"{path.name} is encrypted; save it without a password") from error


PLACE = re.compile(rb"""\br=["'](?:([A-Z]{2,3})\d{1,7}|(\d{1,7}))["']""")
"""The places that make a sheet large: the numbers of its rows, and cells beyond column Z."""


def _measure(path: Path) -> None:
    """Raises Invalid for a workbook that would not fit into memory when laid out."""
    with zipfile.ZipFile(path) as archive:
        if sum(member.file_size for member in archive.infolist()) > MOST_UNPACKED:
            raise Invalid(f"{path.name} is larger than 1 GB when unpacked; save it as CSV")
        for member in archive.infolist():
            with archive.open(member) as file:
                if _extent(file) > MOST_CELLS:
                    raise Invalid(
                        f"{path.name} has a sheet of more than {MOST_CELLS:,} cells, most of them empty perhaps;"
                        " save what matters as CSV"
                    )


def _extent(file: IO[bytes]) -> int:
    """At most so many cells a sheet's rows and columns span."""
    rows, columns, rest = 0, b"Z", b""
    while chunk := file.read(CHUNK):
        for column, row in PLACE.findall(rest + chunk):
            rows = max(rows, int(row or 0))
            columns = max(columns, column, key=lambda letters: (len(letters), letters))
        rest = chunk[-32:]
    width = 0
    for letter in columns:
        width = width * 26 + letter - ord("A") + 1
    return rows * width


def _cells(sheet: CalamineSheet, left: int) -> Iterator[Numbered]:
    margin = [""] * left
    for number, cells in enumerate(sheet.iter_rows(), start=1):
        yield number, [*margin, *map(_text, cells)]


def _text(value: object) -> str:
    """A cell as text: a code that was typed as a number stays one, a day is a day."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return str(value)
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == datetime.min.time() else value.isoformat(" ")
    return value.isoformat() if isinstance(value, date) else str(value)


def write_sheet(path: Path, rows: Iterable[Sequence[str]]) -> None:
    """Write rows as CSV or XLSX, by the file's extension; no cell becomes a formula."""
    kind = path.suffix.lower()
    if kind not in (".csv", ".xlsx"):
        raise Invalid(f"{path.name} cannot be written; possible are .csv and .xlsx")
    if kind == ".csv":
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            csv.writer(file).writerows([harmless(cell) for cell in row] for row in rows)
        return
    with xlsxwriter.Workbook(path, {"constant_memory": True}) as workbook:
        worksheet = workbook.add_worksheet()
        for number, row in enumerate(rows):
            if number and number % MOST_ROWS == 0:
                worksheet = workbook.add_worksheet()
            for index, cell in enumerate(row):
                worksheet.write_string(number % MOST_ROWS, index, cell)
