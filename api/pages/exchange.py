"""Exchange: what goes back and forth on a directive, on pages of its own under the same tabs."""

from enum import StrEnum

from api.pages.readers import Reader
from graph import documents, positions, waiting
from graph.db import Transaction
from orgnet.directives import State


class Matter(StrEnum):
    """What is told, asked for, asked and given on a directive, as its pages are called."""

    REPLIES = "replies"
    EXTENSIONS = "extensions"
    QUESTIONS = "questions"
    TASKS = "tasks"


async def exchange(tx: Transaction, reader: Reader, directive: str, matter: Matter) -> dict[str, object]:
    """What every page of it says: the directive, its issuer, how much waits there, and who looks."""
    document = await documents.read(tx, reader.id, directive)
    return {
        "directive": document,
        "issuer": (await positions.position(tx, document.issuer)).union,
        "waits": await waiting.on(tx, document),
        "matter": matter,
        "matters": [each for each in Matter if each is not Matter.TASKS or document.tasks],
        "chair": reader.at(document.issuer),
        "over": document.state is not State.ISSUED,
    }
