"""Series of document numbers: one for each issuer, organ code and year, without gaps, and none used twice."""

from datetime import datetime

from graph.access import allow, covered
from graph.db import Database, Transaction, row, rows, run
from graph.dialect import native
from graph.facts import Answer, change
from graph.log import Turn
from graph.nodes import Node
from graph.positions import position
from orgnet.errors import Missing
from orgnet.facts import Ask, Fact
from orgnet.names import reason
from orgnet.permissions import Action
from orgnet.series import Booking, Series, missing, number
from orgnet.unions import Union


async def take(turn: Turn, issuer: Union) -> str:
    """The next number of an issuer's series of the year, which is used from then on."""
    return number(await _advance(turn, issuer, 1))


async def _advance(turn: Turn, issuer: Union, numbers: int) -> Series:
    organ, year = issuer.organ_code or issuer.code, turn.today.year
    found = await row(
        turn.tx, ADVANCE, key=f"{issuer.id}|{organ}|{year}", union=issuer.id, organ=organ, year=year, n=numbers
    )
    assert found is not None
    return Series(organ, year, found["last"])


ADVANCE = """
MERGE (s:Series {key: $key}) ON CREATE SET s.last = 0, s.union = $union, s.organ = $organ, s.year = $year
SET s.last = s.last + $n RETURN s.last AS last
"""


async def set_last(database: Database, ask: Ask, union: str, last: int, now: datetime) -> Answer:
    """Say up to which number a union's series of this year is used, on paper or in an older system.

    Raises Conflict where more numbers are used already.
    """

    async def work(turn: Turn) -> Answer:
        where = await position(turn.tx, union)
        await allow(turn.tx, ask.actor, Action.SET_SERIES, where)
        series = await _advance(turn, where.union, 0)
        await _advance(turn, where.union, missing(series, last))
        answer: Answer = {"organ": series.organ, "year": series.year, "last": last, "seq": turn.seq + 1}
        turn.record(Fact("series set", ask, union, line=where.branch, data={"from": series.last}, answer=answer))
        return answer

    return await change(database, ask, work, now)


async def book(database: Database, ask: Ask, union: str, why: str, now: datetime) -> Answer:
    """Book the next number of a union's series for a document on paper; the answer has its `number`."""

    async def work(turn: Turn) -> Answer:
        where = await position(turn.tx, union)
        await allow(turn.tx, ask.actor, Action.BOOK_NUMBER, where)
        said, series = reason(why), await _advance(turn, where.union, 1)
        answer: Answer = {"number": number(series), "reason": said, "seq": turn.seq + 1}
        await run(
            turn.tx,
            BOOK,
            key=f"{union}|{series.organ}|{series.year}",
            booking={"number": number(series), "sequence": series.last, "reason": said, "by": ask.actor, "at": turn.at},
        )
        turn.record(Fact("number booked", ask, union, line=where.branch, data={"reason": said}, answer=answer))
        return answer

    return await change(database, ask, work, now)


BOOK = "MATCH (s:Series {key: $key}) CREATE (s)-[:BOOKED]->(b:Booking) SET b = $booking"


async def of_union(tx: Transaction, actor: str, union: str) -> list[tuple[Series, list[Booking]]]:
    """A union's series with the numbers booked for paper, the latest first; for who may read its documents."""
    where = await position(tx, union)
    if not await covered(tx, actor, Action.READ_DOCUMENTS, [where]):
        raise Missing(f"there are no series of union {union}")
    return [
        (Series(record["organ"], record["year"], record["last"]), [_booking(each) for each in record["bookings"]])
        for record in await rows(tx, OF_UNION, union=union)
    ]


OF_UNION = """
MATCH (s:Series {union: $union})
OPTIONAL MATCH (s)-[:BOOKED]->(b)
WITH s, b ORDER BY b.sequence DESC
WITH s, collect(properties(b)) AS bookings
RETURN s.organ AS organ, s.year AS year, s.last AS last, bookings ORDER BY s.year DESC, s.organ
"""


def _booking(node: Node) -> Booking:
    return Booking(node["number"], node["reason"], node["by"], native(node["at"]))
