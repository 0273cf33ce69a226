"""How long reading and changing the structure takes: `python -m tests.bench.structure` on a sample network.

It works on the database of ORGNET_DATA, and leads every change back.
"""

import asyncio
import statistics
import sys
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import uuid_utils
from rich.console import Console
from rich.table import Table

from graph import history, paths, structure, unions
from graph.db import Database, Transaction
from graph.installation import opened
from graph.settings import Settings
from graph.unions import Sighted
from orgnet.facts import Ask
from orgnet.kinds import Kind
from orgnet.levels import Level
from orgnet.past import Moment, end_of_day
from orgnet.permissions import OPERATOR
from orgnet.tallies import Line
from orgnet.unions import Founding, Union

ASK = Ask(OPERATOR)
TIMES = 15

Read = Callable[[Transaction], Awaitable[Any]]


@dataclass
class Bench:
    """What has been measured, in milliseconds."""

    database: Database
    measured: dict[str, list[float]] = field(default_factory=dict[str, list[float]])

    async def timed(self, what: str, work: Callable[[], Awaitable[Any]]) -> Any:
        """Do the work and remember how long it took."""
        start = time.perf_counter()
        answer = await work()
        self.measured.setdefault(what, []).append((time.perf_counter() - start) * 1000)
        return answer

    async def read(self, what: str, work: Read) -> None:
        """Read the same several times."""
        for _ in range(TIMES):
            await self.timed(what, lambda: self.database.read(work))

    async def undo(self, what: str, answer: dict[str, Any]) -> None:
        """Lead a change back."""
        seq = answer["seq"]
        await self.timed(what, lambda: structure.undo(self.database, ASK, seq, datetime.now(UTC)))

    def table(self) -> Table:
        """The medians and the slowest."""
        table = Table("what", "times", "median ms", "slowest ms")
        for what, took in self.measured.items():
            table.add_row(what, str(len(took)), f"{statistics.median(took):.1f}", f"{max(took):.1f}")
        return table


@dataclass(frozen=True, slots=True)
class Places:
    """Where to measure: a large township, a small one to merge, a branch to move and where to, two of the grassroots."""

    root: str
    township: Sighted
    merged: Sighted
    heir: Sighted
    mover: Sighted
    home: Sighted
    near: tuple[str, str]
    far: str


async def below(tx: Transaction, id: str) -> list[Sighted]:
    """All children."""
    found, after = list[Sighted](), ""
    while page := await unions.children(tx, OPERATOR, id, after, 200):
        found += page
        after = page[-1].place.union.code
    return found


async def survey(tx: Transaction) -> Places:
    """Go down where most unions are, and look around."""
    root = await unions.root(tx)
    line = [await unions.one(tx, OPERATOR, root)]
    while line[-1].place.union.level.depth < Level.TOWNSHIP.depth:
        line.append(max(await below(tx, line[-1].place.union.id), key=lambda child: child.subordinates))
    [township, county, city] = line[-1:-4:-1]
    townships = [each for each in await below(tx, county.place.union.id) if each.place.union.level is Level.TOWNSHIP]
    merged = min((each for each in townships if each is not township), key=lambda each: abs(each.subordinates - 1000))
    heir = next(each for each in townships if each.place.union.id != merged.place.union.id)
    homes = [each for each in await below(tx, line[1].place.union.id) if each.place.union.id != city.place.union.id]
    home = next(each for each in homes if each.place.union.level is Level.MUNICIPAL)
    leaves = await unions.children(tx, OPERATOR, township.place.union.id, "", 2)
    provinces = await below(tx, root)
    away = next(each for each in provinces if each.place.union.id != line[1].place.union.id and each.subordinates)
    while children := await unions.children(tx, OPERATOR, away.place.union.id, "", 1):
        away = children[0]
    near = (leaves[0].place.union.id, leaves[1].place.union.id)
    return Places(root, township, merged, heir, county, home, near, away.place.union.id)


