"""Passwords: signing in with one, changing it, and setting a new one with a code from an admin."""

from dataclasses import replace
from datetime import timedelta

import pytest

from graph import passwords, people, seats, sessions, tokens
from graph.db import Database, row, rows
from graph.hashing import Hashing
from orgnet.errors import Conflict, Denied, Invalid, Missing
from orgnet.facts import Ask
from orgnet.permissions import Role
from tests.cast import NOON, OPERATOR_ASKS, PASSWORD, enter, provinces

NEW = "another sentence of mine"


@pytest.fixture
async def cast(db: Database) -> Database:
    """A province's admin, a county's admin, and an officer of the county with a password."""
    await provinces(db)
    await enter(db, "zoe", "zj", Role.ADMIN, PASSWORD)
    await enter(db, "xavi", "xh", Role.ADMIN)
    await enter(db, "ann", "xh", Role.OFFICER, PASSWORD)
    return db


async def signs_in(db: Database, name: str, password: str) -> bool:
    try:
        await passwords.sign_in(db, name, password, None, NOON)
    except Denied:
        return False
    return True


async def test_the_right_password_opens_a_session_whatever_the_case_of_the_name(cast: Database) -> None:
    person, secret = await passwords.sign_in(cast, " ANN ", PASSWORD, "10.0.0.1", NOON)
    assert person == await sessions.actor_of(cast, secret, NOON) == "ann"


async def test_a_wrong_password_an_unknown_name_and_no_password_look_the_same(cast: Database) -> None:
    said = set[str]()
    for name, password in (("ann", NEW), ("nobody", PASSWORD), ("xavi", PASSWORD), ("ann", "\ud800")):
        with pytest.raises(Denied) as refused:
            await passwords.sign_in(cast, name, password, None, NOON)
        said.add(refused.value.detail)
    assert len(said) == 1


async def test_a_password_is_the_same_however_its_letters_are_composed(cast: Database) -> None:
    await enter(cast, "rene", "xh", password="René is my name")
    assert await signs_in(cast, "rene", "Rene\u0301 is my name")


async def test_a_hash_of_other_settings_is_renewed_by_signing_in(cast: Database) -> None:
    older = await Hashing(128).make(PASSWORD)
    await cast.write(lambda tx: row(tx, "MATCH (p:Person {id: 'ann'}) SET p.secret = $older RETURN 1", older=older))
    _, secret = await passwords.sign_in(cast, "ann", PASSWORD, None, NOON)
    assert await sessions.actor_of(cast, secret, NOON) == "ann"
    kept = await cast.read(lambda tx: row(tx, "MATCH (p:Person {id: 'ann'}) RETURN p.secret AS secret"))
    assert kept and kept["secret"] != older and await signs_in(cast, "ann", PASSWORD)


async def test_changing_a_password_ends_the_other_sessions(cast: Database) -> None:
    _, mine = await passwords.sign_in(cast, "ann", PASSWORD, None, NOON)
    _, other = await passwords.sign_in(cast, "ann", PASSWORD, None, NOON)
    ann = Ask("ann")
    with pytest.raises(Denied) as refused:
        await passwords.change(cast, ann, NEW, NEW, None, mine, NOON)
    assert refused.value.field == "old"
    with pytest.raises(Invalid):
        await passwords.change(cast, ann, PASSWORD, "short", None, mine, NOON)
    await passwords.change(cast, ann, PASSWORD, NEW, None, mine, NOON)
    assert [await sessions.actor_of(cast, secret, NOON) for secret in (mine, other)] == ["ann", None]
    assert [await signs_in(cast, "ann", password) for password in (PASSWORD, NEW)] == [False, True]


async def test_the_same_request_changes_a_password_once(cast: Database) -> None:
    once = replace(Ask("ann"), request="r", digest="d")
    for _ in range(2):
        await passwords.change(cast, once, PASSWORD, NEW, None, None, NOON)
    facts = await cast.read(lambda tx: rows(tx, "MATCH (f:Fact {kind: 'password changed'}) RETURN f.seq AS seq"))
    assert len(facts) == 1


async def test_a_code_sets_a_new_password_once_and_ends_everything(cast: Database) -> None:
    _, secret = await passwords.sign_in(cast, "ann", PASSWORD, None, NOON)
    _, token = await tokens.create(cast, Ask("ann"), "program", None, NOON)
    code = await passwords.reset(cast, Ask("xavi"), "ann", NOON)
    assert await signs_in(cast, "ann", PASSWORD)
    typed = code.code.lower().replace("-", " ")
    assert await passwords.renew(cast, "Ann", typed, NEW, None, NOON) == "ann"
    assert [await sessions.actor_of(cast, s, NOON) for s in (secret, token)] == [None, None]
    assert [await signs_in(cast, "ann", password) for password in (PASSWORD, NEW)] == [False, True]
    with pytest.raises(Denied):
        await passwords.renew(cast, "ann", code.code, PASSWORD, None, NOON)


