"""Paragraphs of a document's text, as GB/T 9704-2012 sets them: whom it addresses, its headings, and the rest."""

import re
from dataclasses import dataclass
from enum import StrEnum


class Setting(StrEnum):
    """How a paragraph is set: addressees flush left, headings of four levels (一、（一）1.（1）) and plain text."""

    ADDRESSEES = "addressees"
    FIRST = "first"
    SECOND = "second"
    THIRD = "third"
    FOURTH = "fourth"
    PLAIN = "plain"


HEADINGS = {
    Setting.FIRST: re.compile(r"[一二三四五六七八九十百]+、"),
    Setting.SECOND: re.compile(r"[（(][一二三四五六七八九十百]+[）)]"),
    Setting.THIRD: re.compile(r"\d{1,3}[.．](?!\d)"),
    Setting.FOURTH: re.compile(r"[（(]\d{1,3}[）)]"),
}

HEADING_LENGTH = 40
"""A paragraph that begins like a heading and is longer is a text that only is numbered."""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph, and how it is set."""

    setting: Setting
    text: str


def paragraphs(body: str) -> list[Paragraph]:
    """The paragraphs of a text; empty lines part them and are none."""
    lines = [line.strip() for line in body.splitlines() if line.strip()]
    return [Paragraph(_setting(line, first=place == 0), line) for place, line in enumerate(lines)]


def _setting(line: str, *, first: bool) -> Setting:
    if first and line.endswith(("：", ":")):
        return Setting.ADDRESSEES
    heading = next((level for level, begins in HEADINGS.items() if begins.match(line)), Setting.PLAIN)
    return heading if len(line) <= HEADING_LENGTH else Setting.PLAIN
