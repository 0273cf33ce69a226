"""The sample network: every level of the organisation, grown on the divisions of the country.

Everything is decided by the seed and the codes, so a province alone equals that slice of the nation.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from uuid_utils import NAMESPACE_URL, UUID, uuid5

from orgnet.kinds import Kind
from orgnet.levels import Level
from orgnet.unions import Founding, Union
from seeds.divisions import UNDIVIDED, Division, provinces
from seeds.grassroots import Surroundings, grassroots
from seeds.industries import CARRIERS, FINANCE, INDUSTRIES, SYSTEMS, Industry, System
from seeds.sizes import SCALES, TRIAL_PROVINCE, Scale, Size, kept
from seeds.words import COMMUNITIES, TRADES

SHARES: dict[str, float] = dict(
    zip(
        "11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65".split(),
        (
            *(2.4, 1.5, 5.0, 2.5, 1.9, 3.6, 1.9, 2.4, 2.6, 7.7, 6.9, 4.4, 4.3, 3.4, 6.6, 6.3, 4.9, 4.4, 8.7),
            *(3.0, 0.7, 2.3, 5.4, 2.3, 3.1, 0.28, 3.1, 1.7, 0.5, 0.6, 1.7),
        ),
        strict=True,
    )
)
"""domain.md 8.2: each province's share of the grassroots unions, in percent."""

TOWNSHIP_WEIGHTS = {"street": 3.2, "town": 1.15, "township": 0.30}
OTHER_WEIGHT = 0.45
SEED = 2026
ROOT = "00"


