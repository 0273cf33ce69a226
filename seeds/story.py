"""The sample story: a handful of directives half-way through their cascades, and the people in it.

It is told through the functions that everybody uses, over the forty days before now.
"""

import asyncio
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np
from uuid_utils import NAMESPACE_URL, uuid5

from graph import directives, log, people, rosters, seats, unions
from graph.batches import batches
from graph.db import Database, Transaction
from graph.gathering import Gathering
from graph.log import Turn
from graph.marks import Mark
from orgnet.audiences import Reach, addressed
from orgnet.cells import Facets
from orgnet.directives import Directive
from orgnet.documents import DocumentKind, Text, Urgency
from orgnet.duties import Thing, only
from orgnet.errors import Refusal
from orgnet.facts import Ask, Fact
from orgnet.kinds import Kind
from orgnet.levels import Level
from orgnet.people import Person
from orgnet.permissions import OPERATOR, Role
from orgnet.receipts import Milestone
from orgnet.rosters import Entry
from orgnet.unions import Status, Union

PASSWORD = "one-network-demo"  # noqa: S105 - printed by the demo, which serves on the loopback address only
BEGINS = timedelta(days=40)
TOGETHER = timedelta(hours=4)
NEIGHBOURS = 20
TOLD = Ask(OPERATOR, "story: told")


@dataclass(frozen=True, slots=True)
class SignIn:
    """Somebody of the story whom a newcomer can be."""

    username: str
    role: Role
    union: Union


@dataclass(frozen=True, slots=True)
class Letter:
    """A directive of the story: who issues it, how long ago, and how many of those it reaches have acted."""

    issuer: Union
    days_ago: int
    text: Text
    reach: Reach
    facets: Facets
    signed: float
    done: float


def person_id(name: str) -> str:
    """The id of a person of the story."""
    return str(uuid5(NAMESPACE_URL, f"orgnet:story:{name}"))


async def tell(database: Database, now: datetime) -> list[SignIn]:
    """Let the story happen; whom one can sign in as, all with `PASSWORD`.

    What of it has happened already does not happen again, so a story that was broken off is told to its end.
    """
    begins = now - BEGINS
    lines = await database.read(_lines)
    neighbours = await database.read(lambda tx: _neighbours(tx, [*lines[0], *lines[-1]]))
    actors = list({union.id: union for line in (*lines, neighbours) for union in line}.values())
    for some in batches([_officer(union) for union in actors], rosters.SLICE):
        await rosters.write(database, Ask(OPERATOR), some, begins)
    chosen = await _sign_ins(database, lines, begins)
    letters = _letters(lines, now)
    marks = sorted((m for n, letter in enumerate(letters) for m in _marks(n, letter, actors, now)), key=lambda m: m[0])
    for number, letter in enumerate(letters):
        ends = now - timedelta(days=letters[number + 1].days_ago) if number + 1 < len(letters) else now
        await _issue(database, number, letter, now)
        marks = await _act(database, marks, ends)
    await log.turn(database, _end, now)
    return chosen


async def is_told(tx: Transaction) -> bool:
    """Whether the story has been told to its end."""
    return bool(await log.earlier(tx, [str(TOLD.key)]))


async def _end(turn: Turn) -> None:
    if await turn.earlier(TOLD) is None:
        turn.record(Fact("told", TOLD, None))


async def _lines(tx: Transaction) -> list[list[Union]]:
    """The root, and from every province a line of unions down to the grassroots."""
    root = (await unions.one(tx, OPERATOR, await unions.root(tx))).place.union
    below = [child.place.union for child in await unions.children(tx, OPERATOR, root.id, "", 200)]
    lines = [[root]]
    for province in (union for union in below if union.kind is Kind.FEDERATION):
        lines.append(await _down(tx, province))
    return lines


async def _down(tx: Transaction, top: Union) -> list[Union]:
    line = [top]
    while children := await unions.children(tx, OPERATOR, line[-1].id, "", 60):
        line.append(max(children, key=lambda child: child.subordinates).place.union)
    return line


async def _neighbours(tx: Transaction, line: Sequence[Union]) -> list[Union]:
    """Some of the unions directly below those of a line, so that something happens beside it too."""
    below = [await unions.children(tx, OPERATOR, union.id, "", NEIGHBOURS) for union in line]
    return [child.place.union for children in below for child in children if child.place.union.status is Status.ACTIVE]


def _officer(union: Union) -> Entry:
    """An officer of a union; nobody has his code, so nobody signs in as him."""
    code, username = secrets.token_urlsafe(), f"officer.{union.code}"
    return Entry(person_id(union.code), code, union.code, Role.OFFICER, "工会干部", username)


