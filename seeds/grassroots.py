"""The grassroots unions of one township: drawn at once from a generator that its code alone decides."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt
from uuid_utils import UUID, uuid5

from orgnet.codes import ALPHABET, WEIGHTS
from orgnet.kinds import Kind
from orgnet.levels import Level
from orgnet.sectors import Sector
from orgnet.unions import Founding, Status, Union
from seeds.divisions import Division
from seeds.industries import GUIDING
from seeds.words import INDUSTRY_WORDS, OFFICES, TRADES

Numbers = npt.NDArray[Any]


@dataclass(frozen=True, slots=True)
class Form:
    """One row of the recipe: a form of employer, its share of unions, and the law of its size."""

    name: str
    share: float
    mean: float
    sigma: float
    sectors: str
    kind: Kind = Kind.SINGLE


ENTERPRISE = "CCCCCCCCCCCFFFFFFFFFFEEELLLIIAGGHHMMKKOOBDJNPR"
FORMS = (
    Form("state", 4.0, 458, 1.45, "CCCDDEGGGGFBIJJ"),
    Form("collective", 2.0, 102, 1.0, ENTERPRISE),
    Form("private", 52.0, 56, 1.05, ENTERPRISE),
    Form("overseas", 3.2, 236, 1.33, "CCCCCCFFIL"),
    Form("institution", 13.0, 126, 1.05, "PPPPPPPPPPQQQQMNRASS"),
    Form("organ", 7.5, 79, 0.95, "S"),
    Form("social", 3.3, 36, 0.9, "ORLF"),
    Form("joint", 11.5, 161, 0.85, ENTERPRISE, Kind.JOINT),
    Form("platform", 0.5, 963, 1.5, "G", Kind.JOINT),
    Form("community", 3.0, 118, 0.9, "OF", Kind.JOINT),
)
"""domain.md 8.3: shares in percent, mean members and their sigma (lognormal); sectors by frequency."""

STATE, INSTITUTION, ORGAN, COMMUNITY = 0, 4, 5, 9
SHARES = np.array([form.share for form in FORMS]) / sum(form.share for form in FORMS)
MEANS = np.array([form.mean for form in FORMS])
SIGMAS = np.array([form.sigma for form in FORMS])
STATUSES = (Status.ACTIVE,) * 4 + (Status.PREPARING, Status.LOCKED, Status.TRANSFERRING)
EPOCH = date(1985, 1, 1).toordinal()


@dataclass(frozen=True, slots=True)
class Surroundings:
    """The superiors that the grassroots of a township may have, by id; and what names them apart."""

    seed: int
    namespace: UUID
    county: Division
    township: Division
    top: str
    communities: tuple[str, ...]
    county_union: str
    systems: dict[str, str]
    guides: dict[str, str]
    verticals: dict[str, str]
    groups: tuple[str, ...]
    parks: tuple[str, ...]


def grassroots(here: Surroundings, count: int, first: int, taken: set[str]) -> Iterator[Founding]:
    """`count` unions of a township; `first` is the serial number in the county of the first of them,
    `taken` the names in the county."""
    if not count:
        return
    draw = _draw(np.random.default_rng([here.seed, int(here.township.code)]), count)
    serials = np.arange(first, first + count)
    own = _credit_codes("81", here.county.code, serials)
    employers = _credit_codes("91", here.county.code, serials)
    for i in range(count):
        yield _found(here, draw, i, int(serials[i]), own[i], employers[i], taken)


@dataclass(frozen=True, slots=True)
class Draw:
    """All that chance decides about the unions of a township, one number each, as lists."""

    form: list[int]
    members: list[int]
    legal: list[float]
    place: list[float]
    guided: list[float]
    sector: list[int]
    trade: list[int]
    word: list[int]
    units: list[int]
    status: list[int]
    founded: list[int]
    east: list[float]
    north: list[float]


def _draw(rng: np.random.Generator, count: int) -> Draw:
    form = rng.choice(len(FORMS), count, p=SHARES)
    sigma, mean = SIGMAS[form], MEANS[form]
    members = np.clip(np.exp(rng.normal(np.log(mean) - sigma**2 / 2, sigma)), 3, 60_000).astype(int)
    joint = np.array([each.kind is Kind.JOINT for each in FORMS])[form]
    statuses = rng.integers(0, 500, count)
    return Draw(
        form=form.tolist(),
        members=members.tolist(),
        legal=rng.random(count).tolist(),
        place=rng.random(count).tolist(),
        guided=rng.random(count).tolist(),
        sector=rng.integers(0, 1 << 30, count).tolist(),
        trade=rng.integers(0, len(TRADES), count).tolist(),
        word=rng.integers(0, 1 << 30, count).tolist(),
        units=np.where(joint, rng.integers(12, 61, count), 1).tolist(),
        status=np.where(statuses < 3, statuses + 4, 0).tolist(),
        founded=rng.triangular(EPOCH, EPOCH + 11_000, EPOCH + 14_900, count).astype(int).tolist(),
        east=rng.normal(0, 0.02, count).tolist(),
        north=rng.normal(0, 0.02, count).tolist(),
    )


def _found(here: Surroundings, draw: Draw, i: int, serial: int, own: str, employer: str, taken: set[str]) -> Founding:
    form = FORMS[draw.form[i]]
    letter = form.sectors[draw.sector[i] % len(form.sectors)]
    members = draw.members[i]
    parent, guide = _superiors(here, draw, i, letter)
    code = f"{here.county.code}-{serial:06d}"
    single = form.kind is Kind.SINGLE
    union = Union(
        id=str(uuid5(here.namespace, code)),
        code=code,
        name=_name(here, draw, i, letter, taken),
        level=Level.GRASSROOTS,
        kind=form.kind,
        sector=SECTORS[letter],
        division=here.township.code,
        credit_code=own if draw.legal[i] < (0.9 if members >= 25 else 0.2) else None,
        employer_code=employer if single else None,
        members=members,
        units=draw.units[i],
        status=STATUSES[draw.status[i]],
        lon=round(here.township.lon + draw.east[i], 5),
        lat=round(here.township.lat + draw.north[i], 5),
        founded=_day(draw.founded[i]),
    )
    return Founding(union, parent, guide)


SECTORS = {sector.value: sector for sector in Sector}


@cache
def _day(ordinal: int) -> date:
    return date.fromordinal(ordinal)


def _superiors(here: Surroundings, draw: Draw, i: int, letter: str) -> tuple[str, str | None]:
    """Parent and guide by the shares of domain.md 8.4; vertical industries come first for their own."""
    form = draw.form[i]
    if form == STATE and letter in "GJ" and draw.guided[i] < 0.9 and here.verticals:
        return here.verticals[letter], here.county_union
    industry = GUIDING.get(letter)
    guided = industry and draw.guided[i] < (0.95 if form in (STATE, INSTITUTION) else 0.13)
    guide = here.guides.get(industry.key) if industry and guided else None
    return _parent(here, draw.place[i], letter), guide


def _parent(here: Surroundings, place: float, letter: str) -> str:
    if place < 0.17 and here.communities:
        return here.communities[int(place / 0.17 * len(here.communities))]
    if place >= 0.98 and here.groups:
        return here.groups[int((place - 0.98) / 0.02 * len(here.groups)) % len(here.groups)]
    if place >= 0.92 and here.parks:
        return here.parks[0]
    if place >= 0.84:
        return here.county_union
    return here.systems[letter] if place >= 0.30 and letter in here.systems else here.top


def _name(here: Surroundings, draw: Draw, i: int, letter: str, taken: set[str]) -> str:
    form, words = draw.form[i], INDUSTRY_WORDS[letter]
    trade, word = TRADES[draw.trade[i]], words[draw.word[i] % len(words)]
    # What may stand under a union of the whole country or province is told apart by its county too.
    short = f"{here.county.short}{here.township.short}" if form == STATE else here.township.short
    if form == ORGAN:
        stem, end = f"{here.county.short}{short}{OFFICES[draw.word[i] % len(OFFICES)]}{trade}科", "工会委员会"
    elif form == INSTITUTION:
        stem, end = f"{here.county.short}{trade}{word}", "工会委员会"
    elif form == COMMUNITY:
        stem, end = f"{short}{trade}社区", "联合工会委员会"
    elif FORMS[form].kind is Kind.JOINT:
        stem, end = f"{short}{trade}{word}楼宇", "联合工会委员会"
    else:
        stem, end = f"{short}{trade}{word}有限公司", "工会委员会"
    return _apart(stem, end, taken)


def _apart(stem: str, end: str, taken: set[str]) -> str:
    """A name nobody in the county has."""
    name, serial = stem + end, 1
    while name in taken:
        serial += 1
        name = f"{stem}第{serial}{end}"
    taken.add(name)
    return name


def _credit_codes(kind: str, county: str, serials: Numbers) -> list[str]:
    """Visibly synthetic credit codes: the body is 00, the serial number and X; the check is right."""
    prefix = f"{kind}{county.ljust(6, '0')[:6]}00"
    total = np.full(len(serials), sum(ALPHABET.index(c) * w for c, w in zip(prefix, WEIGHTS, strict=False)))
    rest = serials.copy()
    for place in range(15, 9, -1):
        total += rest % 10 * WEIGHTS[place]
        rest = rest // 10
    total += ALPHABET.index("X") * WEIGHTS[16]
    checks = (31 - total % 31) % 31
    return [
        f"{prefix}{serial:06d}X{ALPHABET[check]}"
        for serial, check in zip(serials.tolist(), checks.tolist(), strict=True)
    ]
