"""Lags: how long things take, told from counts in logarithmic buckets, and how a cascade thins out on its way down."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import accumulate

from orgnet.cells import LEVEL_OF, Counts, by_level_and_kind
from orgnet.levels import Level
from orgnet.receipts import by_facet

Buckets = Mapping[int, int]


@dataclass(frozen=True, slots=True)
class Lag:
    """Of so many, half took no more than `median` minutes and nine tenths no more than `p90`."""

    n: int
    median: int
    p90: int


def bound(bucket: int) -> int:
    """The minutes that what is in a bucket took at most; of the last bucket, at least."""
    return 1 if bucket == 0 else 2**bucket


def lag(buckets: Buckets) -> Lag | None:
    """The lag that buckets tell, to within a factor of two; None where there is nothing."""
    n = sum(buckets.values())
    return Lag(n, _quantile(buckets, n, 50), _quantile(buckets, n, 90)) if n else None


def _quantile(buckets: Buckets, n: int, percent: int) -> int:
    """The bound of the bucket in which so many percent of all have been."""
    reached = accumulate(buckets[bucket] for bucket in sorted(buckets))
    return next(
        bound(bucket) for bucket, so_many in zip(sorted(buckets), reached, strict=True) if so_many * 100 >= n * percent
    )


def buckets(held: Counts) -> dict[tuple[Level, str], Buckets]:
    """The buckets of what a branch holds, by level and by what was reached."""
    found = dict[tuple[Level, str], Counter[int]]()
    for key, n in held.items():
        parts = key.split(".")
        if parts[1] == "lag":
            found.setdefault((LEVEL_OF[parts[0]], parts[2]), Counter())[int(parts[3])] += n
    return dict(found)


@dataclass(frozen=True, slots=True)
class Thinning:
    """How far a cascade has come at one level: how many are expected, and how many of them have what.

    `arrival` is how long it took to come there from the first issue, `passing` how long a union held it before it
    passed it on, `signing` how long until it signed.
    """

    level: Level
    expected: int
    delivered: int
    signed: int
    done: int
    relayed: int
    arrival: Lag | None
    passing: Lag | None
    signing: Lag | None


def thinnings(expected: Counts, held: Counts, *, direct: bool) -> list[Thinning]:
    """The curve by level, from the top down; what goes directly is delivered to everybody at its issue."""
    awaited, have, took = Counter[Level](), dict[Level, Counter[str]](), buckets(held)
    for (level, _), n in by_level_and_kind(expected).items():
        awaited[level] += n
    for facet, names in by_facet(held).items():
        have.setdefault(LEVEL_OF[facet[0]], Counter()).update(names)
    return [
        _thinning(level, awaited[level], have.get(level, Counter()), took, direct=direct)
        for level in Level
        if level in awaited or level in have
    ]


def _thinning(
    level: Level, expected: int, have: Counter[str], took: Mapping[tuple[Level, str], Buckets], *, direct: bool
) -> Thinning:
    arrival, passing, signing = (lag(took.get((level, name), {})) for name in ("delivered", "relayed", "signed"))
    return Thinning(
        level=level,
        expected=expected,
        delivered=expected if direct else have["delivered"],
        signed=have["signed"],
        done=have["done"],
        relayed=have["relayed"],
        arrival=arrival,
        passing=passing,
        signing=signing,
    )
