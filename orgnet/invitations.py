"""Invitations: a one-time code with which somebody takes a seat."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from orgnet.errors import Denied, Invalid
from orgnet.names import clean
from orgnet.onetime import REFUSED
from orgnet.people import NAME_LENGTH, mail, mobile
from orgnet.permissions import Role

DAYS = 14
LONGEST = 90


class InvitationState(StrEnum):
    """What became of an invitation."""

    OPEN = "open"
    REDEEMED = "redeemed"
    REVOKED = "revoked"
    LAPSED = "lapsed"


@dataclass(frozen=True, slots=True)
class Invitee:
    """Who is invited, to which seat."""

    union: str
    role: Role
    name: str
    mobile: str | None = None
    mail: str | None = None
    wecom: str | None = None


@dataclass(frozen=True, slots=True)
class Invitation:
    """An invitation as it stands; of its code only a hash is kept."""

    id: str
    invitee: Invitee
    state: InvitationState
    by: str
    created: datetime
    until: datetime


def checked(invitee: Invitee) -> Invitee:
    """An invitee with everything tidied; raises Invalid naming the field."""
    return Invitee(
        invitee.union,
        invitee.role,
        clean(invitee.name, "name", most=NAME_LENGTH),
        mobile(invitee.mobile) if invitee.mobile else None,
        mail(invitee.mail) if invitee.mail else None,
        clean(invitee.wecom, "wecom", most=64) if invitee.wecom else None,
    )


def renamed(invitation: Invitation, name: str) -> Invitation:
    """An invitation to whoever calls himself so; as it was where he does not say."""
    return replace(invitation, invitee=checked(replace(invitation.invitee, name=name))) if name else invitation


def check_days(days: int) -> int:
    """How many days an invitation is open; raises Invalid."""
    if not 1 <= days <= LONGEST:
        raise Invalid(f"an invitation is open for 1 to {LONGEST} days", field="days")
    return days


def check_open(invitation: Invitation | None, now: datetime) -> Invitation:
    """The invitation, if it can be redeemed; raises Denied, the same for every reason why not."""
    if invitation is None or invitation.state is not InvitationState.OPEN or invitation.until <= now:
        raise Denied(REFUSED, field="code")
    return invitation
