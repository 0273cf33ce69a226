"""Contacts: what was said with unions that have not, and whom to ask again."""

from datetime import date, datetime
from typing import Annotated

import uuid_utils
from fastapi import APIRouter, Path, status
from pydantic import BaseModel, Field

from api.actors import Actor, Asked, Graph
from api.clock import Now
from api.directives import DirectiveId
from api.models import Id, Strict, UnionName
from api.problems import documented
from api.receipts import Where
from api.unions import UnionId
from graph import contacts
from graph.contacts import FollowUp
from orgnet.contacts import Contact
from orgnet.receipts import Milestone

router = APIRouter(tags=["directives"])

ContactId = Annotated[str, Path(max_length=64)]


class ContactIn(Strict):
    """With whom of which union somebody spoke about what it lacks, when, what was said, and when he will ask again."""

    directive: Id = Field(description="any document of the cascade")
    about: Id = Field(description="the union that has not, below your own")
    milestone: Milestone = Field(Milestone.SIGNED, description="what it has still to reach")
    whom: str = Field(examples=["王主席"])
    day: date = Field(examples=["2026-03-05"])
    said: str = Field(examples=["表已填好，等主席签字"])
    follow_up: date | None = Field(None, examples=["2026-03-09"])

    def contact(self, by: str) -> Contact:
        """As the domain has it."""
        what = (self.directive, self.about, by, self.milestone, self.whom, self.day, self.said, self.follow_up)
        return Contact(str(uuid_utils.uuid7()), *what)


class ContactChanged(BaseModel):
    """The contact that was noted or settled."""

    contact: str
    seq: int


class ContactOut(BaseModel):
    """What was said; `waits` tells that it is to be asked again on the day `follow_up`."""

    id: str
    union: str
    by: str
    milestone: Milestone
    whom: str
    day: date
    said: str
    follow_up: date | None
    waits: bool
    speaker: str | None
    at: datetime | None

    @classmethod
    def of(cls, contact: Contact) -> "ContactOut":
        """From the domain."""
        return cls.model_validate(contact, from_attributes=True)


class FollowUpOut(BaseModel):
    """A union that is to be asked again, about which document, and what was said last."""

    union: UnionName
    directive: str
    number: str | None
    title: str
    contact: ContactOut

    @classmethod
    def of(cls, found: FollowUp) -> "FollowUpOut":
        """From the domain."""
        return cls(
            union=UnionName.of(found.union),
            directive=found.directive.id,
            number=found.directive.number,
            title=found.directive.text.title,
            contact=ContactOut.of(found.contact),
        )


@router.post("/unions/{union}/contacts", status_code=status.HTTP_201_CREATED, responses=documented(403, 404, 409))
async def note(graph: Graph, ask: Asked, now: Now, union: UnionId, body: ContactIn) -> ContactChanged:
    """Note what was said with a union below, on behalf of the union that may remind it. What was said with it before
    about the same document waits no more."""
    contact = body.contact(union)
    return ContactChanged(**await contacts.note(graph, ask, contact, now))


@router.post("/contacts/{contact}/settle", responses=documented(403, 404, 409))
async def settle(graph: Graph, ask: Asked, now: Now, contact: ContactId) -> ContactChanged:
    """Nobody is to be asked again about this."""
    return ContactChanged(**await contacts.settle(graph, ask, contact, now))


@router.get("/directives/{directive}/contacts/{union}", responses=documented(404))
async def read(graph: Graph, actor: Actor, union: Where, directive: DirectiveId) -> list[ContactOut]:
    """What was said with a union about a directive, the last first, for those who read the documents of whoever asked."""
    return [ContactOut.of(each) for each in await graph.read(lambda tx: contacts.of(tx, actor, directive, union))]


@router.get("/unions/{union}/follow-ups", responses=documented(404))
async def read_follow_ups(graph: Graph, actor: Actor, now: Now, union: UnionId) -> list[FollowUpOut]:
    """Whom a union is to ask again by today, the longest due first; those that have done it since are left out."""
    today = graph.today(now)
    return [FollowUpOut.of(each) for each in await graph.read(lambda tx: contacts.due(tx, actor, [union], today))]
