"""Group commit: marks that arrive together are taken together, and each fares as if it were alone."""

import asyncio
import json
import sys
from collections.abc import Awaitable
from dataclasses import asdict
from typing import Any, TypeVar

import pytest

from graph import directives, progress, seats
from graph.db import Database, rows
from graph.gathering import Gathering, Group, follow, look_ahead, write_group
from graph.marks import Mark
from orgnet.audiences import addressed
from orgnet.directives import Directive
from orgnet.documents import Text
from orgnet.errors import Conflict, Missing, Refusal, Reused
from orgnet.facts import Ask
from orgnet.levels import Level
from orgnet.permissions import OPERATOR, Role
from orgnet.receipts import Milestone
from tests.cast import NOON, found, seat, union
from tests.graph.test_check import faults
from tests.snapshots import begin

T = TypeVar("T")

UNIONS = 24


@pytest.fixture(autouse=True)
def read_by_threes(monkeypatch: pytest.MonkeyPatch) -> None:
    """So few at once that a group is read about in parts."""
    monkeypatch.setattr("graph.gathering.READ", 3)


@pytest.fixture
async def network(db: Database) -> Database:
    """A county with its grassroots, an officer at each, and a directive to all."""
    await begin(db, "a county", grow)
    return db


async def grow(db: Database) -> None:
    """What it holds."""
    await found(db, union("root", Level.NATIONAL), None)
    await found(db, union("c", Level.COUNTY), "root")
    for name in (f"g{n}" for n in range(UNIONS)):
        await found(db, union(name, Level.GRASSROOTS), "c")
        await seat(db, f"officer {name}", name, "officer")
    officer = await seat(db, "otto", "root", "officer")
    await directives.draft(db, officer, Directive("d", "d", Text("通知", "正文"), addressed("root")), NOON)
    await directives.issue(db, officer, "d", NOON)


def mark(name: str, milestone: Milestone = Milestone.SIGNED, *, key: str | None = None, **more: Any) -> Mark:
    ask = Ask(more.pop("actor", f"officer {name}"), key, more.pop("digest", ""))
    return Mark(ask, name, more.pop("cascade", "d"), milestone, **more)


async def together(*work: Awaitable[T]) -> list[T | BaseException]:
    return await asyncio.gather(*work, return_exceptions=True)


async def ahead(db: Database, *marks: Mark) -> Group:
    """A group that was looked at before its turn."""
    group = Group(marks)
    await look_ahead(db, group, NOON)
    return group


async def signed(db: Database) -> set[str]:
    """The unions whose receipt says that they have signed; the tallies must say so too."""
    found = await db.read(lambda tx: rows(tx, "MATCH (r:Receipt) WHERE r.signed IS NOT NULL RETURN r.union AS u"))
    _, top = await db.read(lambda tx: progress.seen(tx, OPERATOR, "d", None))
    assert top.standing.reached()[Milestone.SIGNED] == len(found)
    assert await faults(db) == []
    return {record["u"] for record in found}


async def turns(db: Database) -> list[int]:
    """How many signatures each turn took."""
    found = await db.read(lambda tx: rows(tx, "MATCH (r:Receipt) RETURN r.signed AS at, count(r) AS n ORDER BY at"))
    return [record["n"] for record in found]


async def test_the_first_waits_for_nobody_and_the_others_are_taken_together(network: Database) -> None:
    gathering = Gathering(network)
    work = [gathering.mark(mark(f"g{n}"), NOON.replace(second=n)) for n in range(UNIONS)]
    first = asyncio.create_task(work[0])
    await asyncio.sleep(0)
    answers = await together(first, *work[1:])
    assert [answer["union"] for answer in answers if isinstance(answer, dict)] == [f"g{n}" for n in range(UNIONS)]
    assert await turns(network) == [1, UNIONS - 1]
    assert len(await signed(network)) == UNIONS


