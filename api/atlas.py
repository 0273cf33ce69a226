"""The atlas as browsers get it: files made outside any request, under a version, and read again where a dot is asked for.

`places.bin` holds for every place its superior, coordinates and what it is drawn by; `blocks/N.bin` the dots in the
county at place N (or directly at a higher place), `all.bin` all dots. Numbers are little-endian, each column after the
other: see `static/network/atlas.js`, which reads them.
"""

import asyncio
import gzip
import shutil
import time
from contextlib import AbstractAsyncContextManager, suppress
from dataclasses import dataclass, fields
from functools import cached_property
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import orjson

from api.rounds import rounds
from graph.atlas import census
from graph.db import Database
from graph.log import shaped
from orgnet.atlas import Array, Atlas, Edition, laid_out
from orgnet.errors import Missing
from orgnet.levels import Level

COUNTY = Level.COUNTY.depth
UNIT = 32767
"""Coordinates from -1 to 1 as whole numbers of 16 bits."""

EVERY = 60.0
"""Seconds between two looks whether the network has another shape."""

REST = 20
"""Times as long as an atlas took to be made does the next one wait."""

KEPT = 2
"""Versions that stay: a browser that shows the one before still asks for its blocks."""


@dataclass(frozen=True)
class Shelf:
    """The folder of the atlases of an installation."""

    folder: Path

    def latest(self) -> int | None:
        """The version of the newest atlas."""
        return max(self.versions(), default=None)

    def versions(self) -> list[int]:
        """The versions there are."""
        return [int(path.name) for path in self.folder.glob("*") if path.name.isdigit()]

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
        return np.load(self.folder / "places.npy", mmap_mode="r")

    @cached_property
    def first(self) -> Array:
        """Where the dots of each place begin."""
        return np.load(self.folder / "first.npy", mmap_mode="r")

    @cached_property
    def dots(self) -> Array:
        """The ids of dots."""
        return np.load(self.folder / "dots.npy", mmap_mode="r")

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

    def spot(self, union: str, line: list[str]) -> tuple[int, int | None] | None:
        """The place of a union, or the place and the rank of its dot; `line` has its superiors, the nearest last."""
        known = union.encode()
        if len(found := np.flatnonzero(self.places == known)):
            return int(found[0]), None
        for superior in reversed(line):
            if len(home := np.flatnonzero(self.places == superior.encode())):
                first, last = int(self.first[home[0]]), int(self.first[home[0] + 1])
                ranks = np.flatnonzero(self.dots[first:last] == known)
                return (int(home[0]), int(ranks[0])) if len(ranks) else None
        return None


async def refresh(database: Database, shelf: Shelf) -> bool:
    """Make a new atlas where the network has another shape than the newest one shows; whether it was made."""
    version = await database.read(shaped)
    if version in shelf.versions():
        return False
    read = await census(database)
    if read is None:
        return False
    await asyncio.to_thread(lambda: write(shelf, version, laid_out(read, former_edition(shelf))))
    return True


def drawing(database: Database, shelf: Shelf) -> AbstractAsyncContextManager[None]:
    """Within it, the atlas follows the network: it is looked at at once, and then every so many seconds; after one was
    made, not before some times what that took, so that a network that changes all day is not drawn all day."""
    rested = 0.0

    async def look() -> None:
        nonlocal rested
        start = time.monotonic()
        if start >= rested and await refresh(database, shelf):
            rested = time.monotonic() + REST * (time.monotonic() - start)

    return rounds("atlas", look, EVERY)


def former_edition(shelf: Shelf) -> Edition | None:
    """What the newest atlas hands on."""
    latest = shelf.latest()
    if latest is None:
        return None
    folder = shelf.folder / str(latest) / "edition"
    return Edition(*(np.load(folder / f"{each.name}.npy") for each in fields(Edition)))


def write(shelf: Shelf, version: int, atlas: Atlas) -> None:
    """Write an atlas beside the others; it is there whole or not at all."""
    shelf.folder.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=shelf.folder, prefix="draft-") as folder:
        draft = Path(folder) / "atlas"
        _fill(draft, atlas)
        with suppress(OSError):  # another process was first
            draft.rename(shelf.folder / str(version))
    for old in sorted(shelf.versions())[:-KEPT]:
        shutil.rmtree(shelf.folder / str(old), ignore_errors=True)


def _fill(draft: Path, atlas: Atlas) -> None:
    (draft / "blocks").mkdir(parents=True)
    (draft / "edition").mkdir()
    for name, column in (("places", atlas.ids), ("first", atlas.first), ("dots", atlas.dot_ids)):
        np.save(draft / f"{name}.npy", column)
    for each in fields(Edition):
        np.save(draft / "edition" / f"{each.name}.npy", getattr(atlas.edition, each.name))
    _pack(draft / "places.bin", places(atlas))
    _pack(draft / "names.json", orjson.dumps(names(atlas)))
    _pack(draft / "all.bin", np.diff(atlas.first).astype("<u4").tobytes() + atlas.dots.tobytes())
    for top, block in blocks(atlas).items():
        _pack(draft / "blocks" / f"{top}.bin", block)


def _pack(path: Path, content: bytes) -> None:
    path.with_name(path.name + ".gz").write_bytes(gzip.compress(content, 6, mtime=0))


def places(atlas: Atlas) -> bytes:
    """The columns of the places: superior (u4), both layouts (i2 each for x and y), arc (u2 for its middle and its half,
    in parts of a circle), unions below (u4), dots (u4), depth and kind (u1)."""
    circle = 65536 / (2 * np.pi)
    columns = (
        np.where(atlas.parent < 0, 0, atlas.parent).astype("<u4"),
        atlas.below.astype("<u4"),
        np.diff(atlas.first).astype("<u4"),
        (atlas.radial * UNIT).round().astype("<i2"),
        (atlas.geographic.clip(-1, 1) * UNIT).round().astype("<i2"),
        (atlas.arc * [circle, circle]).round().clip(0, 65535).astype("<u2"),
        atlas.depth.astype("u1"),
        atlas.kind.astype("u1"),
    )
    head = np.array([len(atlas.ids), len(atlas.dots)], "<u4")
    return head.tobytes() + b"".join(column.tobytes() for column in columns)


def names(atlas: Atlas) -> list[str]:
    """The names of the places down to the counties, in order; for the map's labels."""
    return [name if depth <= COUNTY else "" for name, depth in zip(atlas.names, atlas.depth, strict=True)]


def blocks(atlas: Atlas) -> dict[int, bytes]:
    """The dots by county, and of what stands higher by itself: the places (u4 each, with how many dots), then the dots."""
    top = np.arange(len(atlas.ids))
    while (low := (atlas.depth[top] > COUNTY) & (atlas.parent[top] >= 0)).any():
        top[low] = atlas.parent[top[low]]
    many, found = np.diff(atlas.first), dict[int, bytes]()
    order = np.argsort(top, kind="stable")
    for group in np.split(order, np.flatnonzero(np.diff(top[order])) + 1):
        held = group[many[group] > 0]
        if len(held):
            table = np.stack([held, many[held]], axis=1).astype("<u4").tobytes()
            dots = b"".join(atlas.dots[atlas.first[place] : atlas.first[place + 1]].tobytes() for place in held)
            found[int(top[group[0]])] = np.array([len(held)], "<u4").tobytes() + table + dots
    return found
