"""Walks down a branch find everybody once, from wherever they begin."""

from datetime import timedelta

import pytest

from graph import directives, documents
from graph.db import Database, Transaction
from graph.progress import progress
from graph.walks import missing, walk
from orgnet.audiences import Audience, Follows, Reach, Selector
from orgnet.directives import Directive
from orgnet.documents import Text
from orgnet.kinds import Kind
from orgnet.levels import Level
from orgnet.receipts import Milestone
from orgnet.tallies import Line
from tests.cast import NOON, found, seat, union


@pytest.mark.parametrize("at", ["root", "p"])
async def test_whoever_is_addressed_beside_the_issuer_s_branch_is_met_once(db: Database, at: str) -> None:
    await found(db, union("root", Level.NATIONAL), None)
    await found(db, union("p", Level.PROVINCIAL), "root")
    await found(db, union("i", Level.PROVINCIAL), "root")
    await found(db, union("c", Level.COUNTY), "p")
    await found(db, union("g", Level.GRASSROOTS, Kind.SINGLE), "c", "i")
    ask = await seat(db, "paula", "p", "officer")
    branch = Selector("p", Reach.BRANCH, Follows.SECOND)
    near = Selector("c", Reach.SUBORDINATES, Follows.PRIMARY)
    letter = Directive("d", "d", Text("通知", "请办理。"), Audience("p", (branch, near), line=Line.SECOND))
    await directives.draft(db, ask, letter, NOON)
    await directives.issue(db, ask, "d", NOON + timedelta(minutes=1))

    async def look(tx: Transaction) -> tuple[list[str], int]:
        directive = await documents.read(tx, ask.actor, "d")
        top = await progress(tx, directive, at)
        lacking, _ = await walk(tx, directive, top, missing(Milestone.SIGNED), [], 100)
        return sorted(each.place.union.id for each in lacking), top.standing.unions

    assert await db.read(look) == (["c", "g"], 2)
