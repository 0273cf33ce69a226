"""Languages: Chinese first, English at a switch. The pages are written in English; the catalogue has them in Chinese."""

import io
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_datetime, format_timedelta
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal, format_percent
from babel.support import NullTranslations, Translations

from orgnet.terms import KINDS, LEVELS, SECTORS, STATUSES

CATALOGUES = Path(__file__).parent / "locale"
TERMS: Mapping[StrEnum, tuple[str, ...]] = {**LEVELS, **KINDS, **SECTORS, **STATUSES}


@dataclass(frozen=True, slots=True)
class Language:
    """What a page is written in: its words, days, instants and numbers."""

    code: str
    tag: str
    name: str
    locale: Locale
    words: NullTranslations

    def say(self, text: str) -> str:
        """A sentence of the catalogue."""
        return str(self.words.gettext(text))

    def term(self, term: StrEnum) -> str:
        """What one of the domain's words is called."""
        spoken = term.value.replace("_", " ")
        if term in TERMS:
            return TERMS[term][0] if self.code == "zh" else spoken
        return str(self.words.pgettext(type(term).__name__, spoken))

    def day(self, day: date) -> str:
        """A day, in full."""
        return format_date(day, "long", self.locale)

    def short_day(self, day: date) -> str:
        """A day of about this year."""
        return format_date(day, "M月d日" if self.code == "zh" else "d MMM", self.locale)

    def instant(self, at: datetime, zone: ZoneInfo) -> str:
        """An instant, to the minute."""
        return format_datetime(at, "yyyy-MM-dd HH:mm", zone, self.locale)

    def ago(self, at: datetime, now: datetime) -> str:
        """How far an instant is from now."""
        return format_timedelta(at - now, add_direction=True, locale=self.locale)

    def within(self, day: date, today: date) -> str:
        """How far a day is from today."""
        apart = (day - today).days
        near = {-1: self.say("yesterday"), 0: self.say("today"), 1: self.say("tomorrow")}
        return near.get(apart) or format_timedelta(
            day - today, "day", add_direction=True, threshold=99, locale=self.locale
        )

    def number(self, n: int) -> str:
        """A number."""
        return format_decimal(n, locale=self.locale)

    def size(self, n: int) -> str:
        """The size of a file."""
        return f"{format_decimal(max(n // 1000, 1), locale=self.locale)} KB"

    def share(self, part: int, whole: int) -> str:
        """A share of a whole, in per cent: never said to be all, or nothing, where it is not."""
        if not whole:
            return "–"
        per_cent = format_percent(max(part * 100 // whole, int(part > 0)) / 100, locale=self.locale)
        return f"<{per_cent}" if 0 < part * 100 < whole else per_cent


@cache
def catalogue(code: str) -> Catalog:
    """All that a language says; English nothing, since everything is written in it."""
    path = CATALOGUES / f"{code}.po"
    if not path.exists():
        return Catalog(locale=code)
    with path.open("rb") as file:
        return read_po(file, locale=code)


def messages(code: str) -> list[tuple[str | None, str, str]]:
    """What a language says without counting: the context, the English words, and what they are."""
    found = ((each.context, each.id, each.string) for each in catalogue(code) if each.id)
    return [(context, id, said) for context, id, said in found if isinstance(id, str) and isinstance(said, str)]


def compiled(code: str) -> NullTranslations:
    """The words of a language as templates ask for them."""
    file = io.BytesIO()
    write_mo(file, catalogue(code))
    file.seek(0)
    return Translations(file)


@cache
def languages() -> Mapping[str, Language]:
    """The languages there are, by code; the first is spoken to whoever has chosen none."""
    chinese = Language("zh", "zh-CN", "中文", Locale("zh", "CN", script="Hans"), compiled("zh"))
    english = Language("en", "en", "English", Locale("en", "GB"), compiled("en"))
    return {each.code: each for each in (chinese, english)}


def chosen(code: str | None) -> Language:
    """The language of this code, or else the first."""
    known = languages()
    return known.get(code or "") or next(iter(known.values()))
