"""The schema is brought up to date once, whoever asks how often."""

import asyncio
from datetime import date

from graph.db import Database, rows, run
from graph.migrations import MIGRATIONS, applied, migrate
from graph.nodes import duties_of
from orgnet.duties import Thing, only


async def test_every_migration_is_recorded(db: Database) -> None:
    assert await db.read(applied) == [migration.number for migration in MIGRATIONS]


async def test_migrating_twice_and_at_once_changes_nothing(db: Database) -> None:
    await asyncio.gather(migrate(db), migrate(db))
    assert await db.read(applied) == [migration.number for migration in MIGRATIONS]


async def test_what_was_asked_before_there_were_several_duties_is_asked_still(db: Database) -> None:
    old = {"id": "d", "cascade": "d", "duty": "do", "deadline": "2099-01-31"}
    relay = {"id": "r", "cascade": "d", "duty": "do", "deadline": "2099-01-31", "due": "2099-01-20"}
    undated = {"id": "u", "cascade": "u", "duty": "sign"}
    for properties in (old, relay, undated):
        await db.write(lambda tx, properties=properties: run(tx, "CREATE (d:Directive) SET d = $p", p=properties))
    await db.write(lambda tx: run(tx, "CREATE (a:Alarm {id: 'a', cascade: 'd'})"))
    for number in (12, 13):
        await db.write(lambda tx, number=number: run(tx, MIGRATIONS[number - 1].data))
    found = await db.read(
        lambda tx: rows(tx, "MATCH (d:Directive) RETURN d.id AS id, d.duties AS duties, d.duty AS old")
    )
    assert {each["id"]: duties_of(each["duties"]) for each in found} == {
        "d": only(Thing.DO, date(2099, 1, 31)),
        "r": only(Thing.DO, date(2099, 1, 20)),
        "u": only(Thing.SIGN),
    }
    assert {each["old"] for each in found} == {None}
    [alarm] = await db.read(lambda tx: rows(tx, "MATCH (a:Alarm) RETURN a.milestone AS milestone"))
    assert alarm["milestone"] == "done"


async def test_there_is_one_log(db: Database) -> None:
    await migrate(db)
    heads = await db.read(lambda tx: rows(tx, "MATCH (l:Log) RETURN l.seq AS seq"))
    assert [head["seq"] for head in heads] == [0]
