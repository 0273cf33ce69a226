"""Drawing: the atlas is made beside the requests, and where the network is large in a process of its own."""

import asyncio
import os
import sys
import time
from contextlib import AbstractAsyncContextManager
from dataclasses import asdict
from datetime import date
from pathlib import Path

import orjson

from api import days
from api.atlas import former_edition, write
from api.rounds import rounds
from api.shelves import SHAPES, Shelf
from graph.atlas import census
from graph.bolt import Bolt
from graph.branches import size
from graph.db import Database, Transaction, connect
from graph.log import shaped
from graph.unions import root
from orgnet.atlas import laid_out
from orgnet.errors import Missing, Unavailable
from orgnet.past import end_of_day

EVERY = 60.0
"""Seconds between two looks whether the network has another shape."""

REST = 20
"""Times as long as an atlas took to be made does the next one wait."""

LARGE = 100_000
"""Unions from which on an atlas takes more memory than the process that serves should."""

NICE = 5
"""How far the process that draws stands back behind those that serve."""

ANEW = "anew"
"""A file on the shelf: an administrator wants all laid out anew."""


def lay_out_anew(shelf: Shelf) -> None:
    """Ask for another edition: the next atlas keeps no place of those before."""
    shelf.folder.mkdir(parents=True, exist_ok=True)
    (shelf.folder / ANEW).touch()


def wanted_anew(shelf: Shelf) -> bool:
    """Whether another edition was asked for and is not made yet."""
    return (shelf.folder / ANEW).exists()


async def refresh(database: Database, shelf: Shelf) -> bool:
    """Make a new atlas where the network has another shape than the newest one shows, or all is to be laid out anew;
    whether it was made."""
    anew, shape = wanted_anew(shelf), await database.read(shaped)
    version = (shelf.edition + (1 if anew else 0)) * SHAPES + shape
    if version in shelf.versions():
        return False
    read = await census(database)
    if read is None:
        return False
    former = None if anew else former_edition(shelf, shelf.latest())
    await asyncio.to_thread(lambda: write(shelf, version, laid_out(read[0], former), read[1]))
    if anew:
        (shelf.folder / ANEW).unlink(missing_ok=True)
    return True


async def draw(database: Database, shelf: Shelf, day: date) -> None:
    """Make the map of a day that is over; whoever is still where he was then stands where he stands today."""
    read = await census(database, end_of_day(day, database.zone))
    if read is not None:
        version = shelf.latest()
        atlas = await asyncio.to_thread(laid_out, read[0], former_edition(shelf, version))
        await asyncio.to_thread(write, shelf.of_day(day), version or 0, atlas, read[1], last=True)


async def draw_wanted(database: Database, shelf: Shelf) -> None:
    """Make the maps of the days that are waited for; of a large network each in a process of its own."""
    for day in days.wanted(shelf):
        if days.drawn(shelf, day) is None:
            await (_elsewhere if await database.read(_large) else draw)(database, shelf, day)
            days.clear(shelf)


async def refresh_apart(database: Database, shelf: Shelf) -> bool:
    """The same; of a large network in a process of its own, which gives back the memory that it takes."""
    if not await database.read(_large):
        return await refresh(database, shelf)
    shape = await database.read(shaped)
    if not wanted_anew(shelf) and shelf.edition * SHAPES + shape in shelf.versions():
        return False
    await _elsewhere(database, shelf)
    return True


async def _large(tx: Transaction) -> bool:
    try:
        return await size(tx, await root(tx)) >= LARGE
    except Missing:
        return False


async def _elsewhere(database: Database, shelf: Shelf, day: date | None = None) -> None:
    """Have the map of today, or of a day, made by another process; raises Unavailable where that fails."""
    told = {"bolt": asdict(database.bolt), "zone": database.zone.key, "folder": str(shelf.folder), "day": day}
    said = orjson.dumps(told)
    child = await asyncio.create_subprocess_exec(sys.executable, "-m", "api.drawing", stdin=asyncio.subprocess.PIPE)
    try:
        await child.communicate(said)
    finally:
        if child.returncode is None:
            child.kill()
            await child.wait()
    if child.returncode:
        raise Unavailable("the map could not be drawn; it is tried again, and the log says why")


def drawing(database: Database, shelf: Shelf, wanted: asyncio.Event) -> AbstractAsyncContextManager[None]:
    """Within it, the atlas follows the network: it is looked at at once, and then every so many seconds; after one was
    made, not before some times what that took, so that a network that changes all day is not drawn all day. Another
    edition and the map of a day that are `wanted` do not wait."""
    rested = 0.0

    async def look() -> None:
        nonlocal rested
        start = time.monotonic()
        if (start >= rested or wanted_anew(shelf)) and await refresh_apart(database, shelf):
            rested = time.monotonic() + REST * (time.monotonic() - start)
        await draw_wanted(database, shelf)

    return rounds("atlas", look, EVERY, wanted)


async def main(said: bytes) -> None:
    """Make an atlas for another process, which says where the database is and where the shelf."""
    told = orjson.loads(said)
    shelf, day = Shelf(Path(told["folder"])), told["day"]
    async with connect(Bolt(**told["bolt"]), told["zone"]) as database:
        await (draw(database, shelf, date.fromisoformat(day)) if day else refresh(database, shelf))


if __name__ == "__main__":
    os.nice(NICE)
    asyncio.run(main(sys.stdin.buffer.read()))