async def test_a_code_is_worth_nothing_for_another_person_too_late_or_replaced(cast: Database) -> None:
    code = await passwords.reset(cast, Ask("xavi"), "ann", NOON)
    for name, text, now in (
        ("zoe", code.code, NOON),
        ("nobody", code.code, NOON),
        ("ann", "0000-0000-0000-0000", NOON),
        ("ann", "", NOON),
        ("ann", code.code, code.until),
    ):
        with pytest.raises(Denied):
            await passwords.renew(cast, name, text, NEW, None, now)
    later = await passwords.reset(cast, Ask("zoe"), "ann", NOON)
    with pytest.raises(Denied):
        await passwords.renew(cast, "ann", code.code, NEW, None, NOON)
    await passwords.renew(cast, "ann", later.code, NEW, None, NOON)


async def test_nobody_resets_his_own_password_or_that_of_somebody_above_or_out_of_sight(cast: Database) -> None:
    with pytest.raises(Conflict):
        await passwords.reset(cast, Ask("xavi"), "xavi", NOON)
    with pytest.raises(Missing):
        await passwords.reset(cast, Ask("xavi"), "zoe", NOON)
    with pytest.raises(Denied):
        await passwords.reset(cast, Ask("ann"), "xavi", NOON)


async def test_a_code_loses_its_worth_when_the_person_gets_a_seat_above_its_giver(cast: Database) -> None:
    code = await passwords.reset(cast, Ask("xavi"), "ann", NOON)
    await seats.seat(cast, Ask("zoe"), "ann", "zj", Role.ADMIN, NOON)
    with pytest.raises(Denied):
        await passwords.renew(cast, "ann", code.code, NEW, None, NOON)
    assert await signs_in(cast, "ann", PASSWORD)


async def test_a_code_loses_its_worth_when_its_giver_may_no_longer_give_it(cast: Database) -> None:
    for act in ("unseat", "deactivate"):
        giver = await enter(cast, f"admin.{act}", "xh", Role.ADMIN)
        code = await passwords.reset(cast, giver, "ann", NOON)
        if act == "unseat":
            await seats.unseat(cast, Ask("zoe"), giver.actor, "xh", Role.ADMIN, NOON)
        else:
            await people.set_active(cast, Ask("zoe"), giver.actor, False, NOON)
        with pytest.raises(Denied):
            await passwords.renew(cast, "ann", code.code, NEW, None, NOON)


async def test_the_operator_gives_codes_to_everybody(cast: Database) -> None:
    code = await passwords.reset(cast, OPERATOR_ASKS, "zoe", NOON)
    assert code.until == NOON + timedelta(days=3)
    assert await passwords.renew(cast, "zoe", code.code, NEW, None, NOON) == "zoe"


async def test_a_deactivated_person_gets_no_code_and_loses_the_one_there_is(cast: Database) -> None:
    code = await passwords.reset(cast, Ask("xavi"), "ann", NOON)
    await people.set_active(cast, Ask("zoe"), "ann", False, NOON)
    assert not await signs_in(cast, "ann", PASSWORD)
    with pytest.raises(Conflict):
        await passwords.reset(cast, Ask("xavi"), "ann", NOON)
    await people.set_active(cast, Ask("zoe"), "ann", True, NOON)
    with pytest.raises(Denied):
        await passwords.renew(cast, "ann", code.code, NEW, None, NOON)


async def test_the_log_tells_of_passwords_without_any(cast: Database) -> None:
    code = await passwords.reset(cast, Ask("xavi"), "ann", NOON)
    await passwords.renew(cast, "ann", code.code, NEW, None, NOON)
    await passwords.change(cast, Ask("ann"), NEW, PASSWORD, None, None, NOON)
    facts = await cast.read(
        lambda tx: rows(tx, "MATCH (f:Fact {union: 'xh', subject: 'ann'}) RETURN properties(f) AS f ORDER BY f.seq")
    )
    assert [fact["f"]["kind"] for fact in facts][-3:] == ["password reset", "password set", "password changed"]
    assert not any(secret in str(facts) for secret in (NEW, PASSWORD, code.code))
