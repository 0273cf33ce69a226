"""Administration: one place for all that is done to a union and its branch, as far as its reader may."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import Response

from api.pages.readers import Reading
from api.pages.sessions import onward
from graph import unions
from graph.access import powers
from graph.db import Transaction
from graph.positions import position
from orgnet.permissions import Action
from orgnet.unions import Union

router = APIRouter()


@dataclass(frozen=True, slots=True)
class Office:
    """A union that is administered, its line up, and what its reader may do there."""

    union: Union
    line: Sequence[Union]
    powers: frozenset[Action]

    def may(self, action: str) -> bool:
        """Whether the reader may do this here."""
        return Action(action) in self.powers


async def office(tx: Transaction, actor: str, union: str) -> Office:
    """The administration of a union."""
    where = await position(tx, union)
    return Office(where.union, await unions.line(tx, union), await powers(tx, actor, where))


@router.get("/administration")
async def read(reader: Reading, at: Annotated[str | None, Query(max_length=64)] = None) -> Response:
    """The administration of one of my unions: of the one named, of one I look after, or of the first."""
    chairs = sorted(reader.seated(at) or reader.chairs, key=lambda chair: not chair.administers)
    return onward(f"/unions/{chairs[0].union}/seats" if chairs else "/me")
