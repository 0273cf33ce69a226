"""Sheets are read by their headings, and every fault can be found."""

from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orgnet.codes import division
from orgnet.errors import Invalid
from orgnet.levels import Level
from orgnet.sheets import Column, Fault, Read, harmless, letters, table, whole


def level(text: str) -> str:
    if text not in set(Level):
        raise Invalid("a level is such as county", field="level")
    return text


COLUMNS = (
    Column("name", ("名称", "工会名称"), required=True),
    Column("members", ("会员数",), whole("members", 1000)),
    Column("division", ("行政区划",), division),
    Column("level", ("级别",), level),
)


def read(*rows: Sequence[str], columns: Sequence[Column] = COLUMNS) -> list[Read]:
    return list(table("单位", enumerate(rows, start=1), columns)[1])


def values(*rows: Sequence[str]) -> list[dict[str, Any]]:
    found = read(*rows)
    assert not [fault for row in found for fault in row.faults]
    return [row.values for row in found]


def faults(*rows: Sequence[str]) -> list[Fault]:
    return [fault for row in read(*rows) for fault in row.faults]


@given(st.permutations(["名称", "会员数", "行政区划", "级别"]))
def test_columns_stand_in_any_order(order: list[str]) -> None:
    cells = {"名称": "甲工会", "会员数": "12", "行政区划": "330106", "级别": "county"}
    expected = {"name": "甲工会", "members": 12, "division": "330106", "level": "county"}
    assert values(order, [cells[heading] for heading in order]) == [expected]


@pytest.mark.parametrize(
    "heading", ["名称", "工会名称", " name ", "NAME", "Ｎａｍｅ", "名称*", "名称（必填）", "name [text]"]
)
def test_headings_are_chinese_or_english_and_may_carry_remarks(heading: str) -> None:
    assert values([heading], ["甲"]) == [{"name": "甲"}]


def test_empty_cells_say_nothing_and_empty_rows_are_skipped() -> None:
    assert values(["名称", "会员数"], ["甲", ""], ["", " "], [], ["乙"]) == [{"name": "甲"}, {"name": "乙"}]


def test_rows_are_numbered_as_a_spreadsheet_shows_them() -> None:
    found = read(["某市工会统计表"], [], ["名称", "会员数"], ["", ""], ["甲", "3"])
    assert [(row.number, row.values) for row in found] == [(5, {"name": "甲", "members": 3})]


def test_every_fault_of_a_row_names_its_column_and_what_stands_there() -> None:
    found = faults(["会员数", "名称", "行政区划"], ["-3", "", "12345"])
    assert [(fault.sheet, fault.row, fault.column, fault.said) for fault in found] == [
        ("单位", 2, "A 会员数", "-3"),
        ("单位", 2, "B 名称", ""),
        ("单位", 2, "C 行政区划", "12345"),
    ]
    assert str(found[0]) == "单位 row 2 A 会员数: members is a whole number from 0 to 1000 (it says '-3')"


def test_unknown_missing_and_double_headings_are_all_named_at_once() -> None:
    found = faults(["会员数", "members", "电邮"], ["1", "2", "3"])
    assert [(fault.row, fault.column) for fault in found] == [(1, "C"), (1, "B members"), (1, "名称/name")]
    assert "known are 名称/name" in found[0].detail


def test_a_cell_beyond_the_headings_is_a_fault() -> None:
    assert [fault.column for fault in faults(["名称"], ["甲", "", "何"])] == ["C"]


def test_a_sheet_without_rows_has_none() -> None:
    assert read() == read([], ["", " "]) == read(["名称"]) == []


def test_a_sheet_without_any_heading_says_which_there_are() -> None:
    found = faults(["甲", "乙"], ["1", "2"])
    assert {fault.row for fault in found} == {1}
    assert "名称/name" in found[0].detail


def test_a_refusal_of_the_domain_is_placed_by_its_field() -> None:
    heading, _ = table("s", [(3, ["级别", "名称"])], COLUMNS)
    assert heading is not None
    assert heading.fault(7, Invalid("no", field="name")) == Fault("s", 7, "B 名称", "", "no")
    assert heading.fault(7, Invalid("no", field="parent")).column == ""


def test_columns_are_lettered_as_in_a_spreadsheet() -> None:
    assert [letters(index) for index in (0, 25, 26, 701, 702, 16383)] == ["A", "Z", "AA", "ZZ", "AAA", "XFD"]


@pytest.mark.parametrize("text", ["", "-1", "1.5", "一", "１２", "1e3", "1001", "9" * 30, "٣"])
def test_a_count_is_digits_within_bounds(text: str) -> None:
    with pytest.raises(Invalid, match="whole number from 0 to 1000"):
        whole("members", 1000)(text)


@given(st.text(max_size=8))
def test_no_cell_becomes_a_formula_and_every_one_is_read_back(text: str) -> None:
    assert harmless(text)[:1] not in set("=+-@\t\r＝＋－＠")
    name = text.strip()
    if name and not name.startswith("'"):
        assert read(["名称"], [harmless(name)])[0].values == {"name": name}
