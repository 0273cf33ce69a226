"""`orgnet check`: everything proved."""

from datetime import UTC, datetime
from typing import Annotated

import typer
from rich.progress import Progress, SpinnerColumn, TextColumn

from api.commands.running import console, with_database
from graph import check as checking
from graph.db import Database
from graph.faults import Fault


def check(repair: Annotated[bool, typer.Option(help="set wrong tallies right")] = False) -> None:
    """Prove every tally and every rule of structure, beside a running server; prints what is wrong."""
    wrong = with_database(lambda database: _check(database, repair=repair))
    if wrong:
        raise typer.Exit(1)


async def _check(database: Database, *, repair: bool) -> int:
    """How many faults are left."""
    found = mended = seen = 0
    with Progress(SpinnerColumn(), TextColumn("{task.description}"), console=console, transient=True) as bar:
        task = bar.add_task("checking")
        async for news in checking.check(database, datetime.now(UTC), repair=repair):
            if isinstance(news, Fault):
                found, mended = found + (not news.mended), mended + news.mended
                console.print(f"{'mended' if news.mended else 'wrong'}: {news.where}: {news.what}", markup=False)
            else:
                seen = news
                bar.update(task, description=f"{seen:,} unions checked")
    console.print(f"{seen:,} unions checked, {found} faults, {mended} tallies mended")
    return found
