"""The process that reads a file: bounded in memory and time, and its answer is one line of JSON."""

import resource
import sys
from dataclasses import asdict
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from xml.parsers.expat import ExpatError
from zipfile import BadZipFile, LargeZipFile

import orjson
from pypdfium2 import PdfiumError  # pyright: ignore[reportMissingTypeStubs]

from api.viewing import pdf, sheet, word
from api.viewing.views import BROKEN, TOO_MUCH, View
from orgnet.errors import Invalid

MEMORY, SECONDS = 1 << 31, 20
"""Bytes of address space, and seconds of the processor."""


def view(path: Path, page: int) -> View:
    """What of a file is shown, by the ending of its name."""
    match path.suffix.lower():
        case ".pdf":
            return pdf.view(path, page)
        case ".docx":
            return word.view(path)
        case _:
            return sheet.view(path)


def read(path: Path, page: int) -> View:
    """The same; raises Invalid where nothing can be shown."""
    try:
        return view(path, page)
    except MemoryError as much:
        raise Invalid(TOO_MUCH) from much
    except (
        PdfiumError,
        BadZipFile,
        LargeZipFile,
        ExpatError,
        OSError,
        LookupError,
        ValueError,
        RuntimeError,
    ) as broken:
        raise Invalid(BROKEN) from broken


def answer(path: Path, page: int) -> dict[str, Any]:
    """The same as plain data."""
    try:
        return asdict(read(path, page))
    except Invalid as refused:
        return {"wrong": refused.detail}


def main(kept: str, name: str, page: int) -> None:
    """Answer about a file that is kept under another name than its own."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    with TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.symlink_to(kept)
        sys.stdout.buffer.write(orjson.dumps(answer(path, page)))


main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
