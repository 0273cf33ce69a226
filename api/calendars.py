"""Calendars: the days on which a union's directives are due, for the programs in which people keep their own."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Path, Request, Response
from icalendar import Calendar, Event

from api.actors import Actor, Graph
from api.clock import Now
from api.problems import documented
from api.unions import UnionId
from graph.db import Database, Transaction
from graph.inbox import Entry, inbox
from graph.positions import position
from graph.sessions import used
from orgnet.directives import Directive
from orgnet.duties import Duty
from orgnet.errors import Missing
from orgnet.unions import Union

router = APIRouter(tags=["calendars"])

MEDIA = "text/calendar"
OFTEN = timedelta(hours=1)
"""How often programs are asked to look again."""

FILE: dict[int | str, dict[str, Any]] = {200: {"description": "iCalendar (RFC 5545)", "content": {MEDIA: {}}}}


class Ics(Response):
    """An iCalendar file."""

    media_type = MEDIA


@router.get("/unions/{union}/calendar.ics", response_class=Ics, responses=documented(404) | FILE)
async def read_calendar(graph: Graph, actor: Actor, now: Now, request: Request, union: UnionId) -> Ics:
    """The days by which a union has still to do what directives ask of it: title, number and link, no content."""
    return await _calendar(graph, actor, union, now, request)


@router.get("/calendars/{secret}.ics", response_class=Ics, responses=documented(404) | FILE)
async def read_feed(graph: Graph, now: Now, request: Request, secret: Annotated[str, Path(max_length=100)]) -> Ics:
    """The calendar of a union for programs that cannot sign in, at the address that `POST /tokens` gave.

    It is there as long as whoever asked for it may read the documents of the union, and has not taken it back.
    """
    token = await used(graph, secret, ("calendar",), now)
    if token is None:
        raise Missing("there is no calendar at this address; it may have been taken back, so ask for a new one")
    return await _calendar(graph, token["person"], token["calendar"], now, request)


async def _calendar(graph: Database, actor: str, union: str, now: datetime, request: Request) -> Ics:
    async def work(tx: Transaction) -> tuple[Union, Sequence[Entry]]:
        entries = await inbox(tx, actor, union, graph.today(now), open_only=True)
        return (await position(tx, union)).union, entries

    file = calendar(*await graph.read(work), str(request.base_url))
    return Ics(file, headers={"Cache-Control": f"private, max-age={OFTEN.seconds}"})


def calendar(union: Union, entries: Sequence[Entry], address: str) -> bytes:
    """The days by which a union has to do what directives ask of it, as a file; links begin with an address."""
    file = Calendar()
    file.add("prodid", "-//orgnet//deadlines//ZH")
    file.add("version", "2.0")
    file.add("name", union.name)
    file.add("x-wr-calname", union.name)
    file.add("refresh-interval", OFTEN, parameters={"value": "DURATION"})
    for entry in entries:
        link = f"{address}api/v1/directives/{entry.directive.id}"
        for duty, day in entry.days:
            file.add_component(_event(union, entry.directive, duty, day, link))
    return file.to_ical()


def _event(union: Union, directive: Directive, duty: Duty | None, day: date, link: str) -> Event:
    """A deadline as a day that keeps nobody busy; one and the same however often it is read."""
    event = Event()
    event.add("uid", f"{directive.id}-{union.id}-{duty.key if duty else 'onwards'}@orgnet")
    event.add("dtstamp", directive.issued)
    event.add("dtstart", day)
    event.add("dtend", day + timedelta(days=1))
    event.add("transp", "TRANSPARENT")
    words = f"：{duty.words}" if duty and duty.words else ""
    event.add("summary", f"{directive.text.title}（{directive.number}）{words}")
    event.add("url", link)
    return event
