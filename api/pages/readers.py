"""Readers: who looks at a page, with the seats from which he does."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request

from api.actors import Actor, Graph
from graph import brands, people
from orgnet.brands import Brand
from orgnet.permissions import WRITING, Role


@dataclass(frozen=True, slots=True)
class Chair:
    """One union at which somebody serves, and as what."""

    union: str
    name: str
    roles: frozenset[Role]

    @property
    def signs(self) -> bool:
        """Whether he acts for the union."""
        return Role.OFFICER in self.roles

    @property
    def writes(self) -> bool:
        """Whether he drafts for the union."""
        return not self.roles.isdisjoint(WRITING)

    @property
    def administers(self) -> bool:
        """Whether he looks after the union and its branch."""
        return Role.ADMIN in self.roles


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody who looks at a page."""

    id: str
    name: str
    username: str
    chairs: tuple[Chair, ...]
    brand: Brand | None = None

    def seated(self, union: str | None) -> list[Chair]:
        """His place at one union, or where none is named all of them."""
        return [chair for chair in self.chairs if not union or chair.union == union]

    def at(self, union: str) -> Chair | None:
        """His place at a union, if he serves there."""
        return next((chair for chair in self.chairs if chair.union == union), None)

    def signs(self, union: str) -> bool:
        """Whether he acts for a union."""
        return any(chair.signs for chair in self.chairs if chair.union == union)


async def reader(request: Request, graph: Graph, actor: Actor) -> Reader:
    """Who looks at the page; raises Unknown where nobody is signed in."""
    known = await graph.read(lambda tx: people.me(tx, actor))
    roles: dict[tuple[str, str], set[Role]] = {}
    for seat in known["seats"]:
        roles.setdefault((seat["union"], seat["name"]), set()).add(Role(seat["role"]))
    chairs = tuple(Chair(*union, frozenset(held)) for union, held in roles.items())
    brand = await graph.read(lambda tx: brands.nearest(tx, chairs[0].union)) if chairs else None
    found = Reader(actor, known["name"], known["username"], chairs, brand)
    request.state.reader = found
    return found


Reading = Annotated[Reader, Depends(reader)]
