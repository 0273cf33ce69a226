"""The cells of a sheet of unions, as people fill them in."""

from typing import Any

import pytest

from orgnet.columns import COLUMNS, pacts
from orgnet.errors import Invalid, Refusal

BY_FIELD = {column.field: column.parse for column in COLUMNS}

RIGHT = [
    ("founded", "2020-01-02", "2020-01-02"),
    ("founded", "2020/1/2", "2020-01-02"),
    ("founded", "2020.1.2", "2020-01-02"),
    ("founded", "2020年1月2日", "2020-01-02"),
    ("founded", "20200102", "2020-01-02"),
    ("founded", "2020-01-02 00:00:00", "2020-01-02"),
    ("lon", "-120.5", -120.5),
    ("lat", "30", 30.0),
    ("members", "1,234", 1234),
    ("level", "县级", "county"),
    ("kind", "单独基层工会", "single"),
    ("sector", "制造业", "C"),
    ("status", "筹备", "preparing"),
    ("partners", "33；34\n 35;", ["33", "34", "35"]),
    ("credit_code", " 1333000000000000a5", "1333000000000000A5"),
    ("name", "甲  工会 ", "甲  工会"),
]

WRONG = [
    ("founded", "2020-02-30"),
    ("founded", "2020"),
    ("founded", "2020-1-2 05:00:00"),
    ("founded", "0000-01-01"),
    ("lon", "181"),
    ("lon", "nan"),
    ("lon", "1_0"),
    ("lat", "1e400"),
    ("lat", "东经30"),
    ("members", "-1"),
    ("members", "100000001"),
    ("status", "撤销"),
    ("credit_code", "1333000000000000A6"),
    ("credit_code", "91330106000000001A0"),
    ("division", "990106"),
    ("name", "甲\x00工会"),
    ("name", "甲" * 101),
    ("name", "\ud800"),
    ("code", "33 01"),
    ("code", "../etc"),
    ("parent", "x" * 1001),
    ("telephone", "1" * 101),
]


@pytest.mark.parametrize(("field", "text", "value"), RIGHT)
def test_cells_become_plain_values(field: str, text: str, value: Any) -> None:
    read = BY_FIELD[field](text)
    assert (read, type(read)) == (value, type(value))


@pytest.mark.parametrize(("field", "text"), WRONG)
def test_wrong_cells_are_refused_by_their_field(field: str, text: str) -> None:
    with pytest.raises(Refusal) as refused:
        BY_FIELD[field](text)
    assert refused.value.field == field


def test_terms_are_one_for_all_partners_or_one_for_each() -> None:
    assert pacts({"partners": ["a", "b"], "terms": ["t"]}) == [("a", "t"), ("b", "t")]
    assert pacts({"partners": ["a", "b"], "terms": ["t", "u"]}) == [("a", "t"), ("b", "u")]
    assert pacts({}) == []


@pytest.mark.parametrize("values", [{"partners": ["a"]}, {"terms": ["t"]}, {"partners": ["a"], "terms": ["t", "u"]}])
def test_terms_that_belong_to_no_partner_are_refused(values: dict[str, list[str]]) -> None:
    with pytest.raises(Invalid):
        pacts(values)
