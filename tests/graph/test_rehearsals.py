"""What is rehearsed is refused or answered as it would be, and leaves no trace."""

import pytest

from graph import structure
from graph.db import Database, rows
from graph.positions import position
from orgnet.errors import Conflict
from tests.cast import NOON, OPERATOR_ASKS, provinces
from tests.graph.test_check import faults


async def seq(db: Database) -> int:
    """The number of the last fact."""
    [found] = await db.read(lambda tx: rows(tx, "MATCH (l:Log) RETURN l.seq AS seq"))
    return found["seq"]


async def test_a_rehearsed_change_answers_as_it_would_and_leaves_no_trace(db: Database) -> None:
    await provinces(db)
    before = await seq(db)
    answer = await structure.move(db.rehearsing(), OPERATOR_ASKS, "xh", "hb", NOON)
    assert answer["union"] == "xh"
    assert (await db.read(lambda tx: position(tx, "xh"))).lines.primary == ("zj", "root")
    assert await seq(db) == before
    assert await faults(db) == []


async def test_a_rehearsed_change_is_refused_as_it_would_be(db: Database) -> None:
    await provinces(db)
    with pytest.raises(Conflict, match="subordinates"):
        await structure.dissolve(db.rehearsing(), OPERATOR_ASKS, "xh", NOON)
