"""A branch as others take it away: union by union, and drawn as one graph."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeAlias

import networkx as nx

from orgnet.unions import Union


@dataclass(frozen=True, slots=True)
class Tie:
    """Another union to which one is tied since an instant; `terms` are those of a pact."""

    code: str
    name: str
    since: datetime | None
    terms: str | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """A union of a branch with what it is tied to. `path` are the names that lead to its parent, the root
    first; `below` and `guided` count the unions directly below it on the primary and on the second line.

    Without `figures` its reader sees its size class, and neither its numbers nor whether it has hands.
    """

    union: Union
    path: tuple[str, ...]
    parent: Tie | None
    guide: Tie | None
    pacts: tuple[Tie, ...]
    below: int
    guided: int
    figures: bool


Drawing: TypeAlias = "nx.MultiDiGraph[str]"


def draw(graph: Drawing, entries: Iterable[Entry]) -> None:
    """Add unions to a graph: each a node by its code, with an edge for each of its ties.

    An edge that leads out of the branch ends at a node that is marked as `outside`.
    """
    for entry in entries:
        code = entry.union.code
        graph.add_node(code, **_node(entry))
        graph.nodes[code].pop("outside", None)  # it may have been drawn as such before it was read
        for relation, tie in _ties(entry):
            if relation == "PARTNERS_WITH" and _drawn(graph, tie.code, code):
                continue
            if tie.code not in graph:
                graph.add_node(tie.code, label=legible(tie.name), outside=True)
            graph.add_edge(code, tie.code, f"{relation}:{code}:{tie.code}", **_edge(relation, tie))


def _ties(entry: Entry) -> Iterator[tuple[str, Tie]]:
    if entry.parent:
        yield "PART_OF", entry.parent
    if entry.guide:
        yield "GUIDED_BY", entry.guide
    for pact in entry.pacts:
        yield "PARTNERS_WITH", pact


def _drawn(graph: Drawing, partner: str, code: str) -> bool:
    """Whether a pact was drawn already, from the side of the partner."""
    return graph.has_edge(partner, code, f"PARTNERS_WITH:{partner}:{code}")


def _node(entry: Entry) -> dict[str, Any]:
    union = entry.union
    values: dict[str, Any] = {
        "label": legible(union.name),
        "level": str(union.level),
        "kind": str(union.kind),
        "status": str(union.status),
        "sector": union.sector and str(union.sector),
        "division": union.division,
        "credit_code": union.credit_code,
        "lon": union.lon,
        "lat": union.lat,
        "founded": union.founded and union.founded.isoformat(),
        "members": union.members if entry.figures else None,
        "units": union.units if entry.figures else None,
        "hands": str(union.hands) if entry.figures else None,
    }
    return {name: value for name, value in values.items() if value is not None}


def _edge(relation: str, tie: Tie) -> dict[str, Any]:
    values = {
        "relation": relation,
        "since": tie.since and tie.since.isoformat(),
        "terms": tie.terms and legible(tie.terms),
    }
    return {name: value for name, value in values.items() if value is not None}


def legible(text: str) -> str:
    """A text without the characters that XML cannot hold."""
    return ILLEGIBLE.sub("\N{REPLACEMENT CHARACTER}", text)


ILLEGIBLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
