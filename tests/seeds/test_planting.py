"""The sample network comes into a database whole and sound, and its story is half-way told."""

from datetime import UTC, datetime, timedelta

import pytest

from graph import inbox, passwords, people, progress, unions
from graph.db import Database, Transaction, rows
from orgnet.errors import Conflict
from orgnet.permissions import OPERATOR
from orgnet.receipts import Milestone
from seeds import planting
from seeds.network import Network
from seeds.planting import plant
from seeds.sizes import Size
from seeds.story import BEGINS, PASSWORD, SignIn, is_told, tell
from tests.graph.test_check import faults

NOW = datetime(2026, 11, 20, 3, tzinfo=UTC)


class BrokenOffError(Exception):
    """Somebody pressed Ctrl-C."""


async def counted(tx: Transaction) -> dict[str, int]:
    """How many nodes of each kind there are."""
    found = await rows(tx, "MATCH (n) RETURN labels(n)[0] AS label, count(n) AS n")
    return {record["label"]: record["n"] for record in found if record["label"] not in ("Log", "Migration")}


async def grown(db: Database) -> list[SignIn]:
    """A county with its story."""
    await plant(db, Network(Size.COUNTY), NOW - BEGINS)
    return await tell(db, NOW)


async def test_what_is_planted_passes_the_check_and_its_census_is_exact(db: Database) -> None:
    planted = await plant(db, Network(Size.COUNTY), NOW)
    grown = list(Network(Size.COUNTY).unions())
    assert planted == len(grown)
    assert await faults(db, now=NOW) == []
    root = await db.read(lambda tx: unions.one(tx, OPERATOR, grown[0].union.id))
    assert root.subordinates == planted - 1
    found = await db.read(
        lambda tx: rows(tx, "MATCH (u:Union) OPTIONAL MATCH (u)-[:PART_OF]->(p) RETURN u.code AS u, p.id AS p")
    )
    assert {(record["u"], record["p"]) for record in found} == {(f.union.code, f.parent) for f in grown}
    guided = await db.read(lambda tx: rows(tx, "MATCH (u:Union)-[:GUIDED_BY]->(g) RETURN u.id AS u, g.id AS g"))
    assert {(record["u"], record["g"]) for record in guided} == {(f.union.id, f.guide) for f in grown if f.guide}


async def test_planting_that_was_broken_off_goes_on_where_it_stopped(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(planting, "LARGE", 100)

    def break_off(planted: int) -> None:
        if planted > 250:
            raise BrokenOffError

    with pytest.raises(BrokenOffError):
        await plant(db, Network(Size.COUNTY), NOW, break_off)
    half = await db.read(counted)
    planted = await plant(db, Network(Size.COUNTY), NOW + timedelta(minutes=5))
    whole = await db.read(counted)
    assert half["Union"] < planted == whole["Union"]
    assert whole["Fact"] == 1 + -(-(planted - 1) // 100)
    assert await faults(db, now=NOW + timedelta(minutes=10)) == []


async def test_another_network_is_not_planted_over(db: Database) -> None:
    await plant(db, Network(Size.COUNTY, seed=7), NOW)
    before = await db.read(counted)
    with pytest.raises(Conflict, match="holds another network"):
        await plant(db, Network(Size.COUNTY), NOW)
    assert await db.read(counted) == before


async def test_every_directive_of_the_story_is_under_way(db: Database) -> None:
    sign_ins = await grown(db)
    assert await db.read(is_told)
    national, provincial = (who.union.id for who in sign_ins[:2])
    letters = [each for top in (national, provincial) for each in await issued(db, top)]
    assert len(letters) == 4
    for letter in letters:
        _, found = await db.read(lambda tx, letter=letter: progress.seen(tx, OPERATOR, letter, None))
        assert 0 < found.standing.reached()[Milestone.SIGNED] < found.standing.unions, letter
    assert await faults(db, now=NOW) == []


async def issued(db: Database, union: str) -> list[str]:
    found = await db.read(
        lambda tx: rows(tx, "MATCH (d:Directive {state: 'issued', issuer: $union}) RETURN d.id AS id", union=union)
    )
    return [record["id"] for record in found]


async def test_who_is_named_can_sign_in_and_the_grassroots_find_something_to_do(db: Database) -> None:
    for who in await grown(db):
        person, _ = await passwords.sign_in(db, who.username, PASSWORD, "127.0.0.1", NOW)
        me = await db.read(lambda tx, person=person: people.me(tx, person))
        assert [(seat["union"], seat["role"]) for seat in me["seats"]] == [(who.union.id, who.role)]
        if who.username == "grassroots":
            entries = await db.read(
                lambda tx, person=person, who=who: inbox.inbox(tx, person, who.union.id, db.today(NOW), open_only=False)
            )
            assert len(entries) >= 2


async def test_a_story_that_was_broken_off_is_told_to_its_end_and_no_further(db: Database) -> None:
    await grown(db)
    once = await db.read(counted)
    await tell(db, NOW + timedelta(minutes=5))
    assert await db.read(counted) == once
