"""Where messages may lead, and when somebody is told."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orgnet.channels import (
    MOST,
    Carrier,
    Channel,
    Default,
    Habits,
    Pace,
    checked,
    chosen,
    fitting,
    quiet,
    when,
)
from orgnet.errors import Conflict, Invalid
from orgnet.messages import TRIES, over, pause
from orgnet.people import Person

ZONE = ZoneInfo("Asia/Shanghai")
HOSTS = ("10.0.0.7:8080",)


@pytest.mark.parametrize(
    ("carrier", "address", "kept"),
    [
        (Carrier.MAIL, " a@example.cn ", "a@example.cn"),
        (Carrier.SMS, "138 0000 0000", "13800000000"),
        (Carrier.WECOM, "693a91f6-7xxx-4bc4-97a0-0ec2sifa5aaa", "693a91f6-7xxx-4bc4-97a0-0ec2sifa5aaa"),
        (Carrier.WEBHOOK, "https://hook.example.cn/x?y=1", "https://hook.example.cn/x?y=1"),
        (Carrier.WEBHOOK, "http://10.0.0.7:8080/x", "http://10.0.0.7:8080/x"),
    ],
)
def test_what_leads_somewhere_is_kept(carrier: Carrier, address: str, kept: str) -> None:
    assert checked(Channel("c", carrier, address), [], HOSTS).address == kept


@pytest.mark.parametrize(
    ("carrier", "address"),
    [
        (Carrier.MAIL, "a"),
        (Carrier.SMS, "12"),
        (Carrier.FEISHU, "short"),
        (Carrier.DINGTALK, "https://oapi.dingtalk.com/robot/send"),
        (Carrier.WECOM, "机器人" * 8),
    ]
    + [
        (Carrier.WEBHOOK, address)
        for address in (
            "http://hook.example.cn/x",
            "https://user:password@hook.example.cn/x",
            "https://127.0.0.1/x",
            "https://10.0.0.7/x",
            "https://[::1]/x",
            "https://169.254.169.254/latest",
            "https://localhost/x",
            "https://intranet/x",
            "https://server.local/x",
            "https://2130706433/x",
            "https://0x7f.0.0.1/x",
            "https:///x",
            "https://[/x",
            "ftp://hook.example.cn/x",
            "https://hook.example.cn/\u202ex",
            "https://hook.example.cn/" + "x" * 500,
        )
    ],
)
def test_what_leads_nowhere_or_inside_is_refused(carrier: Carrier, address: str) -> None:
    with pytest.raises(Invalid):
        checked(Channel("c", carrier, address), [], HOSTS)


def test_nobody_has_a_channel_twice_or_too_many() -> None:
    held = [Channel(f"{n}", Carrier.MAIL, f"{n}@example.cn") for n in range(MOST)]
    with pytest.raises(Conflict, match="already"):
        checked(Channel("c", Carrier.MAIL, "1@example.cn"), held[:2], ())
    with pytest.raises(Conflict, match="remove one first"):
        checked(Channel("c", Carrier.MAIL, "c@example.cn"), held, ())


def test_keys_are_read_back_by_their_end_only() -> None:
    assert Channel("c", Carrier.WECOM, "693a91f6-7xxx-4bc4").masked == "…4bc4"
    assert Channel("c", Carrier.MAIL, "a@example.cn").masked == "a@example.cn"


def test_without_a_channel_the_contacts_serve() -> None:
    person = Person("p", "p", "p", mail="p@example.cn")
    both = Default((Carrier.SMS, Carrier.MAIL))
    assert [each.address for each in chosen(person, [], both)] == ["p@example.cn"]
    own = [Channel("c", Carrier.SMS, "13800000000")]
    assert chosen(person, own, both) == own
    assert chosen(Person("p", "p", "p"), [], both) == []


hours = st.integers(0, 23)
habits = st.builds(Habits, st.sampled_from(Pace), hours, st.none() | st.tuples(hours, hours))


@given(habits, st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC)))
def test_nobody_is_told_in_his_quiet_hours_nor_much_too_late(habits: Habits, now: datetime) -> None:
    try:
        fitting(habits)
    except Invalid:
        return
    due = when(habits, now, ZONE, urgent=False)
    assert 0 <= (due - now).total_seconds() <= 24 * 3600
    assert not quiet(habits, due.astimezone(ZONE).hour)
    if habits.pace is Pace.DIGEST:
        assert due.astimezone(ZONE).hour == habits.digest
    assert when(habits, now, ZONE, urgent=True) == now


@pytest.mark.parametrize("wrong", [Habits(digest=24), Habits(quiet=(7, 7)), Habits(Pace.DIGEST, 22, (21, 7))])
def test_habits_that_make_no_sense_are_refused(wrong: Habits) -> None:
    with pytest.raises(Invalid):
        fitting(wrong)


def test_tries_rest_longer_and_longer_and_end() -> None:
    rests = [pause(n) for n in range(1, TRIES)]
    assert rests == sorted(rests)
    assert [over(n) for n in (TRIES - 1, TRIES)] == [False, True]
