"""Every page and every refusal is said in Chinese, and the catalogue holds nothing else."""

import re
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Annotated, Literal

import pytest
from babel.messages.catalog import Catalog
from pydantic import BaseModel, Field

from api.languages import chosen
from api.pages.forms import valid
from api.refusals import refusal
from orgnet.errors import Denied, Invalid
from orgnet.permissions import Action, decide, demand
from tests.catalogue import brought_up_to_date, kept

TEMPLATES = sorted((Path(__file__).parents[2] / "api" / "templates").glob("*.html"))
MARKUP = re.compile(
    r"{%-?\s*trans.*?endtrans\s*-?%}|{%.*?%}|{{.*?}}|{#.*?#}|<!?/?\w(?:\{\{.*?\}\}|\{%.*?%\}|[^>])*>|[\w-]+=\"[^\"]*\"",
    re.DOTALL,
)
PLACEHOLDER = re.compile(r"%\(\w+\)s|\{\d\}")


def texts(said: str | Sequence[str] | None) -> list[str]:
    """What a message says, in one form or several."""
    return [said] if isinstance(said, str) else list(said or ())


def sayings(catalogue: Catalog) -> set[tuple[str, ...]]:
    """All that a catalogue says."""
    return {(message.context or "", *texts(message.id)) for message in catalogue if message.id}


def test_the_catalogue_is_complete_and_holds_nothing_that_nobody_says() -> None:
    assert sayings(kept()) == sayings(brought_up_to_date()), "run: make catalogue"
    assert [message.id for message in kept() if not all(texts(message.string))] == []


def test_a_translation_fills_in_no_blank_that_is_not_there() -> None:
    for message in kept():
        blanks = set(PLACEHOLDER.findall(" ".join(texts(message.id))))
        assert set(PLACEHOLDER.findall(" ".join(texts(message.string)))) <= blanks, message.id


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_a_template_says_nothing_that_is_not_in_the_catalogue(template: Path) -> None:
    plain = MARKUP.sub(" ", template.read_text())
    assert re.findall(r"[A-Za-z]{2,}", plain) == []


@pytest.mark.parametrize(
    ("detail", "said"),
    [
        ("user name or password is wrong", "用户名或密码有误"),
        (
            "the day 2026-03-01 is past; the earliest possible is 2026-03-02",
            "日期 2026-03-01 已过，最早可选 2026-03-02",
        ),
        ("only what is reported done can be accepted", "只有已报告办结的才能已认可"),
        ("what nobody ever says", "what nobody ever says"),
    ],
)
def test_a_refusal_is_said_in_chinese_with_what_stood_in_its_blanks(detail: str, said: str) -> None:
    assert refusal(chosen("zh"), detail) == said
    assert refusal(chosen("en"), detail) == detail


@pytest.mark.parametrize("action", Action)
def test_a_denial_says_in_chinese_who_may(action: Action) -> None:
    with pytest.raises(Denied) as denied:
        demand(decide(action, "gina", [], "g1", []))
    assert not re.search(r"[A-Za-z]", refusal(chosen("zh"), denied.value.detail))


class Typed(BaseModel):
    """What a form may ask for."""

    title: Annotated[str, Field(min_length=1, max_length=9)]
    members: Annotated[int, Field(ge=0, le=99)] = 0
    deadline: date | None = None
    kind: Literal["federation"] = "federation"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({}, "标题：必须填写"),
        ({"title": ""}, "标题：必须填写"),
        ({"title": "长" * 10}, "标题：太长了，最多 9 个字"),
        ({"title": "x", "members": "many"}, "会员数：必须是整数"),
        ({"title": "x", "members": "1.5"}, "会员数：必须是整数"),
        ({"title": "x", "members": "-1"}, "会员数：最小为 0"),
        ({"title": "x", "members": "9" * 20}, "会员数：最大为 99"),
        ({"title": "x", "deadline": "soon"}, "截止日期：请填写日期，例如 2026-03-05"),
        ({"title": "x", "deadline": "2026-02-30"}, "截止日期：请填写日期，例如 2026-03-05"),
        ({"title": "x", "kind": "club"}, "类型：请在页面提供的选项中选择"),
    ],
)
def test_what_was_mistyped_is_said_in_chinese_with_what_would_be_right(typed: dict[str, str], said: str) -> None:
    with pytest.raises(Invalid) as invalid:
        valid(Typed, typed)
    assert refusal(chosen("zh"), invalid.value.detail) == said
