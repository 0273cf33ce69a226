"""Finding agrees with what one sees of each directive by itself, page by page, however the work is divided."""

import random
from datetime import timedelta

import pytest_asyncio

from graph import directives, documents, endings
from graph.db import Database, Transaction, row, rows, run
from graph.dialect import Dialect
from graph.doors import Bounds
from graph.finding import find
from graph.migrations import migrate
from graph.nodes import directive_of
from orgnet.audiences import Follows, Reach, addressed
from orgnet.cells import Facets
from orgnet.directives import Directive, State
from orgnet.documents import Access, DocumentKind, Text
from orgnet.facts import Ask
from orgnet.finding import Question, words_of
from orgnet.levels import Level
from orgnet.permissions import OPERATOR
from orgnet.series import part
from orgnet.shelving import NEWEST, OLDEST
from orgnet.tallies import Line
from tests.cast import NOON, found, seat, union
from tests.snapshots import begin

NARROW = Bounds(few=0, months=2, at_once=3, shelved=6, at_first=3, taken=4, judged=2, chunk=2)
"""So little that every page stops short of its end."""

BOUNDS = (Bounds(), Bounds(few=0), NARROW)

PEOPLE = {"otto": "root", "zora": "zj", "xena": "xh", "gina": "g1", "hugo": "g2", "benno": "hb", "rex": "rail"}
ASKERS = (*PEOPLE, OPERATOR, "nobody")
WORDS = ("送温暖", "技能竞赛", "WiFi", "疗休养")


@pytest_asyncio.fixture(loop_scope="session")
async def issued(db: Database) -> Database:
    """A network of two lines, in which everybody issues something of every kind over two years."""
    await begin(db, "two years", grow)
    return db


async def grow(db: Database) -> None:
    """Found it, seat its people, and let them write."""
    await found(db, union("root", Level.NATIONAL), None)
    for id in ("zj", "hb", "rail"):
        await found(db, union(id, Level.PROVINCIAL), "root")
    await found(db, union("xh", Level.COUNTY), "zj")
    await found(db, union("g1", Level.GRASSROOTS), "xh", "rail")
    await found(db, union("g2", Level.GRASSROOTS, members=150), "xh")
    for person, at in PEOPLE.items():
        await seat(db, person, at, "officer")
    chance = random.Random(23)
    for number in range(40):
        await _written(db, f"d{number}", number, chance)


async def _written(db: Database, id: str, number: int, chance: random.Random) -> None:
    person, issuer = chance.choice([each for each in PEOPLE.items() if each[0] not in ("gina", "hugo")])
    facets = chance.choice([Facets(), Facets(levels=frozenset({Level.GRASSROOTS})), Facets(sizes=frozenset({2}))])
    line = chance.choice(list(Line)) if issuer in ("root", "rail") else Line.PRIMARY
    text = Text(
        title=f"关于{chance.choice(WORDS)}的通知",
        body=f"各级工会要做好{chance.choice(WORDS)}工作。",
        kind=chance.choice([DocumentKind.NOTICE, DocumentKind.OPINION]),
        access=Access.PUBLIC if chance.random() < 0.1 else Access.INTERNAL,
    )
    now = NOON + timedelta(days=18 * number)
    written = Directive(id, id, text, addressed(issuer, None, chance.choice(list(Reach)), Follows(line.value), facets))
    await directives.draft(db, Ask(person), written, now)
    if chance.random() < 0.85:
        await directives.issue(db, Ask(person), id, now)
        if chance.random() < 0.3:
            await endings.close(db, Ask(person), id, now + timedelta(days=9))


async def paged(tx: Transaction, actor: str, question: Question, limit: int, bounds: Bounds) -> list[str]:
    """What is found, page by page."""
    ids, before, pages = list[str](), NEWEST, 0
    while before > OLDEST:
        places, after = await find(tx, actor, question, before, limit, bounds)
        assert after < before and pages < 200 and len(places) <= limit
        ids, before, pages = ids + [each.id for each, _ in places], after, pages + 1
    return ids


