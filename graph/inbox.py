"""Inboxes: what has reached a union, found by walking up its lines."""

from dataclasses import dataclass
from datetime import date

from graph.access import covered
from graph.db import Transaction, rows
from graph.directives import visible
from graph.nodes import directive_of
from graph.positions import position
from graph.subjects import receipts
from orgnet.directives import Directive
from orgnet.errors import Missing
from orgnet.permissions import Action
from orgnet.receipts import Receipt, owes
from orgnet.standings import milestone_due
from orgnet.tallies import row_key


@dataclass(frozen=True, slots=True)
class Entry:
    """A directive that reached a union, and where the union stands with it."""

    directive: Directive
    receipt: Receipt | None
    overdue: bool

    @property
    def key(self) -> str:
        """Sorts by deadline, then by issue; without a deadline last."""
        deadline, issued = self.directive.text.deadline, self.directive.issued
        return f"{deadline or '9999-99-99'} {issued.isoformat() if issued else ''} {self.directive.id}"

    @property
    def open(self) -> bool:
        """Whether the union still has to do what the directive asks."""
        due = milestone_due(self.directive)
        return due is not None and owes(self.receipt, due)


async def inbox(tx: Transaction, actor: str, union: str, today: date, *, open_only: bool) -> list[Entry]:
    """What has reached a union and is not closed, sorted by key."""
    here = await position(tx, union)
    if not await covered(tx, actor, Action.READ_DOCUMENTS, [here]):
        raise Missing(f"there is no inbox of union {union}")
    found = await rows(
        tx,
        """
        UNWIND $unions AS id
        MATCH (:Union {id: id})<-[:ADDRESSED_TO]-(d:Directive)
        RETURN d {.*, body: null} AS node
        """,
        unions=list(dict.fromkeys((union, *here.lines.primary, *here.lines.second))),
    )
    directives = [directive_of(record["node"]) for record in found]
    reached = [d for d in directives if d.audience.reaches(here.union, here.lines)]
    known = await receipts(tx, [row_key(directive.cascade, union) for directive in reached])
    entries = [_entry(directive, known.get(row_key(directive.cascade, union)), today) for directive in reached]
    return sorted((entry for entry in entries if entry.open or not open_only), key=lambda entry: entry.key)


def _entry(directive: Directive, receipt: Receipt | None, today: date) -> Entry:
    entry, deadline = Entry(directive, receipt, overdue=False), directive.text.deadline
    return Entry(directive, receipt, overdue=bool(deadline and deadline < today and entry.open))


async def issued(tx: Transaction, actor: str, union: str, before: str, limit: int) -> list[Directive]:
    """The directives of a union that the actor may see, the latest first, from before an id."""
    found: list[Directive] = []
    while len(found) < limit:
        page = await rows(tx, ISSUED, issuer=union, before=before, limit=limit)
        directives = [directive_of(record["node"]) for record in page]
        found += [directive for directive in directives if await visible(tx, actor, directive)]
        if len(page) < limit:
            break
        before = directives[-1].id
    return found[:limit]


ISSUED = """
MATCH (d:Directive) WHERE d.issuer = $issuer AND d.id < $before
RETURN d {.*, body: null} AS node ORDER BY d.id DESC LIMIT $limit
"""
