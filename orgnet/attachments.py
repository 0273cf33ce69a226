"""Attachments: the files of a directive, what they may be called and hold, and when they may change."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from orgnet.directives import UNISSUED, Directive
from orgnet.documents import unmarked
from orgnet.errors import Conflict, Invalid
from orgnet.names import clean

NAME_LENGTH = 120
"""Characters: in Chinese more would be no name of a file on many systems."""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file of a directive: `media` says what it holds, `digest` is the SHA-256 of it in hexadecimals."""

    id: str
    name: str
    media: str
    size: int
    digest: str

    @property
    def viewed(self) -> bool:
        """Whether it can be opened as a page."""
        return self.name.rpartition(".")[2].lower() in VIEWED


VIEWED = frozenset({"pdf", "docx", "xlsx", "csv"})
"""The endings of what can be opened as a page."""


@dataclass(frozen=True, slots=True)
class Format:
    """What a file with some ending has to hold, and its media type."""

    holds: str
    media: str


CALLED: Mapping[str, str] = {
    "text": "text",
    "pdf": "a PDF document",
    "png": "a PNG picture",
    "jpeg": "a JPEG picture",
    "zip": "a ZIP archive",
    "doc": "a Word document (.doc)",
    "xls": "an Excel workbook (.xls)",
    "ppt": "a PowerPoint presentation (.ppt)",
    "docx": "a Word document (.docx)",
    "xlsx": "an Excel workbook (.xlsx)",
    "pptx": "a PowerPoint presentation (.pptx)",
    "odt": "an OpenDocument text (.odt)",
    "ods": "an OpenDocument spreadsheet (.ods)",
    "odp": "an OpenDocument presentation (.odp)",
    "ofd": "an OFD document",
}
"""Everything that is taken, as the asker is told what a file is."""

OPEN_XML = "application/vnd.openxmlformats-officedocument."
OPEN_DOCUMENT = "application/vnd.oasis.opendocument."

FORMATS: Mapping[str, Format] = {
    "pdf": Format("pdf", "application/pdf"),
    "ofd": Format("ofd", "application/ofd"),
    "doc": Format("doc", "application/msword"),
    "xls": Format("xls", "application/vnd.ms-excel"),
    "ppt": Format("ppt", "application/vnd.ms-powerpoint"),
    "wps": Format("doc", "application/wps-office.wps"),
    "et": Format("xls", "application/wps-office.et"),
    "dps": Format("ppt", "application/wps-office.dps"),
    "docx": Format("docx", f"{OPEN_XML}wordprocessingml.document"),
    "xlsx": Format("xlsx", f"{OPEN_XML}spreadsheetml.sheet"),
    "pptx": Format("pptx", f"{OPEN_XML}presentationml.presentation"),
    "odt": Format("odt", f"{OPEN_DOCUMENT}text"),
    "ods": Format("ods", f"{OPEN_DOCUMENT}spreadsheet"),
    "odp": Format("odp", f"{OPEN_DOCUMENT}presentation"),
    "txt": Format("text", "text/plain"),
    "csv": Format("text", "text/csv"),
    "png": Format("png", "image/png"),
    "jpg": Format("jpeg", "image/jpeg"),
    "jpeg": Format("jpeg", "image/jpeg"),
    "zip": Format("zip", "application/zip"),
}
"""What officials attach, by the endings of names. WPS Office keeps its documents in the formats of the older Office."""


@dataclass(frozen=True, slots=True)
class Content:
    """What a file was found to hold: a key of `CALLED`, or None; in words; and of text, how it is encoded."""

    holds: str | None
    words: str
    charset: str | None = None


def known(holds: str, charset: str | None = None) -> Content:
    """Content of a kind that is taken."""
    return Content(holds, CALLED[holds], charset)


def titled(name: str) -> str:
    """The name of a file without the folders it came from, tidied; raises Invalid where it cannot stand."""
    tidy = unmarked(clean(re.split(r"[/\\]", name)[-1], "name", most=NAME_LENGTH), "name")
    if any(unicodedata.category(character) == "Cf" for character in tidy):
        raise Invalid("name holds a character that cannot be seen; leave it out", field="name")
    _format(tidy)
    return tidy


def _format(name: str) -> Format:
    stem, _, ending = name.rpartition(".")
    if not stem.strip(". ") or ending.lower() not in FORMATS:
        raise Invalid(f"a name ends in one of: {', '.join(f'.{each}' for each in FORMATS)}", field="name")
    return FORMATS[ending.lower()]


def media(name: str, content: Content) -> str:
    """The media type of a file; raises Invalid where it does not hold what its name says."""
    format = _format(name)
    if content.holds != format.holds:
        raise Invalid(
            f"{name} should be {CALLED[format.holds]}, but was found to be {content.words};"
            " give the file its right name, or save it in the right format",
            field="name",
        )
    return f"{format.media}; charset={content.charset}" if content.charset else format.media


def may_attach(directive: Directive, held: Sequence[Attachment], name: str, most: int) -> None:
    """Raises Conflict unless a file of this name may be added to what a directive has already."""
    may_change(directive)
    if len(held) >= most:
        raise Conflict(f"this directive has {len(held)} attachments; more than {most} are not possible")
    if name.casefold() in {each.name.casefold() for each in held}:
        raise Conflict(f"there is an attachment {name} already; remove it first, or give another name", field="name")


def may_change(directive: Directive) -> None:
    """Raises Conflict unless a directive is a draft."""
    if directive.state not in UNISSUED:
        raise Conflict(
            f"this directive is {directive.state}, and the attachments of an issued one never change;"
            " issue a new directive that amends or supersedes it"
        )
