"""Every page and every refusal is said in Chinese, and the catalogue holds nothing else."""

import re
from collections.abc import Sequence
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog

from api.languages import chosen
from api.refusals import refusal
from orgnet.errors import Denied
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
