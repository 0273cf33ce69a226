"""Slices of an import: rows that are due are made ready to be founded, while the database writes those before them."""

from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import asynccontextmanager
from functools import partial
from typing import NamedTuple

from orjson import loads

from graph.loading import Slice, prepare
from graph.processes import End, answer, beside
from orgnet.foundings import union_of
from orgnet.unions import Founding

MANY = 20_000
"""Rows for which it is worth starting a process."""


class Due(NamedTuple):
    """A row that is to be founded: the ids it and its superiors will have, and what it says, as it lies in the spool.

    `code` is the one it gets where it says none.
    """

    id: str
    code: str
    parent: str | None
    guide: str | None
    packed: bytes

    @property
    def founding(self) -> Founding:
        """The union it will be, under the superiors it will have."""
        return Founding(union_of(self.id, self.code, loads(self.packed)), self.parent, self.guide)


Make = Callable[[Sequence[Due]], Slice]


@asynccontextmanager
async def maker(rows: int) -> AsyncGenerator[Make]:
    """What makes slices of so many rows: a process of its own where they are many, else whoever calls."""
    if rows < MANY:
        yield made
    else:
        async with beside(_make) as end:
            yield partial(answer, end)


def _make(end: End) -> None:
    while True:
        end.send(made(end.recv()))


def made(rows: Sequence[Due]) -> Slice:
    """A slice of rows."""
    return prepare([row.founding for row in rows])
