"""Previews: what would become of a draft if it were issued now; nothing is written."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from graph import documents, groups
from graph.access import allow
from graph.db import Transaction, rows
from graph.inbox import Entry, entries
from graph.nodes import directive_of
from graph.positions import position
from graph.progress import Progress, every_child
from graph.standings import whole
from orgnet.audiences import settled
from orgnet.directives import Directive, Way
from orgnet.errors import Conflict
from orgnet.lags import Buckets, Lag, buckets, lag
from orgnet.levels import Level
from orgnet.permissions import Action
from orgnet.positions import Position
from orgnet.previews import clashing
from orgnet.standings import Standing

RELAYS, PAST = 50, 20
"""How many of the first relays are looked at one by one, and from how many earlier cascades a forecast is made."""


@dataclass(frozen=True, slots=True)
class Relaying:
    """One of those who would have to pass it on first: how many are behind it, what it has open, and what of that is
    due at about the same time."""

    place: Position
    behind: int
    open: int
    clashing: Sequence[Entry]


@dataclass(frozen=True, slots=True)
class Preview:
    """Whom a draft would reach, who would have to pass it on, and when it may be expected to arrive at each level."""

    directive: Directive
    standing: Standing
    relays: Sequence[Relaying]
    forecast: Mapping[Level, Lag]


async def preview(tx: Transaction, actor: str, id: str, now: datetime, today: date) -> Preview:
    """The preview of a draft that the actor may see; raises Conflict where it is issued already."""
    written = await documents.read(tx, actor, id)
    if written.issued or written.relay:
        raise Conflict("only the draft of a first document is previewed; ask for the progress of what is issued")
    return await _previewed(tx, replace(written, issued=now), today)


async def trial(
    tx: Transaction, actor: str, written: Directive, now: datetime, today: date, to: Sequence[str] = ()
) -> Preview:
    """The preview of what is being written and not kept yet, and addressed to these groups too, for who may draft for
    its issuer."""
    issuer = await position(tx, written.issuer)
    await allow(tx, actor, Action.DRAFT, issuer)
    written = await groups.into(tx, actor, written, to)
    return await _previewed(tx, replace(written, audience=settled(written.audience, issuer.root), issued=now), today)


async def _previewed(tx: Transaction, directive: Directive, today: date) -> Preview:
    relays = [await _relay(tx, directive, each, today) for each in await _first(tx, directive)]
    forecast = await _forecast(tx, directive) if directive.way is Way.LEVEL_BY_LEVEL else {}
    return Preview(directive, await whole(tx, directive), relays, forecast)


async def _first(tx: Transaction, directive: Directive) -> list[Progress]:
    """Those directly below the issuer with somebody behind them, most behind first."""
    found = [child for child in await every_child(tx, directive, directive.audience.issuer, 1) if _behind(child)]
    return sorted(found, key=lambda child: (-_behind(child), child.place.union.code))[:RELAYS]


def _behind(child: Progress) -> int:
    return child.standing.unions - child.standing.addressed


async def _relay(tx: Transaction, directive: Directive, child: Progress, today: date) -> Relaying:
    held = [entry for entry in await entries(tx, child.place, today) if entry.open]
    near = [entry for entry in held if clashing(directive.text.deadline, entry.due)]
    return Relaying(child.place, _behind(child), len(held), near)


async def _forecast(tx: Transaction, directive: Directive) -> dict[Level, Lag]:
    """How long the last cascades of the issuer took to each level."""
    sums = dict[Level, Counter[int]]()
    for record in await rows(tx, LAST, issuer=directive.audience.issuer, way=directive.way.value, most=PAST):
        before = directive_of(record["node"])
        for level, took in _arrivals((await whole(tx, before)).held).items():
            sums.setdefault(level, Counter()).update(took)
    return {level: took for level in Level if (took := lag(sums.get(level, {})))}


def _arrivals(held: Mapping[str, int]) -> dict[Level, Buckets]:
    return {level: took for (level, what), took in buckets(held).items() if what == "delivered"}


LAST = """
MATCH (d:Directive) WHERE d.issuer = $issuer AND d.way = $way AND d.issued IS NOT NULL AND d.cascade = d.id
RETURN d {.*, body: null} AS node ORDER BY d.id DESC LIMIT $most
"""
