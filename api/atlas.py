"""The atlas as browsers get it: files under a version, written whole or not at all.

`places.bin` holds for every place its superior, coordinates and what it is drawn by; `blocks/N.bin` the dots in the
county at place N (or directly at a higher place), `all.bin` all dots. `second.bin` and `pacts.bin` are lines between
places, `days.bin` and `days/N.bin` when each place or dot came into the network, `towns/N.json` the names of the places
of a county, `changes.json` who has moved and who was dissolved. Numbers are little-endian, each column after the other:
see `static/network/atlas.js`, which reads them.
"""

import gzip
import shutil
from contextlib import suppress
from dataclasses import fields
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import orjson

from api.shelves import FORMAT, Shelf
from orgnet.atlas import Array, Atlas, Edition
from orgnet.levels import Level
from orgnet.ties import Spots, Ties, departed, lines, moved

COUNTY = Level.COUNTY.depth
UNIT = 32767
"""Coordinates from -1 to 1 as whole numbers of 16 bits."""

EPOCH = date(1970, 1, 1).toordinal()
"""Days are counted from here."""

KEPT = 2
"""Versions that stay: a browser that shows the one before still asks for its blocks."""


def former_edition(shelf: Shelf, version: int | None) -> Edition | None:
    """What an atlas hands on, where there is one."""
    if version is None:
        return None
    folder = shelf.folder / str(version) / "edition"
    return Edition(*(np.load(folder / f"{each.name}.npy") for each in fields(Edition)))


def write(shelf: Shelf, version: int, atlas: Atlas, ties: Ties, *, last: bool = False) -> None:
    """Write an atlas beside the others; it is there whole or not at all. The `last` of its shelf hands nothing on."""
    shelf.folder.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=shelf.folder, prefix="draft-") as folder:
        draft = Path(folder) / "atlas"
        _fill(draft, atlas, ties)
        if not last:
            _hand_on(draft, atlas.edition)
        if version not in shelf.versions():  # what stands there is of an older release
            shutil.rmtree(shelf.folder / str(version), ignore_errors=True)
        with suppress(OSError):  # another process was first
            draft.rename(shelf.folder / str(version))
    for old in sorted(shelf.versions())[:-KEPT]:
        shutil.rmtree(shelf.folder / str(old), ignore_errors=True)


def _fill(draft: Path, atlas: Atlas, ties: Ties) -> None:
    for folder in ("blocks", "days", "towns"):
        (draft / folder).mkdir(parents=True)
    spots = Spots(atlas)
    second = lines(spots, ties.guided)
    _keep(draft, atlas, second_superiors(spots, ties))
    _pack(draft / "places.bin", places(atlas))
    _pack(draft / "names.json", orjson.dumps(names(atlas)))
    _pack(draft / "all.bin", np.diff(atlas.first).astype("<u4").tobytes() + atlas.dots.tobytes())
    _pack(draft / "days.bin", days(atlas.born))
    _pack(draft / "second.bin", second.astype("<u4").tobytes())
    _pack(draft / "pacts.bin", lines(spots, ties.pacts).astype("<u4").tobytes())
    _pack(draft / "changes.json", orjson.dumps(changes(spots, ties)))
    for top, held in counties(atlas).items():
        _pack(draft / "towns" / f"{top}.json", orjson.dumps({str(place): atlas.names[place] for place in held}))
        if len(held := held[np.diff(atlas.first)[held] > 0]):
            _pack(draft / "blocks" / f"{top}.bin", block(atlas, held))
            _pack(draft / "days" / f"{top}.bin", days(_around(atlas, atlas.dots_born, held)))
    (draft / FORMAT).touch()


def _keep(draft: Path, atlas: Atlas, second: Array) -> None:
    """Write what is read here, not by browsers."""
    columns = {"places": atlas.ids, "first": atlas.first, "dots": atlas.dot_ids, "depth": atlas.depth}
    columns |= {"members": atlas.members, "up": np.stack([np.maximum(atlas.parent, 0), second], axis=1)}
    for name, column in columns.items():
        np.save(draft / f"{name}.npy", column)


def _hand_on(draft: Path, edition: Edition) -> None:
    """Write what the next atlas keeps."""
    (draft / "edition").mkdir()
    for each in fields(Edition):
        np.save(draft / "edition" / f"{each.name}.npy", getattr(edition, each.name))


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


def second_superiors(spots: Spots, ties: Ties) -> Array:
    """The superior of each place on the second line: its guide, or else the same as on the first."""
    found = np.maximum(spots.atlas.parent, 0)
    union, rank = spots.find([pair[0] for pair in ties.guided])
    guide, at = spots.find([pair[1] for pair in ties.guided])
    both = (union >= 0) & (rank < 0) & (guide >= 0) & (at < 0)
    found[union[both]] = guide[both]
    return found


def days(born: Array) -> bytes:
    """Days as numbers (u2); of holes, the first."""
    return (born - EPOCH).clip(0, 65535).astype("<u2").tobytes()


def changes(spots: Spots, ties: Ties) -> dict[str, object]:
    """Who has left a superior: place, rank (-1 for the place itself), day, the place left; and who was dissolved: the
    place where it last stood, day, name, depth of its level."""
    left = moved(spots, ties)
    columns = (left.places, left.ranks, left.days - EPOCH, left.before)
    gone = [(place, day - EPOCH, name, depth) for place, day, name, depth in departed(spots, ties)]
    return {"moved": [column.tolist() for column in columns], "gone": gone}


def counties(atlas: Atlas) -> dict[int, Array]:
    """The places of each county, itself among them, in their order; who stands higher is by itself."""
    top = np.arange(len(atlas.ids))
    while (low := (atlas.depth[top] > COUNTY) & (atlas.parent[top] >= 0)).any():
        top[low] = atlas.parent[top[low]]
    order = np.argsort(top, kind="stable")
    groups = np.split(order, np.flatnonzero(np.diff(top[order])) + 1)
    return {int(top[group[0]]): group for group in groups}


def block(atlas: Atlas, held: Array) -> bytes:
    """The dots around some places: how many places, these (u4 each, with how many dots), then the sizes of the dots."""
    table = np.stack([held, np.diff(atlas.first)[held]], axis=1).astype("<u4").tobytes()
    return np.array([len(held)], "<u4").tobytes() + table + _around(atlas, atlas.dots, held).tobytes()


def _around(atlas: Atlas, column: Array, held: Array) -> Array:
    """What a column says of the dots around some places."""
    return np.concatenate([column[atlas.first[place] : atlas.first[place + 1]] for place in held])
