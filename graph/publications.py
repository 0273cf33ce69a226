"""Publications: the issuer chooses what everybody sees of how far a public document has got, and it is read for them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from graph import documents
from graph.db import Database, Transaction, run
from graph.facts import Answer, change
from graph.log import Turn
from graph.progress import Progress, children, progress
from graph.subjects import cascades
from orgnet.directives import Directive
from orgnet.documents import Publication
from orgnet.facts import Ask, Fact
from orgnet.permissions import Action
from orgnet.publications import may_publish
from orgnet.standings import Standing

MOST = 100
"""How many of those directly below are shown."""


async def publish(database: Database, ask: Ask, id: str, publication: Publication, now: datetime) -> Answer:
    """Let everybody see this much, by whoever may issue for the union; the answer names the `directive`."""

    async def work(turn: Turn) -> Answer:
        directive, issuer = await documents.allowed(turn.tx, ask, id, Action.ISSUE)
        may_publish(directive)
        await run(turn.tx, PUBLISH, id=id, publishes=publication.value)
        answer: Answer = {"directive": id, "number": directive.number, "seq": turn.seq + 1}
        data = {"publishes": publication}
        turn.record(Fact("published", ask, issuer.union.id, directive.cascade, issuer.branch, data, answer))
        return answer

    return await change(database, ask, work, now)


PUBLISH = "MATCH (d:Directive {id: $id}) SET d.publishes = $publishes"


@dataclass(frozen=True, slots=True)
class Published:
    """What everybody sees: the figures of all whom a document reaches, and of those directly below if they are shown."""

    standing: Standing
    branches: Sequence[Progress] = ()


async def published(tx: Transaction, directive: Directive) -> Published | None:
    """What everybody may see of a public document; None where its issuer publishes nothing."""
    if directive.publishes is Publication.NOTHING:
        return None
    first = (await cascades(tx, [directive.cascade]))[directive.cascade].directive
    top = directive.relay.at if directive.relay else directive.issuer
    standing = (await progress(tx, first, top)).standing
    if directive.publishes is Publication.TOTALS:
        return Published(standing)
    below = await children(tx, first, top, "", MOST)
    return Published(standing, [each for each in below if each.standing.unions])
