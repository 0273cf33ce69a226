"""Shelves: where the files of atlases stand, under their versions, and what in them leads back to unions."""

import gzip
from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path

import numpy as np

from orgnet.atlas import Array
from orgnet.errors import Missing

FORMAT = "format-2"
"""A file that says how an atlas is written; one that lacks it is of an older release, and made anew."""

DAYS = "days"
"""The folder of the atlases of days that are over."""

SHAPES = 1 << 40
"""Versions to an edition: the number of the fact that gave the network its shape is below it."""


@dataclass(frozen=True)
class Shelf:
    """The folder of the atlases of an installation."""

    folder: Path

    def latest(self) -> int | None:
        """The version of the newest atlas."""
        return max(self.versions(), default=None)

    def versions(self) -> list[int]:
        """The versions there are."""
        return [int(path.name) for path in self.folder.glob("*") if path.name.isdigit() and (path / FORMAT).exists()]

    def of_day(self, day: date) -> "Shelf":
        """The folder of the atlas of a day that is over."""
        return Shelf(self.folder / DAYS / day.isoformat())

    def days(self) -> list[date]:
        """The days of which there is an atlas, or one is wanted; the one looked at last in front."""
        found = list[tuple[float, date]]()
        for path in (self.folder / DAYS).glob("*"):
            with suppress(FileNotFoundError):  # taken away meanwhile
                found.append((path.stat().st_mtime, date.fromisoformat(path.name)))
        return [day for _, day in sorted(found, reverse=True)]

    @property
    def edition(self) -> int:
        """How often all was laid out anew."""
        return (self.latest() or 0) // SHAPES

    def file(self, version: int, name: str) -> Path:
        """A file of an atlas; raises Missing where there is none."""
        path = self.folder / str(version) / f"{name}.gz"
        if not path.is_file():
            raise Missing("this part of the map is not there; load the page again")
        return path

    def index(self, version: int) -> "Index":
        """What leads from what is drawn to unions; raises Missing where there is no such version."""
        if version not in self.versions():
            raise Missing("this map is not there any more; load the page again")
        return Index(self.folder / str(version))


@dataclass(frozen=True)
class Index:
    """Which unions the places and dots of an atlas are."""

    folder: Path

    @cached_property
    def places(self) -> Array:
        """The ids of places."""
        return self._column("places")

    @cached_property
    def first(self) -> Array:
        """Where the dots of each place begin."""
        return self._column("first")

    @cached_property
    def dots(self) -> Array:
        """The ids of dots."""
        return self._column("dots")

    @cached_property
    def depth(self) -> Array:
        """The depths of the levels of places."""
        return self._column("depth")

    @cached_property
    def up(self) -> Array:
        """The superior of each place on either line."""
        return self._column("up")

    @cached_property
    def members(self) -> Array:
        """The members of each place and of all below it."""
        return self._column("members")

    def _column(self, name: str) -> Array:
        return np.load(self.folder / f"{name}.npy", mmap_mode="r")

    def union(self, place: int, rank: int | None) -> str:
        """The id of the union at a place, or of the dot of this rank there; raises Missing where there is none."""
        found = b""
        if 0 <= place < len(self.places):
            first, last = int(self.first[place]), int(self.first[place + 1])
            if rank is None:
                found = bytes(self.places[place])
            elif 0 <= rank < last - first:
                found = bytes(self.dots[first + rank])
        if not found:
            raise Missing("there is no union here any more; load the page again")
        return found.decode()

    def around(self, place: int, first: int, most: int) -> list[str]:
        """The ids of the dots around a place from a rank on; empty where nobody is any more."""
        start, end = (int(each) for each in self.first[place : place + 2]) if place < len(self.places) else (0, 0)
        return [bytes(dot).decode() for dot in self.dots[start + first : min(end, start + first + most)]]

    def children(self, place: int) -> dict[str, str]:
        """Where those stand that are below a place, or around it, by id: as the address of the map says it."""
        below = {bytes(self.places[each]).decode(): str(each) for each in np.flatnonzero(self.up[:, 0] == place)}
        around = enumerate(self.dots[self.first[place] : self.first[place + 1]])
        return below | {bytes(dot).decode(): f"{place}.{rank}" for rank, dot in around}

    def block(self, county: int) -> Array:
        """The ids of the dots of a block, in its order; raises Missing where there is no such block."""
        path = self.folder / "blocks" / f"{county}.bin.gz"
        if not path.is_file():
            raise Missing("this part of the map is not there; load the page again")
        content = gzip.decompress(path.read_bytes())
        many = int(np.frombuffer(content, "<u4", 1)[0])
        held = np.frombuffer(content, "<u4", 2 * many, 4).reshape(-1, 2)[:, 0]
        return np.concatenate([self.dots[self.first[place] : self.first[place + 1]] for place in held])

    def below(self, tops: Collection[str]) -> Array:
        """Which places are at or below some unions, on either line."""
        found = itself = np.isin(self.places, np.array([top.encode() for top in tops], self.places.dtype))
        for superior in (self.up[:, 0], self.up[:, 1]):
            here, more = itself, itself | itself[superior]
            while more.sum() > here.sum():
                here, more = more, more | more[superior]
            found = found | here
        return found

    def spot(self, union: str, line: list[str]) -> tuple[int, int | None] | None:
        """The place of a union, or the place and the rank of its dot; `line` has its superiors, the nearest last. Whoever
        has moved since the map was drawn is looked for everywhere, which takes a tenth of a second in a nation."""
        known = union.encode()
        if len(found := np.flatnonzero(self.places == known)):
            return int(found[0]), None
        homes = (np.flatnonzero(self.places == superior.encode()) for superior in reversed(line))
        home = next((int(found[0]) for found in homes if len(found)), None)
        if home is not None and len(
            ranks := np.flatnonzero(self.dots[self.first[home] : self.first[home + 1]] == known)
        ):
            return home, int(ranks[0])
        if not len(found := np.flatnonzero(self.dots == known)):
            return None
        home = int(np.searchsorted(self.first, int(found[0]), side="right")) - 1
        return home, int(found[0] - self.first[home])
