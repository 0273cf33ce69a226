"""`orgnet import`: unions out of sheets."""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import Progress

from api.commands.running import console, counting, errors, with_database
from api.imports import Gathered, digest_of, gather, write_rejected
from graph.db import Database
from graph.imports import plan
from graph.journals import begin, unfinished
from graph.spool import Spool
from graph.writing import Import, write
from orgnet.errors import Conflict, Refusal
from orgnet.facts import Ask
from orgnet.imports import Plan, Verdict
from orgnet.permissions import OPERATOR

ASK = Ask(OPERATOR)

SHOWN = 200
"""Faults and doubts that are printed; the file of rejected rows holds all."""


@dataclass(frozen=True, slots=True)
class Options:
    """What was asked for."""

    files: list[Path]
    dry_run: bool
    accept_valid: bool
    rejected: Path | None
    system: str
    resume: bool


def import_(
    files: Annotated[list[Path], typer.Argument(help="CSV or XLSX, headings in Chinese or English")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="say what would be done and every fault")] = False,
    accept_valid: Annotated[
        bool, typer.Option("--accept-valid", help="take what is right, leave out the rest")
    ] = False,
    rejected: Annotated[Path | None, typer.Option(help="a .csv or .xlsx for the rows that are left out")] = None,
    system: Annotated[str, typer.Option(help="the older system of which the sheets hold codes")] = "",
    resume: Annotated[bool, typer.Option("--resume", help="only carry on what was left off")] = False,
) -> None:
    """Found and change unions as sheets say; nothing is written unless all rows are right.

    The same files imported again carry on an import that was left off.
    """
    if accept_valid and rejected is None and not dry_run:
        errors.print("--accept-valid needs --rejected FILE, for the rows that are left out", style="red")
        raise typer.Exit(2)
    options = Options(files, dry_run, accept_valid, rejected, system, resume)
    with Spool() as spool:
        right = with_database(lambda database: _import(database, options, spool))
    if not right:
        raise typer.Exit(1)


async def _import(database: Database, options: Options, spool: Spool) -> bool:
    """Whether everything asked for was done."""
    with counting("rows") as bar:
        task = bar.add_task("reading", total=None)
        gathered = gather(options.files, spool, options.system, lambda rows: bar.update(task, completed=rows))
        planned = await plan(database, gathered.book, spool, lambda step: bar.update(task, description=step))
    _print(map(str, gathered.faults))
    if gathered.faults:
        return False
    _report(planned)
    if options.rejected:
        write_rejected(options.rejected, gathered, planned)
    wrong = planned.count(Verdict.WRONG)
    if options.dry_run or (wrong and not options.accept_valid):
        console.print("Nothing is written." if options.dry_run else "Nothing is written: mend the rows that are wrong.")
        return not wrong
    with counting("rows") as bar:
        await _write(database, options, gathered, planned, bar)
    return True


async def _write(database: Database, options: Options, gathered: Gathered, planned: Plan, bar: Progress) -> None:
    files, now = digest_of(options.files, options.system), datetime.now(UTC)
    left_off = await unfinished(database, files)
    if options.resume and left_off is None:
        raise Conflict("no import of these files was left off")
    due = planned.count(Verdict.FOUND) + planned.count(Verdict.CHANGE)
    if left_off is None and not (due or planned.pacts or planned.doubts):
        console.print("The network is as the sheets say already.")
        return
    journal = await begin(database, ASK, files, [path.name for path in options.files], now)
    task = bar.add_task("writing" if left_off is None else f"carrying on after {left_off:,}", total=due)
    written = 0

    def progress(unions: int) -> None:
        nonlocal written
        written = unions
        bar.update(task, completed=unions)

    try:
        await write(Import(database, ASK, journal, planned, gathered.spool, now), progress)
    except Refusal as refusal:
        raise Conflict(
            f"The import stopped: {refusal.detail}. {written:,} of {due:,} unions are written, each slice exact by"
            " itself. Import the same files again to carry on; a change can be undone by the number of its fact,"
            " and a union that was founded can be dissolved."
        ) from refusal
    except asyncio.CancelledError:
        bar.stop()
        errors.print(
            f"The import was interrupted: {written:,} of {due:,} unions are written, each slice exact by itself."
            " Import the same files again to carry on.",
            markup=False,
        )
        raise


def _report(planned: Plan) -> None:
    """Tell every fault and doubt, and how many rows there are of each kind."""
    faults = (fault for row in sorted(planned.book.faults) for fault in planned.book.faults[row])
    _print(map(str, faults))
    _print(
        f"{planned.book.where(row)}: {doubt.name} is like {doubt.like_name}; decide: orgnet doubts"
        for row, doubt in sorted(planned.doubts.items())
    )
    said = [f"{planned.count(verdict):,} {name}" for verdict, name in NAMES.items() if planned.count(verdict)]
    console.print(", ".join([*said, f"{len(planned.pacts):,} pacts"] if planned.pacts else said) or "no rows")


NAMES = {
    Verdict.FOUND: "to be founded",
    Verdict.CHANGE: "to be changed",
    Verdict.SAME: "as they are",
    Verdict.DOUBT: "in doubt",
    Verdict.WAIT: "left out with their superiors",
    Verdict.WRONG: "wrong",
}


def _print(lines: Iterable[str]) -> None:
    number = 0
    for number, line in enumerate(lines, start=1):
        if number <= SHOWN:
            console.print(line, markup=False, highlight=False, soft_wrap=True)
    if number > SHOWN:
        console.print(f"… and {number - SHOWN:,} more")
