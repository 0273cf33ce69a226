"""People's names, telephones and passwords: tidied, or refused by field with what would be right."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orgnet.errors import Invalid
from orgnet.people import Person, check_password, checked, mail, mobile, username

LONE = "\ud800"


def name_of(text: str) -> str | None:
    """The user name, or None where it is refused as one."""
    try:
        return username(text)
    except Invalid as refused:
        return None if refused.field == "username" else "refused for something else"


@given(st.text(max_size=80))
def test_a_user_name_is_refused_as_one_or_stays_as_it_was_made(text: str) -> None:
    name = name_of(text)
    if name is not None:
        assert username(name) == name
        assert 2 <= len(name) <= 60
        assert not any(character.isspace() or character == "|" for character in name)


@pytest.mark.parametrize("text", ["Zhang.San", "ｚｈａｎｇ．ｓａｎ", " zhang.san "])
def test_a_user_name_has_one_form_whatever_its_case_and_width(text: str) -> None:
    assert username(text) == "zhang.san"


@pytest.mark.parametrize("text", ["", "a", "a b", "a/b", "a|b", "x" * 61, "a\x00b", f"a{LONE}", "a\u202eb"])
def test_what_is_no_user_name_is_refused(text: str) -> None:
    with pytest.raises(Invalid):
        username(text)


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("138 0000-0000", "13800000000"),
        ("+86 13800000000", "+8613800000000"),
        ("１３８００００００００", "13800000000"),
    ],
)
def test_a_mobile_number_loses_its_blanks(text: str, kept: str) -> None:
    assert mobile(text) == kept


@pytest.mark.parametrize("text", ["1380000000a", "1234", "1" * 16, "", "+", "٣" * 11])
def test_what_is_no_mobile_number_is_refused(text: str) -> None:
    with pytest.raises(Invalid) as refused:
        mobile(text)
    assert refused.value.field == "mobile"


@pytest.mark.parametrize("text", ["a", "a@", "@b.cn", "a@b", "a@@b.cn", "a b@c.cn", "a@b..cn", "a@b.cn\n@"])
def test_what_is_no_mail_address_is_refused(text: str) -> None:
    with pytest.raises(Invalid) as refused:
        mail(text)
    assert refused.value.field == "mail"


def test_a_person_is_tidied_and_empty_texts_are_none() -> None:
    tidy = checked(Person("p", "Zhang.San", " 张三 ", mobile="", mail=" zhang@example.cn ", wecom="ZhangSan"))
    assert tidy == Person("p", "zhang.san", "张三", mail="zhang@example.cn", wecom="ZhangSan")


@pytest.mark.parametrize("password", ["short", "x" * 201, "aaaaaaaaaaaa", "abababababab", f"long enough {LONE}"])
def test_what_is_no_password_is_refused(password: str) -> None:
    with pytest.raises(Invalid) as refused:
        check_password(password)
    assert refused.value.field == "password"


def test_a_sentence_is_a_good_password() -> None:
    check_password("工会就是职工的娘家人啊")
    check_password("a sentence of one's own")
