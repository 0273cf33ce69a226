"""Briefings: a grassroots union marks that its members were told, or takes that back; counted up its lines."""

from dataclasses import replace
from datetime import datetime

from graph.access import allow
from graph.db import Database
from graph.facts import Answer, change
from graph.inbox import come
from graph.log import Turn
from graph.receipts import flow, record, save
from graph.subjects import apply, receipts
from orgnet.briefings import Briefing, may_brief
from orgnet.days import day_of
from orgnet.directives import may_act
from orgnet.facts import Ask
from orgnet.permissions import Action
from orgnet.receipts import Milestone, Receipt, reach_milestone
from orgnet.tallies import Deltas, row_key


async def brief(database: Database, ask: Ask, union: str, id: str, briefing: Briefing | None, now: datetime) -> Answer:
    """The members of a union were told of a cascade, which it has read then; without a briefing they were not. The
    answer is the receipt."""

    async def work(turn: Turn) -> Answer:
        place, cascade, came = await come(turn.tx, ask.actor, union, id)
        await allow(turn.tx, ask.actor, Action.MARK, place)
        may_act(cascade.directive, turn.today)
        may_brief(place.union, briefing, day_of(came.at, database.zone), turn.today)
        key = row_key(cascade.directive.cascade, union)
        held = (await receipts(turn.tx, [key])).get(key)
        before = held or Receipt(cascade.directive.cascade, union, came.at)
        after = replace(reach_milestone(before, Milestone.READ, turn.at), briefed=briefing)
        deltas = Deltas()
        flow(deltas, cascade, place, came, (before, after))
        await save(turn.tx, {key: after})
        await apply(turn, deltas)
        return record(turn, ask, "members told" if briefing else "members not told", cascade.directive, place, after)

    return await change(database, ask, work, now)
