"""Staff come in exact pages: the same people as a plain walk finds, each once, in order."""

import random
from dataclasses import dataclass, field
from typing import Any

import pytest

from graph import hands, log, people, seats
from graph.db import Database, run
from graph.log import Turn
from graph.staff import staff
from orgnet.errors import Denied
from orgnet.levels import Level
from orgnet.permissions import Role
from tests.cast import NOON, OPERATOR_ASKS, enter, found, union


@dataclass
class Plain:
    """The plain model: who is below whom, and who serves where as what."""

    below: dict[str, list[str]] = field(default_factory=dict[str, list[str]])
    serving: dict[str, dict[str, set[str]]] = field(default_factory=dict[str, dict[str, set[str]]])
    asleep: set[str] = field(default_factory=set[str])

    def walk(self, top: str) -> list[tuple[str, str, list[str]]]:
        """Union, person and roles, in order."""
        here = [
            (top, person, sorted(roles))
            for person, roles in sorted(self.serving.get(top, {}).items())
            if person not in self.asleep
        ]
        return here + [entry for child in sorted(self.below.get(top, [])) for entry in self.walk(child)]


async def grow(db: Database, seed: int) -> Plain:
    """A network of four levels with people strewn over it, in one turn."""
    chance, plain = random.Random(seed), Plain()
    await found(db, union("r", Level.NATIONAL), None)
    for superior, level in (
        ("r", Level.PROVINCIAL),
        ("r0", Level.COUNTY),
        ("r1", Level.COUNTY),
        ("r00", Level.GRASSROOTS),
    ):
        for n in range(4):
            await found(db, union(f"{superior}{n}", level), superior)
            plain.below.setdefault(superior, []).append(f"{superior}{n}")
    unions = ["r", *(child for children in plain.below.values() for child in children)]
    for n in range(12):
        for at in chance.sample(unions, chance.choice([1, 1, 2])):
            roles = chance.sample([role.value for role in Role], chance.choice([1, 2]))
            plain.serving.setdefault(at, {}).setdefault(f"p{n:02d}", set()).update(roles)
    await log.turn(db, lambda turn: place(turn, plain), NOON)
    for person in ("p03", "p07"):
        await people.set_active(db, OPERATOR_ASKS, person, False, NOON)
        plain.asleep.add(person)
    return plain


async def place(turn: Turn, plain: Plain) -> None:
    ids = sorted({person for serving in plain.serving.values() for person in serving})
    await run(
        turn.tx,
        "UNWIND $ids AS id CREATE (:Person {id: id, username: id, name: id, active: true, mobile: '13800000000'})",
        ids=ids,
    )
    for at, serving in plain.serving.items():
        await seats.add(turn, [{"person": p, "union": at, "role": r} for p, roles in serving.items() for r in roles])
    await hands.count(turn, plain.serving)


async def pages(db: Database, top: str, limit: int) -> list[list[dict[str, Any]]]:
    found, after = list[list[dict[str, Any]]](), list[str]()
    while True:
        page, after = await db.read(lambda tx, a=after: staff(tx, "operator", top, a, limit))
        found.append(page)
        if not after:
            return found


@pytest.mark.parametrize("seed", [1, 2])
async def test_pages_of_any_size_have_the_people_of_the_plain_model(db: Database, seed: int) -> None:
    plain = await grow(db, seed)
    for top in ("r", "r0", "r00", "r3"):
        expected = plain.walk(top)
        for limit in (1, 3, len(expected) or 1, 50):
            got = await pages(db, top, limit)
            flat = [(p["at"]["id"], p["id"], p["roles"]) for page in got for p in page]
            assert flat == expected
            assert [len(page) for page in got[:-1]] == [limit] * (len(got) - 1)
            assert got[-1] or not expected


async def test_a_page_goes_on_where_the_one_before_ended_though_its_union_is_gone(db: Database) -> None:
    await grow(db, 1)
    for after in (["r0", "r00", "r007", "zhang", "zhang"], ["r9", "x", "x"], ["nothing"]):
        page, _ = await db.read(lambda tx, a=after: staff(tx, "operator", "r", a, 50))
        assert all(person["at"]["id"] > "r00" or after == ["nothing"] for person in page)


async def test_whoever_may_not_see_people_gets_no_list(db: Database) -> None:
    await grow(db, 1)
    eve = await enter(db, "eve", "r3", Role.ADMIN)
    with pytest.raises(Denied):
        await db.read(lambda tx: staff(tx, eve.actor, "r0", [], 50))
    page, _ = await db.read(lambda tx: staff(tx, eve.actor, "r3", [], 50))
    assert "eve" in [person["id"] for person in page]
