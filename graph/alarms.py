"""Alarms: stored days on which the clock reminds those who have not, or tells their superiors of them.

Each rings in a turn of its own at the log's head, and is gone with it: once, however many processes run the clock,
and late rather than never where none did.
"""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, datetime
from zoneinfo import ZoneInfo

from graph import log
from graph.db import Database, Transaction, row, run
from graph.log import Turn
from graph.nodes import Node
from graph.positions import position
from graph.progress import progress
from graph.reminders import binding, lacking, save
from graph.subjects import cascades
from orgnet.directives import Directive, may_act
from orgnet.errors import Conflict, Missing
from orgnet.facts import Ask, Fact
from orgnet.receipts import Milestone
from orgnet.reminders import Alarm, Reminder, Ring, Scope, again
from orgnet.tallies import row_key

CLOCK = Ask("clock")


async def set_off(tx: Transaction, alarms: Sequence[Alarm]) -> None:
    """Store alarms, each once."""
    values = [asdict(each) | {"id": each.id, "day": each.day.isoformat()} for each in alarms]
    if values:
        await run(tx, "UNWIND $rows AS r MERGE (a:Alarm {id: r.id}) SET a = r", rows=values)


async def ring(database: Database, now: datetime, least: int) -> bool:
    """Let the first alarm ring whose day has come; False where there is none. Whom somebody reminded less than so many
    days ago, the clock reminds no more."""
    today = database.today(now).isoformat()
    if not await database.read(lambda tx: row(tx, DUE, today=today)):
        return False

    async def work(turn: Turn) -> bool:
        found = await row(turn.tx, DUE, today=turn.today.isoformat())
        if found is None:
            return False
        alarm = _alarm_of(found["node"])
        await run(turn.tx, "MATCH (a:Alarm {id: $id}) DELETE a", id=alarm.id)
        known = (await cascades(turn.tx, [alarm.cascade])).get(alarm.cascade)
        left = known is not None and await _left(turn, known.directive, alarm)
        if left and alarm.ring is Ring.REMIND:
            await _remind(turn, alarm, least, database.zone)
        elif left:
            await _escalate(turn, alarm)
        return True

    return await log.turn(database, work, now)


DUE = "MATCH (a:Alarm) WHERE a.day <= $today RETURN properties(a) AS node ORDER BY a.day, a.id LIMIT 1"


async def _left(turn: Turn, directive: Directive, alarm: Alarm) -> bool:
    """Whether some of a branch still owe what an alarm is about, and the cascade is not over."""
    try:
        may_act(directive, turn.today)
        found = await progress(turn.tx, directive, alarm.union)
    except (Conflict, Missing):
        return False
    return lacking(directive, found, alarm.milestone) > 0


async def _remind(turn: Turn, alarm: Alarm, least: int, zone: ZoneInfo) -> None:
    """Remind all of a branch who have not; unless somebody did so lately, or the clock today."""
    place, milestone = await position(turn.tx, alarm.union), alarm.milestone
    last = (await binding(turn.tx, alarm.cascade, [place], [milestone], Scope.BRANCH)).get(alarm.union)
    if last and turn.today < again(last, least if last.by else 1, zone):
        return
    await save(turn.tx, [Reminder(alarm.cascade, alarm.union, Scope.BRANCH, milestone, turn.at, None)])
    data = {"milestone": milestone, "scope": Scope.BRANCH, "unions": [alarm.union]}
    turn.record(Fact("reminded", CLOCK, alarm.union, alarm.cascade, place.branch, data))


async def _escalate(turn: Turn, alarm: Alarm) -> None:
    """Tell the superiors in a branch of those directly below them who are late."""
    place = await position(turn.tx, alarm.union)
    key = row_key(alarm.cascade, alarm.union)
    await run(turn.tx, ESCALATE, key=key, union=alarm.union, cascade=alarm.cascade, at=turn.at)
    turn.record(Fact("escalated", CLOCK, alarm.union, alarm.cascade, place.branch))


ESCALATE = "MERGE (e:Escalation {key: $key}) SET e.at = $at, e.union = $union, e.cascade = $cascade"


async def silence(tx: Transaction, cascade: str, document: str) -> None:
    """A document that was taken back has no alarms any more."""
    await run(tx, SILENCE, cascade=cascade, document=document)


SILENCE = "MATCH (a:Alarm {cascade: $cascade}) WHERE a.document = $document DELETE a"


def _alarm_of(node: Node) -> Alarm:
    milestone, day = Milestone(node["milestone"]), date.fromisoformat(node["day"])
    return Alarm(node["document"], node["cascade"], node["union"], Ring(node["ring"]), day, milestone)
