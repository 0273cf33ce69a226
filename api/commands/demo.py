"""`orgnet demo`: the sample network with its story, served."""

from rich.table import Table

from api.commands.running import console, settings, with_database
from api.commands.seed import grow
from api.commands.serve import serve
from graph import unions
from graph.db import Database
from orgnet.errors import Missing
from seeds.network import Network
from seeds.story import PASSWORD


def demo() -> None:
    """Serve the sample network; the first time it is grown, later it is there with its data."""
    chosen = settings()
    with_database(_grown)
    table = Table("sign in as", "who that is")
    for name, who in SIGN_INS.items():
        table.add_row(name, who)
    console.print(table, f"The password of all is {PASSWORD}; the data is in {chosen.data}")
    serve()


SIGN_INS = {
    "national": "officer of the national union: issues directives, watches them",
    "provincial": "officer of a provincial union",
    "grassroots": "officer of a grassroots union: finds, signs",
    "network": "admin of the whole network",
}


async def _grown(database: Database) -> None:
    try:
        await database.read(unions.root)
    except Missing:
        await grow(database, Network(), story=True)
