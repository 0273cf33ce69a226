"""What a template begins can be issued as soon as its gaps are filled."""

from dataclasses import replace
from datetime import date

import pytest

from orgnet.directives import Way
from orgnet.documents import checked
from orgnet.duties import tidied
from orgnet.evidence import wanted
from orgnet.templates import TEMPLATES, Template


@pytest.mark.parametrize("template", TEMPLATES.values(), ids=list(TEMPLATES))
def test_each_is_a_directive_that_may_be(template: Template) -> None:
    begun = template.begun("d", "33", 2026)
    duties = tidied(begun.text.duties, stepwise=begun.way is Way.LEVEL_BY_LEVEL)
    assert wanted(begun.evidence, duties) == begun.evidence
    text = checked(replace(begun.text, duties=duties))
    assert (text.title, text.body) == (begun.text.title, begun.text.body)
    title, body = (said.replace("××", "12") for said in (text.title, text.body))
    assert text.unfilled == ((title, body) != (text.title, text.body))
    assert not replace(text, title=title, body=body).unfilled
    assert "{" not in text.title + text.body
    assert list(begun.audience.roots) == ["33"]


def test_names_are_told_apart_and_years_are_those_of_the_occasion() -> None:
    assert len({template.name for template in TEMPLATES.values()}) == len(TEMPLATES)
    year = date(2026, 11, 29).year
    assert TEMPLATES["winter"].begun("d", "33", year).text.title == "关于做好2027年元旦春节期间送温暖工作的通知"
    assert TEMPLATES["summer"].begun("d", "33", year).text.title == "关于开展2026年“送清凉”活动的通知"
