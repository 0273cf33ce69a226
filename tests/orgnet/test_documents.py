"""What an official document may be and say."""

from datetime import date

import pytest

from orgnet.documents import DIRECTIONS, Direction, DocumentKind, Text, checked
from orgnet.duties import Thing, only
from orgnet.errors import Invalid


def test_there_are_fifteen_kinds_and_each_travels_somewhere() -> None:
    assert len(DocumentKind) == 15
    assert DIRECTIONS.keys() == set(DocumentKind)
    assert all(DIRECTIONS.values())


def test_what_travels_up_or_across_only_is_no_directive() -> None:
    refused = {kind for kind in DocumentKind if Direction.DOWN not in DIRECTIONS[kind]}
    assert refused == {DocumentKind.REPORT, DocumentKind.REQUEST, DocumentKind.MOTION, DocumentKind.LETTER}
    for kind in DocumentKind:
        if kind in refused:
            with pytest.raises(Invalid, match="does not travel down") as caught:
                checked(Text("题目", "正文", kind))
            assert caught.value.field == "kind"
        else:
            assert checked(Text("题目", "正文", kind)).kind is kind


@pytest.mark.parametrize("mark", ["机密★1年", "秘密 ★ 10年", "绝密☆", "（机密）", "【秘密】"])
@pytest.mark.parametrize("field", ["title", "body"])
def test_a_state_secret_is_refused_by_its_mark(mark: str, field: str) -> None:
    said = f"{mark} 关于某事"
    with pytest.raises(Invalid, match="state secret") as caught:
        checked(Text(said, "正文") if field == "title" else Text("通知", said))
    assert caught.value.field == field


def test_a_text_about_secrecy_is_no_secret() -> None:
    text = checked(Text("关于做好保密工作、防止泄露商业秘密的通知", "机密文件要锁好。"))
    assert text.body == "机密文件要锁好。"


def test_a_document_does_not_expire_before_its_deadline_and_one_for_information_has_none() -> None:
    day, later = date(2026, 5, 1), date(2026, 5, 2)
    with pytest.raises(Invalid, match="before its deadline") as caught:
        checked(Text("题目", "正文", duties=only(Thing.SIGN, later), expires=day))
    assert caught.value.field == "expires"
    assert checked(Text("题目", "正文", duties=only(Thing.SIGN, day), expires=day)).expires == day
    assert checked(Text("题目", "正文", duties=(), expires=day)).deadline is None
