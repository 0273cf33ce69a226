"""A network changed at random agrees with the plain model in everything, tallies included."""

import asyncio
from collections.abc import Awaitable
from dataclasses import replace
from datetime import timedelta
from typing import Any, TypeVar

import orjson
import pytest
import pytest_asyncio
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from graph import directives, structure
from graph.db import Database, Transaction, rows
from graph.progress import missing, progress
from graph.receipts import Mark, write
from orgnet.audiences import Audience, Reach
from orgnet.cells import Facets
from orgnet.directives import Directive, Text
from orgnet.errors import Refusal
from orgnet.facts import Ask
from orgnet.kinds import Kind
from orgnet.levels import Level
from orgnet.receipts import Milestone
from orgnet.steps import Absorb, Edit, Guide, Pact, Place, Step, load
from orgnet.tallies import Line
from orgnet.unions import Founding, Status
from tests.cast import NOON, OPERATOR_ASKS, found, seat, union
from tests.conftest import empty
from tests.graph.model import KINDS, Cascade, Entry, Network
from tests.graph.test_check import faults

T = TypeVar("T")

LOWER = [Level.PROVINCIAL, Level.COUNTY, Level.GRASSROOTS]
"""Enough levels for every rule; few enough that unions meet."""

numbers = st.integers(min_value=0, max_value=10_000)


@pytest_asyncio.fixture(loop_scope="session")
async def loop() -> asyncio.AbstractEventLoop:
    """The loop of the databases, for tests that must not be coroutines."""
    return asyncio.get_running_loop()


