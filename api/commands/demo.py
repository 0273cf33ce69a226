"""`orgnet demo`: the sample network with its story, served."""

from typing import Annotated

import typer
from rich.table import Table

from api.commands.running import console, settings
from api.commands.seed import grow
from api.commands.serve import serve_prepared
from graph.db import Database
from seeds.network import Network
from seeds.sizes import Size
from seeds.story import PASSWORD, is_told


def demo(size: Annotated[Size, typer.Option(help="how many unions, the first time")] = Size.SMALL) -> None:
    """Serve the sample network; the first time it is grown, later it is there with its data."""
    chosen = settings()

    async def prepare(database: Database) -> None:
        if not await database.read(is_told):
            await grow(database, Network(size), story=True)
        table = Table("sign in as", "who that is")
        for name, who in SIGN_INS.items():
            table.add_row(name, who)
        console.print(table, f"The password of all is {PASSWORD}; the data is in {chosen.data}")

    serve_prepared(chosen, prepare)


SIGN_INS = {
    "national": "officer of the national union: issues directives, watches them",
    "provincial": "officer of a provincial union",
    "grassroots": "officer of a grassroots union: finds, signs",
    "network": "admin of the whole network",
}