async def test_a_mark_that_is_refused_fails_its_own_caller_only(network: Database) -> None:
    bad = {
        1: (mark("g1", actor="officer g2"), Missing),
        3: (mark("nowhere", actor="officer g3"), Missing),
        5: (mark("g5", cascade="none"), Missing),
        7: (mark("g7", Milestone.DONE, undo=True), Conflict),
        9: (mark("root", actor="otto"), Missing),
    }
    marks = [bad[n][0] if n in bad else mark(f"g{n}") for n in range(UNIONS)]
    answers = await together(*(Gathering(network).mark(each, NOON) for each in marks[:1]))
    gathering = Gathering(network)
    answers += await together(*(gathering.mark(each, NOON) for each in marks[1:]))
    for n, answer in enumerate(answers):
        assert isinstance(answer, bad[n][1] if n in bad else dict), (n, answer)
    assert await signed(network) == {f"g{n}" for n in range(UNIONS) if n not in bad}


async def test_a_mark_that_cannot_even_be_written_fails_its_own_caller_only(network: Database) -> None:
    gathering = Gathering(network)
    poison = mark("g1", Milestone.DONE, note="\ud800")
    marks = [mark("g0"), poison, *(mark(f"g{n}") for n in range(2, 8))]
    answers = await together(*(gathering.mark(each, NOON) for each in marks))
    failures = [(n, answer) for n, answer in enumerate(answers) if isinstance(answer, BaseException)]
    assert [n for n, _ in failures] == [1] and not isinstance(failures[0][1], Refusal)
    assert await signed(network) == {"g0", *(f"g{n}" for n in range(2, 8))}


async def test_a_caller_who_leaves_takes_nothing_with_him(network: Database) -> None:
    gathering = Gathering(network)
    waiting = [asyncio.create_task(gathering.mark(mark(f"g{n}"), NOON)) for n in range(UNIONS)]
    await asyncio.sleep(0)
    waiting[0].cancel()
    waiting[5].cancel()
    answers = await together(*waiting)
    assert [n for n, answer in enumerate(answers) if isinstance(answer, BaseException)] == [0, 5]
    assert await signed(network) >= {f"g{n}" for n in range(UNIONS)} - {"g0", "g5"}
    again = await together(*(gathering.mark(mark(f"g{n}"), NOON) for n in (0, 5)))
    assert all(isinstance(answer, dict) for answer in again)
    assert len(await signed(network)) == UNIONS


async def test_marks_of_one_union_are_taken_in_their_order(network: Database) -> None:
    gathering = Gathering(network)
    steps = [
        mark("g1"),
        mark("g1", undo=True),
        mark("g1", Milestone.DONE, note="一"),
        mark("g1", Milestone.DONE, undo=True),
        mark("g1", Milestone.DONE, note="二"),
        mark("g1", Milestone.SIGNED, undo=True),
    ]
    other = gathering.mark(mark("g0"), NOON)
    answers = await together(other, *(gathering.mark(step, NOON) for step in steps))
    told = [(a["signed"] is not None, a["done"] is not None, a["note"]) for a in answers[1:-1] if isinstance(a, dict)]
    assert told == [
        (True, False, None),
        (False, False, None),
        (True, True, "一"),
        (True, False, None),
        (True, True, "二"),
    ]
    assert isinstance(answers[-1], Conflict)
    assert await signed(network) == {"g0", "g1"}


async def test_a_request_that_comes_twice_in_one_group_acts_once(network: Database) -> None:
    gathering = Gathering(network)
    other = gathering.mark(mark("g0"), NOON)
    once = mark("g1", Milestone.DONE, key="tap", digest="a", note="一")
    another = mark("g1", Milestone.DONE, key="tap", digest="b", note="二")
    answers = await together(other, *(gathering.mark(each, NOON) for each in (once, once, another)))
    assert answers[1] == answers[2] and isinstance(answers[3], Reused)
    later = await gathering.mark(once, NOON)
    assert later == answers[1]
    done = await network.read(lambda tx: rows(tx, "MATCH (f:Fact {kind: 'done'}) RETURN f.seq AS seq"))
    assert len(done) == 1


