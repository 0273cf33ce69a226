"""A branch as others take it away: union by union, and drawn as one graph."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeAlias

import networkx as nx

from orgnet.unions import Union


@dataclass(frozen=True, slots=True)
class Tie:
    """Another union, by its code, to which one is tied since an instant; `terms` are those of a pact."""

    code: str
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

    Where an edge leads out of the branch it ends at a node with nothing but its code: see `outside`.
    """
    for entry in entries:
        code = entry.union.code
        graph.add_node(code, **_node(entry))
        for relation, ties in (
            ("PART_OF", [entry.parent]),
            ("GUIDED_BY", [entry.guide]),
            ("PARTNERS_WITH", entry.pacts),
        ):
            for tie in ties:
                if tie is not None and not (relation == "PARTNERS_WITH" and _drawn(graph, code, tie.code)):
                    graph.add_edge(code, tie.code, graph.number_of_edges(), **_edge(relation, tie))


def _drawn(graph: Drawing, code: str, partner: str) -> bool:
    """Whether a pact was drawn already, from the side of the partner."""
    return graph.has_node(partner) and any(
        edge["relation"] == "PARTNERS_WITH" for edge in graph.succ[partner].get(code, {}).values()
    )


def outside(graph: Drawing) -> list[str]:
    """The codes of the unions to which edges lead out of the branch."""
    return [code for code, node in graph.nodes(data=True) if not node]


def draw_outside(graph: Drawing, unions: Iterable[Union]) -> None:
    """Say what the unions outside the branch are called."""
    for union in unions:
        graph.add_node(
            union.code, label=legible(union.name), level=str(union.level), kind=str(union.kind), outside=True
        )


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
        "subordinates": entry.below,
        "outside": False,
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
