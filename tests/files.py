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


def word(body: str, links: Mapping[str, str] = {}) -> bytes:
    """A Word document with this body, and links by the ids that the body gives them."""
    office, package = (
        "http://schemas.openxmlformats.org/officeDocument/2006",
        "http://schemas.openxmlformats.org/package/2006",
    )
    main = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    type_ = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    targets = "".join(
        f'<Relationship Id="{id}" Type="{office}/relationships/hyperlink" Target="{target}" TargetMode="External"/>'
        for id, target in links.items()
    )
    return zipped(
        {
            "[Content_Types].xml": f'<Types xmlns="{package}/content-types"><Default Extension="xml" ContentType="{type_}"/></Types>',
            "_rels/.rels": f'<Relationships xmlns="{package}/relationships">'
            f'<Relationship Id="r" Type="{office}/relationships/officeDocument" Target="word/document.xml"/></Relationships>',
            "word/_rels/document.xml.rels": f'<Relationships xmlns="{package}/relationships">{targets}</Relationships>',
            "word/document.xml": f'<w:document xmlns:w="{main}" xmlns:r="{office}/relationships"><w:body>{body}</w:body></w:document>',
        }
    )


def said(text: str, link: str = "") -> str:
    """A paragraph of a Word document, or a link in it."""
    run = f"<w:r><w:t>{text}</w:t></w:r>"
    return f"<w:p>{f'<w:hyperlink r:id={link!r}>{run}</w:hyperlink>' if link else run}</w:p>"


def pdf(*pages: str) -> bytes:
    """A PDF document with one line of plain letters on each page."""
    kids = " ".join(f"{3 + 2 * n} 0 R" for n in range(len(pages)))
    objects = [f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>", "<< /Type /Catalog /Pages 1 0 R >>"]
    for n, text in enumerate(pages):
        drawn = f"BT /F 40 Tf 60 700 Td ({text}) Tj ET"
        font = "<< /Font << /F << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >>"
        page = f"<< /Type /Page /Parent 1 0 R /MediaBox [0 0 595 842] /Resources {font} /Contents {4 + 2 * n} 0 R >>"
        objects += [page, f"<< /Length {len(drawn)} >>\nstream\n{drawn}\nendstream"]
    written = "".join(f"{n} 0 obj\n{each}\nendobj\n" for n, each in enumerate(objects, start=1))
    return f"%PDF-1.7\n{written}trailer\n<< /Root 2 0 R >>\n%%EOF\n".encode()