@dataclass
class Network:
    """A sample network in the making."""

    size: Size = Size.SMALL
    seed: int = SEED
    only: Collection[str] | None = None
    """Codes of the provinces to grow; all if None."""

    edges: list[tuple[str, Division]] = field(default_factory=list[tuple[str, Division]])
    """The counties and cities grown, for the pacts between neighbours."""

    @property
    def name(self) -> str:
        """What tells this network from other samples."""
        return f"sample {self.seed} {self.size} {'all' if self.only is None else ' '.join(sorted(self.only))}"

    @cached_property
    def scale(self) -> Scale:
        """The numbers of this size."""
        return SCALES[self.size]

    @cached_property
    def namespace(self) -> UUID:
        """What makes the ids of this seed."""
        return uuid5(NAMESPACE_URL, f"orgnet:{self.seed}")

    def id(self, code: str) -> str:
        """The id of the union with this code."""
        return str(uuid5(self.namespace, code))

    def unions(self) -> Iterator[Founding]:
        """All unions, every one after its superiors on both lines; the root first, without a parent."""
        yield self._found(ROOT, "中华全国总工会", Level.NATIONAL, Kind.FEDERATION, None, organ="总工发")
        for industry in INDUSTRIES:
            yield self._found(f"00-{industry.key}", f"中国{industry.name}工会", Level.NATIONAL, Kind.INDUSTRIAL, ROOT)
        chosen = {TRIAL_PROVINCE} if self.size is Size.COUNTY else self.only
        for province in provinces():
            if chosen is None or province.code in chosen:
                yield from self._province(province)

    def _found(
        self,
        code: str,
        name: str,
        level: Level,
        kind: Kind,
        parent: str | None,
        *,
        guide: str | None = None,
        place: Division | None = None,
        organ: str | None = None,
    ) -> Founding:
        """An upper union, with an office that everybody can reach."""
        staff = 12 if level in (Level.NATIONAL, Level.PROVINCIAL) else 5
        union = Union(
            id=self.id(code),
            code=code,
            name=name,
            level=level,
            kind=kind,
            division=place.code if place else None,
            organ_code=organ,
            members=staff,
            lon=place.lon if place else 116.4,
            lat=place.lat if place else 39.9,
            desk="办公室",
            telephone=f"0000-{int(self.id(code)[:6], 16) % 10_000_000:07d}",
            hours="周一至周五 9:00-17:00",
        )
        return Founding(union, self.id(parent) if parent else None, self.id(guide) if guide else None)

    def _province(self, province: Division) -> Iterator[Founding]:
        code = province.code
        yield self._found(
            code,
            f"{province.name}总工会",
            Level.PROVINCIAL,
            Kind.FEDERATION,
            ROOT,
            place=province,
            organ=f"{province.short}工发",
        )
        for industry in self._industries():
            yield self._committee(industry, province, Level.PROVINCIAL, f"00-{industry.key}")
        yield self._committee(FINANCE, province, Level.PROVINCIAL, f"00-{FINANCE.key}")
        for number in range(self.scale.groups):
            name = f"{province.short}{TRADES[(int(code) * 7 + number * 13) % len(TRADES)]}集团工会"
            yield self._found(f"{code}-G{number:02d}", name, Level.PROVINCIAL, Kind.GROUP, code, place=province)
        yield from self._cities(province)

    def _industries(self) -> Sequence[Industry]:
        return INDUSTRIES[: self.scale.industries]

    def _committee(self, industry: Industry, place: Division, level: Level, guide: str) -> Founding:
        """An industrial union of a province or city: set up by the federation, guided by the one above."""
        return self._found(
            f"{place.code}-{industry.key}",
            f"{place.short}{industry.name}工会委员会",
            level,
            Kind.INDUSTRIAL,
            place.code,
            guide=guide,
            place=place,
        )

    def _cities(self, province: Division) -> Iterator[Founding]:
        quotas = self._quotas(province)
        cities = [division for division in province.below if division.kind == "prefecture"]
        for county in self._counties_of(province):
            yield from self._county(county, province, province, quotas)
        for city in self._cities_of(cities):
            name = f"{city.name}总工会"
            yield self._found(
                city.code, name, Level.MUNICIPAL, Kind.FEDERATION, province.code, place=city, organ=f"{city.short}工发"
            )
            self.edges.append((city.code[:2], city))
            for industry in self._industries():
                yield self._committee(industry, city, Level.MUNICIPAL, f"{province.code}-{industry.key}")
            for county in self._counties_of(city):
                yield from self._county(county, city, province, quotas)

    def _cities_of(self, cities: Sequence[Division]) -> Sequence[Division]:
        return kept(cities, self.scale.cities)

    def _counties_of(self, division: Division) -> Sequence[Division]:
        return kept([each for each in division.below if each.kind != "prefecture"], self.scale.counties)

    def _townships_of(self, county: Division) -> Sequence[Division]:
        return kept(county.below, self.scale.townships)

    def _quotas(self, province: Division) -> dict[str, int]:
        """How many grassroots unions each township of a province has."""
        weights: dict[str, float] = {}
        cities = self._cities_of([division for division in province.below if division.kind == "prefecture"])
        for over in (province, *cities):
            for county in self._counties_of(over):
                lean = (
                    self._lean(over.code) * self._lean(county.code) if over is not province else self._lean(county.code)
                )
                for township in self._townships_of(county):
                    weight = TOWNSHIP_WEIGHTS.get(township.kind, OTHER_WEIGHT)
                    weights[township.code] = weight * lean * self._lean(township.code)
        share = 1.0 if self.size is Size.COUNTY else SHARES[province.code] / sum(SHARES.values())
        return _apportioned(weights, round(self.scale.grassroots * share))

    def _lean(self, code: str) -> float:
        """Chance makes one place busier than another."""
        return float(np.random.default_rng([self.seed, int(code), 1]).lognormal(0, 0.7))

    def _county(
        self, county: Division, over: Division, province: Division, quotas: dict[str, int]
    ) -> Iterator[Founding]:
        systems: dict[str, str] = {}
        if county.kind != UNDIVIDED:
            yield self._county_union(county, over)
            self.edges.append((county.code[:4], county))
            for system in SYSTEMS[: self.scale.systems]:
                yield self._system(system, county, over, province)
                systems |= dict.fromkeys(system.sectors, self.id(f"{county.code}-{system.key}"))
        serial, taken = 1, set[str]()
        for township in self._townships_of(county):
            communities = self._communities(township)
            yield self._township(township, over.code if county.kind == UNDIVIDED else county.code)
            yield from communities
            here = self._surroundings(township, county, over, province, systems, communities)
            yield from grassroots(here, quotas[township.code], serial, taken)
            serial += quotas[township.code]

    def _system(self, system: System, county: Division, over: Division, province: Division) -> Founding:
        guided = system.guide and over is not province and system.guide in self._keys
        return self._found(
            f"{county.code}-{system.key}",
            f"{county.name}{system.name}{'行业工会联合会' if system.trade else '工会'}",
            Level.COUNTY,
            Kind.INDUSTRY_FEDERATION if system.trade else Kind.SYSTEM,
            county.code,
            guide=f"{over.code}-{system.guide}" if guided else None,
            place=county,
        )

    def _surroundings(
        self,
        township: Division,
        county: Division,
        over: Division,
        province: Division,
        systems: dict[str, str],
        communities: Sequence[Founding],
    ) -> Surroundings:
        return Surroundings(
            seed=self.seed,
            namespace=self.namespace,
            county=county,
            township=township,
            top=self.id(township.code),
            communities=tuple(founding.union.id for founding in communities),
            county_union=self.id(over.code if county.kind == UNDIVIDED else county.code),
            systems=systems,
            guides={key: self.id(f"{over.code}-{key}") for key in self._keys},
            verticals={
                "G": self.id(f"00-{CARRIERS[int(township.code) % 2].key}"),
                "J": self.id(f"{province.code}-{FINANCE.key}"),
            },
            groups=tuple(self.id(f"{province.code}-G{number:02d}") for number in range(self.scale.groups)),
            parks=(self.id(county.code),) if county.kind == "zone" else (),
        )

    @property
    def _keys(self) -> list[str]:
        return [industry.key for industry in self._industries()]

    def _county_union(self, county: Division, over: Division) -> Founding:
        zone = county.kind == "zone"
        return self._found(
            county.code,
            f"{county.name}总工会",
            Level.COUNTY,
            Kind.PARK if zone else Kind.FEDERATION,
            over.code,
            place=county,
            organ=f"{county.short}工发",
        )

    def _township(self, township: Division, top: str) -> Founding:
        ending = {"street": "总工会", "town": "总工会", "township": "工会联合会"}.get(township.kind, "工会委员会")
        return self._found(
            township.code,
            f"{township.name}{ending}",
            Level.TOWNSHIP,
            Kind.TOWNSHIP_UNION,
            top,
            place=township,
        )

    def _communities(self, township: Division) -> list[Founding]:
        draws = np.random.default_rng([self.seed, int(township.code), 2])
        count = min(int(draws.poisson(self.scale.communities)), len(COMMUNITIES))
        names = draws.choice(len(COMMUNITIES), count, replace=False).tolist()
        return [
            self._found(
                f"{township.code}-C{number:02d}",
                f"{township.short}{COMMUNITIES[name]}社区工会联合会",
                Level.COMMUNITY,
                Kind.AREA_FEDERATION,
                township.code,
                place=township,
            )
            for number, name in enumerate(names, start=1)
        ]

    def pacts(self) -> Iterator[tuple[str, str, str]]:
        """Pacts between neighbours grown so far: counties of one city, cities of one province."""
        for (area, one), (other_area, other) in zip(self.edges, self.edges[1:], strict=False):
            near = abs(one.lon - other.lon) + abs(one.lat - other.lat) < 3
            if area == other_area and near:
                yield self.id(one.code), self.id(other.code), "职工疗休养基地互认、法律援助协作"


def _apportioned(weights: dict[str, float], total: int) -> dict[str, int]:
    """Whole numbers in proportion to weights that add up to the total (largest remainders)."""
    whole = sum(weights.values())
    exact = {code: weight / whole * total for code, weight in weights.items()}
    counts = {code: int(share) for code, share in exact.items()}
    rest = sorted(exact, key=lambda code: (counts[code] - exact[code], code))[: total - sum(counts.values())]
    for code in rest:
        counts[code] += 1
    return counts
