"""Doubts: names that are like that of a sibling, noted by imports, decided once and remembered."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from graph.access import allow, covered
from graph.db import Database, Transaction, row, rows, run
from graph.dialect import native
from graph.facts import Answer, change
from graph.log import Turn
from graph.nodes import union_of
from graph.positions import position, positions
from orgnet.errors import Missing
from orgnet.facts import Ask, Fact
from orgnet.permissions import Action
from orgnet.recognition import Decided
from orgnet.unions import Union


@dataclass(frozen=True, slots=True)
class Doubt:
    """A name that is like that of a union under the same superior, and waits for a decision."""

    id: str
    name: str
    since: datetime
    superior: Union
    like: Union


async def decided(tx: Transaction, superiors: Collection[str]) -> Decided:
    """What was decided about names under these superiors: by union and name, whether it is the same."""
    found = await rows(
        tx,
        """
        UNWIND $ids AS id
        MATCH (:Union {id: id})<-[:UNDER]-(d:Doubt)-[:LIKE]->(u:Union)
        WHERE d.decided <> ''
        RETURN u.id AS union, d.name AS name, d.decided = 'same' AS same
        """,
        ids=list(superiors),
    )
    return {(record["union"], record["name"]): record["same"] for record in found}


async def note(turn: Turn, doubts: Sequence[tuple[str, str, str, str]]) -> None:
    """Note doubts (an id for it, the superior, the union that is there, the name that is like its own), each once."""
    about = [
        {"id": id, "key": f"{superior}|{like}|{name}", "superior": superior, "like": like, "name": name}
        for id, superior, like, name in doubts
    ]
    known = await rows(
        turn.tx, "MATCH (d:Doubt) WHERE d.key IN $keys RETURN d.key AS key", keys=[each["key"] for each in about]
    )
    there = {record["key"] for record in known}
    await run(turn.tx, NOTE, doubts=[each for each in about if each["key"] not in there], at=turn.at)


NOTE = """
UNWIND $doubts AS d
MATCH (s:Union {id: d.superior}), (u:Union {id: d.like})
CREATE (s)<-[:UNDER]-(:Doubt {id: d.id, key: d.key, name: d.name, decided: '', since: $at})-[:LIKE]->(u)
"""


async def undecided(tx: Transaction, actor: str, union: str, limit: int) -> list[Doubt]:
    """The doubts under a union and in its branch that wait for a decision of the actor, the oldest first."""
    found = await rows(
        tx,
        """
        MATCH (d:Doubt {decided: ''})-[:UNDER]->(s:Union)
        WHERE s.id = $id OR EXISTS { (s)-[:PART_OF*1..24]->(:Union {id: $id}) }
        MATCH (d)-[:LIKE]->(u:Union)
        RETURN d.id AS id, d.name AS name, d.since AS since, s.id AS superior, properties(u) AS node
        ORDER BY since, id LIMIT $limit
        """,
        id=union,
        limit=limit,
    )
    places = await positions(tx, {record["superior"] for record in found})
    allowed = await covered(tx, actor, Action.FOUND, places.values())
    return [
        Doubt(each["id"], each["name"], native(each["since"]), places[each["superior"]].union, union_of(each["node"]))
        for each in found
        if each["superior"] in allowed
    ]


async def decide(database: Database, ask: Ask, doubt: str, same: bool, now: datetime) -> Answer:
    """Decide whether a name is another spelling of the union it is like, or a union of its own.

    The next import follows the decision, which may be taken back by the opposite one.
    """

    async def work(turn: Turn) -> Answer:
        found = await row(
            turn.tx,
            "MATCH (d:Doubt {id: $id})-[:UNDER]->(s:Union) RETURN s.id AS superior, d.name AS name",
            id=doubt,
        )
        if found is None:
            raise Missing(f"there is no doubt {doubt}")
        where = await position(turn.tx, found["superior"])
        await allow(turn.tx, ask.actor, Action.FOUND, where)
        said = "same" if same else "different"
        await run(turn.tx, DECIDE, id=doubt, said=said, by=ask.actor, at=turn.at)
        answer: Answer = {"union": where.union.id, "seq": turn.seq + 1}
        data = {"name": found["name"], "decided": said}
        turn.record(Fact("doubt decided", ask, where.union.id, doubt, where.branch, data, answer))
        return answer

    return await change(database, ask, work, now)


DECIDE = "MATCH (d:Doubt {id: $id}) SET d.decided = $said, d.by = $by, d.decided_at = $at"
