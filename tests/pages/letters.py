"""Directives for the tests of pages, issued by an officer of the cast."""

from datetime import UTC, datetime
from typing import Any

import uuid_utils

from graph import directives, extensions, gathering, questions, requests
from graph.db import Database
from graph.marks import Mark
from orgnet.audiences import Reach, addressed
from orgnet.cells import Facets
from orgnet.directives import Directive, Way
from orgnet.documents import Text
from orgnet.duties import Duty, Thing, only
from orgnet.evidence import NOTHING, Evidence
from orgnet.facts import Ask
from orgnet.questions import Question
from orgnet.receipts import Milestone
from orgnet.requests import Matter, Request
from orgnet.tasks import Task
from tests.days import in_days

TITLE = "关于开展送温暖活动的通知"
BODY = "各级工会：\n一、摸清底数\n走访慰问困难职工，做到应帮尽帮。\n（一）建立台账\n逐户登记。"


async def issued(
    database: Database,
    title: str = TITLE,
    duties: tuple[Duty, ...] = only(Thing.SIGN),
    way: Way = Way.DIRECT,
    evidence: Evidence = NOTHING,
    tasks: tuple[Task, ...] = (),
    **text: Any,
) -> str:
    """A directive of the root to all below, on its way; its id."""
    id, ask, now = str(uuid_utils.uuid7()), Ask("otto"), datetime.now(UTC)
    audience = addressed("root", reach=Reach.BRANCH, facets=Facets())
    words = Text(title, text.pop("body", BODY), duties=duties, **text)
    written = Directive(id, id, words, audience, way=way, evidence=evidence, tasks=tasks)
    await directives.draft(database, ask, written, now)
    await directives.issue(database, ask, id, now)
    return id


async def exchanged(database: Database, id: str) -> str:
    """Let something go back and forth: one hands in what is asked, another asks for a later day and what is not clear;
    and one writes to its superior, whose request has this id."""
    gina, hugo, now = Ask("gina"), Ask("hugo"), datetime.now(UTC)
    done = Mark(gina, "g1", id, Milestone.DONE, "已走访完毕", {"走访户数": 12, "方式": "走访"})
    await gathering.write(database, [done], now)
    await extensions.ask(database, hugo, "g2", id, in_days(20), "走访对象外出务工", now)
    await questions.ask(database, hugo, Question(str(uuid_utils.uuid7()), id, "g2", "劳务派遣工是否列入？"), now)
    asked = Request(str(uuid_utils.uuid7()), "g1", "xh", Matter("关于成立工会委员会的请示", "妥否，请批示。"))
    await requests.draft(database, gina, asked, now)
    await requests.send(database, gina, asked.id, now)
    return asked.id
