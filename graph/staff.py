"""Staff: the people who serve in a branch, page by page.

The branch is walked down in the order of codes, into those unions only whose census says that somebody
serves there or below, so a page costs its own length and not the branch's.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from graph import tallies
from graph.access import allow
from graph.db import Transaction, row, rows
from graph.positions import position
from orgnet.permissions import Action
from orgnet.tallies import NETWORK, row_key
from orgnet.unions import Hands

READ_AHEAD = 100
"""Subordinates read at once."""

SEATED = Hands.SEATED[0]

Cursor = Sequence[Any]
"""The codes that lead from the branch down to a union, then name and id of the last person found there."""


async def staff(
    tx: Transaction, actor: str, union: str, after: Cursor, limit: int
) -> tuple[list[dict[str, Any]], Cursor | None]:
    """People with the union and roles at which they serve, and where the next page begins; for who may see them."""
    await allow(tx, actor, Action.SEE_PEOPLE, await position(tx, union))
    walk = _Walk(tx, limit)
    path, name, id = after or ([], "", "")
    full = await walk.visit(union, [], list(path), (name, id))
    return walk.found, walk.place if full else None


@dataclass(slots=True)
class _Walk:
    tx: Transaction
    limit: int
    found: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    place: Cursor = ()

    async def visit(self, union: str, path: list[str], resume: list[str], after: tuple[str, str]) -> bool:
        """Visit a union and those below it, from where the path to resume leads; whether the page is full."""
        if not resume and await self._take(union, path, after):
            return True
        code = resume[0] if resume else ""
        child = await row(self.tx, CHILD, id=union, code=code) if resume else None
        if child and await self.visit(child["id"], [*path, code], resume[1:], after):
            return True
        while children := await rows(self.tx, CHILDREN, id=union, after=code, limit=READ_AHEAD):
            staffed = await self._staffed([child["id"] for child in children])
            for child in children:
                peopled = child["hands"] == Hands.SEATED or child["id"] in staffed
                if peopled and await self.visit(child["id"], [*path, child["code"]], [], ("", "")):
                    return True
            code = children[-1]["code"]
        return False

    async def _staffed(self, unions: list[str]) -> set[str]:
        """The unions below which somebody serves."""
        below = await tallies.read(self.tx, [row_key(NETWORK, union) for union in unions])
        return {key.split("|")[1] for key, counts in below.items() if any(cell[5] == SEATED for cell in counts)}

    async def _take(self, union: str, path: list[str], after: tuple[str, str]) -> bool:
        missing = self.limit - len(self.found)
        people = await rows(self.tx, SERVING, id=union, name=after[0], after=after[1], limit=missing)
        self.found += [record["person"] | {"at": record["at"], "roles": record["roles"]} for record in people]
        if len(people) < missing:
            return False
        last = people[-1]["person"]
        self.place = [path, last["name"], last["id"]]
        return True


CHILD = "MATCH (:Union {id: $id})<-[:PART_OF]-(c {code: $code}) RETURN c.id AS id"

CHILDREN = """
MATCH (:Union {id: $id})<-[:PART_OF]-(c) WHERE c.code > $after
RETURN c.id AS id, c.code AS code, c.hands AS hands ORDER BY c.code LIMIT $limit
"""

SERVING = """
MATCH (p:Person)-[s:SERVES]->(u:Union {id: $id})
WHERE p.name > $name OR (p.name = $name AND p.id > $after)
WITH p, u, s ORDER BY s.role
WITH p, u, collect(s.role) AS roles
RETURN p {.id, .username, .name, .active, .mobile, .mail, .wecom} AS person, u {.id, .name} AS at, roles
ORDER BY p.name, p.id LIMIT $limit
"""
