"""The check finds what is wrong, says nothing where all is well, and mends rows."""

from datetime import datetime

import pytest

from graph import directives
from graph.check import check
from graph.db import Database, Transaction, run
from graph.faults import Fault
from graph.gathering import write
from graph.marks import Mark
from orgnet.audiences import addressed
from orgnet.directives import Directive
from orgnet.documents import Text
from orgnet.levels import Level
from orgnet.receipts import Milestone
from tests.cast import NOON, found, seat, union
from tests.snapshots import begin


async def faults(database: Database, *, repair: bool = False, now: datetime = NOON) -> list[Fault]:
    return [fault async for fault in check(database, now, repair=repair) if isinstance(fault, Fault)]


@pytest.fixture
async def network(db: Database) -> Database:
    """A small network with a second line and a signed directive."""
    await begin(db, "a signed directive", grow)
    return db


async def grow(db: Database) -> None:
    """What it holds."""
    await found(db, union("root", Level.NATIONAL), None)
    await found(db, union("p", Level.PROVINCIAL, members=30), "root")
    await found(db, union("i", Level.PROVINCIAL, members=10), "root")
    await found(db, union("c", Level.COUNTY, members=20), "p")
    await found(db, union("g", Level.GRASSROOTS, members=120), "c", "i")
    officer, signer = await seat(db, "otto", "root", "officer"), await seat(db, "gina", "g", "officer")
    letter = Directive("d", "d", Text("通知", "正文"), addressed("root"))
    await directives.draft(db, officer, letter, NOON)
    await directives.issue(db, officer, "d", NOON)
    await write(db, [Mark(signer, "g", "d", Milestone.SIGNED)], NOON)


async def test_a_sound_network_has_no_faults(network: Database) -> None:
    assert await faults(network) == []


@pytest.mark.parametrize("key", ["network|c", "network|i|2", "d|p", "d|c|2"])
async def test_a_wrong_row_is_named_and_mended_with_all_that_rest_on_it(network: Database, key: str) -> None:
    async def spoil(tx: Transaction) -> None:
        await run(tx, "MERGE (t:Tally {key: $key}) SET t.counts = '{\"u7a-0va\":7}'", key=key)

    await network.write(spoil)
    assert key in [fault.where for fault in await faults(network)]
    assert key in [fault.where for fault in await faults(network, repair=True) if fault.mended]
    assert await faults(network) == []


SPOILT = {
    "parent is of a lower level": "MATCH (u:Union {id: 'p'}) SET u.level = 'grassroots'",
    "stands under nobody": "MATCH (:Union {id: 'g'})-[e:PART_OF]->() DELETE e",
    "more than one parent": "MATCH (u:Union {id: 'g'}), (p:Union {id: 'i'}) CREATE (u)-[:PART_OF {second: false}]->(p)",
    "does not lead upwards": "MATCH (u:Union {id: 'i'}) SET u.level = 'grassroots'",
    "does not say whether": "MATCH (:Union {id: 'g'})-[e:PART_OF]->() SET e.second = true",
    "hangs on no union": "CREATE (:Receipt {key: 'd|nobody', cascade: 'd', union: 'nobody'})",
    "no directive": "MATCH (d:Directive) DETACH DELETE d",
    "gaps": "MATCH (f:Fact {seq: 3}) DELETE f",
    "still has a superior": "MATCH (u:Union {id: 'g'}) SET u.status = 'dissolved'",
    "has its code": "MATCH (g:Union {id: 'g'}), (i:Union {id: 'i'}) SET g.code = i.code",
    "has its id": "CREATE (:Union {id: 'g', code: 'x', status: 'dissolved'})",
    "a circle": "MATCH (c:Union {id: 'c'})-[e:PART_OF]->(), (g:Union {id: 'g'}) DELETE e CREATE (c)-[:PART_OF]->(g)",
}


@pytest.mark.parametrize("what", SPOILT)
async def test_every_broken_rule_is_named(network: Database, what: str) -> None:
    await network.write(lambda tx: run(tx, SPOILT[what]))  # pyright: ignore[reportArgumentType]
    assert any(what in fault.what for fault in await faults(network)), await faults(network)
