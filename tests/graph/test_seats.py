"""Seats: given to those in sight, taken, handed over with nothing lost, and remembered."""

from datetime import timedelta

import pytest

from graph import directives, documents, hands, invitations, people, seats, structure
from graph.access import places_of
from graph.access import seats as seats_held
from graph.db import Database, run
from orgnet.audiences import addressed
from orgnet.directives import Directive
from orgnet.documents import Text
from orgnet.errors import Conflict, Denied, Missing
from orgnet.facts import Ask
from orgnet.invitations import Invitee
from orgnet.permissions import Role, Seat
from orgnet.unions import Hands
from tests.cast import NOON, OPERATOR_ASKS, enter, provinces
from tests.graph.test_check import faults

DAY = timedelta(days=1)


@pytest.fixture
async def cast(db: Database) -> Database:
    """An admin of a county, an officer and a newcomer there, and somebody of another province."""
    await provinces(db)
    for id, at, role in (
        ("xavi", "xh", Role.ADMIN),
        ("ann", "xh", Role.OFFICER),
        ("new", "xh", None),
        ("hal", "hb", Role.OFFICER),
    ):
        await enter(db, id, at, role)
    return db


async def held(db: Database, person: str) -> list[Seat]:
    return await db.read(lambda tx: seats_held(tx, person))


async def test_a_seat_is_given_once_and_taken_once(cast: Database) -> None:
    xavi = Ask("xavi")
    await seats.seat(cast, xavi, "new", "g1", Role.CLERK, NOON)
    assert await held(cast, "new") == [Seat("g1", Role.CLERK)]
    with pytest.raises(Conflict):
        await seats.seat(cast, xavi, "new", "g1", Role.CLERK, NOON)
    await seats.unseat(cast, xavi, "new", "g1", Role.CLERK, NOON)
    with pytest.raises(Conflict):
        await seats.unseat(cast, xavi, "new", "g1", Role.CLERK, NOON)
    assert await held(cast, "new") == []


async def test_nobody_is_seated_who_is_out_of_sight(cast: Database) -> None:
    for person in ("hal", "nobody"):
        with pytest.raises(Missing):
            await seats.seat(cast, Ask("xavi"), person, "g1", Role.OFFICER, NOON)
    with pytest.raises(Missing):
        await seats.hand_over(cast, Ask("xavi"), "ann", "hal", "xh", Role.OFFICER, NOON)


async def test_nobody_gives_himself_a_seat_or_takes_one_from_himself(cast: Database) -> None:
    xavi = Ask("xavi")
    for act in (
        seats.seat(cast, xavi, "xavi", "g1", Role.OFFICER, NOON),
        seats.unseat(cast, xavi, "xavi", "xh", Role.ADMIN, NOON),
        seats.hand_over(cast, xavi, "ann", "xavi", "xh", Role.OFFICER, NOON),
        seats.hand_over(cast, xavi, "ann", "ann", "xh", Role.OFFICER, NOON),
    ):
        with pytest.raises(Conflict):
            await act


async def test_an_officer_gives_no_seats_and_an_admin_none_above_him(cast: Database) -> None:
    for who, union in (("ann", "g1"), ("xavi", "zj")):
        with pytest.raises(Denied):
            await seats.seat(cast, Ask(who), "new", union, Role.VIEWER, NOON)


async def test_nobody_is_seated_while_deactivated_or_at_a_dissolved_union(cast: Database) -> None:
    await people.set_active(cast, Ask("xavi"), "new", False, NOON)
    with pytest.raises(Conflict) as refused:
        await seats.seat(cast, Ask("xavi"), "new", "g1", Role.OFFICER, NOON)
    assert "deactivated" in refused.value.detail
    with pytest.raises(Conflict):
        await seats.hand_over(cast, Ask("xavi"), "ann", "new", "xh", Role.OFFICER, NOON)
    assert await held(cast, "ann") == [Seat("xh", Role.OFFICER)]
    await structure.dissolve(cast, OPERATOR_ASKS, "g1", NOON)
    with pytest.raises(Conflict) as refused:
        await seats.seat(cast, Ask("xavi"), "ann", "g1", Role.OFFICER, NOON)
    assert "dissolved" in refused.value.detail


async def test_a_seat_passes_on_in_one_turn_with_all_that_belongs_to_the_union(cast: Database) -> None:
    letter = Directive("d", "d", Text("通知", "正文"), addressed("xh"))
    await directives.draft(cast, Ask("ann"), letter, NOON)
    answer = await seats.hand_over(cast, Ask("xavi"), "ann", "new", "xh", Role.OFFICER, NOON + DAY)
    assert (answer["person"], answer["role"]) == ("new", "officer")
    assert (await held(cast, "ann"), await held(cast, "new")) == ([], [Seat("xh", Role.OFFICER)])
    await directives.issue(cast, Ask("new"), "d", NOON + DAY)
    with pytest.raises(Missing):
        await cast.read(lambda tx: documents.read(tx, "ann", "d"))
    assert await faults(cast, now=NOON + DAY) == []


async def test_an_admin_passes_on_his_own_seat_to_the_next(cast: Database) -> None:
    await seats.hand_over(cast, Ask("xavi"), "xavi", "new", "xh", Role.ADMIN, NOON)
    with pytest.raises(Denied):
        await seats.seat(cast, Ask("xavi"), "ann", "g1", Role.VIEWER, NOON)
    await seats.seat(cast, Ask("new"), "ann", "g1", Role.VIEWER, NOON)