def _once(actor: str, what: str) -> Ask:
    return Ask(actor, f"story: {what}")


async def _sign_ins(database: Database, lines: Sequence[Sequence[Union]], at: datetime) -> list[SignIn]:
    root, province, grassroots = lines[0][0], lines[-1][0], lines[-1][-1]
    chosen = [
        SignIn("national", Role.OFFICER, root),
        SignIn("provincial", Role.OFFICER, province),
        SignIn("grassroots", Role.OFFICER, grassroots),
        SignIn("network", Role.ADMIN, root),
    ]
    for who in chosen:
        person = Person(person_id(who.username), who.username, who.username)
        await people.create(database, _once(OPERATOR, f"enter {person.id}"), person, PASSWORD, who.union.id, at)
        await seats.seat(database, _once(OPERATOR, f"seat {person.id}"), person.id, who.union.id, who.role, at)
    return chosen


def _letters(lines: Sequence[Sequence[Union]], now: datetime) -> list[Letter]:
    root, province, today = lines[0][0], lines[-1][0], now.date()
    everybody, below = Facets(), Reach.BRANCH
    warm = Text(
        "关于做好元旦春节期间送温暖工作的通知",
        "各级工会：\n一、摸清困难职工底数，做到应帮尽帮。\n二、走访慰问一线职工、困难职工和新就业形态劳动者。\n三、请各单位签收并抓好落实。",
        duties=only(Thing.SIGN, today + timedelta(days=30)),
    )
    statistics = Text(
        "关于报送工会统计年报的通知",
        "请各省级工会按时汇总审核，报送年度统计报表。",
        duties=only(Thing.DO, today + timedelta(days=5)),
    )
    safety = Text(
        "关于开展冬季安全生产检查的紧急通知",
        "请立即组织职工代表开展安全巡查，并在系统内签收。",
        urgency=Urgency.URGENT,
        duties=only(Thing.SIGN, today - timedelta(days=3)),
    )
    praise = Text("关于表彰职工书屋示范点的通报", "现将示范点名单予以通报。", DocumentKind.CIRCULAR, duties=())
    return [
        Letter(root, 35, praise, below, everybody, 0.3, 0.0),
        Letter(root, 21, warm, below, everybody, 0.6, 0.2),
        Letter(root, 12, statistics, Reach.SUBORDINATES, everybody, 0.8, 0.4),
        Letter(
            province,
            9,
            safety,
            below,
            Facets(levels=frozenset({Level.COUNTY, Level.TOWNSHIP, Level.GRASSROOTS})),
            0.5,
            0.1,
        ),
    ]


Marks = list[tuple[datetime, Mark]]


async def _issue(database: Database, number: int, letter: Letter, now: datetime) -> None:
    issued = now - timedelta(days=letter.days_ago)
    id, issuer = person_id(f"letter {number}"), person_id(letter.issuer.code)
    audience = addressed(letter.issuer.id, reach=letter.reach, facets=letter.facets)
    await directives.draft(database, _once(issuer, f"draft {number}"), Directive(id, id, letter.text, audience), issued)
    await directives.issue(database, _once(issuer, f"issue {number}"), id, issued)


def _marks(number: int, letter: Letter, actors: Sequence[Union], now: datetime) -> Marks:
    """Those of the story sign and act, each at his own time."""
    issued, id = now - timedelta(days=letter.days_ago), person_id(f"letter {number}")
    chance = np.random.default_rng([number, 7])
    marks: Marks = []
    for union in actors:
        acted, lag = float(chance.random()), timedelta(days=float(chance.lognormal(1.1, 0.9)))
        if acted < letter.signed and issued + lag < now:
            milestone = Milestone.DONE if acted < letter.done else Milestone.SIGNED
            marks.append((issued + lag, Mark(Ask(person_id(union.code)), union.id, id, milestone)))
    return marks


async def _act(database: Database, marks: Marks, ends: datetime) -> Marks:
    """Take the marks of a time, a few hours together; those that are left."""
    gathering = Gathering(database)
    while marks and marks[0][0] < ends:
        until = min(ends, marks[0][0] + TOGETHER)
        together = [mark for mark in marks if mark[0] < until]
        marks = marks[len(together) :]
        outcomes = await asyncio.gather(*(gathering.mark(m, at) for at, m in together), return_exceptions=True)
        for outcome in outcomes:
            # Whom the letter does not reach, it is none of his business.
            if isinstance(outcome, BaseException) and not isinstance(outcome, Refusal):
                raise outcome
    return marks
