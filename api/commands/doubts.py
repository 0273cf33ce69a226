"""`orgnet doubts`: names that may be another spelling, decided once."""

from datetime import UTC, datetime
from typing import Annotated

import typer
from rich.table import Table

from api.commands.running import console, with_database
from graph import unions
from graph.db import Database
from graph.doubts import decide, undecided
from orgnet.doubts import Said
from orgnet.facts import Ask
from orgnet.permissions import OPERATOR

LIMIT = 200


def doubts(
    doubt: Annotated[str, typer.Argument(help="which one to decide; none to list all")] = "",
    decision: Annotated[Said | None, typer.Argument(help="the same union, or a different one")] = None,
) -> None:
    """List the names of imported rows that are like those of unions, or decide one."""
    if doubt and decision is None:
        raise typer.BadParameter("say whether it is the same union or a different one", param_hint="decision")
    with_database(lambda database: _decide(database, doubt, decision) if decision else _list(database))


async def _decide(database: Database, doubt: str, decision: Said) -> None:
    await decide(database, Ask(OPERATOR), doubt, decision is Said.SAME, datetime.now(UTC))
    console.print("The next import follows.")


async def _list(database: Database) -> None:
    root = await database.read(unions.root)
    found = await database.read(lambda tx: undecided(tx, OPERATOR, root, LIMIT))
    table = Table("doubt", "the sheet says", "there is", "under")
    for each in found:
        table.add_row(each.id, each.name, f"{each.like.name} ({each.like.code})", each.superior.name)
    console.print(table if found else "Nothing is in doubt.")
