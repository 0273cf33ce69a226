"""Files are recognised by what they hold, however they are called and however they were made."""

import tracemalloc
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from api.contents import CHUNK, recognise
from orgnet.attachments import CALLED, Content
from orgnet.errors import Invalid
from tests.files import EXE, JPEG, PDF, PNG, TEXT, archive, ole, open_document, open_xml, workbook, zipped

KNOWN = {
    "a PDF": (PDF, "pdf"),
    "a PNG": (PNG, "png"),
    "a JPEG": (JPEG, "jpeg"),
    "a photograph": (JPEG.replace(b"\xe0", b"\xe1").replace(b"JFIF", b"Exif"), "jpeg"),
    "Word": (open_xml("word"), "docx"),
    "Excel": (workbook(), "xlsx"),
    "PowerPoint": (open_xml("ppt"), "pptx"),
    "old Word": (ole("WordDocument"), "doc"),
    "old Excel": (ole("Workbook"), "xls"),
    "older Excel": (ole("Book"), "xls"),
    "old PowerPoint": (ole("PowerPoint Document"), "ppt"),
    "OpenDocument text": (open_document("text"), "odt"),
    "OpenDocument sheet": (open_document("spreadsheet"), "ods"),
    "OpenDocument slides": (open_document("presentation"), "odp"),
    "OFD": (archive(OFD_xml="<ofd/>", Doc0__Document_xml="<ofd/>"), "ofd"),
    "an archive": (zipped({"附件1.docx": open_xml("word")}), "zip"),
    "an empty archive": (zipped({}), "zip"),
    "text": (TEXT.encode(), "text"),
    "text with a mark of its bytes": (TEXT.encode("utf-8-sig"), "text"),
    "text of older systems": (TEXT.encode("gb18030"), "text"),
    "text like a picture": (b"BM,1\nGIF,2\n", "text"),
}


@pytest.mark.parametrize("what", KNOWN)
def test_what_officials_attach_is_recognised(tmp_path: Path, what: str) -> None:
    content, holds = KNOWN[what]
    found = recognised(tmp_path, content)
    assert (found.holds, found.words) == (holds, CALLED[holds])


def recognised(folder: Path, content: bytes) -> Content:
    """What a file of this content is found to hold."""
    path = folder / "file"
    path.write_bytes(content)
    return recognise(path)


def test_text_says_how_it_is_encoded_wherever_its_chunks_end(tmp_path: Path) -> None:
    long = "工" * (CHUNK // 2)
    assert [recognised(tmp_path, long.encode(charset)).charset for charset in ("utf-8", "gb18030")] == [
        "utf-8",
        "gb18030",
    ]


OTHERS = {
    "a program": (EXE, "Windows Executable"),
    "a page's picture": (b"GIF89a" + bytes(20), "Graphics interchange format"),
    "noise": (bytes(range(256)) * 4, "of no known format"),
    "half a character": (TEXT.encode()[:-3], "of no known format"),
    "wide text": (TEXT.encode("utf-16"), "text in UTF-16"),
    "macros": (open_xml("word", "word/vbaProject.bin"), "an Office document with macros"),
    "a locked document": (ole("EncryptedPackage"), "locked with a password"),
    "another document": (ole("Contents"), "an OLE file"),
    "another open document": (open_document("chart"), "unknown kind of document"),
    "half an archive": (workbook()[:-30], "a broken file"),
    "the beginning of an old document": (ole("WordDocument")[:600], "a broken file"),
}


@pytest.mark.parametrize("what", OTHERS)
def test_everything_else_is_called_what_it_is(tmp_path: Path, what: str) -> None:
    content, words = OTHERS[what]
    found = recognised(tmp_path, content)
    assert found.holds is None
    assert words in found.words


def test_an_archive_of_very_many_files_is_not_looked_through(tmp_path: Path) -> None:
    content = zipped({f"{n:0>100}": b"" for n in range(CHUNK // 100)})
    tracemalloc.start()
    with pytest.raises(Invalid, match="too many files"):
        recognised(tmp_path, content)
    assert tracemalloc.get_traced_memory()[1] < len(content) / 2
    tracemalloc.stop()


@given(st.sampled_from(sorted(KNOWN)), st.data())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=200)
def test_what_was_broken_on_the_way_is_no_accident(tmp_path: Path, what: str, data: st.DataObject) -> None:
    content = bytearray(KNOWN[what][0])
    for _ in range(data.draw(st.integers(1, 8))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    assert recognised(tmp_path, bytes(content)).words