async def test_who_served_is_remembered_after_those_who_serve(cast: Database) -> None:
    await seats.hand_over(cast, Ask("xavi"), "ann", "new", "xh", Role.OFFICER, NOON + DAY)
    holders = await cast.read(lambda tx: seats.holders(tx, "xavi", "xh"))
    assert [(h["person"], h["role"], h["since"], h["until"]) for h in holders] == [
        ("new", "officer", NOON + DAY, None),
        ("xavi", "admin", NOON, None),
        ("ann", "officer", NOON, NOON + DAY),
    ]


async def test_who_lost_his_last_seat_is_looked_after_where_he_served_last(cast: Database) -> None:
    rob = await enter(cast, "rob", "root", Role.ADMIN)
    await seats.seat(cast, rob, "new", "hb", Role.CLERK, NOON)
    await seats.unseat(cast, rob, "new", "hb", Role.CLERK, NOON)
    assert [place.union.id for place in await cast.read(lambda tx: places_of(tx, "new"))] == ["hb"]
    with pytest.raises(Missing):
        await people.edit(cast, Ask("xavi"), "new", {"name": "x"}, NOON)


async def test_hands_follow_seats_and_are_told_of_in_the_census(cast: Database) -> None:
    xavi = Ask("xavi")
    for act, expected in (
        (seats.seat(cast, xavi, "new", "g1", Role.VIEWER, NOON), Hands.SEATED),
        (people.set_active(cast, xavi, "new", False, NOON), Hands.VACANT),
        (people.set_active(cast, xavi, "new", True, NOON), Hands.SEATED),
        (seats.unseat(cast, xavi, "new", "g1", Role.VIEWER, NOON), Hands.VACANT),
    ):
        await act
        assert await cast.read(lambda tx: hands.hands_of(tx, ["g1"])) == {"g1": expected}
        assert await faults(cast) == []


@pytest.mark.parametrize(("union", "said"), [("g2", "seated"), ("g2", "invited"), ("xh", "vacant"), ("xh", "invited")])
async def test_the_check_names_a_union_that_says_something_else_of_its_hands(
    cast: Database, union: str, said: str
) -> None:
    await cast.write(lambda tx: run(tx, "MATCH (u:Union {id: $id}) SET u.hands = $said", id=union, said=said))
    wrong = [fault.where for fault in await faults(cast) if "who serves or is invited there" in fault.what]
    assert wrong == [union]


async def test_the_check_names_a_union_with_an_open_invitation_that_calls_itself_vacant(cast: Database) -> None:
    await invitations.invite(cast, Ask("xavi"), Invitee("g2", Role.OFFICER, "李四"), 14, NOON)
    await cast.write(lambda tx: run(tx, "MATCH (u:Union {id: 'g2'}) SET u.hands = 'vacant'"))
    assert "g2" in [fault.where for fault in await faults(cast)]


async def test_seats_at_a_dissolved_union_sleep_and_come_back_with_it(cast: Database) -> None:
    await seats.seat(cast, Ask("xavi"), "ann", "g1", Role.OFFICER, NOON)
    await structure.dissolve(cast, OPERATOR_ASKS, "g1", NOON)
    assert await held(cast, "ann") == [Seat("xh", Role.OFFICER)]
    assert [h["person"] for h in await cast.read(lambda tx: seats.holders(tx, "xavi", "g1"))] == ["ann"]
    await structure.restore(cast, OPERATOR_ASKS, "g1", None, NOON)
    assert sorted(seat.union for seat in await held(cast, "ann")) == ["g1", "xh"]
    assert await faults(cast) == []


async def test_people_of_a_merged_union_are_looked_after_from_its_heir_and_above(cast: Database) -> None:
    await structure.move(cast, OPERATOR_ASKS, "g2", "hb", NOON)
    await enter(cast, "gina", "g1", Role.OFFICER)
    await enter(cast, "gabi", "g2", Role.ADMIN)
    await structure.merge(cast, OPERATOR_ASKS, "g1", "g2", NOON)
    assert await held(cast, "gina") == []
    with pytest.raises(Missing):
        await people.edit(cast, Ask("xavi"), "gina", {"name": "x"}, NOON)
    await seats.seat(cast, Ask("gabi"), "gina", "g2", Role.OFFICER, NOON)
    await seats.unseat(cast, Ask("gabi"), "gina", "g1", Role.OFFICER, NOON)
    assert await held(cast, "gina") == [Seat("g2", Role.OFFICER)]
    assert await faults(cast) == []


async def test_what_stood_under_a_dissolved_union_is_looked_after_from_what_stood_above_it(cast: Database) -> None:
    await enter(cast, "zoe", "zj", Role.ADMIN)
    await enter(cast, "gina", "g1", Role.OFFICER)
    for id in ("g1", "g2", "xh"):
        await structure.dissolve(cast, OPERATOR_ASKS, id, NOON)
    await people.edit(cast, Ask("zoe"), "gina", {"name": "吉娜"}, NOON)
    with pytest.raises(Missing):
        await people.edit(cast, Ask("xavi"), "gina", {"name": "x"}, NOON)
