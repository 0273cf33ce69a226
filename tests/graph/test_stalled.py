"""The unlock list finds exactly where a cascade has stopped, on a network of 28,000 unions: on Neo4j, on some provinces
of it."""

import numpy as np

from graph import directives, documents, stalled
from graph.db import Database, Transaction
from graph.dialect import Dialect
from graph.progress import progress
from graph.stalled import Stalled
from orgnet.audiences import addressed
from orgnet.directives import Directive, Way
from orgnet.documents import Text
from orgnet.facts import Ask
from orgnet.levels import Level
from orgnet.permissions import OPERATOR
from orgnet.standings import Standing
from seeds.network import Network
from seeds.planting import plant
from seeds.sizes import Size
from tests.graph.simulator import NOW, Simulator
from tests.graph.test_check import faults

PLANTED = {Level.PROVINCIAL: 1 / 2, Level.MUNICIPAL: 2 / 3, Level.COUNTY: 3 / 4, Level.TOWNSHIP: 1 / 4}
"""How many of each level stall, so that there are some behind whom much waits and some behind whom little does."""

SOME = {"12", "33", "54", "64"}
"""Provinces large and small."""


async def test_the_unlock_list_finds_the_planted_stalls_and_nobody_else(db: Database) -> None:
    network = Network(Size.SMALL, seed=7, only=None if db.dialect is Dialect.ARCADEDB else SOME)
    await plant(db, network, NOW)
    foundings = list(network.unions())
    superiors = {each.parent for each in foundings}
    chance, stalls = np.random.default_rng(7), set[str]()
    for level, share in PLANTED.items():
        offices = sorted(f.union.id for f in foundings if f.union.level is level and f.union.id in superiors)
        stalls |= {str(union) for union in chance.choice(offices, round(share * len(offices)), replace=False)}
    simulator = Simulator(db, foundings, stalls)
    await simulator.seat()
    officer, root = Ask(f"{simulator.root} officer"), simulator.root
    letter = Directive(
        "d", "d", Text("关于做好送温暖工作的通知", "请抓好落实。"), addressed(root), way=Way.LEVEL_BY_LEVEL
    )
    await directives.draft(db, officer, letter, NOW)
    await directives.issue(db, officer, "d", NOW)
    ends = await simulator.play("d", NOW)

    async def read(tx: Transaction) -> tuple[list[Stalled], list[Stalled], Standing]:
        _, found = await stalled.seen_stalled(tx, OPERATOR, "d", None, 1000)
        _, first = await stalled.seen_stalled(tx, OPERATOR, "d", None, 3)
        issued = await documents.read(tx, OPERATOR, "d")
        return found, first, (await progress(tx, issued, root)).standing

    found, first, standing = await db.read(read)
    assert {each.progress.place.union.id: each.waiting for each in found} == simulator.stalled()
    assert {each.progress.place.union.level for each in found} == PLANTED.keys()
    assert [each.waiting for each in found] == sorted((each.waiting for each in found), reverse=True)
    assert [each.progress.place.union.id for each in first] == [each.progress.place.union.id for each in found[:3]]
    assert standing.delivered() == len(simulator.expected & simulator.delivered)
    assert standing.unions == len(simulator.expected - {root})
    assert await faults(db, now=ends) == []
