"""Every term is understood in Chinese and in English, and none means two things."""

from collections import Counter
from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Any

import pytest

from orgnet import terms
from orgnet.errors import Invalid
from orgnet.kinds import Kind
from orgnet.levels import Level
from orgnet.search import normal
from orgnet.sectors import Sector
from orgnet.unions import Status

CATALOGUES: dict[str, tuple[type[StrEnum], Mapping[Any, tuple[str, ...]], Callable[[str], StrEnum]]] = {
    "level": (Level, terms.LEVELS, terms.level),
    "kind": (Kind, terms.KINDS, terms.kind),
    "sector": (Sector, terms.SECTORS, terms.sector),
    "status": (Status, terms.STATUSES, terms.status),
}


@pytest.mark.parametrize("field", CATALOGUES)
def test_every_term_is_named_and_understood(field: str) -> None:
    enum, names, parse = CATALOGUES[field]
    assert set(names) == set(enum)
    for term, said in names.items():
        assert {parse(text) for text in (term.value, term.value.upper(), f" {term.value} ", *said)} == {term}


@pytest.mark.parametrize("field", CATALOGUES)
def test_no_name_means_two_things(field: str) -> None:
    _, names, _ = CATALOGUES[field]
    said = Counter(normal(text) for texts in names.values() for text in texts)
    assert not [text for text, times in said.items() if times > 1]


@pytest.mark.parametrize(
    ("said", "meant"),
    [("县级", Level.COUNTY), ("３０", Level.MUNICIPAL), ("Grassroots", Level.GRASSROOTS), ("乡、镇", Level.TOWNSHIP)],
)
def test_levels_as_people_write_them(said: str, meant: Level) -> None:
    assert terms.level(said) is meant


@pytest.mark.parametrize("said", ["", "22", "乡长", "=1+1"])
def test_what_is_no_term_is_answered_with_those_there_are(said: str) -> None:
    with pytest.raises(Invalid, match="level is one of 全国/national, 省级/provincial") as refused:
        terms.level(said)
    assert refused.value.field == "level"
