"""A roster's rows become steps by comparing them with what there is; the same roster twice does nothing."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orgnet.errors import Conflict, Invalid, Missing, Refusal
from orgnet.people import Person
from orgnet.permissions import Role
from orgnet.rosters import Entry, Known, Place, Step, role, steps

XH, G1, OLD = Place("xh", "西湖区总工会"), Place("g1", "机务段工会"), Place("old", "老工会", dissolved=True)
ZHANG = Person("zhang", "zhang.san", "张三", mobile="13800000000")
SLEEPER = Person("sleeper", "sleeper", "孙七", active=False)


def known() -> Known:
    return Known(
        unions={"330106": XH, "g1": G1, "old": OLD},
        people={"zhang.san": ZHANG, "sleeper": SLEEPER},
        seats={("zhang", "xh", Role.OFFICER)},
        invited={("李四|", "g1", Role.CLERK)},
    )


def entry(**fields: object) -> Entry:
    plain = Entry("new", "CODE", "330106", Role.OFFICER, "张三", "zhang.san")
    return replace(plain, **fields)  # pyright: ignore[reportArgumentType]


def one(row: Entry) -> Step:
    [outcome] = steps(known(), [row])
    assert isinstance(outcome, Step), outcome
    return outcome


def refused(*rows: Entry) -> Refusal:
    *_, last = steps(known(), rows)
    assert isinstance(last, Refusal)
    return last


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("officer", Role.OFFICER),
        (" ADMIN ", Role.ADMIN),
        ("管理员", Role.ADMIN),
        ("经办", Role.CLERK),
        ("查看", Role.VIEWER),
    ],
)
def test_a_role_is_understood_in_chinese_and_english(text: str, expected: Role) -> None:
    assert role(text) is expected


def test_an_unknown_role_is_refused_with_those_there_are() -> None:
    with pytest.raises(Invalid) as refusal:
        role("主席")
    assert "管理员/admin" in refusal.value.detail


def test_what_is_so_already_is_nothing_to_do() -> None:
    assert one(entry()).idle
    assert one(entry(name="李四", username=None, union="g1", role=Role.CLERK)).idle


def test_a_new_user_name_is_a_new_person_with_a_seat_and_a_code() -> None:
    step = one(entry(username="li.si", name="李四"))
    assert (step.entered, step.seated, step.invited, step.coded, step.person) == (True, True, False, True, "new")


def test_a_known_one_gets_only_what_is_new_and_keeps_what_the_row_does_not_say() -> None:
    step = one(entry(name="张三丰", mail="z@example.cn", union="g1"))
    assert (step.person, step.entered, step.coded) == ("zhang", False, False)
    assert step.changed == {"name": "张三丰", "mail": "z@example.cn"} and step.seated
    assert one(entry(role=Role.ADMIN)).changed == {}


def test_without_a_user_name_somebody_is_invited_unless_he_is_already() -> None:
    step = one(entry(username=None, name="李四", mobile="13911112222", union="g1", role=Role.CLERK))
    assert (step.invited, step.coded, step.seated, step.entered) == (True, True, False, False)


def test_several_rows_are_several_seats_of_one_person() -> None:
    rows = [entry(id=id, username="li.si", name="李四", union=union) for id, union in (("a", "330106"), ("b", "g1"))]
    first, second = steps(known(), rows)
    assert isinstance(first, Step) and isinstance(second, Step)
    assert (first.entered, second.entered, second.person, second.seated) == (True, False, "a", True)
    assert all(isinstance(again, Step) and again.idle for again in steps(done(rows), rows))


def done(rows: list[Entry]) -> Known:
    """What is known after rows were carried out."""
    after = known()
    steps(after, rows)
    return Known(after.unions, after.people, after.seats, after.invited | after.asked)


@pytest.mark.parametrize(
    ("rows", "kind", "field"),
    [
        ([entry(union="nowhere")], Missing, "union"),
        ([entry(union="old")], Conflict, "union"),
        ([entry(), entry(name="李四")], Conflict, "name"),
        ([entry(mobile="13900000000"), entry(mobile="13911111111")], Conflict, "mobile"),
        ([entry(username=None), entry(username=None)], Conflict, "name"),
        ([entry(username="sleeper", name="孙七")], Conflict, "username"),
    ],
)
def test_a_row_that_cannot_be_taken_is_refused_by_its_column(
    rows: list[Entry], kind: type[Refusal], field: str
) -> None:
    refusal = refused(*rows)
    assert (type(refusal), refusal.field) == (kind, field)


def test_a_row_that_is_refused_leaves_no_trace() -> None:
    bad, good = entry(username="li.si", name="李四", union="old"), entry(username="li.si", name="李五")
    first, second = steps(known(), [bad, good])
    assert isinstance(first, Refusal) and isinstance(second, Step) and second.entered


rows = st.lists(
    st.builds(
        Entry,
        id=st.uuids().map(str),
        code=st.just("CODE"),
        union=st.sampled_from(["330106", "g1", "old", "nowhere"]),
        role=st.sampled_from(Role),
        name=st.sampled_from(["张三", "李四"]),
        username=st.none() | st.sampled_from(["zhang.san", "li.si", "sleeper", "wang"]),
        mobile=st.none() | st.sampled_from(["13800000000", "13911112222"]),
    ),
    max_size=12,
    unique_by=lambda row: row.id,
)


@given(rows)
def test_the_rows_that_were_taken_do_nothing_the_second_time(rows: list[Entry]) -> None:
    taken = [row for row, outcome in zip(rows, steps(known(), rows), strict=True) if isinstance(outcome, Step)]
    again = steps(done(taken), taken)
    assert all(isinstance(outcome, Step) and outcome.idle for outcome in again)


@given(rows, st.integers(1, 4))
def test_rows_bring_the_same_in_slices_as_together(rows: list[Entry], size: int) -> None:
    taken = [row for row, outcome in zip(rows, steps(known(), rows), strict=True) if isinstance(outcome, Step)]
    sliced, after = list[object](), known()
    for start in range(0, len(taken), size):
        after = Known(after.unions, after.people, after.seats, after.invited | after.asked)
        sliced += steps(after, taken[start : start + size])
    assert sliced == steps(known(), taken)