async def seen(tx: Transaction, actor: str) -> list[Directive]:
    """All that somebody sees, the latest first, by a look at each."""
    nodes = await rows(tx, "MATCH (d:Directive) RETURN properties(d) AS node")
    known = sorted(nodes, key=lambda each: each["node"]["dated"], reverse=True)
    every = [directive_of(each["node"]) for each in known]
    return [each for each in every if await documents.visible(tx, actor, each)]


def answers(directive: Directive, question: Question) -> bool:
    """Whether a directive answers a question, by plain words."""
    said = f"{directive.text.title}\n{directive.text.body}".lower()
    return (
        all(word in said for word in question.words)
        and directive.text.kind in question.kinds
        and directive.state in question.states
        and question.issuer in (None, directive.audience.issuer)
        and (
            question.over is None or bool(directive.closed and question.over[0] <= directive.closed < question.over[1])
        )
        and (question.number is None or _numbered(directive, question))
    )


def _numbered(directive: Directive, question: Question) -> bool:
    known = part(directive.number) if directive.number else None
    asked = question.number
    return bool(
        known
        and asked
        and asked.organ in (None, known.organ)
        and asked.year in (None, known.year)
        and asked.sequence in (None, known.sequence)
    )


QUESTIONS = [
    Question(),
    Question(words=words_of("送温暖")),
    Question(words=words_of("技能竞赛 wifi")),
    Question(words=words_of("工会")),
    Question(words=words_of("ＷＩＦＩ")),
    Question(words=words_of("养")),
    Question(words=words_of("从未有过")),
    Question(issuer="zj"),
    Question(issuer="root", words=words_of("疗休养")),
    Question(kinds=(DocumentKind.OPINION,), states=(State.CLOSED, State.DRAFT)),
    Question(number=part("2号")),
    Question(number=part("root")),
    Question(number=part("〔2027〕")),
    Question(number=part("root〔2026〕3号")),
    Question(over=(NOON, NOON + timedelta(days=200))),
]


async def test_one_finds_what_one_sees_and_nothing_else(issued: Database) -> None:
    for place, actor in enumerate(ASKERS):
        known = await issued.read(lambda tx, actor=actor: seen(tx, actor))
        # Neo4j, which takes longer, is asked by everybody too, and by each in other bounds.
        for bounds in BOUNDS if issued.dialect is Dialect.ARCADEDB else [BOUNDS[place % len(BOUNDS)]]:
            for question in QUESTIONS:
                expected = [each.id for each in known if answers(each, question)]
                asked = actor, question, 3 if bounds is NARROW else 8, bounds
                assert await issued.read(lambda tx, asked=asked: paged(tx, *asked)) == expected, asked


async def test_a_text_written_anew_is_found_by_what_it_says_now(issued: Database) -> None:
    ask = Ask("otto")
    written = Directive("new", "new", Text("关于阅读的通知", "正文"), addressed("root"))
    await directives.draft(issued, ask, written, NOON)
    later = Directive("new", "new", Text("关于摄影的通知", "正文"), addressed("root"))
    await directives.redraft(issued, ask, later, NOON)
    for word, ids in (("阅读", []), ("摄影", ["new"])):
        asked = ("otto", Question(words=words_of(word)), 5, NARROW)
        assert await issued.read(lambda tx, asked=asked: paged(tx, *asked)) == ids


async def test_what_was_issued_before_there_were_shelves_is_put_on_them(issued: Database) -> None:
    before = await issued.read(lambda tx: seen(tx, "otto"))
    shelved = await issued.read(lambda tx: rows(tx, SHELVED))
    forget = "MATCH (d:Directive) REMOVE d.dated, d.month, d.organ, d.sequence"
    await issued.write(lambda tx: run(tx, forget))
    await issued.write(lambda tx: run(tx, "MATCH (m:Migration {number: 9}) DELETE m"))
    await migrate(issued)
    assert await issued.read(lambda tx: rows(tx, SHELVED)) == shelved
    found = await issued.read(lambda tx: paged(tx, "otto", Question(), 7, Bounds()))
    assert found == [each.id for each in before]
    assert await issued.read(lambda tx: row(tx, "MATCH (d:Directive) WHERE d.dated IS NULL RETURN d")) is None


SHELVED = "MATCH (d:Directive) RETURN d.id AS id, d.month AS month, d.organ AS organ, d.sequence AS n ORDER BY id"
