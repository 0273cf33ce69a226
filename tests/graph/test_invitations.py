"""Invitations: redeemed once, by whoever has the code, with a password of his own."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from graph import invitations, passwords, people, structure
from graph.db import Database, row, rows
from graph.invitations import Invited
from orgnet.errors import Conflict, Denied, Invalid, Missing, Refusal
from orgnet.facts import Ask
from orgnet.invitations import InvitationState, Invitee
from orgnet.permissions import Role
from tests.cast import NOON, OPERATOR_ASKS, PASSWORD, enter, provinces
from tests.graph.test_check import faults

LI = Invitee("g1", Role.OFFICER, " 李四 ", mobile="138 0000 0000", mail="li.si@example.cn")
DAY = timedelta(days=1)


@pytest.fixture
async def cast(db: Database) -> Database:
    """An admin of a county, and somebody who serves there already."""
    await provinces(db)
    await enter(db, "xavi", "xh", Role.ADMIN)
    await enter(db, "ann", "xh", Role.VIEWER, PASSWORD)
    return db


async def invite(db: Database, ask: Ask | None = None, invitee: Invitee = LI, days: int = 14) -> Invited:
    return await invitations.invite(db, ask or Ask("xavi"), invitee, days, NOON)


async def redeem(db: Database, code: str, name: str = "Li.Si", password: str = PASSWORD, late: timedelta = DAY) -> Any:
    return await invitations.redeem(db, code, name, password, None, NOON + late)


async def state(db: Database) -> list[str]:
    return [str(one.state) for one in await db.read(lambda tx: invitations.of(tx, "xavi", "g1"))]


async def hands(db: Database) -> str:
    found = await db.read(lambda tx: row(tx, "MATCH (u:Union {id: 'g1'}) RETURN u.hands AS hands"))
    return found["hands"] if found else ""


async def test_an_invited_person_takes_the_seat_with_a_name_and_password_of_his_own(cast: Database) -> None:
    invited = await invite(cast)
    assert await hands(cast) == "invited"
    taken = await redeem(cast, invited.code.lower().replace("-", ""))
    assert (taken["username"], taken["union"], taken["role"]) == ("li.si", "g1", "officer")
    assert (await passwords.sign_in(cast, "li.si", PASSWORD, None, NOON))[0] == taken["person"]
    known = await cast.read(lambda tx: people.seen(tx, "xavi", taken["person"]))
    assert (known["name"], known["mobile"], known["mail"]) == ("李四", "13800000000", "li.si@example.cn")
    assert known["seats"] == [{"union": "g1", "name": "g1 工会", "role": "officer"}]
    assert (await state(cast), await hands(cast)) == (["redeemed"], "seated")
    assert await faults(cast) == []


async def test_of_two_who_redeem_one_code_at_once_one_wins(cast: Database) -> None:
    code = (await invite(cast)).code
    both = await asyncio.gather(redeem(cast, code, "li.si"), redeem(cast, code, "li.wu"), return_exceptions=True)
    assert sorted(isinstance(one, Denied) for one in both) == [False, True]
    found = await cast.read(lambda tx: rows(tx, "MATCH (p:Person)-[:SERVES]->(:Union {id: 'g1'}) RETURN p.id AS id"))
    assert len(found) == 1


async def test_who_has_a_sign_in_already_takes_the_seat_with_it(cast: Database) -> None:
    code = (await invite(cast)).code
    with pytest.raises(Denied) as refused:
        await redeem(cast, code, "ann", "not the password")
    assert refused.value.field == "username"
    assert (await redeem(cast, code, "ann"))["person"] == "ann"
    held = (await cast.read(lambda tx: people.me(tx, "ann")))["seats"]
    assert {(seat["union"], seat["role"]) for seat in held} == {("xh", "viewer"), ("g1", "officer")}


async def test_a_seat_that_is_held_already_is_no_reason_to_fail(cast: Database) -> None:
    await enter(cast, "gina", "g1", Role.OFFICER, PASSWORD)
    assert (await redeem(cast, (await invite(cast)).code, "gina"))["person"] == "gina"
    assert await state(cast) == ["redeemed"]


async def test_a_code_that_is_used_revoked_lapsed_or_wrong_is_refused_in_the_same_words(cast: Database) -> None:
    used, revoked, late = [await invite(cast) for _ in range(3)]
    await redeem(cast, used.code)
    await invitations.revoke(cast, Ask("xavi"), revoked.id, NOON)
    said = set[str]()
    for code, name, wait in (
        (used.code, "wu", DAY),
        (revoked.code, "wu", DAY),
        (late.code, "zhao", 14 * DAY),
        ("0000-0000-0000-0000", "qian", DAY),
        ("", "qian", DAY),
    ):
        with pytest.raises(Denied) as refused:
            await redeem(cast, code, name, late=wait)
        said.add(refused.value.detail)
    assert len(said) == 1


async def test_nobody_takes_a_seat_by_his_own_invitation_or_while_deactivated(cast: Database) -> None:
    await people.create(cast, OPERATOR_ASKS, people.Person("yao", "yao", "yao"), PASSWORD, "xh", NOON)
    await enter(cast, "zed", "g1", Role.ADMIN, PASSWORD)
    with pytest.raises(Conflict):
        await redeem(cast, (await invite(cast, Ask("zed"))).code, "zed")
    await people.set_active(cast, Ask("xavi"), "yao", False, NOON)
    with pytest.raises(Denied):
        await redeem(cast, (await invite(cast)).code, "yao")


async def test_invitations_are_made_read_and_revoked_by_admins_there_or_above(cast: Database) -> None:
    invited = await invite(cast)
    await enter(cast, "hal", "hb", Role.ADMIN)
    with pytest.raises(Denied):
        await invite(cast, Ask("ann"))
    for who, refusal in (("ann", Denied), ("hal", Missing), ("nobody", Missing)):
        with pytest.raises(refusal):
            await invitations.revoke(cast, Ask(who), invited.id, NOON)
    with pytest.raises(Denied):
        await cast.read(lambda tx: invitations.of(tx, "ann", "g1"))
    with pytest.raises(Missing):
        await invitations.revoke(cast, Ask("xavi"), "nothing", NOON)
    await invitations.revoke(cast, Ask("xavi"), invited.id, NOON)
    with pytest.raises(Conflict):
        await invitations.revoke(cast, Ask("xavi"), invited.id, NOON)
    assert await hands(cast) == "vacant"


@pytest.mark.parametrize(
    ("invitee", "days", "field"),
    [
        (replace(LI, name=" "), 14, "name"),
        (replace(LI, mobile="12"), 14, "mobile"),
        (replace(LI, mail="li"), 14, "mail"),
        (LI, 0, "days"),
        (LI, 91, "days"),
    ],
)
async def test_an_invitation_that_makes_no_sense_is_refused_by_field(
    cast: Database, invitee: Invitee, days: int, field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        await invite(cast, invitee=invitee, days=days)
    assert refused.value.field == field


async def test_the_same_request_gives_one_invitation_and_its_last_code(cast: Database) -> None:
    once = Ask("xavi", "r", "d")
    lost, invited = await invite(cast, once), await invite(cast, once)
    assert (lost.id, lost.seq, lost.until) == (invited.id, invited.seq, invited.until)
    with pytest.raises(Denied):
        await redeem(cast, lost.code)
    await redeem(cast, invited.code)
    with pytest.raises(Conflict):
        await invite(cast, once)


async def test_nobody_is_invited_to_a_dissolved_union_or_takes_a_seat_there(cast: Database) -> None:
    code = (await invite(cast)).code
    await structure.dissolve(cast, OPERATOR_ASKS, "g1", NOON)
    for act in (invite(cast), redeem(cast, code)):
        with pytest.raises(Conflict) as refused:
            await act
        assert "dissolved" in refused.value.detail


async def test_what_nobody_redeems_lapses_in_slices(cast: Database) -> None:
    for _ in range(3):
        await invite(cast)
    await invite(cast, days=20)
    assert await invitations.lapse(cast, NOON + 13 * DAY) == 0
    assert [await invitations.lapse(cast, NOON + 14 * DAY, most=2) for _ in range(3)] == [2, 1, 0]
    assert (sorted(await state(cast)), await hands(cast)) == (["lapsed"] * 3 + ["open"], "invited")
    await invitations.lapse(cast, NOON + 20 * DAY)
    assert await hands(cast) == "vacant"
    assert await faults(cast, now=NOON + 20 * DAY) == []


async def test_the_log_and_the_list_tell_of_invitations_without_their_codes(cast: Database) -> None:
    invited = await invite(cast)
    await redeem(cast, invited.code)
    facts = await cast.read(
        lambda tx: rows(tx, "MATCH (f:Fact {union: 'g1'}) RETURN properties(f) AS f ORDER BY f.seq")
    )
    assert [fact["f"]["kind"] for fact in facts][-3:] == ["invited", "invitation redeemed", "seated"]
    [listed] = await cast.read(lambda tx: invitations.of(tx, "xavi", "g1"))
    assert (listed.state, listed.by) == (InvitationState.REDEEMED, "xavi")
    assert invited.code not in str(facts) + str(listed)


async def test_a_user_name_that_is_taken_meanwhile_is_a_conflict_and_the_code_stays_good(cast: Database) -> None:
    first, second = [(await invite(cast)).code for _ in range(2)]
    both = await asyncio.gather(
        redeem(cast, first), redeem(cast, second, password="quite another one"), return_exceptions=True
    )
    refused = [one for one in both if isinstance(one, Refusal)]
    assert len(refused) == 1 and refused[0].field == "username"
    assert sorted(await state(cast)) == ["open", "redeemed"]
