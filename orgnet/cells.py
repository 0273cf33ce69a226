"""Census cells: the facets by which unions are counted, six characters to a union.

A cell reads level digit, kind letter, sector letter (`-` where none), size digit, hands letter
(seated, invited, vacant) and standing letter: `a` active or being transferred, `p` preparing,
`l` locked. Only standing `a` is ever expected to do anything.
"""

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass

from orgnet.kinds import LETTERS, Kind
from orgnet.levels import DEPTHS, Level
from orgnet.sectors import Sector
from orgnet.unions import Hands, Status, Union

SIZE_BOUNDS = (25, 100, 200, 1000)
"""Members from which the second to the fifth size class begin."""

STANDINGS = {
    Status.ACTIVE: "a",
    Status.TRANSFERRING: "a",
    Status.PREPARING: "p",
    Status.LOCKED: "l",
}

EXPECTED = "a"

Counts = Mapping[str, int]
"""Signed counts by key; a key that is absent counts nothing."""


def size_class(members: int) -> int:
    """0 for under 25 members, then 25-99, 100-199, 200-999, and 4 for 1,000 and more."""
    return bisect_right(SIZE_BOUNDS, members)


def cell(union: Union) -> str:
    """The census cell of a union that is not dissolved."""
    level, kind = DEPTHS[union.level], LETTERS[union.kind]
    standing = STANDINGS[union.status]
    return f"{level}{kind}{union.sector or '-'}{size_class(union.members)}{union.hands[0]}{standing}"


def census(union: Union) -> dict[str, int]:
    """What one union adds to a census: itself under `u`, its members under `m`."""
    if union.status is Status.DISSOLVED:
        return {}
    where = cell(union)
    return {"u" + where: 1, "m" + where: union.members} if union.members else {"u" + where: 1}


def vacant(counts: Counts) -> int:
    """How many unions of a census have nobody who acts for them."""
    return sum(n for key, n in counts.items() if key[0] == "u" and key[HANDS] == Hands.VACANT[0])


HANDS = 5
"""Where the hands stand in a key of the census."""


@dataclass(frozen=True, slots=True)
class Facets:
    """A choice of cells; an empty choice leaves that facet open."""

    levels: frozenset[Level] = frozenset()
    kinds: frozenset[Kind] = frozenset()
    sectors: frozenset[Sector] = frozenset()
    sizes: frozenset[int] = frozenset()

    def match(self, where: str) -> bool:
        """Whether unions of this cell are chosen and expected to act."""
        return (
            where[5] == EXPECTED
            and (not self.levels or where[0] in {str(level.depth) for level in self.levels})
            and (not self.kinds or where[1] in {kind.letter for kind in self.kinds})
            and (not self.sectors or where[2] in self.sectors)
            and (not self.sizes or int(where[3]) in self.sizes)
        )

    def reached(self, counts: Counts) -> dict[str, int]:
        """The part of a census that is chosen."""
        return {key: n for key, n in counts.items() if self.match(key[1:])}


EVERYTHING = Facets()
"""The choice that leaves all facets open."""


def total(counts: Counts, measure: str = "u") -> int:
    """The sum of one measure of a census: `u` unions or `m` members."""
    return sum(n for key, n in counts.items() if key[0] == measure)


def by_level_and_kind(counts: Counts, measure: str = "u") -> dict[tuple[Level, Kind], int]:
    """One measure of a census summed by level and kind."""
    sums: dict[tuple[Level, Kind], int] = {}
    for key, n in counts.items():
        if key[0] == measure:
            facet = LEVEL_OF[key[1]], KIND_OF[key[2]]
            sums[facet] = sums.get(facet, 0) + n
    return sums


LEVEL_OF = {str(depth): level for level, depth in DEPTHS.items()}
KIND_OF = {letter: kind for kind, letter in LETTERS.items()}
