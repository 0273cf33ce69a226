"""The cast of the tests: short ways to a small network and the people in it."""

from datetime import UTC, datetime

from graph import hands, log, people, seats, structure
from graph.db import Database, run
from graph.log import Turn
from orgnet.facts import Ask
from orgnet.kinds import Kind
from orgnet.levels import Level
from orgnet.people import Person
from orgnet.permissions import OPERATOR, Role
from orgnet.unions import Founding, Union
from tests.snapshots import begin

OPERATOR_ASKS = Ask(OPERATOR)
NOON = datetime(2026, 3, 2, 4, tzinfo=UTC)


def union(id: str, level: Level, kind: Kind = Kind.FEDERATION, *, name: str = "", members: int = 0) -> Union:
    """A union whose id, code and name tell the same."""
    return Union(id=id, code=id, name=name or f"{id} 工会", level=level, kind=kind, members=members)


async def found(
    database: Database, union: Union, parent: str | None, guide: str | None = None, now: datetime = NOON
) -> int:
    """Found a union as the operator; the number of the fact."""
    answer = await structure.found(database, OPERATOR_ASKS, Founding(union, parent, guide), now)
    return int(answer["seq"])


async def seat(database: Database, person: str, union: str, role: str) -> Ask:
    """Somebody with a seat, who asks."""

    async def work(turn: Turn) -> None:
        await run(
            turn.tx,
            """
            MERGE (p:Person {id: $person}) ON CREATE SET p.username = $person, p.name = $person, p.active = true
            """,
            person=person,
        )
        await seats.add(turn, [{"person": person, "union": union, "role": role}])
        await hands.count(turn, [union])

    await log.turn(database, work, NOON)
    return Ask(person)


async def provinces(database: Database) -> None:
    """A root with two provinces, a county under the first, and two grassroots unions there."""
    await begin(database, "provinces", _provinces)


async def _provinces(database: Database) -> None:
    await found(database, union("root", Level.NATIONAL), None)
    await found(database, union("zj", Level.PROVINCIAL), "root")
    await found(database, union("hb", Level.PROVINCIAL), "root")
    await found(database, union("xh", Level.COUNTY), "zj")
    await found(database, union("g1", Level.GRASSROOTS), "xh")
    await found(database, union("g2", Level.GRASSROOTS), "xh")


PASSWORD = "a sentence of one's own"


async def enter(database: Database, id: str, at: str, role: Role | None = None, password: str | None = None) -> Ask:
    """Somebody entered by the operator, with a seat and a password if they are named, who asks."""
    await people.create(database, OPERATOR_ASKS, Person(id, id, id), password, at, NOON)
    if role:
        await seats.seat(database, OPERATOR_ASKS, id, at, role, NOON)
    return Ask(id)