async def reading(bench: Bench, places: Places, yesterday: Moment) -> None:
    """Everything that is read."""
    root, township = places.root, places.township.place.union.id
    middle = places.township.place.union.code + "z"
    for name, moment in (("", None), (", as of yesterday", yesterday)):
        await bench.read(f"the root{name}", lambda tx: unions.one(tx, OPERATOR, root, moment))
        await bench.read(f"a grassroots union{name}", lambda tx: unions.one(tx, OPERATOR, places.near[0], moment))
        await bench.read(f"its line{name}", lambda tx: unions.line(tx, places.near[0], Line.PRIMARY, moment))
        await bench.read(
            f"50 children of the root{name}", lambda tx: unions.children(tx, OPERATOR, root, "", 51, moment)
        )
        await bench.read(
            f"50 children of a large township{name}",
            lambda tx: unions.children(tx, OPERATOR, township, "", 51, moment),
        )
        await bench.read(f"path within a township{name}", lambda tx: paths.shortest(tx, *places.near, moment))
        await bench.read(
            f"path between provinces{name}", lambda tx: paths.shortest(tx, places.near[0], places.far, moment)
        )
    await bench.read("its last children", lambda tx: unions.children(tx, OPERATOR, township, middle, 51))
    await bench.read("history of a union", lambda tx: history.of_union(tx, OPERATOR, township, 2**62, 51))
    await bench.read("log of the nation", lambda tx: history.of_branch(tx, OPERATOR, root, 2**62, 50))
    await bench.read(
        "log of a county", lambda tx: history.of_branch(tx, OPERATOR, places.mover.place.union.id, 2**62, 50)
    )
    await bench.read("log of a township", lambda tx: history.of_branch(tx, OPERATOR, township, 2**62, 50))


async def changing(bench: Bench, places: Places) -> None:
    """Everything that is changed, and led back."""
    database, township = bench.database, places.township.place.union.id
    for number in range(TIMES):
        new = Union(str(uuid_utils.uuid7()), "", f"新建{number}号工会", Level.GRASSROOTS, Kind.SINGLE, members=30)
        answer = await bench.timed(
            "found under a large township",
            lambda new=new: structure.found(database, ASK, Founding(new, township), datetime.now(UTC)),
        )
        await bench.undo("undo a founding", answer)
        answer = await bench.timed(
            "edit a union",
            lambda number=number: structure.edit(
                database, ASK, places.near[0], {"members": 5000 + number}, datetime.now(UTC)
            ),
        )
        await bench.undo("undo an edit", answer)
        mover, home = places.mover.place.union.id, places.home.place.union.id
        answer = await bench.timed(
            f"move a branch of {places.mover.subordinates} unions",
            lambda: structure.move(database, ASK, mover, home, datetime.now(UTC)),
        )
        await bench.undo("undo a move", answer)
    for _ in range(3):
        merged, heir = places.merged.place.union.id, places.heir.place.union.id
        children = len(await database.read(lambda tx: below(tx, merged)))
        answer = await bench.timed(
            f"merge a union with {children} children",
            lambda: structure.merge(database, ASK, merged, heir, datetime.now(UTC)),
        )
        await bench.undo("undo a merger", answer)


async def main() -> None:
    """Measure, and print the table."""
    console = Console(width=100)
    async with opened(Settings.model_validate({})) as database:
        bench = Bench(database)
        places = await bench.timed("survey", lambda: database.read(survey))
        children = len(await database.read(lambda tx: below(tx, places.township.place.union.id)))
        console.print(f"the large township has {children} children")
        yesterday = end_of_day(database.today(datetime.now(UTC)) - timedelta(days=1), database.zone)
        if "--founded-today" in sys.argv:
            yesterday = end_of_day(database.today(datetime.now(UTC)), database.zone)
        await changing(bench, places)
        await reading(bench, places, yesterday)
        console.print(bench.table())


if __name__ == "__main__":
    asyncio.run(main())
