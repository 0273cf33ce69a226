"""A union: one organisation of the network."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from orgnet.kinds import Kind
from orgnet.levels import Level
from orgnet.sectors import Sector


class Status(StrEnum):
    """Where a union stands in its life."""

    PREPARING = "preparing"
    ACTIVE = "active"
    LOCKED = "locked"
    TRANSFERRING = "transferring"
    DISSOLVED = "dissolved"


class Hands(StrEnum):
    """Whether anybody acts for a union: a seat is held, an invitation is open, or nobody."""

    SEATED = "seated"
    INVITED = "invited"
    VACANT = "vacant"


@dataclass(frozen=True, slots=True)
class Union:
    """One organisation; `id` is a UUID, `code` its statistical code, unique in the network.

    `credit_code` is the union's own, `employer_code` its employer's; `units` counts the covered
    employers; `organ_code` stands at the head of its document numbers (总工发).
    """

    id: str
    code: str
    name: str
    level: Level
    kind: Kind
    sector: Sector | None = None
    division: str | None = None
    credit_code: str | None = None
    employer_code: str | None = None
    organ_code: str | None = None
    members: int = 0
    units: int = 1
    status: Status = Status.ACTIVE
    hands: Hands = Hands.VACANT
    lon: float | None = None
    lat: float | None = None
    founded: date | None = None
    desk: str | None = None
    telephone: str | None = None
    hours: str | None = None


@dataclass(frozen=True, slots=True)
class Founding:
    """A union together with the superiors it is founded under, by id; the root has no parent."""

    union: Union
    parent: str | None
    guide: str | None = None
