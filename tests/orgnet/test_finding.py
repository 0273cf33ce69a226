"""What is asked of directives, in words and by whom."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from orgnet.audiences import Reach, addressed
from orgnet.cells import Facets
from orgnet.directives import Directive, State
from orgnet.documents import Access, Text
from orgnet.errors import Invalid
from orgnet.finding import Question, Reader, words_of
from orgnet.kinds import Kind
from orgnet.levels import Level
from orgnet.permissions import OPERATOR, Role, Seat
from orgnet.positions import Position
from orgnet.tallies import Lines
from orgnet.unions import Union

NOON = datetime(2026, 3, 2, 4, tzinfo=UTC)


@pytest.mark.parametrize(
    ("asked", "words", "telling"),
    [
        ("送温暖", ("送温暖",), "+送温 +温暖"),
        (" 送温暖、工会 ", ("送温暖", "工会"), "+送温 +温暖"),
        ("关于做好工作的通知", ("关于做好工作的通知",), ""),
        ("ＷｉＦｉ驿站", ("wifi驿站",), "+驿站"),
        ("2026", ("2026",), ""),
        ("养", ("养",), ""),
        ("送温暖 送温暖", ("送温暖",), "+送温 +温暖"),
    ],
)
def test_words_are_compared_in_one_width_and_the_rare_pairs_are_looked_up(
    asked: str, words: tuple[str, ...], telling: str
) -> None:
    question = Question(words=words_of(asked))
    assert (question.words, question.telling) == (words, telling)


def test_a_word_is_looked_for_in_both_widths() -> None:
    assert Question(words=words_of("wifi 驿站")).spellings == [["wifi", "ｗｉｆｉ"], ["驿站"]]


def test_a_long_question_reads_few_lists_of_the_index() -> None:
    assert len(Question(words=words_of("鑫瑞恒昌永泰嘉和宏远兴隆华盛正德" * 5)).telling.split()) == 8


@pytest.mark.parametrize("asked", ["", " ", "、。", "a b c d e f g h i"])
def test_what_is_no_word_is_refused(asked: str) -> None:
    with pytest.raises(Invalid) as refused:
        words_of(asked)
    assert refused.value.field == "words"


def place(id: str, *line: str, level: Level = Level.COUNTY) -> Position:
    return Position(Union(id, id, id, level, Kind.FEDERATION), Lines(line, line))


NEAR = {"root": place("root"), "zj": place("zj", "root"), "xh": place("xh", "zj", "root")}


def reader(union: str, *, top: bool) -> Reader:
    tops = {union} if top else set[str]()
    return Reader("p", [Seat(union, Role.VIEWER)], [NEAR[union]], tops)


def letter(issuer: str, reach: Reach = Reach.BRANCH, level: Level = Level.COUNTY) -> Directive:
    audience = addressed(issuer, reach=reach, facets=Facets(levels=frozenset({level})))
    return Directive("d", "d", Text("通知", "正文"), audience, State.ISSUED, issued=NOON)


def test_what_comes_from_above_or_below_is_worth_asking() -> None:
    assert reader("xh", top=False).may_see(letter("root"), NEAR)
    assert reader("zj", top=True).may_see(letter("xh"), NEAR)
    assert not reader("xh", top=False).may_see(letter("root", Reach.SUBORDINATES), NEAR)


def test_what_is_for_others_may_be_for_those_below_if_there_are_any() -> None:
    grassroots = letter("root", level=Level.GRASSROOTS)
    assert reader("xh", top=True).may_see(grassroots, NEAR)
    assert not reader("xh", top=False).may_see(grassroots, NEAR)


def test_a_draft_is_for_its_own_union_and_what_is_public_for_everybody() -> None:
    draft = replace(letter("zj"), state=State.DRAFT, issued=None)
    assert [reader(each, top=True).may_see(draft, NEAR) for each in ("root", "zj", "xh")] == [False, True, False]
    nobody = Reader("p", [])
    public = replace(letter("zj"), text=Text("通知", "正文", access=Access.PUBLIC))
    assert (nobody.may_see(letter("zj"), NEAR), nobody.may_see(public, NEAR)) == (False, True)
    assert Reader(OPERATOR, []).may_see(draft, NEAR)
