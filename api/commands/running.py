"""How every command runs: with the settings, with the database, and with one sentence when it cannot."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

import typer
from pydantic import ValidationError
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn, TimeRemainingColumn

from graph.db import Database
from graph.installation import opened
from graph.settings import Settings
from orgnet.errors import Refusal

T = TypeVar("T")

console = Console()
errors = Console(stderr=True)


def settings() -> Settings:
    """The settings; what makes no sense in them ends the command."""
    try:
        return Settings.model_validate({})
    except ValidationError as error:
        for fault in error.errors():
            name = "_".join(str(part) for part in fault["loc"])
            errors.print(f"ORGNET_{name.upper() or 'settings'}: {fault['msg']}", style="red", markup=False)
        raise typer.Exit(2) from error


def with_database(work: Callable[[Database], Awaitable[T]]) -> T:
    """What the work answers, done with the installation's database; a refusal is printed, and ends the command."""

    async def run() -> T:
        async with opened(chosen) as database:
            return await work(database)

    chosen = settings()
    try:
        return asyncio.run(run())
    except Refusal as refusal:
        errors.print(refusal.detail, style="red", markup=False)
        raise typer.Exit(1) from refusal


def counting(what: str, shown: Console = console) -> Progress:
    """A progress bar that counts `what`, with the time it takes."""
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        TaskProgressColumn(),
        TextColumn(f"{{task.completed:,}} {what}"),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
        console=shown,
    )
