"""People: the first admin, entering, editing, deactivating; who may look after whom."""

import asyncio
from dataclasses import replace

import pytest

from graph import people, seats, sessions, structure
from graph.db import Database, row, rows
from orgnet.errors import Conflict, Denied, Invalid, Missing
from orgnet.facts import Ask
from orgnet.levels import Level
from orgnet.people import Person
from orgnet.permissions import Role
from orgnet.unions import Founding
from tests.cast import NOON, OPERATOR_ASKS, PASSWORD, enter, provinces, union

ZHANG = Person("zhang", "zhang.san", "张三", mobile="138 0000 0000")


async def test_of_two_processes_at_the_first_start_one_creates_the_admin(db: Database) -> None:
    both = await asyncio.gather(people.first_start(db, NOON), people.first_start(db, NOON))
    assert sorted(admin is None for admin in both) == [False, True]
    assert await people.first_start(db, NOON) is None


async def test_the_first_admin_founds_the_root_and_serves_there(db: Database) -> None:
    assert await people.first_start(db, NOON)
    id = await db.read(lambda tx: people.named(tx, "admin"))
    await structure.found(db, Ask(id), Founding(union("root", Level.NATIONAL), None), NOON)
    me = await db.read(lambda tx: people.me(tx, id))
    assert me["seats"] == [{"union": "root", "name": "root 工会", "role": "admin"}]


async def test_the_first_admin_of_a_network_with_a_root_serves_there_at_once(db: Database) -> None:
    await provinces(db)
    assert await people.first_start(db, NOON)
    id = await db.read(lambda tx: people.named(tx, "admin"))
    assert (await db.read(lambda tx: people.me(tx, id)))["seats"][0]["union"] == "root"
    root = await db.read(lambda tx: row(tx, "MATCH (u:Union {id: 'root'}) RETURN u.hands AS hands"))
    assert root and root["hands"] == "seated"


async def test_nobody_else_founds_the_root(db: Database) -> None:
    await people.create(db, OPERATOR_ASKS, ZHANG, PASSWORD, None, NOON)
    with pytest.raises(Denied):
        await structure.found(db, Ask("zhang"), Founding(union("root", Level.NATIONAL), None), NOON)


async def test_a_user_name_is_taken_whatever_its_case_and_width(db: Database) -> None:
    await people.create(db, OPERATOR_ASKS, ZHANG, PASSWORD, None, NOON)
    for name in ("ZHANG.san", "ｚｈａｎｇ.san"):
        with pytest.raises(Conflict) as refused:
            await people.create(db, OPERATOR_ASKS, replace(ZHANG, id="other", username=name), PASSWORD, None, NOON)
        assert refused.value.field == "username"


async def test_an_admin_enters_people_at_unions_of_his_branch_only(db: Database) -> None:
    await provinces(db)
    admin = await enter(db, "zoe", "zj", Role.ADMIN)
    await people.create(db, admin, ZHANG, None, "xh", NOON)
    with pytest.raises(Denied):
        await people.create(db, admin, replace(ZHANG, id="li", username="li.si"), None, "hb", NOON)
    with pytest.raises(Denied):
        await people.create(db, admin, replace(ZHANG, id="li", username="li.si"), None, None, NOON)


async def test_people_edit_themselves_and_admins_above_edit_them(db: Database) -> None:
    await provinces(db)
    zoe = await enter(db, "zoe", "zj", Role.ADMIN)
    xia = await enter(db, "xia", "xh", Role.OFFICER)
    await people.edit(db, xia, "xia", {"mobile": "+86 138-0000-0000"}, NOON)
    await people.edit(db, zoe, "xia", {"name": " 夏天 ", "mail": "xia@example.cn"}, NOON)
    known = await db.read(lambda tx: people.one(tx, "xia"))
    assert (known.name, known.mobile, known.mail) == ("夏天", "+8613800000000", "xia@example.cn")
    with pytest.raises(Missing):
        await people.edit(db, xia, "zoe", {"name": "x"}, NOON)
    with pytest.raises(Invalid):
        await people.edit(db, xia, "xia", {"name": None}, NOON)


async def test_who_serves_elsewhere_too_is_looked_after_by_an_admin_of_both(db: Database) -> None:
    await provinces(db)
    zoe, ann = await enter(db, "zoe", "zj", Role.ADMIN), await enter(db, "ann", "root", Role.ADMIN)
    await enter(db, "xia", "xh", Role.OFFICER)
    await seats.seat(db, ann, "xia", "hb", Role.ADMIN, NOON)
    with pytest.raises(Denied):
        await people.set_active(db, zoe, "xia", False, NOON)
    await people.set_active(db, ann, "xia", False, NOON)


async def test_deactivation_ends_sessions_and_keeps_the_seats_asleep(db: Database) -> None:
    await provinces(db)
    ann = await enter(db, "ann", "root", Role.ADMIN)
    await enter(db, "xia", "xh", Role.OFFICER)
    secret = await sessions.open(db, "xia", NOON)
    await people.set_active(db, ann, "xia", False, NOON)
    assert await sessions.actor_of(db, secret, NOON) is None
    assert await hands(db, "xh") == "vacant"
    assert (await db.read(lambda tx: people.me(tx, "xia")))["seats"] == []
    await people.set_active(db, ann, "xia", True, NOON)
    assert await sessions.actor_of(db, secret, NOON) is None
    assert await hands(db, "xh") == "seated"
    assert (await db.read(lambda tx: people.me(tx, "xia")))["seats"][0]["role"] == "officer"


async def test_nobody_deactivates_himself(db: Database) -> None:
    await provinces(db)
    ann = await enter(db, "ann", "root", Role.ADMIN)
    with pytest.raises(Conflict):
        await people.set_active(db, ann, "ann", False, NOON)


async def test_people_exist_for_seats_above_them_and_for_themselves_only(db: Database) -> None:
    await provinces(db)
    await enter(db, "vic", "zj", Role.VIEWER)
    await enter(db, "xia", "xh", Role.OFFICER)
    await enter(db, "hal", "hb", Role.ADMIN)
    for actor in ("vic", "xia"):
        assert (await db.read(lambda tx, who=actor: people.seen(tx, who, "xia")))["id"] == "xia"
    for actor, person in (("hal", "xia"), ("xia", "vic"), ("vic", "nobody")):
        with pytest.raises(Missing):
            await db.read(lambda tx, who=actor, whom=person: people.seen(tx, who, whom))


async def test_what_happens_to_people_is_in_the_log_without_their_secrets(db: Database) -> None:
    await provinces(db)
    await people.create(db, OPERATOR_ASKS, ZHANG, PASSWORD, "xh", NOON)
    await people.edit(db, Ask("zhang"), "zhang", {"mobile": "13911112222"}, NOON)
    facts = await db.read(
        lambda tx: rows(tx, "MATCH (f:Fact {subject: 'zhang'}) RETURN properties(f) AS f ORDER BY f.seq")
    )
    assert [fact["f"]["kind"] for fact in facts] == ["person", "person edited"]
    assert not any(secret in str(fact["f"]) for fact in facts for secret in (PASSWORD, "13911112222"))


async def hands(db: Database, id: str) -> str:
    found = await db.read(lambda tx: row(tx, "MATCH (u:Union {id: $id}) RETURN u.hands AS hands", id=id))
    assert found
    return found["hands"]
