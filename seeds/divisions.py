"""The administrative skeleton on which the sample network grows."""

import csv
import gzip
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

PSEUDO = "pseudo"
"""Rows such as 市辖区: their counties belong to the province."""

UNDIVIDED = "nocounty"
"""A city without counties: its townships belong to the city."""

SUFFIXES = (
    "维吾尔自治区 壮族自治区 回族自治区 自治区 特别行政区 省 市辖区 自治州 地区 自治县 自治旗 街道办事处 街道 "
    "民族乡 新区 林区 矿区 市 区 县 旗 镇 乡 盟"
).split()


@dataclass(slots=True)
class Division:
    """A division of the country with those below it; `lon` and `lat` in degrees, for display."""

    code: str
    name: str
    kind: str
    lon: float
    lat: float
    below: list["Division"] = field(default_factory=list["Division"])
    short: str = ""
    """The name without what every division of its kind has."""

    def __post_init__(self) -> None:
        ending = (suffix for suffix in SUFFIXES if self.name.endswith(suffix) and len(self.name) - len(suffix) >= 2)
        self.short = self.name.removesuffix(next(ending, ""))


@cache
def provinces() -> tuple[Division, ...]:
    """All provinces, in the order of their codes; pseudo cities are left out, their counties kept."""
    known: dict[str, Division] = {}
    tops: list[Division] = []
    pseudo: dict[str, str] = {}
    for row in _rows():
        if row["kind"] == PSEUDO:
            pseudo[row["code"]] = row["parent"]
            continue
        division = Division(row["code"], row["name"], row["kind"], float(row["lon"]), float(row["lat"]))
        known[division.code] = division
        parent = pseudo.get(row["parent"], row["parent"])
        (known[parent].below if parent else tops).append(division)
    return tuple(tops)


def _rows() -> Iterator[dict[str, str]]:
    data = files("seeds") / "data" / "divisions.csv.gz"
    with data.open("rb") as packed, gzip.open(packed, "rt", encoding="utf-8", newline="") as text:
        yield from csv.DictReader(text)
