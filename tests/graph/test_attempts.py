"""Guessing is slowed in the graph, for all processes together."""

import asyncio
from datetime import datetime, timedelta

import pytest

from graph import attempts, passwords
from graph.attempts import slowed
from graph.db import Database, rows
from orgnet.attempts import FORGOTTEN
from orgnet.errors import Denied, Refusal, Throttled
from tests.cast import NOON, PASSWORD, enter, provinces

HERE, THERE = "10.0.0.1", "10.0.0.2"


async def fail(db: Database, name: str, address: str | None = HERE, now: datetime = NOON) -> str:
    """One wrong attempt; whether it was looked at."""
    try:
        async with slowed(db, name, address, now):
            raise Denied("wrong")
    except Throttled as throttled:
        return "throttled" if throttled.seconds > 0 else "throttled without a wait"
    except Denied:
        return "looked at"


async def succeed(db: Database, name: str, address: str | None = HERE, now: datetime = NOON) -> None:
    async with slowed(db, name, address, now):
        pass


async def counted(db: Database) -> dict[str, float]:
    found = await db.read(lambda tx: rows(tx, "MATCH (a:Attempts) RETURN a.key AS key, a.failures AS n"))
    return {record["key"]: record["n"] for record in found}


async def test_the_fourth_wrong_attempt_at_a_name_from_one_address_waits(db: Database) -> None:
    assert [await fail(db, "ann") for _ in range(4)] == ["looked at"] * 3 + ["throttled"]
    assert await fail(db, "ann", now=NOON + timedelta(seconds=1)) == "looked at"
    assert await fail(db, "ann", now=NOON + timedelta(seconds=2)) == "throttled"


async def test_whoever_guesses_from_one_address_does_not_keep_the_owner_out(db: Database) -> None:
    while await fail(db, "ann") == "looked at":
        pass
    await succeed(db, "ann", THERE)
    await succeed(db, "ben", HERE)
    with pytest.raises(Throttled):
        await succeed(db, "ann", HERE)


async def test_many_at_once_guess_no_more_than_one_after_the_other(db: Database) -> None:
    tried = await asyncio.gather(*(fail(db, "ann") for _ in range(12)))
    assert tried.count("looked at") == 3


async def test_many_addresses_guess_at_one_name_no_more_than_its_share(db: Database) -> None:
    tried = [await fail(db, "ann", f"10.0.1.{n}") for n in range(40)]
    assert tried.count("looked at") == 30


async def test_one_address_guesses_at_many_names_no_more_than_its_share(db: Database) -> None:
    tried = [await fail(db, f"name{n}") for n in range(105)]
    assert tried.count("looked at") == 100


async def test_a_right_one_forgives_the_name_and_only_itself_to_the_address(db: Database) -> None:
    await fail(db, "ann")
    await fail(db, "ann")
    await succeed(db, "ann")
    assert await counted(db) == {f"address|{HERE}": 2}


async def test_right_ones_at_once_end_what_others_just_count(db: Database) -> None:
    for _ in range(30):
        await asyncio.gather(*(succeed(db, "ann", None) for _ in range(3)))
    assert await counted(db) == {}


async def test_signing_in_is_slowed_even_with_the_right_password(db: Database) -> None:
    await provinces(db)
    await enter(db, "ann", "xh", password=PASSWORD)
    outcomes = list[type[Refusal] | None]()
    for password in ("guess number one", "guess number two", "guess number three", PASSWORD):
        try:
            await passwords.sign_in(db, "ann", password, HERE, NOON)
            outcomes.append(None)
        except Refusal as refused:
            outcomes.append(type(refused))
    assert outcomes == [Denied, Denied, Denied, Throttled]
    assert (await passwords.sign_in(db, "ann", PASSWORD, HERE, NOON + timedelta(seconds=2)))[0] == "ann"
    assert (await counted(db)).keys() == {f"address|{HERE}"}


async def test_attempts_of_long_ago_are_forgotten(db: Database) -> None:
    await fail(db, "ann")
    await fail(db, "ben", THERE, NOON + FORGOTTEN)
    await attempts.forget(db, NOON + FORGOTTEN + timedelta(seconds=1))
    assert (await counted(db)).keys() == {f"address|{THERE}", "name|ben", f"pair|ben|{THERE}"}
