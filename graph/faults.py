"""Faults: what is wrong with the network, and what can be asked of the whole graph at once."""

from dataclasses import dataclass
from typing import LiteralString

from graph.db import Transaction, rows


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that is wrong, where, whether it is a row of a tally, and whether it has been mended."""

    where: str
    what: str
    row: bool = False
    mended: bool = False


async def whole(tx: Transaction) -> list[Fault]:
    """What can be asked of the whole graph at once."""
    return [Fault(record["id"] or "log", what) for statement, what in WHOLE for record in await rows(tx, statement)]


WHOLE: tuple[tuple[LiteralString, str], ...] = (
    (
        """
        MATCH (u:Union) WHERE u.status <> 'dissolved' AND NOT EXISTS { (u)-[:PART_OF]->() }
            AND NOT EXISTS { (:Log)-[:ROOT]->(u) }
        RETURN u.id AS id
        """,
        "it is in the network, but stands under nobody: there is one root only",
    ),
    (
        "MATCH (u:Union) WHERE u.status = 'dissolved' AND EXISTS { (u)-[:PART_OF|GUIDED_BY]->() } RETURN u.id AS id",
        "it is dissolved, but still has a superior",
    ),
    (
        """
        MATCH (:Person {active: true})-[:SERVES]->(u:Union) WHERE u.hands <> 'seated' RETURN u.id AS id
        UNION MATCH (:Invitation {state: 'open'})-[:INVITES_TO]->(u:Union) WHERE u.hands = 'vacant' RETURN u.id AS id
        UNION MATCH (u:Union)
        WHERE u.hands <> 'vacant' AND NOT EXISTS { (u)<-[:SERVES]-(:Person {active: true}) }
            AND NOT (u.hands = 'invited' AND EXISTS { (u)<-[:INVITES_TO]-(:Invitation {state: 'open'}) })
        RETURN u.id AS id
        """,
        "it does not say who serves or is invited there",
    ),
    (
        "MATCH (r:Receipt) WHERE NOT EXISTS { (:Union)-[:HOLDS]->(r) } RETURN r.key AS id",
        "this receipt hangs on no union",
    ),
    (
        """
        MATCH (r:Receipt) WITH DISTINCT r.cascade AS cascade
        OPTIONAL MATCH (d:Directive {id: cascade}) WITH cascade, d WHERE d IS NULL
        RETURN cascade AS id
        """,
        "there are receipts of this cascade, but no directive",
    ),
    (
        """
        MATCH (f:Fact) WITH count(f) AS facts, count(DISTINCT f.seq) AS numbers, max(f.seq) AS last
        MATCH (l:Log {id: 'log'}) WHERE facts <> l.seq OR numbers <> l.seq OR last <> l.seq
        RETURN null AS id
        """,
        "its numbers have gaps or doubles",
    ),
)
