"""Briefings: from the document, one tap says that the members were told in their group today."""

from datetime import date

from fastapi import APIRouter
from fastapi.responses import Response

from api.actors import Graph
from api.clock import Now
from api.directives import DirectiveId
from api.pages.forms import Form, Sent
from api.pages.readers import Reading
from api.pages.sessions import onward
from api.receipts import Where
from graph import briefings
from orgnet.briefings import Briefing, Occasion
from orgnet.errors import Invalid

router = APIRouter()


@router.post("/unions/{union}/inbox/{directive}/briefing")
async def brief(graph: Graph, reader: Reading, now: Now, sent: Sent, union: Where, directive: DirectiveId) -> Response:
    """Mark that the members were told, or take it back."""
    briefing = None if sent["undo"] else _said(sent, graph.today(now))
    await briefings.brief(graph, sent.ask, union, directive, briefing, now)
    return onward(f"/unions/{union}/inbox/{directive}")


def _said(sent: Form, today: date) -> Briefing:
    """By which means and when; today, where no day is said."""
    if sent["occasion"] not in list(Occasion):
        raise Invalid("this form is not one of ours; go back to the page and try again", field="occasion")
    try:
        day = date.fromisoformat(sent["day"]) if sent["day"] else today
    except ValueError as error:
        raise Invalid(f"{sent['day']!r} is no day; give one such as 2026-03-05", field="day") from error
    return Briefing(Occasion(sent["occasion"]), day)
