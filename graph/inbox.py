"""Inboxes: what has reached a union, found by walking up its lines."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, LiteralString

from graph.access import covered
from graph.db import Transaction, collected
from graph.deliveries import deliveries, passed
from graph.nodes import directive_of
from graph.positions import position
from graph.reminders import binding
from graph.standings import addresses_below
from graph.subjects import Cascade, cascades, receipts
from orgnet.directives import Directive, Way
from orgnet.duties import Duty, Thing
from orgnet.errors import Missing
from orgnet.evidence import NOTHING
from orgnet.fulfilments import owed, own_day
from orgnet.permissions import Action
from orgnet.positions import Position
from orgnet.receipts import DUE, Milestone, Receipt
from orgnet.relays import Delivery, owed_by
from orgnet.relays import reached as came_through
from orgnet.reminders import Reminder
from orgnet.tallies import row_key


@dataclass(frozen=True, slots=True)
class Entry:
    """A directive that has come to a union, and where the union stands with it.

    `carried` says that it addresses others below and not the union itself, `passes` that the union has still to pass
    it on to them.
    """

    directive: Directive
    came: Delivery
    receipt: Receipt | None
    carried: bool
    passes: bool
    overdue: bool = False
    reminded: Reminder | None = None

    @property
    def due(self) -> date | None:
        """The union's own day."""
        own = owed_by(self.came, self.receipt)
        onwards = [duty.day for duty in self.came.duties if duty.thing is Thing.RELAY] if self.passes else []
        return min((day for day in (own, *onwards) if day), default=None)

    @property
    def duties(self) -> list[Duty]:
        """What it asks of the union itself, met or not."""
        passing = self.passes or (self.receipt is not None and self.receipt.relayed is not None)
        return [duty for duty in self.came.duties if (passing if duty.thing is Thing.RELAY else not self.carried)]

    @property
    def lacking(self) -> list[Duty]:
        """What of it the union has still to do."""
        own = [] if self.carried else owed(self.came.duties, self.receipt)
        return [duty for duty in self.duties if duty in own or (duty.thing is Thing.RELAY and self.passes)]

    @property
    def taps(self) -> list[Thing]:
        """What of it one tap each does, with nothing to be told: to pass it on is to have signed it."""
        asked = {duty.thing for duty in self.lacking} | ({Thing.RELAY} if self.passes else set[Thing]())
        told = self.directive.evidence == NOTHING
        tapped = {Thing.RELAY, *((Thing.DO, Thing.ANSWER) if told else ())} & asked
        return sorted(tapped or {Thing.SIGN} & asked, key=list(Thing).index)

    @property
    def simple(self) -> bool:
        """Whether one tap does all of it, and that is no more than to sign it or to pass it on as it stands."""
        asked = {duty.thing for duty in self.lacking}
        return bool(self.taps) and set(self.taps) <= {Thing.SIGN, Thing.RELAY} and asked <= {Thing.SIGN, Thing.RELAY}

    @property
    def days(self) -> list[tuple[Duty | None, date]]:
        """The days by which the union has something to do, and what; None where it only hands on what others owe."""
        own = [(duty, day) for duty in self.lacking if (day := own_day(duty, self.receipt))]
        return [*own] or ([(None, self.due)] if self.due and self.open else [])

    @property
    def key(self) -> str:
        """Sorts by deadline, then by issue; without a deadline last."""
        return f"{self.due or '9999-99-99'} {self.came.at.isoformat()} {self.directive.id}"

    @property
    def open(self) -> bool:
        """Whether the union still has to do what the directive asks."""
        return self.passes or bool(self.lacking)


async def inbox(tx: Transaction, actor: str, union: str, today: date, *, open_only: bool) -> list[Entry]:
    """What has come to a union and is not closed, sorted by key."""
    here = await _read(tx, actor, union)
    return [entry for entry in await entries(tx, here, today) if entry.open or not open_only]


async def entry(tx: Transaction, actor: str, union: str, cascade: str, today: date) -> Entry | None:
    """One of them, done or not; None where it has not come, or is closed."""
    here = await _read(tx, actor, union)
    come = await _entries(tx, here, await _directives(tx, ONE, cascade=cascade, unions=_line(here)), today)
    return next(iter(come), None)


