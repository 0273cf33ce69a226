"""What waits for a union's answer is found on its directives, direct and passed on, and is gone once it is answered."""

from datetime import UTC, date, datetime, timedelta

from graph import directives, extensions, inbox, questions, relays, requests, rulings, waiting
from graph.db import Database
from graph.gathering import write
from graph.marks import Mark
from orgnet.audiences import addressed
from orgnet.directives import Directive, Means, Way
from orgnet.documents import Text
from orgnet.duties import Thing, only
from orgnet.facts import Ask
from orgnet.questions import Question
from orgnet.receipts import Milestone, Ruling
from orgnet.relays import Passing
from orgnet.requests import Matter, Request
from tests.cast import provinces, seat

NOW = datetime(2026, 3, 3, 4, tzinfo=UTC)
DAY = date(2026, 3, 20)
Counted = list[tuple[str, int, int, int]]


async def issued(db: Database, otto: Ask, id: str, way: Way) -> None:
    """A directive of the root to all below, to be done by a day."""
    text = Text("关于走访慰问的通知", "请抓好落实。", duties=only(Thing.DO, DAY))
    await directives.draft(db, otto, Directive(id, id, text, addressed("root"), way=way), NOW)
    await directives.issue(db, otto, id, NOW)


async def waits(db: Database, person: str, union: str, later: timedelta = timedelta(hours=1)) -> tuple[Counted, int]:
    """On which directives something waits, how many answers of each kind, and how many requests."""
    found, asked = await db.read(lambda tx: waiting.of_union(tx, person, union, NOW + later))
    return [(each.directive.id, each.replies, each.extensions, each.questions) for each in found], len(asked)


async def test_what_waits_is_counted_until_it_is_answered(db: Database) -> None:
    await provinces(db)
    otto, gina, zoe = [
        await seat(db, *each) for each in (("o", "root", "officer"), ("g", "g1", "officer"), ("z", "zj", "officer"))
    ]
    await issued(db, otto, "d", Way.DIRECT)
    assert await waits(db, "o", "root") == ([], 0)
    await write(db, [Mark(gina, "g1", "d", Milestone.DONE)], NOW)
    await extensions.ask(db, zoe, "zj", "d", DAY + timedelta(days=9), "春节后完成", NOW)
    await questions.ask(db, zoe, Question("q", "d", "zj", "含市级配套吗？"), NOW)
    await requests.draft(db, zoe, Request("r", "zj", "root", Matter("关于机构设置的请示", "妥否，请批示。")), NOW)
    await requests.send(db, zoe, "r", NOW)
    assert await waits(db, "o", "root") == ([("d", 1, 1, 1)], 1)
    assert await waits(db, "o", "root", timedelta(days=800)) == ([], 1)
    await rulings.rule(db, otto, "d", ["g1"], Ruling.ACCEPTED, None, NOW)
    await extensions.decide(db, otto, "d", ["zj"], None, NOW)
    await questions.answer(db, otto, "q", "含。", False, NOW)
    await requests.give_back(db, otto, "r", "请附方案", NOW)
    assert await waits(db, "o", "root") == ([], 0)


async def test_of_what_goes_level_by_level_each_hears_of_those_below_himself(db: Database) -> None:
    await provinces(db)
    otto, zoe, xaver = [
        await seat(db, *each) for each in (("o", "root", "officer"), ("z", "zj", "officer"), ("x", "xh", "officer"))
    ]
    await issued(db, otto, "d", Way.LEVEL_BY_LEVEL)
    await relays.pass_on(db, zoe, "e", "d", Passing(Means.AS_IT_STANDS, "zj", "zj"), NOW)
    await write(db, [Mark(zoe, "zj", "d", Milestone.DONE), Mark(xaver, "xh", "d", Milestone.DONE)], NOW)
    assert await waits(db, "o", "root") == ([("d", 1, 0, 0)], 0)
    assert await waits(db, "z", "zj") == ([("e", 1, 0, 0)], 0)


async def test_one_entry_of_an_inbox_is_that_of_the_whole(db: Database) -> None:
    await provinces(db)
    otto = await seat(db, "o", "root", "officer")
    await seat(db, "g", "g1", "officer")
    for id in ("d", "e"):
        await issued(db, otto, id, Way.DIRECT)
    today = NOW.date()
    whole = await db.read(lambda tx: inbox.inbox(tx, "g", "g1", today, open_only=False))
    assert [each.directive.id for each in whole] == ["d", "e"]
    assert [await db.read(lambda tx, each=each: inbox.entry(tx, "g", "g1", each, today)) for each in "de"] == whole
    assert await db.read(lambda tx: inbox.entry(tx, "g", "g1", "f", today)) is None
