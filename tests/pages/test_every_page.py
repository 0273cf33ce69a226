"""What holds for every page: nobody is kept out, nothing is left in another language, nothing is cut off or heavy."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from itertools import groupby
from operator import itemgetter
from typing import Unpack

import httpx
from playwright.async_api import Request

from graph import publications, sessions, structure
from graph.db import Database
from orgnet.directives import Way
from orgnet.documents import Access, Publication
from orgnet.duties import Thing, only
from orgnet.evidence import Blank, Evidence, Filling
from orgnet.facts import Ask
from orgnet.tasks import Task
from tests.api.conftest import grow
from tests.cast import OPERATOR_ASKS
from tests.days import in_days
from tests.pages.conftest import Visits
from tests.pages.letters import exchanged, issued
from tests.pages.visitor import Looks, Visitor
from tests.served import served
from tests.snapshots import begin

LEAST, WEIGHT, WITH_CHARTS = 15_000, 150_000, 300_000
"""Bytes that a page may transfer, with all that it needs; at the least, with its styles."""

NAMES = {
    "CSV",
    "GIF",
    "JPEG",
    "PNG",
    "clara",
    "xena",
    "ann",
    "English",
    "XLSX",
    "https",
    "benno",
    "gina",
    "hugo",
    "nowhere",
    "otto",
    "root",
}

Look = Callable[[Visitor, str], Awaitable[list[str]]]
"""What is wrong with a page that somebody visits."""

OTHER_LANGUAGE = """names => {
  const found = [], walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode, element = node.parentElement;
    if (element.closest("script, style, template, [lang=en]")) continue;
    for (const word of node.data.match(/[A-Za-z]{3,}/g) ?? []) if (!names.includes(word)) found.push(word);
  }
  return found;
}"""


async def pages(db: Database) -> list[tuple[str, str]]:
    """Who looks at which page of a network in which something is going on."""
    told = Evidence(blanks=(Blank("走访户数", Filling.COUNT), Blank("方式", Filling.CHOICE, choices=("走访", "电话"))))
    relayed = await issued(db, way=Way.LEVEL_BY_LEVEL, duties=only(Thing.SIGN, in_days(0)))
    tasks = (Task("困难职工摸底建档", "g1", ("g2",), in_days(3)),)
    wanted = await issued(db, duties=only(Thing.DO, in_days(5)), evidence=told, tasks=tasks)
    asked = await exchanged(db, wanted)
    public = await issued(db, "关于公布职工书屋示范点的公告", access=Access.PUBLIC)
    await publications.publish(db, Ask("otto"), public, Publication.BRANCHES, datetime.now(UTC))
    await structure.edit(db, OPERATOR_ASKS, "zj", {"division": "33"}, datetime.now(UTC))
    return [
        ("gina", "/"),
        ("gina", "/inbox"),
        ("gina", f"/unions/g1/inbox/{wanted}"),
        ("otto", "/issued"),
        ("otto", f"/directives/{relayed}"),
        ("otto", f"/directives/{relayed}/progress"),
        ("otto", f"/directives/{public}"),
        ("otto", f"/public/{public}"),
        ("otto", f"/public/{public}/notice"),
        ("otto", f"/directives/{wanted}/missing?milestone=done"),
        ("otto", f"/directives/{wanted}/replies"),
        ("otto", f"/directives/{wanted}/extensions"),
        ("otto", f"/directives/{wanted}/questions"),
        ("otto", f"/directives/{wanted}/tasks"),
        ("hugo", f"/unions/g2/inbox/{wanted}"),
        ("gina", "/requests?show=sent"),
        ("gina", f"/requests/{asked}"),
        ("gina", f"/unions/g1/requests/new?former={asked}"),
        ("otto", f"/unions/g2/inbox/{wanted}/contacts?milestone=done"),
        ("otto", "/unions/root"),
        ("otto", "/search?q=工会"),
        ("otto", "/unions/root/drafts/new"),
        ("ann", "/unions/xh"),
        ("ann", "/design"),
        ("ann", "/interface"),
        ("otto", "/unions/nowhere"),
        ("ann", "/unions/xh/seats?q=hugo"),
        ("ann", "/unions/xh/invitations"),
        ("ann", "/unions/root/log"),
        ("ann", "/unions/xh/roles"),
        ("ann", "/unions/zj/analysis"),
        ("clara", "/unions/root/groups"),
        ("clara", "/unions/root/groups/new"),
        ("ann", "/unions/xh/imports"),
        ("ann", "/unions/xh/split"),
        ("ann", "/unions/xh/brand"),
        ("ann", "/tokens"),
        ("gina", "/me"),
        ("gina", "/me/messages"),
        ("ann", "/unions/xh/channels"),
        ("otto", "/unions/root/series"),
        ("ann", "/join"),
        ("ann", "/renew"),
    ]


async def test_every_page_is_there_on_either_engine(db: Database) -> None:
    await begin(db, "cast", grow)
    async with served(db) as address, httpx.AsyncClient(base_url=address, follow_redirects=True) as client:
        looked_at = await pages(db)
        secrets = {person: await sessions.open(db, person, datetime.now(UTC)) for person in dict(looked_at)}
        for person, path in looked_at:
            asks = {"Authorization": f"Bearer {secrets[person]}", "Accept": "text/html"}
            answer = await client.get(path, headers=asks)
            assert answer.status_code == (404 if "nowhere" in path else 200), path
            assert 'class="purpose' in answer.text, path


async def test_every_page_is_open_to_all_whole_and_light(visit: Visits, db: Database) -> None:
    async def look(visitor: Visitor, path: str) -> list[str]:
        weight = await _weight(visitor, path)
        most = WITH_CHARTS if path.endswith("/progress") else WEIGHT
        heavy = [] if LEAST < weight <= most else [f"{path} weighs {weight}"]
        wrong = await _wrong(visitor, path)
        foreign = await visitor.page.evaluate(OTHER_LANGUAGE, sorted(NAMES))
        return heavy + wrong + [f"{path}: {word}" for word in foreign]

    assert await _looked_at(visit, db, look, forgetful=True) == []


async def test_on_a_phone_in_the_dark_nobody_is_kept_out_either(visit: Visits, db: Database) -> None:
    async def look(visitor: Visitor, path: str) -> list[str]:
        await visitor.go(path)
        return await _wrong(visitor, path)

    assert await _looked_at(visit, db, look, phone=True, color_scheme="dark") == []


async def test_in_english_nothing_is_cut_off_on_a_phone(visit: Visits, db: Database) -> None:
    # Its words are longer, and they break nowhere.
    async def look(visitor: Visitor, path: str) -> list[str]:
        await visitor.go(path)
        return await _cut_off(visitor, path)

    assert await _looked_at(visit, db, look, phone=True, language="en") == []


async def _looked_at(visit: Visits, db: Database, look: Look, **looks: Unpack[Looks]) -> list[str]:
    """What looking at every page has found."""
    found = list[str]()
    for person, all_ in groupby(sorted(await pages(db)), itemgetter(0)):
        async with visit(person, **looks) as visitor:
            for _, path in all_:
                found += await look(visitor, path)
    return found


async def _weight(visitor: Visitor, path: str) -> int:
    """The bytes that a page takes, with all that it needs, for somebody who has never been here."""
    requests = list[Request]()

    def note(request: Request) -> None:
        requests.append(request)

    visitor.page.on("requestfinished", note)
    await visitor.go(path)
    visitor.page.remove_listener("requestfinished", note)
    sizes = [await request.sizes() for request in requests]
    return sum(each["responseBodySize"] + each["responseHeadersSize"] for each in sizes)


async def _wrong(visitor: Visitor, path: str) -> list[str]:
    """What keeps people out of a page, is cut off or not said."""
    cut_off = await _cut_off(visitor, path)
    return cut_off + [f"{path}: {each}" for each in await visitor.barriers()]


async def _cut_off(visitor: Visitor, path: str) -> list[str]:
    """What of a page cannot be seen, or is not said."""
    await visitor.settle()
    said = await visitor.page.locator("main .purpose").first.is_visible()
    found = [] if said else [f"{path} does not say what it is for"]
    wide = await visitor.page.evaluate("document.documentElement.scrollWidth - innerWidth")
    found += [f"{path} is {wide} pixels too wide"] if wide > 0 else []
    visitor.faults.clear()
    return found
