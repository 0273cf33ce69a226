"""`orgnet why`: who may do what, in a sentence."""

from typing import Annotated

import typer

from api.commands.running import console, with_database
from graph import people
from graph import why as answers
from graph.db import Transaction
from orgnet.permissions import OPERATOR
from orgnet.why import action_named


def why(
    person: Annotated[str, typer.Argument(help="user name, or operator")],
    action: Annotated[str, typer.Argument(help="such as sign, issue, edit, see-figures")],
    thing: Annotated[str, typer.Argument(help="a union by code or names, or a directive by number")],
) -> None:
    """Say whether somebody may do something, and why."""

    async def work(tx: Transaction) -> answers.Why:
        who = OPERATOR if person == OPERATOR else await people.named(tx, person)
        return await answers.why_named(tx, OPERATOR, who, action_named(action), thing)

    answer = with_database(lambda database: database.read(work))
    console.print(answer.sentence, markup=False, highlight=False, soft_wrap=True)
