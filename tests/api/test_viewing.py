"""A file is opened as a page that holds nothing but what is to be read; whatever cannot be is answered by a sentence."""

from pathlib import Path

import pytest

from api.sheets import write_sheet
from api.viewing.viewers import Viewers
from api.viewing.views import View
from api.viewing.word import harmless
from orgnet.errors import Invalid
from tests.files import PDF, open_xml, pdf, said, word, zipped


async def view(folder: Path, name: str, content: bytes, page: int = 1) -> View:
    """What is shown of a file, which is kept under a name that says nothing."""
    kept = folder / "0a1b2c"
    kept.write_bytes(content)
    return await Viewers().view(kept, name, page)


async def test_a_word_document_is_its_text_its_tables_and_links_to_elsewhere(tmp_path: Path) -> None:
    cells = "".join(f"<w:tc>{said(cell)}</w:tc>" for cell in ("走访户数", "12"))
    table = f"<w:tbl><w:tr>{cells}</w:tr></w:tbl>"
    links = {"good": "https://www.acftu.org/", "bad": "javascript:alert(1)"}
    body = said("&lt;script&gt;alert(1)&lt;/script&gt;") + table + said("全总", "good") + said("点这里", "bad")
    shown = (await view(tmp_path, "实施办法.docx", word(body, links))).html
    assert shown is not None
    assert "<td><p>走访户数</p></td>" in shown
    assert '<a href="https://www.acftu.org/" rel="noreferrer">全总</a>' in shown
    assert "&lt;script&gt;" in shown
    assert "<script" not in shown
    assert "javascript:" not in shown


def test_nothing_is_left_of_html_that_could_do_something() -> None:
    wicked = (
        '<h1>一</h1><p onclick="x()" style="color:red">二</p><img src="https://else.where/a.png"><iframe src="/"></iframe>'
        '<a href="data:text/html,x">三</a><img src="data:image/svg+xml,x"><form action="/"><input></form>'
    )
    assert harmless(wicked) == '<h2>一</h2><p>二</p><img><a rel="noreferrer">三</a><img>'


async def test_sheets_are_shown_as_far_as_they_fit(tmp_path: Path) -> None:
    book = tmp_path / "统计表.xlsx"
    write_sheet(book, [["单位", "户数", ""], *([f"工会{n}", str(n), ""] for n in range(400))])
    [table] = (await view(tmp_path, "统计表.xlsx", book.read_bytes())).tables
    assert (table.rows[0], len(table.rows), table.cut) == (["单位", "户数"], 300, True)
    [text] = (await view(tmp_path, "名单.csv", "单位,户数\n甲,1\n".encode("gb18030"))).tables
    assert (text.rows, text.cut) == ([["单位", "户数"], ["甲", "1"]], False)


async def test_a_page_of_a_pdf_is_a_picture_and_what_is_written_on_it(tmp_path: Path) -> None:
    shown = await view(tmp_path, "通知.pdf", pdf("Notice", "Annex"), page=2)
    assert (shown.lines, shown.page, shown.pages) == (["Annex"], 2, 2)
    assert shown.picture is not None
    assert shown.picture.startswith("data:image/webp;base64,")
    assert (await view(tmp_path, "通知.pdf", pdf("Notice"), page=9)).page == 1


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("通知.pdf", PDF[:20], "broken or locked"),
        ("通知.pdf", PDF, "broken or locked"),
        ("办法.docx", open_xml("word"), "broken or locked"),
        ("办法.docx", zipped({"word/document.xml": b"0" * 110_000_000}), "too large"),
        ("办法.docx", word("".join(said("走访慰问" * 20) for _ in range(4000))), "too large"),
        ("统计表.xlsx", zipped({"xl/workbook.xml": "<xml/>"}), "no workbook that can be read"),
        ("名单.csv", b"\0\0", "no text in UTF-8"),
    ],
)
async def test_what_cannot_be_shown_is_answered_by_a_sentence(
    tmp_path: Path, name: str, content: bytes, says: str
) -> None:
    with pytest.raises(Invalid) as refused:
        await view(tmp_path, name, content)
    assert says in refused.value.detail


async def test_nobody_waits_for_ever(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_bytes(pdf("Notice"))
    with pytest.raises(Invalid) as refused:
        await Viewers(patience=0).view(file, "通知.pdf", 1)
    assert "takes too long" in refused.value.detail