class NetworkMachine(RuleBasedStateMachine):
    """Everything that can be done to a network, done to the graph and to the model."""

    database: Database
    loop: asyncio.AbstractEventLoop

    def wait(self, awaitable: Awaitable[T]) -> T:
        """Wait for the graph."""

        async def waiting() -> T:
            return await awaitable

        return self.loop.run_until_complete(waiting())

    def attempt(self, awaitable: Awaitable[dict[str, Any]]) -> dict[str, Any] | None:
        """The answer, or None where it was refused; whatever else is raised fails the test."""
        self.now += timedelta(hours=7)
        try:
            return self.wait(awaitable)
        except Refusal:
            return None

    def pick(self, number: int, among: list[str]) -> str:
        """One of the ids."""
        return among[number % len(among)]

    @initialize()
    def begin(self) -> None:
        self.wait(self.database.write(empty))
        self.model, self.now, self.count, self.facts = Network(), NOON, 0, list[int]()
        self.wait(found(self.database, union("root", Level.NATIONAL), None))
        self.model.entries["root"] = Entry(union("root", Level.NATIONAL))
        self.wait(seat(self.database, "root officer", "root", "officer"))

    @rule(
        level=st.sampled_from(LOWER),
        kind=st.sampled_from(KINDS),
        parent=numbers,
        guide=st.none() | numbers,
        members=st.integers(0, 300),
    )
    def found(self, level: Level, kind: Kind, parent: int, guide: int | None, members: int) -> None:
        self.count += 1
        id = f"u{self.count}"
        new = union(id, level, kind, members=members)
        over = self.pick(parent, list(self.model.entries))
        second = self.pick(guide, self.model.living()) if guide is not None else None
        legal = self.model.may_stand(id, over, new) and (
            second is None or (second != over and self.model.entries[second].union.level.depth < level.depth)
        )
        answer = self.attempt(structure.found(self.database, OPERATOR_ASKS, Founding(new, over, second), self.now))
        assert (answer is not None) == legal or second == over
        if answer:
            self.model.entries[id] = Entry(new, over, second)
            self.wait(seat(self.database, f"{id} officer", id, "officer"))
            self.facts.append(answer["seq"])

    @rule(who=numbers, to=numbers)
    def move(self, who: int, to: int) -> None:
        id, over = self.pick(who, list(self.model.entries)), self.pick(to, list(self.model.entries))
        entry = self.model.entries[id]
        legal = entry.parent is not None and entry.parent != over and self.model.may_stand(id, over)
        answer = self.attempt(structure.move(self.database, OPERATOR_ASKS, id, over, self.now))
        assert (answer is not None) == legal
        if answer:
            entry.parent = over
            self.facts.append(answer["seq"])

    @rule(who=numbers, to=st.none() | numbers)
    def guide(self, who: int, to: int | None) -> None:
        id = self.pick(who, self.model.living())
        over = None if to is None else self.pick(to, self.model.living())
        answer = self.attempt(structure.guide(self.database, OPERATOR_ASKS, id, over, self.now))
        if answer:
            assert over is None or id not in self.model.line(over, Line.SECOND)
            self.model.entries[id].guide = over
            self.facts.append(answer["seq"])

    @rule(
        who=numbers,
        kind=st.sampled_from(KINDS),
        members=st.integers(0, 300),
        status=st.sampled_from(["active", "locked", "transferring"]),
    )
    def edit(self, who: int, kind: Kind, members: int, status: str) -> None:
        id = self.pick(who, self.model.living())
        fields = {"kind": kind.value, "members": members, "status": status}
        answer = self.attempt(structure.edit(self.database, OPERATOR_ASKS, id, dict(fields), self.now))
        assert answer is not None
        self.model.set(id, kind=kind, members=members, status=Status(status))
        self.facts.append(answer["seq"])

    @rule(who=numbers, other=numbers, terms=st.none() | st.just("互助"))
    def pact(self, who: int, other: int, terms: str | None) -> None:
        id, partner = self.pick(who, self.model.living()), self.pick(other, self.model.living())
        answer = self.attempt(structure.pact(self.database, OPERATOR_ASKS, id, partner, terms, self.now))
        if answer:
            (self.model.pacts.discard if terms is None else self.model.pacts.add)(frozenset((id, partner)))
            self.facts.append(answer["seq"])

    @rule(who=numbers)
    def dissolve(self, who: int) -> None:
        id = self.pick(who, self.model.living())
        legal = id != "root" and not self.model.children(id)
        answer = self.attempt(structure.dissolve(self.database, OPERATOR_ASKS, id, self.now))
        assert (answer is not None) == legal
        self.follow(answer)

    @rule(who=numbers)
    def restore(self, who: int) -> None:
        id = self.pick(who, list(self.model.entries))
        self.follow(self.attempt(structure.restore(self.database, OPERATOR_ASKS, id, None, self.now)))

    @rule(who=numbers, to=numbers)
    def merge(self, who: int, to: int) -> None:
        id, into = self.pick(who, self.model.living()), self.pick(to, self.model.living())
        self.follow(self.attempt(structure.merge(self.database, OPERATOR_ASKS, id, into, self.now)))

    @precondition(lambda self: self.facts)
    @rule(which=numbers)
    def undo(self, which: int) -> None:
        seq = self.facts[-1 - which % min(4, len(self.facts))]
        self.follow(self.attempt(structure.undo(self.database, OPERATOR_ASKS, seq, self.now)))

    def follow(self, answer: dict[str, Any] | None) -> None:
        """Do to the model what the fact says was done; each step is a plain assignment there."""
        if not answer:
            return
        self.facts.append(answer["seq"])
        [fact] = self.wait(self.database.read(lambda tx: rows(tx, FACT, seq=answer["seq"])))
        for step in load(_steps(fact["data"])):
            self.step(step)

    def step(self, step: Step) -> None:
        match step:
            case Place(unions, before, after):
                for id in unions:
                    assert self.model.entries[id].parent == before
                    self.model.entries[id].parent = after
            case Guide(id, before, after):
                assert self.model.entries[id].guide == before
                self.model.entries[id].guide = after
            case Edit(id, _, after):
                typed = {"status": Status, "kind": Kind}
                self.model.set(id, **{name: typed.get(name, lambda v: v)(value) for name, value in after.items()})  # pyright: ignore
            case Pact(pair, _, after):
                (self.model.pacts.discard if after is None else self.model.pacts.add)(frozenset(pair))
            case Absorb():
                pass

    @rule(
        issuer=numbers,
        root=numbers,
        reach=st.sampled_from(Reach),
        line=st.sampled_from(Line),
        kinds=st.sets(st.sampled_from(KINDS), max_size=2),
    )
    def issue(self, issuer: int, root: int, reach: Reach, line: Line, kinds: set[Kind]) -> None:
        top = self.pick(issuer, self.model.living())
        under = self.pick(root, self.model.branch(top, line))
        audience = Audience(top, under, reach, line, Facets(kinds=frozenset(kinds)))
        id, ask = f"d{len(self.model.cascades)}", Ask(f"{top} officer")
        drafted = Directive(id, id, Text("关于做好冬季送温暖工作的通知", "请各单位抓好落实。"), audience)
        if self.attempt(directives.draft(self.database, ask, drafted, self.now)):
            assert self.attempt(directives.issue(self.database, ask, id, self.now))
            whole = self.model.entries[under].parent is None
            self.model.cascades[id] = Cascade(replace(audience, whole=whole, line=Line.PRIMARY if whole else line))

    @precondition(lambda self: self.model.cascades)
    @rule(which=numbers, who=numbers, milestone=st.sampled_from(Milestone), undo=st.booleans())
    def mark(self, which: int, who: int, milestone: Milestone, undo: bool) -> None:
        id = self.pick(which, list(self.model.cascades))
        cascade, who_ = self.model.cascades[id], self.pick(who, list(self.model.entries))
        mark = Mark(Ask(f"{who_} officer"), who_, id, milestone, undo=undo)
        [outcome] = self.wait(write(self.database, [mark], self.now))
        held = cascade.held.setdefault(who_, set())
        passed = set(list(Milestone)[: list(Milestone).index(milestone) + 1])
        addressed = who_ in self.model.reached(cascade, cascade.audience.root)
        undoable = milestone in held and milestone is not Milestone.READ and held == passed
        assert isinstance(outcome, Refusal) == (not cascade.open or not addressed or (undo and not undoable))
        if not isinstance(outcome, Refusal):
            cascade.held[who_] = held - {milestone} if undo else held | passed

    @precondition(lambda self: self.model.cascades)
    @rule(which=numbers)
    def close(self, which: int) -> None:
        id = self.pick(which, list(self.model.cascades))
        cascade = self.model.cascades[id]
        ask = Ask(f"{cascade.audience.issuer} officer")
        if self.attempt(directives.close(self.database, ask, id, self.now)):
            cascade.open = False

    @invariant()
    def census_agrees(self) -> None:
        if not hasattr(self, "model"):
            return
        found = self.wait(self.database.read(census_rows))
        assert found == self.model.rows()

    @invariant()
    def structure_agrees(self) -> None:
        if not hasattr(self, "model"):
            return
        found, pacts = self.wait(self.database.read(structure_of))
        assert found == {
            id: (entry.union.status.value, entry.parent, entry.guide, entry.union.members)
            for id, entry in self.model.entries.items()
        }
        assert pacts == self.model.pacts

    @invariant()
    def progress_agrees(self) -> None:
        for id, cascade in self.model.cascades.items() if hasattr(self, "model") else ():
            if cascade.open:
                self.compare(id, cascade)

    def compare(self, id: str, cascade: Cascade) -> None:
        for at in self.model.inside(cascade):
            reached = self.model.reached(cascade, at)
            if at != cascade.audience.root and cascade.audience.reach is Reach.SUBORDINATES:
                reached = [other for other in reached if other == at]
            held = [cascade.held.get(other, set[Milestone]()) for other in reached]

            async def read(tx: Transaction, at: str = at) -> tuple[Any, list[str]]:
                directive = await directives.read(tx, "operator", id)
                return await progress(tx, directive, at), await unsigned(tx, directive, at)

            state, lacking = self.wait(self.database.read(read))
            assert state.standing.unions == len(reached)
            assert state.standing.members == sum(self.model.entries[other].union.members for other in reached)
            assert state.standing.reached() == {m: sum(m in marks for marks in held) for m in Milestone}
            signed = {o for o, marks in zip(reached, held, strict=True) if Milestone.SIGNED in marks}
            assert sorted(lacking) == sorted(set(reached) - signed)

    def teardown(self) -> None:
        if hasattr(self, "model"):
            assert self.wait(faults(self.database, now=self.now)) == []


