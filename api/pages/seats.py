"""Seats: who serves at a union and in its branch; a seat is given, ended, and given back."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request
from fastapi.responses import HTMLResponse, Response

from api.actors import Graph
from api.clock import Now
from api.pages.administration import office
from api.pages.forms import Form, Sent, valid
from api.pages.readers import Reading
from api.pages.rendering import render
from api.pages.sessions import onward
from api.paging import Cursor, decode, encode
from api.seats import SeatIn
from api.unions import UnionId
from graph import passwords, people, seats, staff
from graph.db import Transaction
from orgnet.permissions import Role

router = APIRouter(prefix="/unions/{union}/seats")

MOST = 50

Someone = Annotated[str | None, Query(max_length=200)]


@router.get("")
async def read(
    request: Request,
    graph: Graph,
    reader: Reading,
    union: UnionId,
    asked: Annotated[str, Query(alias="q", max_length=100)] = "",
    ended: Someone = None,
    role: Role | None = None,
    cursor: Cursor = None,
) -> HTMLResponse:
    """Who serves here and below, and whoever is looked for."""
    after = decode(f"people {union}", cursor, list[str]())

    async def look(tx: Transaction) -> dict[str, object]:
        below, following = await staff.staff(tx, reader.id, union, after, MOST)
        return {
            "office": await office(tx, reader.id, union),
            "holders": await seats.holders(tx, reader.id, union),
            "below": below,
            "more": encode(f"people {union}", following) if following else None,
            "found": await people.found(tx, reader.id, asked) if asked.strip() else None,
        }

    more = {"asked": asked, "roles": list(Role), "ended": ended if role else None, "role": role, "first": not cursor}
    return render(request, "seats.html", await graph.read(look) | more)


@router.post("")
async def give(graph: Graph, reader: Reading, now: Now, sent: Sent, union: UnionId) -> Response:
    """Give somebody a seat here."""
    seat = _seat(sent)
    await seats.seat(graph, sent.ask, seat.person, union, seat.role, now)
    return onward(f"/unions/{union}/seats")


@router.post("/ended")
async def end(graph: Graph, reader: Reading, now: Now, sent: Sent, union: UnionId) -> Response:
    """End a seat."""
    seat = _seat(sent)
    await seats.unseat(graph, sent.ask, seat.person, union, seat.role, now)
    return onward(f"/unions/{union}/seats?ended={seat.person}&role={seat.role}")


def _seat(sent: Form) -> SeatIn:
    return valid(SeatIn, {"person": sent["person"], "role": sent["role"]})


@router.post("/{person}/code")
async def renew(
    request: Request,
    graph: Graph,
    reader: Reading,
    now: Now,
    sent: Sent,
    union: UnionId,
    person: Annotated[str, Path(max_length=64)],
) -> HTMLResponse:
    """A one-time code for somebody who has forgotten his password, shown this once."""
    code = await passwords.reset(graph, sent.ask, person, now)

    async def look(tx: Transaction) -> dict[str, object]:
        return {"office": await office(tx, reader.id, union), "person": await people.seen(tx, reader.id, person)}

    return render(request, "code.html", await graph.read(look) | {"code": code})
