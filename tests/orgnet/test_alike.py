"""Names that are alike are found, and those that numbers or directions tell apart are not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orgnet.alike import alike, traces

ALIKE = [
    ("鑫瑞机械有限公司工会", "鑫瑞机械有限公司工会委员会"),
    ("鑫瑞机械有限公司工会", "鑫瑞机械有限责任公司工会委员会"),
    ("ＡＢＢ（中国）有限公司工会", "abb(中国)有限公司 工会"),
    ("浙江蓝天白云国际物流有限公司工会", "浙江蓝天白去国际物流有限公司工会"),
    ("浙江蓝天白云国际货代有限公司工会", "浙江蓝天白云国际货代理有限公司工会"),
    ("浙江蓝天白云国际货代有限公司工会", "浙江蓝天云白国际货代有限公司工会"),
]

APART = [
    ("杭州第一小学工会", "杭州第二小学工会"),
    ("浙江蓝天白云国际第一货代有限公司工会", "浙江蓝天白云国际第二货代有限公司工会"),
    ("浙江蓝天白云国际货代有限公司工会", "浙江蓝天白云国际新货代有限公司工会"),
    ("浙江蓝天白云国际货代1公司工会", "浙江蓝天白云国际货代2公司工会"),
    ("鑫瑞机械有限公司工会", "鑫华机械有限公司工会"),
    ("西湖区总工会", "西湖区工会"),
    ("甲工会", "乙工会"),
    ("东风街道工会", "西风街道工会"),
]


def are_alike(one: str, other: str) -> bool:
    return bool({*traces(one)} & {*traces(other)}) and alike(one, other)


@pytest.mark.parametrize(("one", "other"), ALIKE)
def test_spellings_of_one_name_are_alike_both_ways(one: str, other: str) -> None:
    assert are_alike(one, other)
    assert are_alike(other, one)


@pytest.mark.parametrize(("one", "other"), APART)
def test_names_of_two_unions_are_not(one: str, other: str) -> None:
    assert not are_alike(one, other)
    assert not are_alike(other, one)


@given(st.text("浙江蓝天白云国际货代湖畔山水", min_size=10, max_size=20), st.data())
def test_one_slip_in_a_long_name_is_found(name: str, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(name) - 1))
    slip = data.draw(st.sampled_from(["", "鑫", name[place] + "鑫"]))
    other = name[:place] + slip + name[place + 1 :]
    assert are_alike(name, other)


@given(st.text(max_size=12), st.text(max_size=12))
def test_being_alike_is_mutual_and_never_fails(one: str, other: str) -> None:
    assert are_alike(one, other) == are_alike(other, one)
