"""Contents: what a file really holds, found by its signature and by what is inside it, whatever its name says."""

import codecs
import struct
import zlib
from dataclasses import dataclass
from io import FileIO
from pathlib import Path
from typing import Any
from zipfile import BadZipFile, ZipFile

import olefile
import puremagic

from orgnet.attachments import Content, known
from orgnet.errors import Invalid

HEAD = 8192

CHUNK = 1 << 20

CHARSETS = ("utf-8", "gb18030")
WIDE = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)

MEMBERS = {"word/": "docx", "xl/": "xlsx", "ppt/": "pptx"}
"""Where an Office Open XML document has its parts."""

MIMETYPES = {
    f"application/vnd.oasis.opendocument.{name}": holds
    for name, holds in (("text", "odt"), ("spreadsheet", "ods"), ("presentation", "odp"))
}
"""What an OpenDocument says of itself in its member `mimetype`."""

STREAMS = {"WordDocument": "doc", "Workbook": "xls", "Book": "xls", "PowerPoint Document": "ppt"}
"""What the older Office calls its main stream."""

BROKEN = Content(None, "a broken file")


@dataclass(frozen=True, slots=True)
class Sign:
    """A signature: where it stands, the ending of names it goes with, and in words what it is of."""

    offset: int
    ending: str
    name: str


def recognise(path: Path) -> Content:
    """What a file holds; raises Invalid for an archive whose list of contents is too long to look through."""
    with path.open("rb") as file:
        head = file.read(HEAD)
    if head.startswith(WIDE):
        return Content(None, "text in UTF-16, which not every program reads as such")
    signs = _signs(head)
    endings = {sign.ending for sign in signs if sign.offset == 0}
    if endings & {".zip", ".docx"}:
        return _in_zip(path)
    if ".doc" in endings:
        return _in_ole(path)
    for ending, holds in ((".pdf", "pdf"), (".png", "png"), (".jpeg", "jpeg")):
        if ending in endings:
            return known(holds)
    return _text(path) or Content(None, next((sign.name for sign in signs if sign.name), "of no known format"))


def _signs(head: bytes) -> list[Sign]:
    """The signatures that the beginning of a file bears, the likeliest first."""
    try:
        found: list[Any] = puremagic.magic_string(head)
    except (puremagic.PureError, ValueError):
        return []
    return [Sign(sign.offset, sign.extension, sign.name) for sign in found]


def _text(path: Path) -> Content | None:
    """Text, if a file is nothing else: without NUL, in one of the encodings that texts have here."""
    for charset in CHARSETS:
        if _decodes(path, charset):
            return known("text", charset)
    return None


def _decodes(path: Path, charset: str) -> bool:
    decoder = codecs.getincrementaldecoder(charset)()
    try:
        with path.open("rb") as file:
            while chunk := file.read(CHUNK):
                if "\0" in decoder.decode(chunk):
                    return False
        return decoder.decode(b"", final=True) == ""
    except UnicodeDecodeError:
        return False


class Bounded(FileIO):
    """A file of which nobody reads much at once: an archive's list of contents is read whole, however long."""

    def read(self, size: int | None = -1, /) -> bytes:
        """Read; raises Invalid where it is too much."""
        if size is not None and size > CHUNK:
            raise Invalid("the archive holds too many files to be looked through; send fewer at once", field="name")
        return super().read(size)


def _in_zip(path: Path) -> Content:
    try:
        with Bounded(path) as file, ZipFile(file) as archive:
            return _of_members(archive)
    except (BadZipFile, NotImplementedError, RuntimeError, ValueError, OSError, EOFError, zlib.error, struct.error):
        return BROKEN


def _of_members(archive: ZipFile) -> Content:
    """What an archive is by its members; whoever can read one of them can open the document."""
    names = archive.namelist()
    if "OFD.xml" in names:
        return known("ofd")
    if "mimetype" in names:
        with archive.open("mimetype") as file:
            holds = MIMETYPES.get(file.read(100).decode("ascii", "replace").strip())
        return known(holds) if holds else Content(None, "an archive of an unknown kind of document")
    if "[Content_Types].xml" not in names:
        return known("zip")
    if any(name.endswith("vbaProject.bin") for name in names):
        return Content(None, "an Office document with macros")
    found = (holds for folder, holds in MEMBERS.items() if any(name.startswith(folder) for name in names))
    return known(next(found, "zip"))


def _in_ole(path: Path) -> Content:
    """What a document of the older Office is by its main stream."""
    try:
        with olefile.OleFileIO(str(path)) as ole:
            streams = {"/".join(entry) for entry in ole.listdir()}
    except (OSError, ValueError, LookupError, TypeError, RecursionError, struct.error):
        return BROKEN
    if "EncryptedPackage" in streams:
        return Content(None, "a document locked with a password")
    return next((known(holds) for name, holds in STREAMS.items() if name in streams), Content(None, "an OLE file"))
