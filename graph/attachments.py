"""Attachments: added to drafts and removed from them, found for who sees their directive, and what is left of them."""

import uuid
from dataclasses import asdict
from datetime import datetime, timedelta

from anyio.to_thread import run_sync

from graph import documents, log
from graph.batches import batches
from graph.db import Database, Transaction, collected, row, rows, run
from graph.facts import Answer, change
from graph.files import SHELVES, Files
from graph.log import Turn
from graph.nodes import Node
from orgnet.attachments import Attachment, may_attach, may_change
from orgnet.directives import Directive
from orgnet.errors import Missing
from orgnet.facts import Ask, Fact
from orgnet.permissions import Action
from orgnet.positions import Position

GRACE = timedelta(days=1)
"""For which a file is kept that no attachment refers to: it may be about to."""

ROUND = 300
"""Seconds after which the files of another shelf are looked through."""

BATCH = 1000
"""Files of which is asked at once whether anything refers to them."""


async def attach(database: Database, ask: Ask, id: str, attachment: Attachment, most: int, now: datetime) -> Answer:
    """Add a file that is kept to a draft, which undoes its review; the answer has the attachment too."""

    async def work(turn: Turn) -> Answer:
        directive, issuer = await documents.allowed(turn.tx, ask, id, Action.DRAFT)
        may_attach(directive, await of(turn.tx, id), attachment.name, most)
        await run(turn.tx, ATTACH, id=id, writer=ask.actor, attachment=asdict(attachment))
        return _record(turn, ask, "attached", directive, issuer, attachment)

    return await change(database, ask, work, now)


ATTACH = """
MATCH (d:Directive {id: $id}) SET d.state = 'draft', d.writer = $writer
CREATE (d)-[:HAS]->(a:Attachment) SET a = $attachment
"""


async def detach(database: Database, ask: Ask, id: str, attachment: str, now: datetime) -> Answer:
    """Remove a file from a draft, which undoes its review."""

    async def work(turn: Turn) -> Answer:
        directive, issuer = await documents.allowed(turn.tx, ask, id, Action.DRAFT)
        may_change(directive)
        gone = await _one(turn.tx, id, attachment)
        await run(turn.tx, DETACH, id=id, writer=ask.actor, attachment=attachment)
        return _record(turn, ask, "detached", directive, issuer, gone)

    return await change(database, ask, work, now)


DETACH = """
MATCH (d:Directive {id: $id}) SET d.state = 'draft', d.writer = $writer
WITH d MATCH (d)-[:HAS]->(a:Attachment {id: $attachment}) DETACH DELETE a
"""


def _record(turn: Turn, ask: Ask, kind: str, directive: Directive, issuer: Position, about: Attachment) -> Answer:
    answer: Answer = asdict(about) | {"directive": directive.id, "seq": turn.seq + 1}
    turn.record(Fact(kind, ask, issuer.union.id, directive.cascade, issuer.branch, asdict(about), answer))
    return answer


async def expect(tx: Transaction, ask: Ask, id: str, name: str, most: int) -> None:
    """Raises, before a file is received, where it could not be attached; not where the request was answered before."""
    if ask.key and await log.earlier(tx, [ask.key]):
        return
    directive, _ = await documents.allowed(tx, ask, id, Action.DRAFT)
    may_attach(directive, await of(tx, id), name, most)


async def whole(tx: Transaction, actor: str, directive: str) -> tuple[Directive, list[Attachment]]:
    """A directive with its attachments, as far as the actor may see it; raises Missing otherwise."""
    return await documents.read(tx, actor, directive), await of(tx, directive)


async def of(tx: Transaction, directive: str) -> list[Attachment]:
    """The attachments of a directive, in the order in which they were added."""
    found = await rows(tx, OF, directive=directive)
    return [attachment_of(record["node"]) for record in found]


OF = """
MATCH (:Directive {id: $directive})-[:HAS]->(a:Attachment)
RETURN properties(a) AS node ORDER BY a.id
"""


def attachment_of(node: Node) -> Attachment:
    """The attachment a node stands for."""
    return Attachment(node["id"], node["name"], node["media"], node["size"], node["digest"])


async def read(tx: Transaction, actor: str, directive: str, id: str) -> Attachment:
    """An attachment of a directive that the actor sees; raises Missing otherwise."""
    await documents.read(tx, actor, directive)
    return await _one(tx, directive, id)


async def read_public(tx: Transaction, directive: str, id: str) -> Attachment:
    """An attachment of a directive that anybody may read; raises Missing otherwise."""
    await documents.public(tx, directive)
    return await _one(tx, directive, id)


async def _one(tx: Transaction, directive: str, id: str) -> Attachment:
    found = next((each for each in await of(tx, directive) if each.id == id), None)
    if found is None:
        raise Missing(f"this directive has no attachment {id}")
    return found


async def sweep(database: Database, files: Files, now: datetime) -> bool:
    """Clear away what no attachment refers to and is a day old, on one shelf: another one in every round.

    Nothing is cleared, and the answer is False, where the files are those of another network, whose graph knows
    what refers to them.
    """
    if not await run_sync(files.folder.is_dir):
        return True
    if not await run_sync(files.belongs, await database.write(_network)):
        return False
    before, shelf = now - GRACE, int(now.timestamp() // ROUND) % SHELVES
    await run_sync(files.tidy, before)
    old = await run_sync(files.older, shelf, before)
    for some in batches(old, BATCH):
        await _drop_unused(database, files, some, before)
    return True


async def _drop_unused(database: Database, files: Files, digests: list[str], before: datetime) -> None:
    used = set(await database.read(lambda tx: collected(tx, USED, digests=digests)))
    for digest in digests:
        if digest not in used:
            await run_sync(files.drop, digest, before)


USED = """
UNWIND $digests AS digest
MATCH (a:Attachment {digest: digest})
RETURN collect(DISTINCT a.digest) AS found
"""


async def _network(tx: Transaction) -> str:
    """The mark by which the folder of a network's files is known."""
    found = await row(
        tx,
        "MERGE (f:Folder {id: 'files'}) ON CREATE SET f.network = $mark RETURN f.network AS mark",
        mark=uuid.uuid4().hex,
    )
    assert found is not None
    return found["mark"]
