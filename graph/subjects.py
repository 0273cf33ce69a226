"""Open subjects: the cascades whose counts a change of the network may have to carry along.

They are found by walking up, never by searching: a cascade concerns a union only if it is addressed
at one of its superiors, or if one of them has strayed from it.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from neo4j import Record

from graph import tallies
from graph.db import Transaction, collected, rows, run
from graph.log import Turn
from graph.nodes import directive_of, receipt_of
from orgnet.directives import Directive, State
from orgnet.past import closing_label
from orgnet.receipts import Receipt
from orgnet.shifts import Strays
from orgnet.tallies import Deltas, Line, Subject


@dataclass(frozen=True, slots=True)
class Cascade:
    """An open cascade: its first document, and the subject as which it is counted."""

    directive: Directive
    subject: Subject


async def open_cascades(tx: Transaction, unions: Collection[str]) -> list[Cascade]:
    """The open cascades that are addressed at one of these unions or have strays among them."""
    found = await rows(
        tx,
        """
        UNWIND $unions AS id
        MATCH (u:Union {id: id})-[e:ADDRESSED_TO|EXCLUDES|STRAY]-(d:Directive)
        WHERE d.state = 'issued'
        RETURN d {.*, body: null} AS node, type(e) AS edge, e.line AS line, id
        """,
        unions=list(unions),
    )
    by_cascade: dict[str, list[Record]] = {}
    for record in found:
        by_cascade.setdefault(record["node"]["cascade"], []).append(record)
    return [_cascade(records) for records in by_cascade.values()]


async def end(turn: Turn, id: str, state: State, reason: str | None = None) -> None:
    """A cascade is no open subject any more.

    Its figures are those of the network at this moment, so the head of the log says that what changes later
    today is to be kept as it was now.
    """
    label = closing_label(turn.today, turn.seq + 1)
    await run(turn.tx, END, id=id, state=state.value, reason=reason, at=turn.at, label=label)
    await run(turn.tx, "MATCH (:Directive {id: $id})-[e:EXCLUDES]->() DELETE e", id=id)
    await run(turn.tx, "MATCH (a:Alarm {cascade: $id}) DELETE a", id=id)
    await run(turn.tx, "MATCH (e:Escalation {cascade: $id}) DELETE e", id=id)
    await run(turn.tx, "MATCH (c:Contact {cascade: $id}) REMOVE c.waiting", id=id)


END = """
MATCH (l:Log {id: 'log'}), (d:Directive {id: $id})
SET l.closing = $label, d.state = $state, d.reason = $reason, d.closed = $at, d.closing = $label
WITH d
MATCH (d)-[e:ADDRESSED_TO]->(u)
CREATE (d)-[:WAS_ADDRESSED_TO]->(u)
DELETE e
"""


async def cascades(tx: Transaction, ids: Collection[str]) -> dict[str, Cascade]:
    """The issued cascades of these ids, open or over."""
    found = await rows(tx, CASCADES, ids=list(ids))
    directives = [(directive_of(record["node"]), strays_of(record)) for record in found]
    return {directive.id: Cascade(directive, directive.subject(strays)) for directive, strays in directives}


CASCADES = """
UNWIND $ids AS id
MATCH (d:Directive {id: id}) WHERE d.issued IS NOT NULL AND d.cascade = id
RETURN d {.*, body: null} AS node, [(d)<-[s:STRAY]-(u) | [u.id, s.line]] AS strays
"""


def _cascade(found: Sequence[Record]) -> Cascade:
    strays: dict[Line, set[str]] = {line: set() for line in Line}
    for record in found:
        if record["edge"] == "STRAY":
            strays[Line(record["line"])].add(record["id"])
    directive = directive_of(found[0]["node"])
    return Cascade(directive, directive.subject(strays))


async def strays(tx: Transaction, id: str) -> dict[Line, set[str]]:
    """The strays of a cascade by line."""
    found = await rows(
        tx, "MATCH (d:Directive {id: $id}) RETURN [(d)<-[s:STRAY]-(u) | [u.id, s.line]] AS strays", id=id
    )
    return strays_of(found[0] if found else {"strays": ()})


def strays_of(record: Mapping[str, Any]) -> dict[Line, set[str]]:
    """The strays of a cascade by line, from pairs of union and line."""
    strays: dict[Line, set[str]] = {line: set() for line in Line}
    for union, line in record["strays"]:
        strays[Line(line)].add(union)
    return strays


async def receipts(tx: Transaction, keys: Collection[str]) -> dict[str, Receipt]:
    """The receipts there are, by key (`cascade|union`)."""
    found = await collected(tx, RECEIPTS, keys=list(keys))
    return {key: receipt_of(node) for key, node in found}


RECEIPTS = "UNWIND $keys AS key MATCH (r:Receipt {key: key}) RETURN collect([key, properties(r)]) AS found"


async def mark_strays(tx: Transaction, line: Line, strays: Strays) -> None:
    """Write down which branches strayed from which cascades and which came back."""
    if strays.began:
        await run(tx, BEGAN, pairs=_pairs(strays.began), line=line.value)
    if strays.ceased:
        await run(tx, CEASED, pairs=_pairs(strays.ceased), line=line.value)


async def apply(turn: Turn, deltas: Deltas) -> None:
    """Let what unions hold more, or less, flow; those whose counts flow nowhere are strays from now on."""
    await tallies.apply(turn.tx, deltas, turn.today)
    for line, lost in deltas.lost.items():
        await mark_strays(turn.tx, line, Strays(began=lost))


def _pairs(strays: set[tuple[str, str]]) -> list[list[str]]:
    return [list(pair) for pair in sorted(strays)]


BEGAN = """
UNWIND $pairs AS pair
MATCH (u:Union {id: pair[0]}), (d:Directive {id: pair[1]})
MERGE (u)-[:STRAY {line: $line}]->(d)
"""

CEASED = """
UNWIND $pairs AS pair
MATCH (u:Union {id: pair[0]})-[s:STRAY {line: $line}]->(:Directive {id: pair[1]})
DELETE s
"""
