"""Shelves: how the index holds the names of unions, and what of it is worth reading.

The index holds the pairs of neighbouring characters of every name, and reading costs what its lists are
long. So each union's pairs stand on a shelf. The shelves of the upper levels and of a small sample of all
others hold every pair, and are short enough to be read. The large shelves hold what is left, without the
pairs that stand in very many names (有限公司, 工会). How long the list of a pair is there, the sample tells.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from zlib import crc32

from orgnet.codes import PROVINCES
from orgnet.levels import Level
from orgnet.search import COMMON, normal, pairs
from orgnet.unions import Union

PARTS = 8
"""Into how many shelves, by their ids, the unions of cities, of counties and of the sample are parted."""

HEADS = "H"
CITIES = tuple(f"M{part}" for part in range(PARTS))
COUNTIES = tuple(f"C{part}" for part in range(PARTS))
SAMPLE = tuple(f"S{part}" for part in range(PARTS))
TOWNS = "T"
PROVINCIAL = (*(f"G{province}" for province in sorted(PROVINCES)), "G")
"""Shelves. Their names are in capitals, which no text has that is compared."""

GROUP = 9
"""How many provinces are read together."""

SAMPLE_SHARE = 256
"""The sample has one in so many of the unions below the counties."""

HEAD_LEVELS = frozenset({Level.NATIONAL, Level.PROVINCIAL})
PARTED = {Level.MUNICIPAL: CITIES, Level.COUNTY: COUNTIES}
BELOW = frozenset({Level.TOWNSHIP, Level.COMMUNITY, Level.GRASSROOTS})
"""The levels below the counties."""


def shelf(union: Union) -> str:
    """Where the pairs of a union's name stand: by its level, its id and its province."""
    if union.level in HEAD_LEVELS:
        return HEADS
    number = crc32(union.id.encode())
    if union.level in PARTED:
        return PARTED[union.level][number % PARTS]
    if number % SAMPLE_SHARE == 0:
        return SAMPLE[number // SAMPLE_SHARE % PARTS]
    if union.level is not Level.GRASSROOTS:
        return TOWNS
    return f"G{union.division[:2]}" if union.division and union.division[:2] in PROVINCES else "G"


INDEXED = frozenset({"name", "level", "division"})
"""The fields on which it depends how the index holds a union."""

SUPERIORS = (HEADS, *CITIES, *COUNTIES, *SAMPLE, TOWNS)
"""Where the unions above the grassroots stand."""

LARGE = frozenset({TOWNS, *PROVINCIAL})


def words(union: Union) -> str:
    """The terms under which the index holds a union: its shelf with each pair of its name.

    On the small shelves single characters too, on the large ones no common pairs.
    """
    name, where = normal(union.name), shelf(union)
    if where in LARGE:
        return " ".join([where + pair for pair in pairs(name) if pair not in COMMON])
    return " ".join([where + term for term in dict.fromkeys((*pairs(name), *name))])


@dataclass(frozen=True, slots=True)
class Step:
    """Shelves that are read together; perhaps only where few unions on them have the pair."""

    shelves: Sequence[str]
    if_few: bool = False


def probes(pair: str) -> dict[str, int]:
    """What to count to know about how many have a pair, with what each one counted stands for."""
    return {terms(SAMPLE, pair): SAMPLE_SHARE, terms((CITIES[0], COUNTIES[0]), pair): PARTS}


def common(levels: Collection[Level]) -> list[Step]:
    """What to read of a common pair, from one step to the next, until there are enough."""
    found: list[Step] = [Step((HEADS,))] if HEAD_LEVELS & set(levels) else []
    for parts in _parted(levels):
        found += [Step(parts[:1]), Step(parts[1:], if_few=True)]
    return found


def frequent(levels: Collection[Level], division: str | None) -> list[Step]:
    """What to read of any other pair that very many have; of a branch also the shelf of its province."""
    parted = _parted(levels)
    first = [HEADS, *(parts[0] for parts in parted)]
    more = [where for parts in parted for where in parts[1:]]
    towns = [TOWNS] if BELOW & set(levels) - {Level.GRASSROOTS} else []
    province = [f"G{division[:2]}"] if division and Level.GRASSROOTS in levels else []
    return [Step(first), *(Step(shelves, if_few=True) for shelves in (more, towns, province) if shelves)]


def _parted(levels: Collection[Level]) -> list[tuple[str, ...]]:
    sample = [SAMPLE] if BELOW & set(levels) else []
    return [PARTED[level] for level in PARTED if level in levels] + sample


def thorough(levels: Collection[Level]) -> list[Step]:
    """All there is of a pair: the upper levels and the sample at once, then one group of provinces after another."""
    upper = Step([where for step in frequent(levels, None) for where in step.shelves])
    groups = [PROVINCIAL[i : i + GROUP] for i in range(0, len(PROVINCIAL), GROUP)]
    return [upper, *(Step(group) for group in groups if Level.GRASSROOTS in levels)]


def at_once(levels: Collection[Level]) -> list[Step]:
    """All there is of a pair, together."""
    return [Step([where for step in thorough(levels) for where in step.shelves])]


def terms(shelves: Iterable[str], pair: str) -> str:
    """A question to the index: this pair on any of these shelves."""
    return " ".join(where + pair for where in shelves)