async def _read(tx: Transaction, actor: str, union: str) -> Position:
    """Where a union stands whose documents the actor may read; raises Missing otherwise."""
    here = await position(tx, union)
    if not await covered(tx, actor, Action.READ_DOCUMENTS, [here]):
        raise Missing(f"there is no inbox of union {union}")
    return here


def _line(here: Position) -> list[str]:
    """A union and all above it."""
    return list(dict.fromkeys((here.union.id, *here.lines.primary, *here.lines.second)))


async def entries(tx: Transaction, here: Position, today: date) -> list[Entry]:
    """What has come to a union, whoever asks."""
    return await _entries(tx, here, await _directives(tx, ADDRESSED, unions=_line(here)), today)


async def _directives(tx: Transaction, statement: LiteralString, **parameters: Any) -> list[Directive]:
    return [directive_of(node) for node in await collected(tx, statement, **parameters)]


async def _entries(tx: Transaction, here: Position, addressed: Sequence[Directive], today: date) -> list[Entry]:
    come = await _come(tx, here, addressed)
    known = [replace(e, overdue=_late(e, today), reminded=await _reminded(tx, here, e)) for e in come]
    return sorted(known, key=lambda entry: entry.key)


ADDRESSED = """
UNWIND $unions AS id
MATCH (:Union {id: id})<-[:ADDRESSED_TO]-(d:Directive)
WITH DISTINCT d
RETURN collect(d {.*, body: null}) AS found
"""

ONE = """
MATCH (d:Directive {id: $cascade})-[:ADDRESSED_TO]->(u:Union) WHERE u.id IN $unions
WITH DISTINCT d
RETURN collect(d {.*, body: null}) AS found
"""


async def _reminded(tx: Transaction, here: Position, entry: Entry) -> Reminder | None:
    """The last reminder that binds a union, while it still owes something."""
    if entry.directive.reminded is None:
        return None
    milestones = {DUE[duty.thing] for duty in entry.lacking}
    milestones |= {Milestone.RELAYED} if entry.passes else set[Milestone]()
    return (await binding(tx, entry.directive.cascade, [here], sorted(milestones))).get(here.union.id)


def _late(entry: Entry, today: date) -> bool:
    return bool(entry.due and entry.due < today and entry.open)


async def _come(tx: Transaction, here: Position, addressed: Sequence[Directive]) -> list[Entry]:
    union = here.union.id
    came = await deliveries(tx, [(directive, here) for directive in addressed])
    keys = {directive.id: row_key(directive.cascade, union) for directive in addressed}
    known = await receipts(tx, keys.values())
    before = await passed(tx, [keys[d.id] for d in addressed if d.way is Way.LEVEL_BY_LEVEL])
    come = list[Entry]()
    for directive in addressed:
        way, key = came.to(directive, here), keys[directive.id]
        reached = directive.audience.reaches(here.union, here.lines)
        passes = way is not None and await _carries(tx, directive, here)
        if way and (reached or passes):
            come.append(Entry(directive, way, known.get(key), not reached, passes and key not in before))
    return come


async def _carries(tx: Transaction, directive: Directive, here: Position) -> bool:
    """Whether there are those below a union to whom it is to pass a directive on."""
    stepwise = directive.way is Way.LEVEL_BY_LEVEL and here.union.id != directive.audience.issuer
    return stepwise and await addresses_below(tx, directive, here)


async def come(tx: Transaction, actor: str, union: str, id: str) -> tuple[Position, Cascade, Delivery]:
    """Where a union stands, a cascade that addresses it, and how that came; raises Missing where it has not come yet, or
    the actor may not see that."""
    place = await position(tx, union)
    known = (await cascades(tx, [id])).get(id)
    seen = await covered(tx, actor, Action.READ_DOCUMENTS, [place])
    if not seen or known is None or not known.directive.audience.reaches(place.union, place.lines):
        raise Missing(f"there is no directive {id} for union {union}")
    return place, known, came_through((await deliveries(tx, [(known.directive, place)])).to(known.directive, place))
