"""A network changed at random agrees with the plain model in everything, tallies and past days included."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import date, timedelta
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

from graph import directives, documents, endings, extensions, past, relays, rulings, structure, tallies
from graph.atlas import census
from graph.db import Database, Transaction, rows
from graph.dialect import Dialect
from graph.gathering import write
from graph.marks import Mark
from graph.progress import Progress, progress
from graph.structure import Part
from graph.walks import missing, walk
from orgnet.audiences import Audience, Follows, Reach, Selector, settled
from orgnet.cells import Facets
from orgnet.directives import Directive, Manner, Means, Tie, Way
from orgnet.documents import Text
from orgnet.duties import Duty, Thing, tidied
from orgnet.errors import Refusal, Reused
from orgnet.evidence import Blank, Evidence, Filling
from orgnet.facts import Ask
from orgnet.kinds import Kind
from orgnet.levels import Level
from orgnet.past import Moment, end_of_day
from orgnet.permissions import OPERATOR
from orgnet.positions import Position
from orgnet.receipts import BEFORE, Milestone, Ruling
from orgnet.relays import Passing
from orgnet.standings import Standing, overdue
from orgnet.steps import Absorb, Edit, Guide, Pact, Place, Step, Value, load, touched
from orgnet.tallies import Line
from orgnet.unions import Founding, Hands, Status
from tests.cast import NOON, found, seat, union
from tests.conftest import empty
from tests.graph.model import KINDS, Cascade, Entry, Network
from tests.graph.test_check import faults
from tests.snapshots import begin

T = TypeVar("T")
Answer = dict[str, Any]

LOWER = [Level.PROVINCIAL, Level.COUNTY, Level.GRASSROOTS]
"""Enough levels for every rule; few enough that unions meet."""

FIRST = (
    ("root", Level.NATIONAL, None, None),
    ("p", Level.PROVINCIAL, "root", None),
    ("i", Level.PROVINCIAL, "root", None),
    ("c", Level.COUNTY, "p", None),
    ("g", Level.GRASSROOTS, "c", "i"),
)
"""Where every example begins, so that it need not find its way to something interesting."""


async def plant(database: Database) -> None:
    """Found what every example begins with, and seat an officer everywhere."""
    for id, level, parent, guide in FIRST:
        await found(database, union(id, level), parent, guide)
        await seat(database, f"{id} officer", id, "officer")


async def head(tx: Transaction) -> int:
    """The number of the last fact."""
    [log] = await rows(tx, "MATCH (l:Log) RETURN l.seq AS seq")
    return log["seq"]


RUNS = 4
"""Independent runs on each engine, so that they can be spread over processes."""

numbers = st.integers(min_value=0, max_value=10_000)

LABEL, DAY = "走访户数", timedelta(days=1)
EVIDENCE = Evidence(blanks=(Blank(LABEL, Filling.COUNT, required=False),))
"""What every document wants told."""

Drawn = tuple[int, Reach, Follows, set[Kind]]
rules = st.tuples(
    numbers,
    st.sampled_from(Reach),
    st.sampled_from(Follows),
    st.sets(st.sampled_from(KINDS), max_size=2),
)
"""Rules of an audience, before the union is picked at which they begin."""


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

    def attempt(self, work: Callable[[Ask], Awaitable[Answer]], actor: str = OPERATOR) -> Answer | None:
        """The answer, or None where it was refused; whatever else is raised fails the test."""
        ask = Ask(actor, f"request {self.requests}", "body")
        self.requests += 1
        try:
            answer = self.wait(work(ask))
        except Refusal:
            return None
        self.repeatable = work, ask, answer
        return answer

    def change(self, work: Callable[[Ask], Awaitable[Answer]], *, legal: bool | None = None) -> list[Step]:
        """Change the structure, in the model too: each step of the fact is a plain assignment there."""
        before = self.model.copy()
        answer = self.attempt(work)
        assert legal is None or (answer is not None) == legal
        if not answer or answer["seq"] <= self.last:
            return []
        self.last = answer["seq"]
        [fact] = self.wait(self.database.read(lambda tx: rows(tx, FACT, seq=answer["seq"])))
        steps = load(orjson.loads(fact["data"])["steps"])
        self.before[answer["seq"]] = before, touched(steps)
        for step in steps:
            self.step(step)
        return steps

    def step(self, step: Step) -> None:
        entries = self.model.entries
        match step:
            case Place(unions, before, after):
                for id in unions:
                    assert entries[id].parent == before
                    entries[id].parent = after
            case Guide(id, before, after):
                assert entries[id].guide == before
                entries[id].guide = after
            case Edit(id, _, after):
                typed = {"status": Status, "kind": Kind, "level": Level}
                self.model.set(id, **{name: typed.get(name, lambda v: v)(value) for name, value in after.items()})  # pyright: ignore
            case Pact(pair, _, after):
                (self.model.pacts.discard if after is None else self.model.pacts.add)(frozenset(pair))
            case Absorb():
                pass

    def pick(self, number: int, among: list[str]) -> str:
        """One of the ids."""
        return among[number % len(among)]

    @initialize()
    def begin(self) -> None:
        self.wait(empty(self.database))
        self.model, self.now, self.count, self.requests = Network(), NOON, 0, 0
        self.before = dict[int, tuple[Network, list[str]]]()
        self.days = dict[date, Network]()
        self.wait(begin(self.database, "first", plant))
        self.last = self.wait(self.database.read(head))
        for id, level, parent, guide in FIRST:
            self.model.entries[id] = Entry(replace(union(id, level), hands=Hands.SEATED), parent, guide)

    def today(self) -> date:
        """The day it is."""
        return self.database.today(self.now)

    @rule(hours=st.sampled_from([1, 5, 26, 80]))
    def time_passes(self, hours: int) -> None:
        """What stood when a day ended is remembered."""
        today, self.now = self.today(), self.now + timedelta(hours=hours)
        while today < self.today():
            self.days[today] = self.model.copy()
            today += timedelta(days=1)

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
        seated = replace(new, hands=Hands.SEATED)
        self.model.entries[id] = Entry(replace(seated, status=Status.DISSOLVED))
        self.change(lambda ask: structure.found(self.database, ask, Founding(new, over, second), self.now), legal=legal)
        if not legal:
            del self.model.entries[id]
            return
        self.wait(seat(self.database, f"{id} officer", id, "officer"))
        assert self.model.entries[id] == Entry(seated, over, second)

    @rule(who=numbers, to=numbers)
    def move(self, who: int, to: int) -> None:
        id, over = self.pick(who, list(self.model.entries)), self.pick(to, list(self.model.entries))
        entry = self.model.entries[id]
        legal = entry.parent is not None and entry.parent != over and self.model.may_stand(id, over)
        self.change(lambda ask: structure.move(self.database, ask, id, over, self.now), legal=legal)
        assert not legal or self.model.entries[id].parent == over

    @rule(who=numbers, to=st.none() | numbers)
    def guide(self, who: int, to: int | None) -> None:
        id = self.pick(who, self.model.living())
        over = None if to is None else self.pick(to, self.model.living())
        legal = self.model.may_guide(id, over)
        self.change(lambda ask: structure.guide(self.database, ask, id, over, self.now), legal=legal)
        assert not legal or self.model.entries[id].guide == over

    @rule(
        who=numbers,
        kind=st.sampled_from(KINDS),
        members=st.integers(0, 300),
        status=st.sampled_from(["active", "locked", "transferring"]),
        level=st.none() | st.sampled_from(LOWER),
    )
    def edit(self, who: int, kind: Kind, members: int, status: str, level: Level | None) -> None:
        id = self.pick(who, self.model.living())
        fields: dict[str, Value] = {"kind": kind.value, "members": members, "status": status}
        if level:
            fields["level"] = level.value
        legal = level is None or self.model.may_be(id, level)
        self.change(lambda ask: structure.edit(self.database, ask, id, fields, self.now), legal=legal)
        if legal:
            after = self.model.entries[id].union
            assert (after.kind, after.members, after.status) == (kind, members, Status(status))

    @rule(who=numbers, other=numbers, terms=st.none() | st.just("互助"))
    def pact(self, who: int, other: int, terms: str | None) -> None:
        id, partner = self.pick(who, self.model.living()), self.pick(other, self.model.living())
        there = frozenset((id, partner)) in self.model.pacts
        legal = id != partner and there == (terms is None)
        self.change(lambda ask: structure.pact(self.database, ask, id, partner, terms, self.now), legal=legal)
        assert not legal or (frozenset((id, partner)) in self.model.pacts) != there

    @rule(who=numbers)
    def dissolve(self, who: int) -> None:
        id = self.pick(who, self.model.living())
        legal = id != "root" and not self.model.children(id)
        self.change(lambda ask: structure.dissolve(self.database, ask, id, self.now), legal=legal)
        if legal:
            assert id not in self.model.living()
            assert self.model.entries[id].parent is None and not self.model.guided(id)
            assert not [pact for pact in self.model.pacts if id in pact]

    @rule(who=numbers)
    def restore(self, who: int) -> None:
        gone = [id for id in self.model.entries if id not in self.model.living()]
        id = self.pick(who, gone or list(self.model.entries))
        if self.change(lambda ask: structure.restore(self.database, ask, id, None, self.now)):
            assert self.model.entries[id].union.status is Status.ACTIVE
            assert self.model.entries[id].parent in self.model.living()

    @rule(who=numbers, to=numbers)
    def merge(self, who: int, to: int) -> None:
        id, into = self.pick(who, self.model.living()), self.pick(to, self.model.living())
        orphans, partners = (
            self.model.children(id),
            {other for pact in self.model.pacts if id in pact for other in pact},
        )
        members = sum(self.model.entries[end].union.members for end in {id, into})
        if not self.change(lambda ask: structure.merge(self.database, ask, id, into, self.now)):
            return
        assert id not in self.model.living() and not self.model.guided(id)
        assert set(orphans) <= set(self.model.children(into))
        assert all(frozenset((into, other)) in self.model.pacts for other in partners - {id, into})
        assert self.model.entries[into].union.members == members

    @rule(who=numbers, taken=st.integers(0, 2))
    def split(self, who: int, taken: int) -> None:
        id = self.pick(who, self.model.living())
        level = self.model.entries[id].union.level
        over, children = self.model.entries[id].parent, self.model.children(id)[:taken]
        self.count += 1
        new = union(f"u{self.count}", level, members=7)
        seated = replace(new, hands=Hands.SEATED)
        self.model.entries[new.id] = Entry(replace(seated, status=Status.DISSOLVED))
        part = Part(new, children)
        legal = over is not None and self.model.may_stand(new.id, over, new)
        self.change(lambda ask: structure.split(self.database, ask, id, [part], self.now), legal=legal)
        if not legal:
            del self.model.entries[new.id]
            return
        self.wait(seat(self.database, f"{new.id} officer", new.id, "officer"))
        assert self.model.entries[new.id] == Entry(seated, over)
        assert self.model.children(new.id) == children

    @precondition(lambda self: self.before)
    @rule(which=numbers)
    def undo(self, which: int) -> None:
        """What was touched is again as it was before the fact that is undone."""
        seq = list(self.before)[-1 - which % min(4, len(self.before))]
        former, unions = self.before[seq]
        if self.change(lambda ask: structure.undo(self.database, ask, seq, self.now)):
            for id in unions:
                was = former.entries.get(id)
                now = self.model.entries[id]
                assert now == was or (was is None and now.parent is None)
                assert {pact for pact in former.pacts if id in pact} == {
                    pact for pact in self.model.pacts if id in pact
                }

    @precondition(lambda self: hasattr(self, "repeatable"))
    @rule(other_body=st.booleans())
    def repeat(self, other_body: bool) -> None:
        """The same request id acts once, however much happened since."""
        work, ask, answer = self.repeatable
        if other_body:
            with pytest.raises(Reused):
                self.wait(work(replace(ask, digest="another body")))
        else:
            assert self.wait(work(ask)) == answer

    def rule_of(self, top: str, drawn: Drawn, line: Line) -> Selector:
        """A rule of an audience that begins somewhere in the branch of its issuer; all branches follow one line."""
        root, reach, follows, kinds = drawn
        follows = Follows(line.value) if reach is Reach.BRANCH else follows
        under = self.pick(root, self.model.branch(top, follows.lines[0]))
        return Selector(under, reach, follows, Facets(kinds=frozenset(kinds)))

    @rule(
        issuer=numbers,
        selectors=st.lists(rules, min_size=1, max_size=3),
        exclusions=st.lists(rules, max_size=2),
        line=st.sampled_from(Line),
        way=st.sampled_from(Way),
        former=st.none() | numbers,
    )
    def issue(
        self, issuer: int, selectors: list[Drawn], exclusions: list[Drawn], line: Line, way: Way, former: int | None
    ) -> None:
        top = self.pick(issuer, self.model.living())
        chosen, excluded = (
            tuple(self.rule_of(top, drawn, line) for drawn in group) for group in (selectors, exclusions)
        )
        audience = Audience(top, chosen, excluded)
        id, officer = f"d{len(self.model.cascades)}", f"{top} officer"
        replaced = None if former is None else self.pick(former, [*self.model.cascades, "none"])
        tie = Tie(Manner.SUPERSEDES, replaced, "时限改变") if replaced else None
        duties = asked_on(self.today())
        text = Text("关于做好冬季送温暖工作的通知", "请各单位抓好落实。", duties=duties)
        drafted = Directive(id, id, text, audience, tie=tie, way=way, evidence=EVIDENCE)
        if self.attempt(lambda ask: directives.draft(self.database, ask, drafted, self.now), officer):
            assert self.attempt(lambda ask: directives.issue(self.database, ask, id, self.now), officer)
            stepwise, settled_ = way is Way.LEVEL_BY_LEVEL, settled(audience, "root")
            self.model.cascades[id] = Cascade(settled_, duties=duties, stepwise=stepwise)
            if replaced:
                superseded = self.model.cascades[replaced]
                assert superseded.audience.issuer == top and superseded.closed is None
                superseded.closed = self.model.copy()

    @precondition(lambda self: self.model.cascades)
    @rule(
        which=numbers,
        who=numbers,
        milestone=st.sampled_from(Milestone),
        undo=st.booleans(),
        told=st.none() | st.integers(0, 9),
    )
    def mark(self, which: int, who: int, milestone: Milestone, undo: bool, told: int | None) -> None:
        id = self.pick(which, list(self.model.cascades))
        cascade, who_ = self.model.cascades[id], self.pick(who, list(self.model.entries))
        told = told if milestone is Milestone.DONE and not undo else None
        reply = None if told is None else {LABEL: told}
        mark = Mark(Ask(f"{who_} officer"), who_, id, milestone, reply=reply, undo=undo)
        [outcome] = self.wait(write(self.database, [mark], self.now))
        held = cascade.held.setdefault(who_, set())
        passed = {*BEFORE[milestone], milestone}
        addressed = self.model.addressed(cascade, who_) and self.model.delivered(cascade, who_)
        resting = {other for other in held if milestone in BEFORE[other]}
        undoable = milestone in held and milestone is not Milestone.READ and not resting
        refused = cascade.closed is not None or not addressed or milestone is Milestone.RELAYED
        if cascade.ruled.get(who_) is Ruling.ACCEPTED and milestone is Milestone.DONE:
            refused = refused or undo or told not in (None, cascade.told.get(who_))
        assert isinstance(outcome, Refusal) == (refused or (undo and not undoable))
        if not isinstance(outcome, Refusal):
            cascade.held[who_] = held - {milestone} if undo else held | passed
            if milestone is Milestone.DONE and not undo and cascade.ruled.get(who_) is Ruling.RETURNED:
                del cascade.ruled[who_]
            if milestone is Milestone.DONE and undo:
                cascade.told.pop(who_, None)
                cascade.met.pop(who_, None)
            elif told is not None:
                cascade.told[who_] = told

    @precondition(lambda self: self.model.cascades)
    @rule(which=numbers, who=numbers, place=numbers, undo=st.booleans(), told=st.none() | st.integers(0, 9))
    def fulfil(self, which: int, who: int, place: int, undo: bool, told: int | None) -> None:
        """A union meets one of its duties, or takes that back; the last one of a kind is the milestone."""
        id = self.pick(which, list(self.model.cascades))
        cascade, who_ = self.model.cascades[id], self.pick(who, list(self.model.entries))
        duty = cascade.duties[place % len(cascade.duties)]
        milestone, others = towards(cascade.duties, duty)
        told = told if milestone is Milestone.DONE and not undo else None
        reply = None if told is None else {LABEL: told}
        mark = Mark(Ask(f"{who_} officer"), who_, id, milestone, reply=reply, undo=undo, duty=duty.key)
        [outcome] = self.wait(write(self.database, [mark], self.now))
        held, met = cascade.held.setdefault(who_, set()), cascade.met.setdefault(who_, set())
        refused = cascade.closed is not None
        refused |= not (self.model.addressed(cascade, who_) and self.model.delivered(cascade, who_))
        if undo:
            refused |= not cascade.meets(who_, duty) or (
                milestone in held and any(milestone in BEFORE[o] for o in held)
            )
        if cascade.ruled.get(who_) is Ruling.ACCEPTED and milestone is Milestone.DONE:
            refused |= undo or told not in (None, cascade.told.get(who_))
        assert isinstance(outcome, Refusal) == refused
        if refused:
            return
        if undo:
            cascade.met[who_] = (met | (set(others) if milestone in held else set())) - {duty.key}
            held -= {milestone}
            if milestone is Milestone.DONE and (duty.thing is Thing.ANSWER or not cascade.met[who_]):
                cascade.told.pop(who_, None)
        else:
            whole = milestone in held or met >= set(others)
            met |= {duty.key} if others and milestone not in held else set()
            held |= {*BEFORE[milestone], milestone} if whole else {*BEFORE[milestone]}
            if whole and milestone is Milestone.DONE and cascade.ruled.get(who_) is Ruling.RETURNED:
                del cascade.ruled[who_]
            if told is not None:
                cascade.told[who_] = told

    @precondition(lambda self: self.model.cascades)
    @rule(which=numbers, who=numbers, days=st.integers(0, 9), granted=st.booleans())
    def extend(self, which: int, who: int, days: int, granted: bool) -> None:
        """A union asks for a later day, and whoever gave it the document decides."""
        id = self.pick(which, list(self.model.cascades))
        cascade, who_ = self.model.cascades[id], self.pick(who, list(self.model.entries))
        day = self.today() + timedelta(days=days)
        asked = self.attempt(
            lambda ask: extensions.ask(self.database, ask, who_, id, day, "春节返乡", self.now), f"{who_} officer"
        )
        may = cascade.closed is None and self.model.addressed(cascade, who_) and self.model.delivered(cascade, who_)
        may = may and cascade.owes(who_) and self.today() <= cascade.owed(who_) < day
        near = {self.model.superior(who_, line) for line in cascade.audience.lines or tuple(Line)}
        assert not asked or may
        assert asked or not (may and (not cascade.stepwise or cascade.audience.issuer in near))
        if asked:
            document = asked["document"]
            given = self.wait(self.database.read(lambda tx: documents.read(tx, OPERATOR, document)))
            refusal, officer = None if granted else "不予延期", f"{given.issuer} officer"
            decided = self.attempt(
                lambda ask: extensions.decide(self.database, ask, document, [who_], refusal, self.now), officer
            )
            assert bool(decided) == (given.issuer in self.model.living())
            if decided and granted:
                cascade.extended[who_] = day

    @precondition(lambda self: self.model.cascades)
    @rule(which=numbers, who=st.lists(numbers, min_size=1, max_size=3), ruling=st.none() | st.sampled_from(Ruling))
    def decide(self, which: int, who: list[int], ruling: Ruling | None) -> None:
        """The issuer accepts, returns, exempts, or lifts exemptions, of several at once or of none."""
        id = self.pick(which, list(self.model.cascades))
        cascade, unions = self.model.cascades[id], {self.pick(one, list(self.model.entries)) for one in who}

        def asked(ask: Ask) -> Awaitable[Answer]:
            if ruling is None:
                return rulings.lift(self.database, ask, id, sorted(unions), self.now)
            return rulings.rule(self.database, ask, id, sorted(unions), ruling, "附表缺签字", self.now)

        reached = {one for one in self.model.living() if self.model.addressed(cascade, one)}
        done = {one for one in unions if Milestone.DONE in cascade.held.get(one, ())}
        exempt = {one for one in unions if cascade.ruled.get(one) is Ruling.EXEMPT}
        fitting = unions == exempt if ruling is None else not done if ruling is Ruling.EXEMPT else unions == done
        living = cascade.audience.issuer in self.model.living()
        decided = self.attempt(asked, f"{cascade.audience.issuer} officer")
        assert bool(decided) == (living and cascade.closed is None and unions <= reached and fitting)
        for one in unions if decided else ():
            if ruling is None:
                del cascade.ruled[one]
            else:
                cascade.ruled[one] = ruling
            if ruling is Ruling.RETURNED:
                cascade.held[one] -= {Milestone.DONE}
                cascade.met.pop(one, None)

    @precondition(lambda self: self.model.cascades)
    @rule(which=numbers, at=numbers, by=st.none() | numbers)
    def pass_on(self, which: int, at: int, by: int | None) -> None:
        """A union passes on what has come to it, or one above it does so in its place."""
        id = self.pick(which, list(self.model.cascades))
        cascade, where = self.model.cascades[id], self.pick(at, self.model.living())
        above = [where, *self.model.line(where)[1:], *self.model.line(where, Line.SECOND)[1:]]
        who = where if by is None else self.pick(by, above)
        passing = Passing(Means.AS_IT_STANDS, where, who)
        relay = f"{id} at {where} {self.requests}"
        done = self.attempt(
            lambda ask: relays.pass_on(self.database, ask, relay, id, passing, self.now), f"{who} officer"
        )
        below = any(
            self.model.addressed(cascade, other)
            for line in cascade.audience.lines or (cascade.audience.line,)
            for other in self.model.branch(where, line)
            if other != where
        )
        come = self.model.delivered(cascade, where) and where != cascade.audience.issuer
        fresh = where not in cascade.passed and cascade.closed is None
        assert not done or (come and fresh and below)
        assert done or not (come and fresh and below and who == where)
        if done:
            cascade.passed.add(where)
            if who == where:
                cascade.held.setdefault(where, set()).update({*BEFORE[Milestone.RELAYED], Milestone.RELAYED})

    @precondition(lambda self: self.model.cascades)
    @rule(which=numbers, take_back=st.booleans())
    def end(self, which: int, take_back: bool) -> None:
        id = self.pick(which, list(self.model.cascades))
        cascade, database, now = self.model.cascades[id], self.database, self.now
        reached = [one for one in self.model.living() if self.model.addressed(cascade, one)]
        due = [other for other in reached if cascade.ruled.get(other) is not Ruling.EXEMPT]
        done = any(Milestone.DONE in cascade.held.get(other, ()) for other in due)

        def asked(ask: Ask) -> Awaitable[Answer]:
            if take_back:
                return endings.withdraw(database, ask, id, "附件有误", now)
            return endings.close(database, ask, id, now)

        living = cascade.audience.issuer in self.model.living()
        ended = self.attempt(asked, f"{cascade.audience.issuer} officer")
        assert bool(ended) == (living and cascade.closed is None and not (take_back and done))
        if ended:
            cascade.closed = self.model.copy()

    @invariant()
    def network_agrees(self) -> None:
        if not hasattr(self, "model"):
            return
        census, unions, pacts = self.wait(self.database.read(network_of))
        assert census == self.model.rows()
        assert unions == {
            id: (entry.union.status.value, entry.parent, entry.guide, entry.union.members)
            for id, entry in self.model.entries.items()
        }
        assert pacts == self.model.pacts

    @precondition(lambda self: self.model.cascades)
    @rule(which=numbers)
    def watch(self, which: int) -> None:
        """The progress of a cascade, at every union where it can be asked."""
        self.compare(self.pick(which, list(self.model.cascades)))

    def compare(self, id: str) -> None:
        cascade = self.model.cascades[id]
        network = cascade.closed or self.model
        for at in network.living():
            reached = network.reached(cascade, at)
            if at == cascade.audience.issuer:
                reached = [other for other in network.living() if network.addressed(cascade, other)]
            elif not reached:
                continue
            held = [cascade.held.get(other, set[Milestone]()) for other in reached]

            async def read(tx: Transaction, at: str = at) -> tuple[Directive, Progress, list[str]]:
                directive = await documents.read(tx, OPERATOR, id)
                return directive, await progress(tx, directive, at), await unsigned(tx, directive, at)

            directive, state, lacking = self.wait(self.database.read(read))
            assert state.standing.unions == len(reached)
            assert state.standing.members == sum(network.entries[other].union.members for other in reached)
            about = [cascade.ruled.get(other) for other in reached]
            due = [marks for marks, ruling in zip(held, about, strict=True) if ruling is not Ruling.EXEMPT]
            assert {m: n for m, n in state.standing.reached().items() if m is not Milestone.RELAYED} == {
                m: sum(m in marks for marks in due) for m in Milestone if m is not Milestone.RELAYED
            }
            if cascade.stepwise:
                assert state.standing.delivered() == sum(network.delivered(cascade, other) for other in reached)
            assert state.standing.sums().get(0, 0) == sum(
                cascade.told.get(other, 0)
                for other in reached
                if cascade.meets(other, cascade.duties[1]) and cascade.ruled.get(other) is not Ruling.EXEMPT
            )
            self.compare_duties(cascade, directive, state.standing, reached)
            assert state.standing.ruled() == {ruling: about.count(ruling) for ruling in Ruling}
            signed = {o for o, marks in zip(reached, held, strict=True) if Milestone.SIGNED in marks}
            exempt = {o for o, ruling in zip(reached, about, strict=True) if ruling is Ruling.EXEMPT}
            assert sorted(lacking) == sorted(set(reached) - signed - exempt)

    def compare_duties(self, cascade: Cascade, directive: Directive, standing: Standing, reached: list[str]) -> None:
        """How many have met each duty, and how many are late on some days."""
        network, duties = cascade.closed or self.model, directive.text.duties
        assert duties == cascade.duties
        due = [other for other in reached if cascade.ruled.get(other) is not Ruling.EXEMPT]
        for place, duty in enumerate(duties):
            met = sum(cascade.meets(other, duty) for other in due)
            assert standing.fulfilled(duties, place) == {"met": met, "missing": len(due) - met}
        for days in range(8):
            day = directive.moment.day if directive.moment else self.today() + days * DAY
            assert overdue(directive, standing, day) == network.late(cascade, reached, day)

    @precondition(lambda self: self.days)
    @rule(which=numbers, at=numbers)
    def look_back(self, which: int, at: int) -> None:
        """The network as of a past day is what it was at the end of that day."""
        day = list(self.days)[-1 - which % min(6, len(self.days))]
        then, moment = self.days[day], end_of_day(day, self.database.zone)
        top = self.pick(at, then.living())
        ids, keys = list(self.model.entries), [f"network|{id}{twin}" for id in then.living() for twin in ("", "|2")]

        async def read(tx: Transaction) -> tuple[dict[str, Position], dict[str, dict[str, int]], list[list[str]]]:
            below = [await children(tx, top, line, moment) for line in Line]
            return await past.at(tx, ids, moment), await tallies.at(tx, keys, moment), below

        places, census, below = self.wait(self.database.read(read))
        assert sorted(places) == sorted(then.living())
        for id, place in places.items():
            assert replace(place.union, hands=then.entries[id].union.hands) == then.entries[id].union
            assert place.guide == then.entries[id].guide
            for line in Line:
                assert list(place.lines.on(line)) == then.line(id, line)[1:]
        assert {key: row for key, row in census.items() if row} == then.rows()
        assert below == [sorted(then.children(top, line)) for line in Line]
        self.compare_map(moment, then)

    def compare_map(self, moment: Moment, then: Network) -> None:
        """What the map of a past day is drawn from is the network of that day."""
        read = self.wait(census(self.database, moment))
        assert read is not None
        drawn, ties = read
        ids = [id.decode() for id in drawn.ids]
        assert sorted(ids) == sorted(then.living())
        for id, parent, depth, members in zip(ids, drawn.parent, drawn.depth, drawn.members, strict=True):
            union = then.entries[id].union
            assert (depth, members) == (union.level.depth, union.members)
            assert ([ids[parent]] if parent >= 0 else []) == then.line(id, Line.PRIMARY)[1:2]
        guided = {(one.decode(), guide.decode()) for one, guide in ties.guided}
        assert guided == {(id, then.entries[id].guide) for id in ids if then.entries[id].guide}
        assert {frozenset(each.decode() for each in pact) for pact in ties.pacts} == then.pacts

    def teardown(self) -> None:
        if hasattr(self, "model"):
            for id in self.model.cascades:
                self.compare(id)
            for number in range(min(3, len(self.days))):
                self.look_back(number, number)
            assert self.wait(faults(self.database, now=self.now)) == []


def asked_on(today: date) -> tuple[Duty, ...]:
    """What every document asks, and by when."""
    sign, answer = Duty(Thing.SIGN, None, today + DAY), Duty(Thing.ANSWER, "报名单", today + 2 * DAY)
    return tidied([sign, answer, Duty(Thing.DO, "走访慰问", today + 4 * DAY)], stepwise=False)


def towards(duties: Sequence[Duty], duty: Duty) -> tuple[Milestone, list[str]]:
    """The milestone that a duty leads to, and the keys of the others that do."""
    if duty.thing is Thing.SIGN:
        return Milestone.SIGNED, []
    return Milestone.DONE, [each.key for each in duties if each is not duty and each.thing is not Thing.SIGN]


FACT = "MATCH (f:Fact {seq: $seq}) RETURN f.data AS data"


async def children(tx: Transaction, top: str, line: Line, moment: Moment) -> list[str]:
    """All children as of a moment, two at a time."""
    found: list[str] = []
    while page := await past.children(tx, [top], line, (found[-1] if found else "", 2), moment):
        found += page
    return found


async def unsigned(tx: Transaction, directive: Directive, at: str) -> list[str]:
    """All that have not signed, two at a time."""
    found: list[str] = []
    path: list[str] = []
    top = await progress(tx, directive, at)
    while True:
        page, path_ = await walk(tx, directive, top, missing(Milestone.SIGNED), path, 2)
        found += [each.place.union.id for each in page]
        path = list(path_)
        if not path:
            return found


def the_one(ids: list[str]) -> str | None:
    """The one id of a list that has one at most."""
    assert len(ids) <= 1
    return ids[0] if ids else None


async def network_of(tx: Transaction) -> tuple[dict[str, Any], dict[str, Any], set[frozenset[str]]]:
    """The rows of the census, the unions with their places, and the pacts."""
    census = await rows(tx, "MATCH (t:Tally) WHERE t.key STARTS WITH 'network' RETURN t.key AS key, t.counts AS counts")
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
        {record["key"]: orjson.loads(record["counts"]) for record in census},
        {r["id"]: (r["status"], the_one(r["parent"]), the_one(r["guide"]), r["members"]) for r in unions},
        {frozenset((r["a"], r["b"])) for r in pacts},
    )


@pytest.mark.parametrize("run", range(RUNS))
def test_a_network_changed_at_random_agrees_with_the_plain_model(
    db: Database, loop: asyncio.AbstractEventLoop, run: int
) -> None:
    machine = type("Machine", (NetworkMachine,), {"database": db, "loop": loop})
    run_state_machine_as_test(
        machine,
        settings=settings(
            # A step takes Neo4j three times as long.
            max_examples=3 if db.dialect is Dialect.NEO4J else 6,
            stateful_step_count=50,
            deadline=None,
            suppress_health_check=[
                HealthCheck.too_slow,
                HealthCheck.data_too_large,
                HealthCheck.function_scoped_fixture,
            ],
            phases=[Phase.generate],
        ),
    )
