"""Rosters are written in slices, exact by themselves, and leave the same traces as people entered one by one."""

import secrets
from dataclasses import replace
from datetime import timedelta

import pytest

from graph import invitations, passwords, people, rosters, seats, structure
from graph.batches import batches
from graph.db import Database, rows
from orgnet import onetime
from orgnet.errors import Conflict, Denied, Refusal
from orgnet.facts import Ask
from orgnet.invitations import InvitationState
from orgnet.permissions import Role
from orgnet.rosters import Entry, Step
from tests.cast import NOON, OPERATOR_ASKS, PASSWORD, enter, provinces
from tests.graph.test_check import faults


def entry(n: int, **fields: object) -> Entry:
    code = onetime.code(secrets.choice)
    plain = Entry(f"id{n}", code, "g1", Role.OFFICER, f"职工{n}", f"worker{n}", "13800000000", None, "W")
    return replace(plain, **fields)  # pyright: ignore[reportArgumentType]


async def write(db: Database, entries: list[Entry], ask: Ask = OPERATOR_ASKS) -> list[Step]:
    return [step for slice_ in batches(entries, 3) for step in await rosters.write(db, ask, slice_, NOON)]


async def plan(db: Database, entries: list[Entry]) -> list[Step | Refusal]:
    return await rosters.plan(db, entries, NOON)


ENTRIES = [
    *(entry(n, union=union) for n, union in enumerate(["g1", "g1", "root 工会/zj 工会/xh 工会/g2 工会", "xh", "hb"])),
    entry(5, username="worker0", name="职工0", role=Role.CLERK),
    entry(6, username=None, name="李四", union="xh", role=Role.ADMIN),
]


async def test_a_roster_seats_and_invites_and_does_nothing_the_second_time(db: Database) -> None:
    await provinces(db)
    planned = await plan(db, ENTRIES)
    assert [(step.entered, step.seated, step.invited) for step in planned if isinstance(step, Step)] == [
        *[(True, True, False)] * 5,
        (False, True, False),
        (False, False, True),
    ]
    assert (await db.read(lambda tx: rows(tx, "MATCH (p:Person) RETURN p.id AS id"))) == []
    assert len(await write(db, ENTRIES)) == 7
    again = [replace(row, id=f"again{n}") for n, row in enumerate(ENTRIES)]
    assert all(isinstance(step, Step) and step.idle for step in await plan(db, again))
    assert await write(db, again) == []
    me = await db.read(lambda tx: people.me(tx, "id0"))
    assert (me["name"], me["mobile"], me["wecom"]) == ("职工0", "13800000000", "W")
    assert {(seat["union"], seat["role"]) for seat in me["seats"]} == {("g1", "officer"), ("g1", "clerk")}
    assert await faults(db) == []


async def test_every_row_has_its_facts_at_its_union(db: Database) -> None:
    await provinces(db)
    await write(db, ENTRIES)
    found = await db.read(
        lambda tx: rows(tx, "MATCH (f:Fact {union: 'xh'}) RETURN f.kind AS kind, f.subject AS who ORDER BY f.seq")
    )
    assert [(f["kind"], f["who"]) for f in found][1:] == [("person", "id3"), ("seated", "id3"), ("invited", "id6")]
    seated = await db.read(lambda tx: rows(tx, "MATCH (p:Person)-[s:SERVES]->() RETURN s.seq AS seq, p.id AS who"))
    facts = await db.read(lambda tx: rows(tx, "MATCH (f:Fact {kind: 'seated'}) RETURN f.seq AS seq, f.subject AS who"))
    assert {(r["seq"], r["who"]) for r in seated} == {(r["seq"], r["who"]) for r in facts}
    assert len(facts) == 6


async def test_codes_of_a_roster_set_passwords_and_take_seats(db: Database) -> None:
    await provinces(db)
    await write(db, ENTRIES)
    later = NOON + timedelta(days=13)
    assert await passwords.renew(db, "worker1", ENTRIES[1].code, PASSWORD, None, later) == "id1"
    taken = await invitations.redeem(db, ENTRIES[6].code, "li.si", PASSWORD, None, later)
    assert (taken["union"], taken["role"]) == ("xh", "admin")
    [listed] = await db.read(lambda tx: invitations.of(tx, "operator", "xh"))
    assert listed.state is InvitationState.REDEEMED
    assert [isinstance(step, Step) and step.idle for step in await plan(db, ENTRIES[6:])] == [True]


async def test_an_invitation_that_lapsed_or_was_taken_back_is_made_anew(db: Database) -> None:
    await provinces(db)
    await write(db, ENTRIES[6:])
    [late] = await rosters.plan(db, ENTRIES[6:], NOON + rosters.LASTING)
    assert isinstance(late, Step) and late.invited
    await invitations.revoke(db, OPERATOR_ASKS, "id6", NOON)
    [anew] = await plan(db, [entry(7, username=None, name="李四", union="xh", role=Role.ADMIN)])
    assert isinstance(anew, Step) and anew.invited


async def test_known_people_are_changed_and_keep_what_the_roster_does_not_say(db: Database) -> None:
    await provinces(db)
    await enter(db, "worker0", "xh", Role.VIEWER, PASSWORD)
    [step] = await write(db, [entry(0, mail="w@example.cn", wecom=None)])
    assert step.person == "worker0" and set(step.changed) == {"name", "mobile", "mail"}
    assert (await passwords.sign_in(db, "worker0", PASSWORD, None, NOON))[0] == "worker0"
    known = await db.read(lambda tx: people.one(tx, "worker0"))
    assert (known.name, known.mail, known.wecom) == ("职工0", "w@example.cn", None)


async def test_a_slice_that_is_no_longer_right_writes_nothing(db: Database) -> None:
    await provinces(db)
    entries = [entry(0), entry(1), entry(2, union="g2")]
    assert all(isinstance(step, Step) for step in await plan(db, entries))
    await structure.dissolve(db, OPERATOR_ASKS, "g2", NOON)
    with pytest.raises(Conflict):
        await write(db, entries)
    assert (await db.read(lambda tx: rows(tx, "MATCH (p:Person) RETURN p.id AS id"))) == []
    assert await faults(db) == []


async def test_an_admin_writes_rosters_of_his_branch_and_changes_nobody_above_him(db: Database) -> None:
    await provinces(db)
    xavi = await enter(db, "xavi", "xh", Role.ADMIN)
    await enter(db, "zoe", "zj", Role.ADMIN)
    await write(db, [entry(0), entry(1, username=None)], xavi)
    for row in (
        entry(2, union="hb"),
        entry(3, username="zoe", name="佐伊"),
        entry(4, username="zoe", name="zoe", mobile=None),
    ):
        with pytest.raises(Denied):
            await write(db, [row], xavi)
    await seats.unseat(db, OPERATOR_ASKS, "xavi", "xh", Role.ADMIN, NOON)
    with pytest.raises(Denied):
        await write(db, [entry(5)], xavi)
