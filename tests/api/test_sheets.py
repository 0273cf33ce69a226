"""Files of sheets: what offices send is read, and what cannot be read is refused in a sentence."""

import codecs
import zipfile
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter  # pyright: ignore[reportMissingTypeStubs]
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from api.sheets import sheets, write_sheet
from orgnet.errors import Invalid


def read(path: Path) -> dict[str, list[tuple[int, list[str]]]]:
    return {sheet.name: [(number, list(cells)) for number, cells in sheet.rows] for sheet in sheets(path)}


def written(path: Path, **named: dict[tuple[int, int], Any]) -> Path:
    with xlsxwriter.Workbook(path, {"default_date_format": "yyyy-mm-dd"}) as workbook:
        for name, cells in named.items():
            worksheet = workbook.add_worksheet(name)
            for (row, column), value in cells.items():
                worksheet.write(row, column, value)
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("separator", [",", "\t", ";"])
def test_csv_is_read_in_every_encoding_and_with_every_separator(tmp_path: Path, encoding: str, separator: str) -> None:
    path = tmp_path / "单位.csv"
    path.write_text(separator.join(["代码", '"名\n称"', '"a""b"']) + "\r\n\r\n1\n", encoding=encoding, newline="")
    assert read(path) == {"单位": [(1, ["代码", "名\n称", 'a"b']), (2, []), (3, ["1"])]}


def test_a_late_chinese_character_decides_the_encoding(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"name\n" + (b"x" * 99 + b"\n") * 12_000 + "名".encode("gb18030"))
    [sheet] = sheets(path)
    assert list(sheet.rows)[-1] == (12_002, ["名"])


def test_a_workbook_gives_codes_days_and_results_as_text(tmp_path: Path) -> None:
    path = written(
        tmp_path / "a.xlsx",
        单位={
            (2, 1): 330106.0,
            (2, 2): date(2020, 1, 2),
            (2, 3): True,
            (2, 4): 30.25,
            (2, 5): "=1+1",
            (2, 6): 330106001002,
            (2, 7): datetime(2020, 1, 2, 3, 4),
            (4, 1): "甲",
        },
        empty={},
        more={(0, 0): "x"},
    )
    assert {name: [row for row in rows if any(row[1])] for name, rows in read(path).items()} == {
        "单位": [
            (3, ["", "330106", "2020-01-02", "True", "30.25", "0", "330106001002", "2020-01-02 03:04:00"]),
            (5, ["", "甲", "", "", "", "", "", ""]),
        ],
        "more": [(1, ["x"])],
    }


def test_hidden_sheets_are_left_out(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "a.xlsx") as workbook:
        workbook.add_worksheet("a").write(0, 0, "x")
        hidden = workbook.add_worksheet("lists")
        hidden.write(0, 0, "y")
        hidden.hide()
    assert list(read(tmp_path / "a.xlsx")) == ["a"]


BROKEN = {
    "nothing": ("a.csv", b"", "is empty"),
    "no sheet": ("a.pdf", b"%PDF-1.7 text", "is no sheet"),
    "an old or encrypted workbook": ("a.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "encrypted"),
    "a broken archive": ("a.xlsx", b"PK\x03\x04" + bytes(100), "no workbook"),
    "a binary": ("a.csv", b"name\n\0\1\2", "no text"),
    "half a character": ("a.csv", "名".encode() + b"\xff\xff", "no text"),
    "a text cut off": ("a.csv", codecs.BOM_UTF8 + "名".encode()[:2], "no text"),
    "an open quote": ("a.csv", b'a,b\n1,"2\n3,4\n', "row 2: the quotes"),
    "a quote in the middle": ("a.csv", b'a,b\n1,"2"3\n', "row 2: the quotes"),
    "an endless cell": ("a.csv", b"a\n" + b"x" * 200_000, "row 2"),
}


@pytest.mark.parametrize("what", BROKEN)
def test_what_cannot_be_read_is_refused_in_a_sentence(tmp_path: Path, what: str) -> None:
    name, content, said = BROKEN[what]
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(Invalid, match=said):
        read(path)


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Invalid, match=r"none\.csv cannot be read"):
        read(tmp_path / "none.csv")


def test_another_archive_is_no_workbook(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.xlsx", "w") as archive:
        archive.writestr("readme", "hello")
    with pytest.raises(Invalid, match="no workbook"):
        read(tmp_path / "a.xlsx")


@pytest.mark.parametrize("far", [(1_048_575, 16_383), (1_048_575, 30), (2_000, 16_000)])
def test_a_small_workbook_that_claims_the_whole_memory_is_refused(tmp_path: Path, far: tuple[int, int]) -> None:
    path = written(tmp_path / "bomb.xlsx", a={(0, 0): "x", far: "y"})
    assert path.stat().st_size < 10_000
    with pytest.raises(Invalid, match="more than 20,000,000 cells"):
        read(path)


@pytest.mark.parametrize("name", ["a.csv", "a.xlsx"])
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=20, deadline=None)
@given(
    st.lists(
        st.lists(
            st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Cn")), min_size=1, max_size=9),
            min_size=1,
            max_size=5,
        ),
        min_size=1,
        max_size=5,
    )
)
def test_what_is_written_is_read_again(tmp_path: Path, name: str, rows: list[list[str]]) -> None:
    write_sheet(tmp_path / name, [["a", "b", "c"], *rows])
    [found] = read(tmp_path / name).values()
    guarded = [[("'" if name == "a.csv" and cell[0] in "=+-@＝＋－＠" else "") + cell for cell in row] for row in rows]
    width = 0 if name == "a.csv" else max(3, *map(len, rows))
    assert [cells for _, cells in found[1:]] == [row + [""] * (width - len(row)) for row in guarded]


def test_a_formula_in_a_cell_is_written_as_text(tmp_path: Path) -> None:
    evil = '=HYPERLINK("http://evil","x")'
    write_sheet(tmp_path / "a.xlsx", [[evil]])
    assert read(tmp_path / "a.xlsx") == {"Sheet1": [(1, [evil])]}
    with zipfile.ZipFile(tmp_path / "a.xlsx") as archive:
        assert b"<f>" not in archive.read("xl/worksheets/sheet1.xml")
    write_sheet(tmp_path / "a.csv", [[evil]])
    assert read(tmp_path / "a.csv") == {"a": [(1, ["'" + evil])]}


def test_only_sheets_are_written(tmp_path: Path) -> None:
    with pytest.raises(Invalid, match=r"\.csv and \.xlsx"):
        write_sheet(tmp_path / "a.ods", [])
