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


async def staff(
    tx: Transaction, actor: str, union: str, after: Sequence[str], limit: int
) -> tuple[list[dict[str, Any]], list[str]]:
    """Active people with the union and roles at which they serve; for who may see them.

    `after` is where the page before ended: the codes that lead from the branch down to a union, then name and
    id of the last person found there. An empty one begins, and an empty one in the answer says that there are
    no more.
    """
    await allow(tx, actor, Action.SEE_PEOPLE, await position(tx, union))
    *path, name, id = after if len(after) > 1 else ("", "")
    walk = _Walk(tx, limit + 1)
    await walk.visit(union, [], path, (name, id))
    page = [person for _, person in walk.found[:limit]]
    if len(walk.found) <= limit:
        return page, []
    return page, [*walk.found[limit - 1][0], page[-1]["name"], page[-1]["id"]]


@dataclass(slots=True)
class _Walk:
    tx: Transaction
    limit: int
    found: list[tuple[list[str], dict[str, Any]]] = field(default_factory=list[tuple[list[str], dict[str, Any]]])

    async def visit(self, union: str, path: list[str], resume: list[str], after: tuple[str, str]) -> bool:
        """Visit a union and those below it, from where the path to resume leads; whether enough is found."""
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
        self.found += [(path, record["person"] | {"at": record["at"], "roles": record["roles"]}) for record in people]
        return len(people) == missing


CHILD = "MATCH (:Union {id: $id})<-[:PART_OF]-(c {code: $code}) RETURN c.id AS id"

CHILDREN = """
MATCH (:Union {id: $id})<-[:PART_OF]-(c)
WHERE c.code > $after AND (c.hands = 'seated' OR EXISTS { (c)<-[:PART_OF]-() })
RETURN c.id AS id, c.code AS code, c.hands AS hands ORDER BY c.code LIMIT $limit
"""

SERVING = """
MATCH (p:Person)-[s:SERVES]->(u:Union {id: $id})
WHERE p.active AND (p.name > $name OR (p.name = $name AND p.id > $after))
WITH p, u, s ORDER BY s.role
WITH p, u, collect(s.role) AS roles
RETURN p {.id, .username, .name, .active, .mobile, .mail, .wecom} AS person, u {.id, .name} AS at, roles
ORDER BY p.name, p.id LIMIT $limit
"""
