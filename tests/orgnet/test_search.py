"""What the index holds of a name, and what a question asks of it."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orgnet.errors import Invalid
from orgnet.search import codes, folded, normal, question
from orgnet.shelves import terms

texts = st.text(st.characters(exclude_categories=()), max_size=30)
names = st.text("西湖杭州区市总工会鑫瑞机械有限公司委员abＣ（ ）·0", min_size=1, max_size=16)


@pytest.mark.parametrize(
    ("text", "compared"),
    [
        ("西湖区总工会", "西湖区总工会"),
        ("ＡＢＣ（杭州）有限公司", "abc杭州有限公司"),
        ("  第 2　工会\t", "第2工会"),
        ('+鑫瑞 && "机械" -NOT* ~2 \\ /x/ [a TO b]', "鑫瑞机械not2xatob"),
        ("\ud800西\x00湖", "西湖"),
    ],
)
def test_texts_are_compared_in_one_width_and_case_without_punctuation(text: str, compared: str) -> None:
    assert normal(text) == compared


@given(texts)
def test_nothing_that_is_asked_of_the_index_can_be_taken_for_an_operator(text: str) -> None:
    try:
        asked = question(text)
    except Invalid:
        return
    for pair in [*asked.telling, asked.rarest]:
        assert all(character.isalnum() for character in terms(["H", "G33"], pair).replace(" ", ""))
        assert pair == pair.casefold() or unicodedata.category(pair[0]) == "Lu"
        pair.encode()


@given(names, st.data())
def test_the_words_of_any_part_of_a_name_stand_in_it(name: str, data: st.DataObject) -> None:
    begin = data.draw(st.integers(0, len(name) - 1))
    part = name[begin : data.draw(st.integers(begin + 1, len(name)))]
    if normal(part):
        assert all(word in normal(name) for word in question(part).words)


@pytest.mark.parametrize(
    ("asked", "parts", "telling"),
    [
        ("西湖", ["西湖"], ["西湖"]),
        ("西湖 总工会", ["西湖", "总工会"], ["西湖"]),
        ("杭州市西湖区总工会", ["杭州", "市", "西湖", "区", "总工会"], ["杭州", "西湖"]),
        ("鑫瑞科技有限公司", ["鑫瑞", "科技", "有限公司"], ["鑫瑞"]),
        ("总工会", ["总工会"], []),
        ("鑫", ["鑫"], []),
        ("G03-x", ["g03", "x"], ["g0", "03"]),
    ],
)
def test_a_question_is_its_generic_words_and_what_stands_between(
    asked: str, parts: list[str], telling: list[str]
) -> None:
    assert question(asked).words == parts
    assert question(asked).telling == telling


@pytest.mark.parametrize(
    ("asked", "rarest"), [("总工会", "总工"), ("机械有限公司", "机械"), ("鑫", "鑫"), ("鑫 工会", "工会")]
)
def test_of_common_words_the_least_common_is_looked_up(asked: str, rarest: str) -> None:
    assert question(asked).rarest == rarest


@pytest.mark.parametrize("asked", ["", "  ", "*", "（）", "\ud800", '"\\"', "\x00"])
def test_a_question_without_letters_is_refused_by_name(asked: str) -> None:
    with pytest.raises(Invalid) as refused:
        question(asked)
    assert refused.value.field == "q"


@pytest.mark.parametrize(
    ("asked", "superior", "rest"),
    [
        ("杭州西湖", "杭州市总工会", "西湖"),
        ("杭州市西湖区", "杭州市总工会", "西湖区"),
        ("杭 州-西湖 总工会", "杭州市总工会", "西湖 总工会"),
        ("杭州", "杭州市总工会", ""),
        ("杭州市", "杭州市总工会", ""),
        ("杭州市总", "杭州市总工会", "市总"),
        ("西湖杭州", "杭州市总工会", ""),
        ("杭西湖", "杭州市总工会", ""),
    ],
)
def test_a_question_may_begin_as_a_superior_does(asked: str, superior: str, rest: str) -> None:
    shared = question(asked).shared(superior)
    assert (question(asked).after(shared).text if shared else "") == rest


def test_a_name_is_kept_as_compared_only_where_that_differs() -> None:
    assert folded("西湖区总工会") is None
    assert folded("ＡＢ（杭州）工会") == "ab杭州工会"


def test_a_code_is_recognised_in_any_width_and_case() -> None:
    assert "330106" in codes(" ３３０１０６ ")
    assert "81330106001X" in codes("81330106001x")
    assert codes("西湖") == set()
    assert codes("\ud800") == set()