FACT = "MATCH (f:Fact {seq: $seq}) RETURN f.data AS data"


def _steps(data: str) -> list[dict[str, Any]]:
    return orjson.loads(data)["steps"]


async def unsigned(tx: Transaction, directive: Directive, at: str) -> list[str]:
    """All that have not signed, two at a time."""
    found: list[str] = []
    path: list[str] = []
    while True:
        page, path_ = await missing(tx, directive, at, Milestone.SIGNED, path, 2)
        found += [place.union.id for place in page]
        path = list(path_)
        if not path:
            return found


async def census_rows(tx: Transaction) -> dict[str, dict[str, int]]:
    found = await rows(tx, "MATCH (t:Tally) WHERE t.key STARTS WITH 'network' RETURN t.key AS key, t.counts AS counts")
    return {record["key"]: orjson.loads(record["counts"]) for record in found}


def only(ids: list[str]) -> str | None:
    """The one id of a list that has one at most."""
    assert len(ids) <= 1
    return ids[0] if ids else None


async def structure_of(tx: Transaction) -> tuple[dict[str, Any], set[frozenset[str]]]:
    unions = await rows(
        tx,
        """
        MATCH (u:Union)
        RETURN u.id AS id, u.status AS status, [(u)-[:PART_OF]->(p) | p.id] AS parent,
            [(u)-[:GUIDED_BY]->(g) | g.id] AS guide, u.members AS members
        """,
    )
    pacts = await rows(tx, "MATCH (a:Union)-[:PARTNERS_WITH]->(b) RETURN a.id AS a, b.id AS b")
    return (
        {r["id"]: (r["status"], only(r["parent"]), only(r["guide"]), r["members"]) for r in unions},
        {frozenset((r["a"], r["b"])) for r in pacts},
    )


@pytest.mark.parametrize("run", range(2))
def test_a_network_changed_at_random_agrees_with_the_plain_model(
    db: Database, loop: asyncio.AbstractEventLoop, run: int
) -> None:
    machine = type("Machine", (NetworkMachine,), {"database": db, "loop": loop})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=15,
            stateful_step_count=40,
            deadline=None,
            suppress_health_check=[
                HealthCheck.too_slow,
                HealthCheck.data_too_large,
                HealthCheck.function_scoped_fixture,
            ],
            phases=[Phase.generate, Phase.shrink],
        ),
    )
