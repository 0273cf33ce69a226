"""Sessions end when they should, are prolonged when used, and only their hash is kept."""

import asyncio
from datetime import timedelta

import pytest

from graph import passwords, people, sessions
from graph.db import Database, rows
from graph.hashing import fingerprint
from graph.sessions import LASTING, PROLONGED
from orgnet.errors import Denied, Refusal
from tests.cast import NOON, OPERATOR_ASKS, PASSWORD, enter, provinces


@pytest.fixture
async def ann(db: Database) -> Database:
    """A network with an officer who has a password."""
    await provinces(db)
    await enter(db, "ann", "xh", password=PASSWORD)
    return db


async def secrets_of(db: Database) -> list[str]:
    found = await db.read(lambda tx: rows(tx, "MATCH (s:Session) RETURN s.hash AS hash ORDER BY hash"))
    return [record["hash"] for record in found]


async def test_a_session_ends_so_long_after_its_last_use(ann: Database) -> None:
    secret = await sessions.open(ann, "ann", NOON)
    assert await secrets_of(ann) == [fingerprint(secret)]
    assert await sessions.actor_of(ann, secret, NOON + PROLONGED + timedelta(minutes=1)) == "ann"
    assert await sessions.actor_of(ann, secret, NOON + LASTING) == "ann"
    assert await sessions.actor_of(ann, secret, NOON + 3 * LASTING) is None
    assert await sessions.actor_of(ann, "a guess", NOON) is None


async def test_signing_out_ends_one_session_or_all(ann: Database) -> None:
    first, second, third = [await sessions.open(ann, "ann", NOON) for _ in range(3)]
    assert await sessions.close(ann, first)
    assert not await sessions.close(ann, first)
    assert [await sessions.actor_of(ann, s, NOON) for s in (first, second, third)] == [None, "ann", "ann"]
    await sessions.close_all(ann, "ann")
    assert await secrets_of(ann) == []


async def test_nobody_opens_a_session_for_somebody_deactivated_or_with_an_old_password(ann: Database) -> None:
    with pytest.raises(Denied):
        await sessions.open(ann, "ann", NOON, "another hash")
    await people.set_active(ann, OPERATOR_ASKS, "ann", False, NOON)
    with pytest.raises(Denied):
        await sessions.open(ann, "ann", NOON)
    with pytest.raises(Denied):
        await sessions.open(ann, "nobody", NOON)


async def test_whoever_signs_in_while_he_is_deactivated_has_no_session_when_he_is_woken(ann: Database) -> None:
    async def sign_in() -> str:
        try:
            return (await passwords.sign_in(ann, "ann", PASSWORD, None, NOON))[1]
        except Refusal:
            return "refused"

    tried = await asyncio.gather(
        *(sign_in() for _ in range(3)), people.set_active(ann, OPERATOR_ASKS, "ann", False, NOON)
    )
    await people.set_active(ann, OPERATOR_ASKS, "ann", True, NOON)
    assert [await sessions.actor_of(ann, str(secret), NOON) for secret in tried[:3]] == [None] * 3


async def test_what_is_over_is_forgotten(ann: Database) -> None:
    await sessions.open(ann, "ann", NOON - LASTING)
    kept = await sessions.open(ann, "ann", NOON)
    await sessions.forget(ann, NOON)
    assert await secrets_of(ann) == [fingerprint(kept)]


async def test_what_one_forgets_another_may_just_have_found(ann: Database) -> None:
    for _ in range(10):
        for _ in range(6):
            await sessions.open(ann, "ann", NOON - LASTING)
        await asyncio.gather(*(sessions.forget(ann, NOON) for _ in range(5)))
    assert await secrets_of(ann) == []
