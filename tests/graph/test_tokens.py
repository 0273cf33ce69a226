"""Tokens are named, listed, taken back, and shown once."""

from dataclasses import replace
from datetime import timedelta

import pytest

from graph import people, sessions, tokens
from graph.db import Database, rows
from orgnet.errors import Conflict, Denied, Invalid, Missing
from orgnet.facts import Ask
from orgnet.permissions import Role
from tests.cast import NOON, OPERATOR_ASKS, enter, provinces


@pytest.fixture
async def ann(db: Database) -> tuple[Database, Ask]:
    """A network, and somebody whose programs ask."""
    await provinces(db)
    return db, await enter(db, "ann", "xh")


async def test_a_token_asks_for_its_person_until_it_ends_or_is_taken_back(ann: tuple[Database, Ask]) -> None:
    db, ask = ann
    id, secret = await tokens.create(db, ask, " 年报程序 ", NOON + timedelta(days=30), NOON)
    assert await sessions.actor_of(db, secret, NOON + timedelta(days=29)) == "ann"
    assert await sessions.actor_of(db, secret, NOON + timedelta(days=30)) is None
    [listed] = await tokens.of(db, "ann")
    assert (listed["id"], listed["name"], listed["until"]) == (id, "年报程序", NOON + timedelta(days=30))
    assert secret not in str(listed)
    await tokens.revoke(db, ask, id, NOON)
    assert await sessions.actor_of(db, secret, NOON) is None
    assert await tokens.of(db, "ann") == []


async def test_a_token_outlives_signing_out_and_is_no_session_to_close(ann: tuple[Database, Ask]) -> None:
    db, ask = ann
    _, secret = await tokens.create(db, ask, "program", None, NOON)
    await sessions.close_all(db, "ann")
    assert not await sessions.close(db, secret)
    assert await sessions.actor_of(db, secret, NOON + timedelta(days=4000)) == "ann"


async def test_nobody_takes_back_the_token_of_somebody_else(ann: tuple[Database, Ask]) -> None:
    db, ask = ann
    ben = await enter(db, "ben", "xh")
    id, secret = await tokens.create(db, ask, "program", None, NOON)
    with pytest.raises(Missing):
        await tokens.revoke(db, ben, id, NOON)
    assert await sessions.actor_of(db, secret, NOON) == "ann"


async def test_the_same_request_gives_one_token_and_its_last_secret(ann: tuple[Database, Ask]) -> None:
    db, ask = ann
    once = replace(ask, request="r", digest="d")
    first, lost = await tokens.create(db, once, "program", None, NOON)
    again, secret = await tokens.create(db, once, "program", None, NOON)
    assert first == again
    assert [await sessions.actor_of(db, s, NOON) for s in (lost, secret)] == [None, "ann"]
    await tokens.revoke(db, ask, first, NOON)
    with pytest.raises(Conflict):
        await tokens.create(db, once, "program", None, NOON)


async def test_the_name_and_the_end_of_a_token_make_sense(ann: tuple[Database, Ask]) -> None:
    db, ask = ann
    for name, until, field in (("", None, "name"), ("x", NOON, "until")):
        with pytest.raises(Invalid) as refused:
            await tokens.create(db, ask, name, until, NOON)
        assert refused.value.field == field


async def test_deactivation_ends_tokens_and_lets_none_be_made(ann: tuple[Database, Ask]) -> None:
    db, ask = ann
    _, secret = await tokens.create(db, ask, "program", None, NOON)
    await people.set_active(db, OPERATOR_ASKS, "ann", False, NOON)
    with pytest.raises(Denied):
        await tokens.create(db, ask, "late", None, NOON)
    await people.set_active(db, OPERATOR_ASKS, "ann", True, NOON)
    assert await sessions.actor_of(db, secret, NOON) is None
    assert await tokens.of(db, "ann") == []


async def test_the_log_names_tokens_but_no_secret(ann: tuple[Database, Ask]) -> None:
    db, ask = ann
    id, secret = await tokens.create(db, ask, "program", None, NOON)
    await tokens.revoke(db, ask, id, NOON)
    facts = await db.read(lambda tx: rows(tx, "MATCH (f:Fact {actor: 'ann'}) RETURN properties(f) AS f ORDER BY f.seq"))
    assert [record["f"]["kind"] for record in facts] == ["token made", "token revoked"]
    assert secret not in str(facts)


async def test_the_token_of_a_calendar_signs_nobody_in_and_is_taken_back_like_any_other(
    ann: tuple[Database, Ask],
) -> None:
    db, _ = ann
    ben = await enter(db, "ben", "xh", Role.VIEWER)
    id, secret = await tokens.create(db, ben, "手机日历", None, NOON, "g1")
    assert await sessions.actor_of(db, secret, NOON) is None
    assert await sessions.used(db, secret, ("token", "cookie"), NOON) is None
    known = await sessions.used(db, secret, ("calendar",), NOON)
    assert known and (known["person"], known["calendar"]) == ("ben", "g1")
    assert not await sessions.close(db, secret)
    assert [(each["id"], each["calendar"]) for each in await tokens.of(db, "ben")] == [(id, "g1")]
    await tokens.revoke(db, ben, id, NOON)
    assert await sessions.used(db, secret, ("calendar",), NOON) is None


async def test_a_token_is_for_no_calendar_that_its_person_may_not_read(ann: tuple[Database, Ask]) -> None:
    db, _ = ann
    ben = await enter(db, "ben", "xh", Role.VIEWER)
    for union in ("hb", "nowhere"):
        with pytest.raises(Missing):
            await tokens.create(db, ben, "手机日历", None, NOON, union)
    assert await tokens.of(db, "ben") == []


async def test_deactivation_ends_the_tokens_of_calendars_too(ann: tuple[Database, Ask]) -> None:
    db, _ = ann
    ben = await enter(db, "ben", "xh", Role.VIEWER)
    _, secret = await tokens.create(db, ben, "手机日历", None, NOON, "g1")
    for active in (False, True):
        await people.set_active(db, OPERATOR_ASKS, "ben", active, NOON)
    assert await sessions.used(db, secret, ("calendar",), NOON) is None
