"""Directives for the tests of pages, issued by an officer of the cast."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import uuid_utils

from graph import directives
from graph.db import Database
from orgnet.audiences import Reach, addressed
from orgnet.cells import Facets
from orgnet.directives import Directive, Way
from orgnet.documents import Text
from orgnet.duties import Duty, Thing, only
from orgnet.evidence import NOTHING, Evidence
from orgnet.facts import Ask

TITLE = "关于开展送温暖活动的通知"
BODY = "各级工会：\n一、摸清底数\n走访慰问困难职工，做到应帮尽帮。\n（一）建立台账\n逐户登记。"


def in_days(n: int) -> date:
    """A day from today on."""
    return (datetime.now(UTC) + timedelta(days=n)).date()


async def issued(
    database: Database,
    title: str = TITLE,
    duties: tuple[Duty, ...] = only(Thing.SIGN),
    way: Way = Way.DIRECT,
    evidence: Evidence = NOTHING,
    **text: Any,
) -> str:
    """A directive of the root to all below, on its way; its id."""
    id, ask, now = str(uuid_utils.uuid7()), Ask("otto"), datetime.now(UTC)
    audience = addressed("root", reach=Reach.BRANCH, facets=Facets())
    words = Text(title, text.pop("body", BODY), duties=duties, **text)
    await directives.draft(database, ask, Directive(id, id, words, audience, way=way, evidence=evidence), now)
    await directives.issue(database, ask, id, now)
    return id
