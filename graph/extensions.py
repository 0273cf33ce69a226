"""Extensions: asked for by unions, granted or refused by whoever issued the document, many at once."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from graph import documents
from graph.access import allow, covered
from graph.db import Database, Transaction, rows, run
from graph.deliveries import deliveries
from graph.facts import Answer, change
from graph.inbox import come
from graph.log import Turn
from graph.nodes import Node, instant
from graph.positions import position, positions
from graph.receipts import flow, record, save
from graph.subjects import Cascade, apply, cascades, receipts
from orgnet import extensions
from orgnet.directives import Directive, may_act
from orgnet.errors import Conflict, Missing
from orgnet.extensions import Extension, State, may_ask, may_decide
from orgnet.facts import Ask, Fact
from orgnet.names import reason
from orgnet.permissions import Action
from orgnet.positions import Position
from orgnet.receipts import Receipt
from orgnet.relays import due_by, reached
from orgnet.tallies import Deltas, row_key


async def ask(database: Database, ask: Ask, union: str, id: str, day: date, why: str, now: datetime) -> Answer:
    """Ask for a later day on a union's behalf, or for another one than before; the answer has the `document` whose
    issuer decides."""

    async def work(turn: Turn) -> Answer:
        place, cascade, came = await come(turn.tx, ask.actor, union, id)
        await allow(turn.tx, ask.actor, Action.MARK, place)
        may_act(cascade.directive, turn.today)
        receipt = (await receipts(turn.tx, [row_key(id, union)])).get(row_key(id, union))
        latest = await _latest(turn.tx, cascade.directive, came.document)
        may_ask(cascade.directive, came, receipt, day, latest, turn.today)
        asked = Extension(id, union, came.document, day, reason(why), turn.at)
        await _save(turn.tx, [asked])
        return _record(turn, ask, "extension asked", asked, place)

    return await change(database, ask, work, now)


async def take_back(database: Database, ask: Ask, union: str, id: str, now: datetime) -> Answer:
    """Take back what was asked for, as long as it is not decided."""

    async def work(turn: Turn) -> Answer:
        place, _, _ = await come(turn.tx, ask.actor, union, id)
        await allow(turn.tx, ask.actor, Action.MARK, place)
        known = (await _known(turn.tx, [row_key(id, union)])).get(row_key(id, union))
        asked = may_decide(known, known.document if known else "")
        await run(turn.tx, "MATCH (x:Extension {key: $key}) DETACH DELETE x", key=asked.key)
        return _record(turn, ask, "extension taken back", asked, place)

    return await change(database, ask, work, now)


def _record(turn: Turn, ask: Ask, kind: str, about: Extension, place: Position) -> Answer:
    answer: Answer = {"union": about.union, "document": about.document, "seq": turn.seq + 1}
    data = {"day": about.day.isoformat(), "reason": about.said or about.reason}
    turn.record(Fact(kind, ask, about.union, about.cascade, place.branch, data, answer))
    return answer


async def _latest(tx: Transaction, directive: Directive, document: str) -> date | None:
    """The latest day that the issuer of a document may grant: his own for the cascade, or until it expires."""
    days = [directive.text.expires]
    if document != directive.id:
        given = await documents.found(tx, document)
        assert given is not None
        assert given.relay is not None
        above = await position(tx, given.relay.at)
        came = (await deliveries(tx, [(directive, above)])).to(directive, above)
        key = row_key(directive.id, given.relay.at)
        receipt = (await receipts(tx, [key])).get(key)
        days.append(due_by(came, receipt) if came else directive.text.deadline)
    return extensions.latest(days)


async def decide(
    database: Database, ask: Ask, id: str, unions: Sequence[str], refusal: str | None, now: datetime
) -> Answer:
    """Grant what these unions have asked of the issuer of a document, or with a reason refuse it; all of it, or
    nothing where one cannot be decided. The answer has how many `unions` there were."""

    async def work(turn: Turn) -> Answer:
        document, issuer = await documents.allowed(turn.tx, ask, id, Action.RULE)
        may_act(document, turn.today)
        cascade = (await cascades(turn.tx, [document.cascade]))[document.cascade]
        may_act(cascade.directive, turn.today)
        waiting = await _waiting(turn.tx, document, unions)
        if refusal is None:
            decided = await _grant(turn, ask, cascade, id, waiting)
        else:
            decided = [extensions.refused(each, reason(refusal)) for each in waiting]
        await _save(turn.tx, decided)
        places = await positions(turn.tx, {each.union for each in decided})
        for each in decided:
            _record(turn, Ask(ask.actor), f"extension {each.state}", each, places[each.union])
        answer: Answer = {"unions": len(decided), "seq": turn.seq + 1}
        data = {"decided": "granted" if refusal is None else "refused"}
        turn.record(Fact("extensions decided", ask, issuer.union.id, document.cascade, issuer.branch, data, answer))
        return answer

    return await change(database, ask, work, now)


async def _waiting(tx: Transaction, document: Directive, unions: Sequence[str]) -> list[Extension]:
    """What these unions have asked for and wait to hear about; raises Conflict, naming one that has not."""
    keys = {row_key(document.cascade, union): union for union in unions}
    known, names = await _known(tx, keys), await positions(tx, unions)
    waiting = list[Extension]()
    for key, union in keys.items():
        try:
            waiting.append(may_decide(known.get(key), document.id))
        except Conflict as conflict:
            name = names[union].union.name if union in names else f"union {union}"
            raise Conflict(f"{name}: {conflict.detail}", field="unions") from conflict
    return waiting


async def _grant(
    turn: Turn, ask: Ask, cascade: Cascade, document: str, waiting: Sequence[Extension]
) -> list[Extension]:
    directive = cascade.directive
    latest = await _latest(turn.tx, directive, document)
    places = await positions(turn.tx, {each.union for each in waiting})
    known = await receipts(turn.tx, [each.key for each in waiting])
    came = await deliveries(turn.tx, [(directive, place) for place in places.values()])
    changed, decided, deltas = dict[str, Receipt](), list[Extension](), Deltas()
    for each in waiting:
        place = places[each.union]
        way = reached(came.to(directive, place))
        before = known.get(each.key) or Receipt(directive.id, each.union, way.at)
        done, after = extensions.granted(each, before, latest)
        flow(deltas, cascade, place, way, (before, after))
        changed[each.key] = after
        decided.append(done)
        record(turn, Ask(ask.actor), "extended", directive, place, after)
    await save(turn.tx, changed)
    await apply(turn, deltas)
    return decided


async def on(tx: Transaction, actor: str, document: str, after: str, limit: int) -> list[tuple[Extension, Position]]:
    """What waits for the issuer of a document to decide, and where who asks stands, for who reads his documents."""
    read = await documents.read(tx, actor, document)
    issuer = await position(tx, read.issuer)
    if not await covered(tx, actor, Action.READ_DOCUMENTS, [issuer]):
        raise Missing(f"there are no extensions of directive {document}")
    found = [
        _extension_of(record["node"]) for record in await rows(tx, ON, document=document, after=after, limit=limit)
    ]
    places = await positions(tx, {each.union for each in found})
    return [(each, places[each.union]) for each in found]


ON = """
MATCH (x:Extension {document: $document}) WHERE x.state = 'asked' AND x.key > $after
RETURN properties(x) AS node ORDER BY x.key LIMIT $limit
"""


async def one(tx: Transaction, actor: str, union: str, id: str) -> Extension:
    """What a union has asked for last, and how it was decided; for who may read its documents."""
    await come(tx, actor, union, id)
    known = (await _known(tx, [row_key(id, union)])).get(row_key(id, union))
    if known is None:
        raise Missing(f"union {union} has asked for no extension of directive {id}")
    return known


async def _known(tx: Transaction, keys: Mapping[str, Any] | Sequence[str]) -> dict[str, Extension]:
    found = await rows(tx, KNOWN, keys=list(keys))
    return {record["node"]["key"]: _extension_of(record["node"]) for record in found}


KNOWN = "UNWIND $keys AS key MATCH (x:Extension {key: key}) RETURN properties(x) AS node"


async def _save(tx: Transaction, changed: Sequence[Extension]) -> None:
    values = [asdict(each) | {"key": each.key, "day": each.day.isoformat()} for each in changed]
    await run(tx, SAVE, rows=values)


SAVE = "UNWIND $rows AS r MERGE (x:Extension {key: r.key}) SET x = r"


def _extension_of(node: Node) -> Extension:
    asked = instant(node["asked"])
    assert asked is not None
    return Extension(
        cascade=node["cascade"],
        union=node["union"],
        document=node["document"],
        day=date.fromisoformat(node["day"]),
        reason=node["reason"],
        asked=asked,
        state=State(node["state"]),
        said=node.get("said"),
    )
