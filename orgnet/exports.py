"""Exports: a branch as rows of a sheet, which an import reads again as what they were."""

import re
from collections.abc import Mapping
from enum import StrEnum

from orgnet.branches import Entry
from orgnet.columns import COLUMNS
from orgnet.terms import KINDS, LEVELS, SECTORS, STATUSES

Cell = str | int | float | None
"""What stands in a cell; None where nothing is known, or the reader may not see it."""


class Language(StrEnum):
    """In which a sheet says its headings and terms."""

    CHINESE = "zh"
    ENGLISH = "en"


def headings(language: Language) -> list[str]:
    """The headings of a sheet."""
    return [column.headings[0] if language is Language.CHINESE else column.field for column in EXPORTED]


def cells(entry: Entry, language: Language) -> list[Cell]:
    """A union as a row below the headings."""
    union, figures = entry.union, entry.figures
    say = CHINESE.__getitem__ if language is Language.CHINESE else str
    return [
        union.code,
        union.name,
        say(union.level),
        say(union.kind),
        say(union.sector) if union.sector else None,
        say(union.status),
        entry.parent.code if entry.parent else None,
        "/".join(entry.path),
        entry.guide.code if entry.guide else None,
        union.division,
        union.credit_code,
        union.employer_code,
        union.organ_code,
        union.members if figures else None,
        union.units if figures else None,
        union.founded.isoformat() if union.founded else None,
        union.lon,
        union.lat,
        union.desk,
        union.telephone,
        union.hours,
        ";".join(pact.code for pact in entry.pacts),
        _terms(entry) if entry.pacts else None,
    ]


ORDER = (
    *("code", "name", "level", "kind", "sector", "status", "parent", "path", "guide", "division", "credit_code"),
    *("employer_code", "organ_code", "members", "units", "founded", "lon", "lat", "desk", "telephone", "hours"),
    *("partners", "terms"),
)
"""The fields of the cells."""

BY_FIELD = {column.field: column for column in COLUMNS}
EXPORTED = tuple(BY_FIELD[field] for field in ORDER)


def _terms(entry: Entry) -> str:
    """The terms of all pacts: one text where they are the same, else one for each. A separator within a
    text becomes a comma, since it would begin the next."""
    said = [SEPARATOR.sub("，", pact.terms or "") for pact in entry.pacts]
    return said[0] if len(set(said)) == 1 else ";".join(said)


SEPARATOR = re.compile(r"\s*[;；\n]\s*")


CHINESE: Mapping[str, str] = {
    term: names[0] for known in (LEVELS, KINDS, SECTORS, STATUSES) for term, names in known.items()
}
"""No two of these share a term."""
