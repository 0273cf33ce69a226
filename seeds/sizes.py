"""Sizes of the sample network, and how the upper levels are thinned out for the small ones."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import ceil

from seeds.divisions import Division


class Size(StrEnum):
    """How large the sample network is, all unions counted."""

    COUNTY = "county"
    SMALL = "28k"
    MIDDLE = "280k"
    NATION = "nation"


@dataclass(frozen=True, slots=True)
class Scale:
    """How many grassroots unions the nation has, and the shares of the divisions that are kept."""

    grassroots: int
    cities: float = 1.0
    counties: float = 1.0
    townships: float = 1.0
    communities: float = 2.93
    groups: int = 20
    industries: int = 7
    systems: int = 5


SCALES = {
    Size.COUNTY: Scale(400, 0.01, 0.01, 0.5, 1.0, 1, 2, 2),
    Size.SMALL: Scale(22_700, 0.5, 0.25, 0.25, 1.0, 2, 3, 3),
    Size.MIDDLE: Scale(240_000, 1.0, 0.75, 0.45, 1.2, 10, 7, 4),
    Size.NATION: Scale(2_800_000),
}

TRIAL_PROVINCE = "33"
"""The province of which the county size keeps one county."""


def kept(divisions: Sequence[Division], share: float) -> Sequence[Division]:
    """The share of divisions that a size keeps: evenly spread over their codes, one at least."""
    if share >= 1 or not divisions:
        return divisions
    count = ceil(len(divisions) * share)
    return [divisions[i * len(divisions) // count] for i in range(count)]


EXPECTED = {Size.COUNTY: 440, Size.SMALL: 29_300, Size.MIDDLE: 290_000, Size.NATION: 2_990_000}
"""About how many unions come, for a progress bar."""
