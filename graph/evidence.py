"""Evidence: the files that a union attaches to show what it has done."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime

from graph import log
from graph.access import allow
from graph.attachments import attachment_of
from graph.db import Database, Transaction, rows, run
from graph.facts import Answer, change
from graph.inbox import come
from graph.log import Turn
from graph.subjects import receipts
from orgnet.attachments import Attachment
from orgnet.directives import Directive, may_act
from orgnet.errors import Missing
from orgnet.evidence import may_add, may_take_away
from orgnet.facts import Ask, Fact
from orgnet.permissions import Action
from orgnet.positions import Position
from orgnet.receipts import Receipt
from orgnet.tallies import row_key


async def attach(
    database: Database, ask: Ask, union: str, cascade: str, attachment: Attachment, now: datetime
) -> Answer:
    """Add a file that is kept to what a union shows; the answer has the attachment too."""

    async def work(turn: Turn) -> Answer:
        directive, place, receipt = await _may(turn.tx, ask, union, cascade)
        may_act(directive, turn.today)
        _may_add(directive, receipt, await of(turn.tx, union, cascade), attachment.name)
        properties = asdict(attachment) | {"receipt": row_key(cascade, union)}
        await run(turn.tx, "CREATE (a:Attachment) SET a = $properties", properties=properties)
        return _record(turn, ask, "shown", directive, place, attachment)

    return await change(database, ask, work, now)


async def detach(database: Database, ask: Ask, union: str, cascade: str, id: str, now: datetime) -> Answer:
    """Take a file back."""

    async def work(turn: Turn) -> Answer:
        directive, place, receipt = await _may(turn.tx, ask, union, cascade)
        may_act(directive, turn.today)
        held = await of(turn.tx, union, cascade)
        gone = _one(held, id)
        done, accepted = receipt is not None and receipt.answered, receipt is not None and receipt.accepted
        may_take_away(directive.evidence, len(held), done=done, accepted=accepted)
        await run(turn.tx, "MATCH (a:Attachment {id: $id}) DETACH DELETE a", id=id)
        return _record(turn, ask, "not shown", directive, place, gone)

    return await change(database, ask, work, now)


async def expect(tx: Transaction, ask: Ask, union: str, cascade: str, name: str) -> None:
    """Raises, before a file is received, where it could not be added; not where the request was answered before."""
    if ask.key and await log.earlier(tx, [ask.key]):
        return
    directive, _, receipt = await _may(tx, ask, union, cascade)
    _may_add(directive, receipt, await of(tx, union, cascade), name)


async def _may(tx: Transaction, ask: Ask, union: str, cascade: str) -> tuple[Directive, Position, Receipt | None]:
    place, known, _ = await come(tx, ask.actor, union, cascade)
    await allow(tx, ask.actor, Action.MARK, place)
    key = row_key(cascade, union)
    return known.directive, place, (await receipts(tx, [key])).get(key)


def _may_add(directive: Directive, receipt: Receipt | None, held: list[Attachment], name: str) -> None:
    accepted = receipt is not None and receipt.accepted
    may_add(directive.text.duties, [each.name for each in held], name, accepted=accepted)


def _record(turn: Turn, ask: Ask, kind: str, directive: Directive, place: Position, about: Attachment) -> Answer:
    answer: Answer = asdict(about) | {"directive": directive.id, "seq": turn.seq + 1}
    turn.record(Fact(kind, ask, place.union.id, directive.cascade, place.branch, asdict(about), answer))
    return answer


async def of(tx: Transaction, union: str, cascade: str) -> list[Attachment]:
    """The files that a union shows, in the order in which they were added."""
    return [attachment_of(record["node"]) for record in await rows(tx, OF, key=row_key(cascade, union))]


OF = "MATCH (a:Attachment {receipt: $key}) RETURN properties(a) AS node ORDER BY a.id"


async def of_all(tx: Transaction, told: Sequence[Receipt]) -> dict[str, list[Attachment]]:
    """The files that belong to these receipts, by union."""
    keys = {row_key(receipt.cascade, receipt.union): receipt.union for receipt in told}
    shown = dict[str, list[Attachment]]()
    for record in await rows(tx, OF_ALL, keys=sorted(keys)):
        shown.setdefault(keys[record["key"]], []).append(attachment_of(record["node"]))
    return shown


OF_ALL = """
UNWIND $keys AS key
MATCH (a:Attachment {receipt: key})
RETURN key, properties(a) AS node ORDER BY a.id
"""


async def seen(tx: Transaction, actor: str, union: str, cascade: str) -> list[Attachment]:
    """The files that a union shows, for who may read its documents."""
    await come(tx, actor, union, cascade)
    return await of(tx, union, cascade)


async def read(tx: Transaction, actor: str, union: str, cascade: str, id: str) -> Attachment:
    """One file that a union shows; raises Missing where there is none."""
    return _one(await seen(tx, actor, union, cascade), id)


def _one(held: list[Attachment], id: str) -> Attachment:
    found = next((each for each in held if each.id == id), None)
    if found is None:
        raise Missing(f"there is no file {id} here")
    return found
