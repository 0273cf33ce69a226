"""How fast a large sheet comes in: `python -m tests.bench.imports [SIZE]`, such as 28k or 280k.

The sample network is written as a CSV, and imported into an empty database as the command does it; in the
same run, the same unions are loaded without a sheet, so that the machine's speed cancels out. Computing is
told apart from waiting, since others may use the machine too.
"""

import asyncio
import csv
import json
import resource
import sys
import tempfile
import time
from collections.abc import Generator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from subprocess import run

import psutil

from api.imports import digest_of, gather
from graph.db import Database
from graph.imports import plan
from graph.installation import opened
from graph.journals import begin
from graph.settings import Settings
from graph.spool import Spool
from graph.writing import Import, write
from orgnet.facts import Ask
from orgnet.imports import Verdict
from orgnet.permissions import OPERATOR
from seeds.network import Network
from seeds.planting import plant
from seeds.sizes import Size

ASK = Ask(OPERATOR)

FIELDS = (
    *("code", "name", "level", "kind", "sector", "status", "division", "credit_code", "employer_code", "organ_code"),
    *("members", "units", "founded", "lon", "lat", "desk", "telephone", "hours"),
)


def grow(path: Path, size: Size) -> None:
    """Write a sample network as a CSV, with superiors by code."""
    network, codes = Network(size), dict[str | None, str]()
    with path.open("w", encoding="utf-8", newline="") as file:
        sheet = csv.writer(file)
        sheet.writerow([*FIELDS, "parent", "guide"])
        for founding in network.unions():
            union = founding.union
            codes[union.id] = union.code
            cells = [getattr(union, name) for name in FIELDS]
            sheet.writerow([*cells, codes.get(founding.parent, ""), codes.get(founding.guide, "")])


class Meter:
    """The clock, and the computing of this process and of the engine, in seconds."""

    def __init__(self, folder: Path) -> None:
        self.engine = psutil.Process(json.loads((folder / "engine.json").read_text())["pid"])
        self.spent = dict[str, tuple[float, ...]]()

    def read(self) -> tuple[float, ...]:
        times = self.engine.cpu_times()
        return time.perf_counter(), time.process_time(), times.user + times.system

    @contextmanager
    def measured(self, what: str) -> Generator[None]:
        before = self.read()
        yield
        self.spent[what] = tuple(now - then for now, then in zip(self.read(), before, strict=True))

    def tell(self, unions: int) -> float:
        """Print what was measured; the seconds of the whole."""
        whole = [sum(column) for column in zip(*self.spent.values(), strict=True)]
        for what, (clock, own, engine) in {**self.spent, "the whole": tuple(whole)}.items():
            print(f"  {what}: {clock:.1f} s ({own:.1f} s computing here, {engine:.1f} s in the engine)")
        print(f"  {unions:,} unions, {unions / whole[0]:,.0f} a second")
        return whole[0]


async def imported(database: Database, path: Path, meter: Meter) -> int:
    """How many unions an import founded."""
    with Spool() as spool:
        with meter.measured("reading"):
            gathered = gather([path], spool)
        with meter.measured("planning"):
            planned = await plan(database, gathered.book, spool)
        with meter.measured("writing"):
            now = datetime.now(UTC)
            journal = await begin(database, ASK, digest_of([path], ""), [path.name], now)
            await write(Import(database, ASK, journal, planned, spool, now))
        print(", ".join(f"{n:,} {verdict.name}" for verdict in Verdict if (n := planned.count(verdict))))
        return planned.count(Verdict.FOUND)


async def loaded(database: Database, size: Size, meter: Meter) -> int:
    """Plant the same unions without a sheet."""
    with meter.measured("planting"):
        return await plant(database, Network(size), datetime.now(UTC))


async def on_empty(work: Path | Size) -> float:
    """The seconds of an import or a loading on an engine of its own."""
    with tempfile.TemporaryDirectory() as folder:
        async with opened(Settings.model_validate({"data": folder})) as database:
            meter = Meter(Path(folder))
            done = imported(database, work, meter) if isinstance(work, Path) else loaded(database, work, meter)
            return meter.tell(await done)


def main(size: Size) -> None:
    """Print unions a second, the peak of memory, and the ratio to planting."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "unions.csv"
        run([sys.executable, "-m", "tests.bench.imports", "grow", str(path), size], check=True)  # memory of its own
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        whole = asyncio.run(on_empty(path))
        after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        print(f"  memory: {after / 1024:,.0f} MB at most, {before / 1024:,.0f} MB before")
    alone = asyncio.run(on_empty(size))
    print(f"an import takes {whole / alone:.2f} times as long as planting")


if __name__ == "__main__":
    if sys.argv[1:2] == ["grow"]:
        grow(Path(sys.argv[2]), Size(sys.argv[3]))
    else:
        main(Size(sys.argv[1] if sys.argv[1:] else "280k"))
