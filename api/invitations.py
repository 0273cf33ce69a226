"""Invitations to seats, redeemed with a one-time code."""

from dataclasses import asdict
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Path, status
from pydantic import BaseModel, Field

from api.actors import Actor, Asked, Graph
from api.clock import Now
from api.models import NUMBER, Strict
from api.people import Mail, Mobile, Name, Wecom
from api.problems import documented
from api.sessions import Address, Password, Username
from api.unions import UnionId
from graph import invitations
from orgnet.invitations import DAYS, LONGEST, Invitation, InvitationState, Invitee
from orgnet.permissions import Role

router = APIRouter(tags=["invitations"])


class NewInvitation(Strict):
    """Who is invited, as what, and for how long."""

    role: Role
    name: Name
    mobile: Mobile | None = None
    mail: Mail | None = None
    wecom: Wecom | None = None
    days: Annotated[int, Field(ge=1, le=LONGEST), NUMBER] = DAYS


class InvitationMade(BaseModel):
    """A new invitation; its code is shown this once."""

    id: str
    code: str = Field(examples=["7KQ2-M9XA-04TB-ZZ3D"])
    until: datetime
    seq: int


class InvitationOut(BaseModel):
    """An invitation, without its code."""

    id: str
    union: str
    role: Role
    name: str = Field(examples=["张三"])
    mobile: str | None
    mail: str | None
    wecom: str | None
    state: InvitationState
    by: str = Field(description="who invited")
    created: datetime
    until: datetime

    @classmethod
    def of(cls, one: Invitation) -> "InvitationOut":
        """From the domain."""
        return cls(**asdict(one.invitee), id=one.id, state=one.state, by=one.by, created=one.created, until=one.until)


class InvitationEnded(BaseModel):
    """What taking an invitation back answers."""

    invitation: str
    seq: int


class Redemption(Strict):
    """A code, and the user name and password of your own that you choose, or have already."""

    code: str = Field(max_length=100, examples=["7KQ2-M9XA-04TB-ZZ3D"])
    username: Username
    password: Password
    name: str = Field(
        "", max_length=200, examples=["张三"], description="how you are called, if not as the invitation says"
    )


class Redeemed(BaseModel):
    """The seat you have taken; sign in now."""

    person: str
    username: str = Field(examples=["zhang.san"])
    union: str
    role: Role


@router.get("/unions/{union}/invitations", responses=documented(403, 404))
async def read_invitations(graph: Graph, actor: Actor, union: UnionId) -> list[InvitationOut]:
    """The invitations to a union's seats, the latest first."""
    return [InvitationOut.of(one) for one in await graph.read(lambda tx: invitations.of(tx, actor, union))]


@router.post("/unions/{union}/invitations", status_code=status.HTTP_201_CREATED, responses=documented(403, 404, 409))
async def invite(graph: Graph, ask: Asked, now: Now, union: UnionId, body: NewInvitation) -> InvitationMade:
    """Invite somebody to a seat."""
    invitee = Invitee(union, **body.model_dump(exclude={"days"}))
    return InvitationMade(**asdict(await invitations.invite(graph, ask, invitee, body.days, now)))


@router.delete("/invitations/{invitation}", responses=documented(403, 404, 409))
async def revoke(
    graph: Graph, ask: Asked, now: Now, invitation: Annotated[str, Path(max_length=64)]
) -> InvitationEnded:
    """Take an open invitation back."""
    return InvitationEnded(**await invitations.revoke(graph, ask, invitation, now))


@router.post("/invitations/redeem", status_code=status.HTTP_201_CREATED, responses=documented(403, 409))
async def redeem(graph: Graph, now: Now, address: Address, body: Redemption) -> Redeemed:
    """Take the seat you are invited to."""
    said = body.code, body.username, body.password
    return Redeemed(**await invitations.redeem(graph, *said, address, now, body.name))
