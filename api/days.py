"""Days: maps of days that are over, drawn when somebody asks for one and kept while somebody looks at it.

What a day was never changes; only when all is laid out anew are they drawn again.
"""

import shutil
from collections.abc import Sequence
from datetime import date

from api.shelves import Shelf
from orgnet.errors import Unavailable

WANTED = "wanted"
"""A file on the shelf of a day: somebody waits for its map."""

WAITING = 4
"""Days that may be waited for at once: of a nation each takes minutes."""

KEPT = 6
"""Days whose maps are kept, those that were looked at last: of a nation each takes a hundred megabytes."""


def drawn(shelf: Shelf, day: date) -> int | None:
    """The version of the map of a day where it is there, laid out as all others are; it is looked at, and so it is kept.

    It is that of the atlas from which it took places over: drawn anew it has the same places, or another version.
    """
    own = shelf.of_day(day)
    version = own.latest()
    if version is None or own.edition != shelf.edition:
        return None
    (own.folder / WANTED).unlink(missing_ok=True)
    own.folder.touch()
    return version


def want(shelf: Shelf, day: date) -> None:
    """Ask for the map of a day; raises Unavailable while too many others are waited for."""
    waiting = wanted(shelf)
    if day not in waiting and len(waiting) >= WAITING:
        said = ", ".join(each.isoformat() for each in waiting)
        raise Unavailable(f"the maps of {said} are being drawn; ask for another day in a few minutes")
    folder = shelf.of_day(day).folder
    folder.mkdir(parents=True, exist_ok=True)
    (folder / WANTED).touch()


def wanted(shelf: Shelf) -> Sequence[date]:
    """The days whose maps are waited for, the first asked for in front."""
    return [day for day in reversed(shelf.days()) if (shelf.of_day(day).folder / WANTED).exists()]


def clear(shelf: Shelf) -> None:
    """Take the maps of days away at which nobody has looked for the longest, but none that is waited for."""
    waiting = wanted(shelf)
    for day in [day for day in shelf.days() if day not in waiting][KEPT:]:
        shutil.rmtree(shelf.of_day(day).folder, ignore_errors=True)