async def test_several_processes_sign_at_once_and_the_tallies_equal_a_recount(network: Database) -> None:
    async def signer(unions: list[str]) -> int:
        arguments = [json.dumps(asdict(network.bolt)), "d", *unions]
        process = await asyncio.create_subprocess_exec(sys.executable, "-m", "tests.graph.signers", *arguments)
        return await process.wait()

    shares = [[f"g{n}" for n in range(UNIONS) if n % 3 in (share, (share + 1) % 3)] for share in range(3)]
    assert await asyncio.gather(*(signer(share) for share in shares)) == [0, 0, 0]
    assert len(await signed(network)) == UNIONS
    facts = await network.read(lambda tx: rows(tx, "MATCH (f:Fact {kind: 'signed'}) RETURN f.union AS u"))
    assert len(facts) == UNIONS, "whoever came second found the union's signature there"


async def test_those_who_wait_in_many_groups_all_fare_as_if_they_were_alone(network: Database) -> None:
    gathering = Gathering(network, size=5)
    work = [gathering.mark(mark(f"g{n}"), NOON) for n in range(UNIONS)]
    answers = await together(*work, gathering.mark(mark("g3"), NOON), gathering.mark(mark("nobody"), NOON))
    assert isinstance(answers.pop(), Missing)
    assert answers.pop() == answers[3]
    assert await signed(network) == {f"g{n}" for n in range(UNIONS)}


async def test_what_was_looked_at_ahead_holds_when_only_the_group_before_has_written(network: Database) -> None:
    one, two = Group([mark("g0")]), await ahead(network, mark("g1"))
    await write_group(network, one, NOON)
    follow(two, one)
    looked_at = two.ahead
    assert looked_at
    assert looked_at.seq == one.after
    assert await write_group(network, two, NOON) is looked_at.answers
    assert await signed(network) == {"g0", "g1"}


async def test_what_was_looked_at_ahead_is_decided_anew_when_somebody_else_has_written(network: Database) -> None:
    one, two = Group([mark("g0")]), await ahead(network, mark("g1"), mark("g2"))
    await seats.unseat(network, Ask(OPERATOR), "officer g1", "g1", Role.OFFICER, NOON)
    await write_group(network, one, NOON)
    follow(two, one)
    refused, answer = await write_group(network, two, NOON)
    assert isinstance(refused, Refusal)
    assert not isinstance(answer, Refusal)
    assert await signed(network) == {"g0", "g2"}


async def test_the_moment_of_what_was_looked_at_ahead_is_that_of_the_log(network: Database) -> None:
    later, latest = NOON.replace(hour=NOON.hour + 1), NOON.replace(hour=NOON.hour + 2)
    await write_group(network, Group([mark("g0")]), later)
    two, one = await ahead(network, mark("g1")), Group([mark("g2")])
    assert two.ahead
    assert two.ahead.at == later
    await write_group(network, one, latest)
    follow(two, one)
    [answer] = await write_group(network, two, NOON)
    assert not isinstance(answer, Refusal)
    assert answer["signed"] == latest.isoformat()


def test_groups_are_beside_each_other_unless_they_share_a_receipt_or_a_request() -> None:
    group = Group([mark("g0", key="k")])
    assert group.beside(Group([mark("g1"), mark("g2", key="l")]))
    assert not group.beside(Group([mark("g1"), mark("g0", Milestone.DONE)]))
    assert not group.beside(Group([mark("g1", key="k", actor="officer g0")]))


async def test_nothing_holds_after_a_group_whose_counts_flowed_nowhere(network: Database) -> None:
    two = await ahead(network, mark("g1"))
    assert two.ahead
    seq = two.ahead.seq
    follow(two, Group([mark("g0")], before=seq, after=seq + 1, strayed=True))
    assert two.ahead.seq == seq
