"""A branch streamed in pages is the branch that a plain walk finds, as its reader may see it."""

import random
from collections.abc import Sequence
from contextlib import aclosing
from dataclasses import replace
from datetime import date

import pytest

from graph import structure
from graph.branches import pages
from graph.db import Database
from graph.loading import load
from orgnet.branches import Entry, Tie
from orgnet.errors import Missing
from orgnet.levels import Level
from orgnet.permissions import OPERATOR
from orgnet.unions import Founding
from tests.cast import NOON, OPERATOR_ASKS, found, seat, union

LOWER = [Level.PROVINCIAL, Level.COUNTY, Level.GRASSROOTS]


async def read(database: Database, top: str, actor: str = OPERATOR, size: int = 2000) -> list[Sequence[Entry]]:
    async with aclosing(pages(database, actor, top, size)) as stream:
        return [page async for page in stream]


async def small(database: Database) -> dict[str, str]:
    """A nation with two provinces, one with a county and some grassroots unions, and a system beside them."""
    parents = {"zj": "root", "hb": "root", "rail": "root", "xh": "zj", "g1": "xh", "g2": "xh", "g3": "zj", "g4": "hb"}
    await found(database, union("root", Level.NATIONAL, name="全国总工会"), None)
    for code, parent in parents.items():
        level = LOWER[0] if parent == "root" else LOWER[1] if code == "xh" else LOWER[2]
        guide = "rail" if code in ("g1", "g4") else None
        await found(database, union(code, level, name=f"{code}工会", members=30), parent, guide)
    await structure.pact(database, OPERATOR_ASKS, "g1", "g4", "职工疗休养互认", NOON)
    return parents


async def test_superiors_come_first_and_their_subordinates_in_the_order_of_codes(db: Database) -> None:
    await small(db)
    [*_, last] = stream = await read(db, "root")
    assert [entry.union.id for page in stream for entry in page] == [
        *("root", "hb", "rail", "zj", "g4", "g3", "xh", "g1", "g2")
    ]
    assert [entry.below for entry in last] == [0, 0]


async def test_a_union_comes_with_all_that_it_is_tied_to(db: Database) -> None:
    await small(db)
    full = replace(
        union("x9", Level.GRASSROOTS, name="鑫瑞公司工会", members=7),
        division="330106",
        lon=120.1,
        lat=30.2,
        founded=date(2001, 2, 3),
        telephone="+86 571 1234",
        units=3,
    )
    await found(db, full, "xh", "rail")
    await structure.pact(db, OPERATOR_ASKS, "x9", "g4", "互认", NOON)
    await structure.pact(db, OPERATOR_ASKS, "x9", "g1", "共建", NOON)
    [[entry]] = await read(db, "x9")
    assert entry == Entry(
        union=full,
        path=("全国总工会", "zj工会", "xh工会"),
        parent=Tie("xh", "xh工会", NOON),
        guide=Tie("rail", "rail工会", NOON),
        pacts=(Tie("g1", "g1工会", NOON, "共建"), Tie("g4", "g4工会", NOON, "互认")),
        below=0,
        guided=0,
        figures=True,
    )
    [[rail]] = await read(db, "rail")
    assert (rail.guided, rail.pacts, rail.guide) == (3, (), None)
    [root, *_] = await read(db, "root")
    assert (root[0].parent, root[0].path, root[0].below) == (None, (), 3)


async def test_a_branch_in_pages_of_any_size_is_what_a_walk_finds(db: Database) -> None:
    lot, parents, levels = random.Random(7), {"u000": ""}, {"u000": Level.NATIONAL}
    foundings = list[Founding]()
    for number in range(1, 120):
        parent = lot.choice([code for code in parents if levels[code] is not Level.GRASSROOTS][-6:])
        level = lot.choice([level for level in Level if level.depth > levels[parent].depth])
        code = f"u{number:03}"
        parents[code], levels[code] = parent, level
        foundings.append(Founding(union(code, level), parent))
    await found(db, union("u000", Level.NATIONAL), None)
    await load(db, OPERATOR_ASKS, foundings, NOON)
    tops = ["u000", *lot.sample(list(parents), 2)]
    for size in (2, 7, 2000):
        for top in tops:
            stream = await read(db, top, size=size)
            codes = [entry.union.code for page in stream for entry in page]
            assert sorted(codes) == sorted(code for code in parents if top in _up(parents, code))
            assert all(entry.parent is None or entry.parent.code == parents[entry.union.code] for entry in stream[0])
            assert all(codes.index(parents[code]) < codes.index(code) for code in codes[1:])
            assert all(0 < len(page) <= size for page in stream)


def _up(parents: dict[str, str], code: str) -> list[str]:
    return [code, *_up(parents, parents[code])] if code else []


@pytest.mark.parametrize("top", ["root", "zj"])
async def test_figures_are_seen_where_single_unions_show_them(db: Database, top: str) -> None:
    await small(db)
    seats = {"ann": "root", "zoe": "zj", "xena": "xh", "rita": "rail", "gina": "g1", "none": "hb"}
    for person, where in seats.items():
        await seat(db, person, where, "viewer")
    seen = {
        "ann": {"root", "zj", "hb", "rail", "xh", "g1", "g2", "g3", "g4"},
        "zoe": {"zj", "xh", "g1", "g2", "g3"},
        "xena": {"xh", "g1", "g2"},
        "rita": {"rail", "g1", "g4"},
        "gina": {"g1"},
        "none": {"hb", "g4"},
        "stranger": set[str](),
    }
    for person, expected in seen.items():
        entries = [entry for page in await read(db, top, person, 3) for entry in page]
        shown = {entry.union.id for entry in entries}
        assert {entry.union.id for entry in entries if entry.figures} == expected & shown, person


async def test_a_seat_on_the_second_line_of_the_top_does_not_reach_those_with_another(db: Database) -> None:
    await small(db)
    await found(db, union("post", Level.PROVINCIAL), "root")
    await found(db, union("c1", Level.COUNTY), "hb", "rail")
    await found(db, union("c1a", Level.GRASSROOTS), "c1")
    await found(db, union("c1b", Level.GRASSROOTS), "c1", "post")
    await seat(db, "rita", "rail", "viewer")
    entries = [entry for page in await read(db, "c1", "rita") for entry in page]
    assert [(entry.union.id, entry.figures) for entry in entries] == [("c1", True), ("c1a", True), ("c1b", False)]


async def test_there_is_no_branch_of_a_union_that_is_not_there(db: Database) -> None:
    with pytest.raises(Missing):
        await read(db, "nowhere")


async def test_a_dissolved_union_is_in_no_branch(db: Database) -> None:
    await small(db)
    await structure.dissolve(db, OPERATOR_ASKS, "g2", NOON)
    codes = [entry.union.id for page in await read(db, "xh") for entry in page]
    assert codes == ["xh", "g1"]


async def test_whoever_stops_reading_leaves_nothing_behind(db: Database) -> None:
    await small(db)
    async with aclosing(pages(db, OPERATOR, "root", 1)) as stream:
        async for _ in stream:
            break
    assert len(await read(db, "root", size=1)) == 9
