"""`orgnet seed`: the sample network."""

from datetime import UTC, datetime
from typing import Annotated

import typer

from api.commands.running import console, counting, with_database
from graph.db import Database
from seeds.network import SEED, Network
from seeds.planting import plant
from seeds.sizes import EXPECTED, Size
from seeds.story import BEGINS, SignIn, tell


def seed(
    size: Annotated[Size, typer.Option(help="how many unions")] = Size.SMALL,
    number: Annotated[int, typer.Option("--seed", help="another number, another network")] = SEED,
    story: Annotated[bool, typer.Option(help="let some directives be under way")] = True,
) -> None:
    """Grow the sample network in an empty database."""
    sign_ins = with_database(lambda database: grow(database, Network(size, number), story=story))
    console.print(f"{len(sign_ins)} people can sign in" if sign_ins else "The network stands.")


async def grow(database: Database, network: Network, *, story: bool) -> list[SignIn]:
    """Plant a network and tell its story, with a progress bar."""
    now = datetime.now(UTC)
    with counting("unions") as bar:
        task = bar.add_task("growing", total=EXPECTED[network.size])
        planted = await plant(database, network, now - BEGINS, lambda n: bar.update(task, completed=n))
        bar.update(task, completed=planted, total=planted)
        if not story:
            return []
        bar.update(task, description="telling the story")
        return await tell(database, now)
