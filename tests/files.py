"""Small files of the formats that officials attach, made as their programs make them."""

import struct
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from zipfile import ZIP_DEFLATED, ZipFile

from api.sheets import write_sheet

PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n"
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x02\x00\x00\x00\x90wS\xde"
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00" + b"\x00" * 40 + b"\xff\xd9"
EXE = b"MZ\x90\x00" + b"\x00" * 200 + b"PE\x00\x00" + b"\x00" * 200
TEXT = "各级工会要走访慰问困难职工,1月31日前完成。\n"


def archive(**members: str | bytes) -> bytes:
    """A ZIP archive; a name's `__` stands for a slash, its `_` for a dot."""
    return zipped({name.replace("__", "/").replace("_", "."): content for name, content in members.items()})


def zipped(members: Mapping[str, str | bytes]) -> bytes:
    """A ZIP archive of these members."""
    whole = BytesIO()
    with ZipFile(whole, "w", ZIP_DEFLATED) as file:
        for name, content in members.items():
            file.writestr(name, content)
    return whole.getvalue()


def open_xml(folder: str, *more: str) -> bytes:
    """An Office Open XML document whose parts are in a folder."""
    parts = ("[Content_Types].xml", "_rels/.rels", f"{folder}/document.xml", *more)
    return zipped(dict.fromkeys(parts, "<xml/>"))


def open_document(kind: str) -> bytes:
    """An OpenDocument."""
    return zipped({"mimetype": f"application/vnd.oasis.opendocument.{kind}", "content.xml": "<xml/>"})


def workbook() -> bytes:
    """A workbook as a spreadsheet program writes it."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "统计表.xlsx"
        write_sheet(path, [["走访户数"], ["12"]])
        return path.read_bytes()


def ole(stream: str) -> bytes:
    """A document of the older Office: one table of sectors, one folder, one empty stream."""
    free, end, table = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
    header = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(16) + struct.pack("<HHHHH6x", 0x3E, 3, 0xFFFE, 9, 6)
    header += struct.pack("<9I", 0, 1, 1, 0, 4096, end, 0, end, 0) + struct.pack("<109I", 0, *[free] * 108)
    sectors = struct.pack("<128I", table, end, *[free] * 126)
    return header + sectors + _entry("Root Entry", 5, child=1) + _entry(stream, 2) + bytes(256)


def _entry(name: str, kind: int, child: int = 0xFFFFFFFF) -> bytes:
    none, text = 0xFFFFFFFF, name.encode("utf-16-le")
    about = struct.pack("<64sHBBIII", text, len(text) + 2, kind, 1, none, none, child)
    return about + bytes(16 + 4 + 16) + struct.pack("<IQ", 0xFFFFFFFE, 0)
