"""`orgnet export`: a branch as a file."""

import os
import sys
from pathlib import Path
from typing import IO, Annotated

import typer

from api.commands.running import counting, errors, with_database
from api.formats import HELD, Format, take, writer
from graph.branches import bounded, size
from graph.db import Database
from graph.naming import union_named
from orgnet.exports import Language
from orgnet.permissions import OPERATOR

STDOUT = Path("-")
SHEETS = (Format.CSV, Format.XLSX)


def export(
    branch: Annotated[str, typer.Argument(help="the top: a code, a credit code, an id, or names: 全国/浙江省总工会")],
    file: Annotated[Path, typer.Argument(help="a .csv, .xlsx, .graphml or .gexf; - prints CSV")],
    language: Annotated[Language, typer.Option(help="of headings and terms in sheets")] = Language.CHINESE,
) -> None:
    """Write a union and all below it into a file; a sheet can be imported again.

    It is read in pages, each a moment by itself: what changes meanwhile may be in it or not.
    """
    format = _format(file)
    if file == STDOUT:
        _print(branch, language)
        return
    part = file.with_name(f"{file.name}.part")
    try:
        with part.open("wb") as out:
            with_database(lambda database: _export(database, branch, format, out, language))
        part.replace(file)
    except OSError as error:
        errors.print(f"{file} cannot be written: {error.strerror}", style="red", markup=False)
        raise typer.Exit(1) from error
    finally:
        part.unlink(missing_ok=True)


def _format(file: Path) -> Format:
    extension = "csv" if file == STDOUT else file.suffix.lower().removeprefix(".")
    if extension not in set(Format):
        raise typer.BadParameter(f"{file.name} has none of the extensions .csv, .xlsx, .graphml, .gexf")
    return Format(extension)


def _print(branch: str, language: Language) -> None:
    """Print CSV; whoever has read enough of it may close the pipe."""
    try:
        with_database(lambda database: _export(database, branch, Format.CSV, sys.stdout.buffer, language))
        sys.stdout.flush()
    except BrokenPipeError as error:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise typer.Exit(1) from error


async def _export(database: Database, branch: str, format: Format, out: IO[bytes], language: Language) -> None:
    top = await database.read(lambda tx: union_named(tx, branch))
    if format in SHEETS:
        unions = await database.read(lambda tx: size(tx, top))
    else:
        unions = await database.read(lambda tx: bounded(tx, top, HELD, "export a smaller branch, or a sheet"))
    with counting("unions", errors) as bar:
        task = bar.add_task("exporting", total=unions)
        await take(database, OPERATOR, top, writer(format, out, language), lambda n: bar.advance(task, n))
