"""Rows of the ledgers of progress."""

from dataclasses import replace
from datetime import date
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from orgnet.audiences import addressed
from orgnet.cells import census
from orgnet.chases import Chase
from orgnet.directives import Directive
from orgnet.documents import Text
from orgnet.duties import Thing, only
from orgnet.exports import Language
from orgnet.kinds import Kind
from orgnet.ledgers import (
    FIGURES,
    NAMED,
    added,
    missing_headings,
    missing_row,
    none,
    progress_headings,
    progress_row,
)
from orgnet.levels import Level
from orgnet.positions import Position
from orgnet.standings import Standing
from orgnet.unions import Union

UNION = Union(
    "g1", "330106", "西湖区总工会", Level.COUNTY, Kind.FEDERATION, members=12, desk="办公室", telephone="0571"
)
LETTER = Directive("d", "d", Text("通知", "正文", duties=only(Thing.SIGN, date(2026, 3, 2))), addressed("root"))
STANDING = Standing(census(UNION), {"4F.read": 1}, addressed=True)


def test_a_row_says_where_a_branch_stands_under_its_headings() -> None:
    standing = replace(STANDING, held={})
    row = progress_row(LETTER, UNION, standing, date(2026, 3, 3), Language.CHINESE)
    said = dict(zip(progress_headings(Language.CHINESE), row, strict=True))
    assert said == {
        "统计代码": "330106",
        "名称": "西湖区总工会",
        "级别": "县级",
        "组织类型": "总工会",
        "应收": 1,
        "已送达": 1,
        "已阅": 0,
        "已签收": 0,
        "已转发": 0,
        "在办": 0,
        "已办结": 0,
        "已认可": 0,
        "退回": 0,
        "免办": 0,
        "代录": 0,
        "已传达会员": 0,
        "超期": 1,
    }


def test_headings_and_terms_are_english_where_that_is_asked_for() -> None:
    assert progress_headings(Language.ENGLISH) == [*NAMED, *FIGURES]
    assert missing_headings(Language.ENGLISH)[:7] == [*NAMED, "desk", "telephone", "hours"]
    row = missing_row(Chase(Position(UNION), None, None, None), ZoneInfo("Asia/Shanghai"), Language.ENGLISH)
    assert row[:7] == ["330106", "西湖区总工会", "county", "federation", "办公室", "0571", None]
    assert row[7:] == [None] * (len(row) - 7)
    assert len(missing_headings(Language.CHINESE)) == len(row)


FIGURE_ROWS = st.lists(st.lists(st.integers(0, 10**6), min_size=len(FIGURES), max_size=len(FIGURES)), max_size=6)


@given(FIGURE_ROWS, FIGURE_ROWS)
def test_sums_are_those_of_all_pages(one: list[list[int]], other: list[list[int]]) -> None:
    pages = [[["c", "n", "l", "k", *figures] for figures in page] for page in (one, other)]
    sums = added(added(none(Language.CHINESE), pages[0]), pages[1])
    assert sums[: len(NAMED)] == [None, "合计", None, None]
    assert list(sums[len(NAMED) :]) == [sum(row[n] for row in one + other) for n in range(len(FIGURES))]
