"""Unions are found by whatever people call them."""

import pytest

from graph import structure
from graph.db import Database, run
from graph.naming import union_named, unions_named
from orgnet.errors import Missing
from orgnet.levels import Level
from tests.cast import NOON, OPERATOR_ASKS, found, union

CODE, SHARED = "81330106MC00000015", "81330106MC0000002X"


@pytest.fixture
async def network(db: Database) -> Database:
    """Unions with names as they are."""
    await found(db, union("root", Level.NATIONAL, name="中华全国总工会"), None)
    await found(db, union("33", Level.PROVINCIAL, name="浙江省总工会"), "root")
    await found(db, union("42", Level.PROVINCIAL, name="湖北省总工会"), "root")
    await found(db, union("330106", Level.COUNTY, name="总工会"), "33")
    await found(db, union("420106", Level.COUNTY, name="总工会"), "42")
    for id, code in (("330106", CODE), ("33", SHARED), ("42", SHARED)):
        await db.write(
            lambda tx, i=id, c=code: run(tx, "MATCH (u:Union {id: $id}) SET u.credit_code = $code", id=i, code=c)
        )
    return db


NAMED = {
    "330106": "330106",
    CODE: "330106",
    "全国": "root",
    "中华全国总工会": "root",
    "浙江省总工会": "33",
    "全国/浙江省总工会/总工会": "330106",
    " 中华全国总工会 / 湖北省总工会 / 总工会 ": "420106",
    "/浙江省总工会/总工会/": "330106",
    "浙江省总工会／总工会": "330106",
}


async def test_an_id_a_code_a_credit_code_and_a_path_of_names_lead_to_a_union(network: Database) -> None:
    assert await network.read(lambda tx: unions_named(tx, list(NAMED))) == NAMED


@pytest.mark.parametrize("text", ["总工会", "全国/总工会", "浙江省总工会/总工会/总工会", "nothing", "//", "x/" * 100])
async def test_what_leads_to_no_union_is_missing(network: Database, text: str) -> None:
    if text == "//":
        assert await network.read(lambda tx: union_named(tx, text)) == "root"
        return
    with pytest.raises(Missing):
        await network.read(lambda tx: union_named(tx, text))


async def test_a_credit_code_of_two_unions_names_neither_and_a_living_one_comes_before_a_dissolved(
    network: Database,
) -> None:
    with pytest.raises(Missing):
        await network.read(lambda tx: union_named(tx, SHARED))
    await structure.dissolve(network, OPERATOR_ASKS, "420106", NOON)
    await structure.dissolve(network, OPERATOR_ASKS, "42", NOON)
    assert await network.read(lambda tx: union_named(tx, SHARED)) == "33"


async def test_in_an_empty_network_nothing_has_a_name(db: Database) -> None:
    assert await db.read(lambda tx: unions_named(tx, ["全国", "33", "a/b"])) == {}
