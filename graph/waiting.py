"""Waiting: what those below have sent, and a union has still to answer: what was reported done, later days asked for,
questions, and what was sent up to it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from neo4j import Record

from graph.db import Transaction, rows
from graph.nodes import directive_of
from graph.progress import progress
from graph.replies import below
from graph.requests import received
from graph.subjects import cascades
from orgnet.directives import Directive, Way
from orgnet.duties import Thing
from orgnet.requests import Request
from orgnet.rulings import Stage, standing_at
from orgnet.shelving import instant, months

LOOKED_BACK = timedelta(days=730)
"""Directives issued before that are over, or their answers are looked for on their own pages."""

MOST = 100
"""Direct subordinates that are looked at one by one for what they have reported, and requests that are shown."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits for the issuer of a directive to answer; of `replies` there may be `more` than were counted."""

    directive: Directive
    replies: int
    extensions: int
    questions: int
    more: bool = False

    @property
    def any(self) -> bool:
        """Whether anything does."""
        return bool(self.replies or self.extensions or self.questions)


async def of_union(tx: Transaction, actor: str, union: str, now: datetime) -> tuple[list[Waiting], list[Request]]:
    """The directives of a union on which something waits for its answer, the latest first, and the open requests that
    were sent up to it; for who reads its documents."""
    asked = [each for each in await received(tx, actor, union, "", MOST) if each.open]
    shelves = list(months("~", "", now, now - LOOKED_BACK))
    found = [await _counted(tx, each) for each in await rows(tx, OF_UNION, union=union, months=shelves)]
    return sorted((each for each in found if each.any), key=lambda each: _issued(each.directive), reverse=True), asked


def _issued(directive: Directive) -> str:
    return instant(directive.issued) if directive.issued else ""


async def on(tx: Transaction, directive: Directive) -> Waiting:
    """What waits for the issuer of one directive to answer."""
    [found] = await rows(tx, ON, id=directive.id)
    return await _counted(tx, found)


async def _counted(tx: Transaction, found: Record) -> Waiting:
    directive = directive_of(found["node"])
    replies, more = await _replies(tx, directive)
    return Waiting(directive, replies, found["extensions"], found["questions"], more)


async def _replies(tx: Transaction, directive: Directive) -> tuple[int, bool]:
    """How many have reported it done to its issuer and wait to hear whether that is good; whether there may be more."""
    first = directive
    if directive.relay:
        first = (await cascades(tx, [directive.cascade]))[directive.cascade].directive
    if all(duty.thing not in (Thing.DO, Thing.ANSWER) for duty in first.text.duties):
        return 0, False
    if first.way is Way.DIRECT:
        standing = (await progress(tx, first, first.issuer)).standing
        return standing_at(first, standing, Stage.UNDECIDED), False
    at = directive.relay.at if directive.relay else directive.issuer
    found, onwards = await below(tx, first, at, "", MOST, Stage.UNDECIDED)
    return len(found), bool(onwards)


COUNTED = """
RETURN d {.*, body: null} AS node,
    COUNT { MATCH (x:Extension {document: d.id, state: 'asked'}) } AS extensions,
    COUNT { MATCH (q:Question {directive: d.id}) WHERE q.answer IS NULL } AS questions
"""

OF_UNION = (
    """
UNWIND $months AS month
MATCH (d:Directive {issuer: $union, month: month})
MATCH (f:Directive {id: d.cascade}) WHERE f.state = 'issued' AND d.state = 'issued'
"""
    + COUNTED
)

ON = "MATCH (d:Directive {id: $id})" + COUNTED
