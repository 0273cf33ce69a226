"""How the paragraphs of a document are set."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orgnet.paragraphs import Setting, paragraphs

BODY = """各省、自治区、直辖市总工会：

一、总体要求
    坚持以职工为中心。
（一）建立台账
1. 摸清底数
（1）逐户登记
2026年3月5日前报送。
"""


def test_addressees_and_headings_of_four_levels_are_told_from_plain_text() -> None:
    assert [each.setting for each in paragraphs(BODY)] == [
        Setting.ADDRESSEES,
        Setting.FIRST,
        Setting.PLAIN,
        Setting.SECOND,
        Setting.THIRD,
        Setting.FOURTH,
        Setting.PLAIN,
    ]


@pytest.mark.parametrize("text", ["3.5万户困难职工", "一是摸清底数", "（附件）见后", "一、" + "坚持以职工为中心，" * 5])
def test_what_only_looks_like_a_heading_is_plain(text: str) -> None:
    assert paragraphs(f"开头。\n{text}")[1].setting is Setting.PLAIN


@given(st.text())
def test_no_word_is_lost(body: str) -> None:
    kept = "".join("".join(each.text for each in paragraphs(body)).split())
    assert kept == "".join("".join(line.strip() for line in body.splitlines()).split())
