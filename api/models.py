"""What the interface shows of a union, wherever one is shown."""

from dataclasses import asdict
from datetime import date, datetime
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field
from pydantic_core import PydanticKnownError

from graph.unions import Sighted
from orgnet.attachments import Attachment
from orgnet.briefings import Occasion
from orgnet.cells import Counts, by_level_and_kind, size_class, total
from orgnet.evidence import Evidence, Value, spoken
from orgnet.kinds import Kind
from orgnet.levels import Level
from orgnet.receipts import Medium, Milestone, Receipt, Ruling
from orgnet.reminders import Reminder
from orgnet.sectors import Sector
from orgnet.unions import Hands, Status, Union


def _numbered(value: Any) -> Any:
    if isinstance(value, bool):
        raise PydanticKnownError("float_type")
    return value


NUMBER = BeforeValidator(_numbered)
"""What makes a number of a body one: JSON's true and false are none, though Python would take them for 1 and 0. It stands
behind the bounds, which the description does not show otherwise."""

Id = Annotated[str, Field(min_length=1, max_length=64, pattern=r"^[0-9A-Za-z_.:-]+$")]
SIZES = ("under 25", "25-99", "100-199", "200-999", "1000 and more")


class Strict(BaseModel):
    """A body that holds nothing but what is documented."""

    model_config = ConfigDict(extra="forbid")


class UnionName(BaseModel):
    """A union where it is only named."""

    id: str = Field(examples=["0192f0c1-7c1e-5c0a-9a55-0f6a5f3f6c11"])
    code: str = Field(examples=["330106"])
    name: str = Field(examples=["西湖区总工会"])
    level: Level
    kind: Kind
    status: Status

    @classmethod
    def of(cls, union: Union) -> "UnionName":
        """From the domain."""
        return cls(
            id=union.id,
            code=union.code,
            name=union.name,
            level=union.level,
            kind=union.kind,
            status=union.status,
        )


class CensusCell(BaseModel):
    """How many unions of one level and kind are below."""

    level: Level
    kind: Kind
    unions: int
    members: int | None = Field(description="None where you see size classes only")


class SecondBranch(BaseModel):
    """A union's branch on the second line; those that are in it otherwise than on the primary one count twice."""

    subordinates: int
    census: list[CensusCell]
    counts_twice: bool = True


class UnionOut(UnionName):
    """A union as its reader may see it: outside one's own branch, sizes show as size classes only."""

    sector: Sector | None
    division: str | None
    credit_code: str | None
    employer_code: str | None
    organ_code: str | None
    lon: float | None
    lat: float | None
    founded: str | None
    desk: str | None
    telephone: str | None
    hours: str | None
    hands: Hands | None = Field(description="whether anybody acts for the union; None outside your branch")
    size: str = Field(examples=["25-99"])
    members: int | None = Field(description="None where you see size classes only")
    units: int | None
    parent: str | None
    guide: str | None = Field(description="the superior of the second line, if the union has one of its own")
    subordinates: int = Field(description="unions in the branch, the union itself not counted")
    census: list[CensusCell]
    second: SecondBranch | None = Field(description="its branch on the second line, where that differs")
    changed: int = Field(description="the number of the last fact that changed the union: its ETag")

    @classmethod
    def seen(cls, sighted: Sighted) -> "UnionOut":
        """From the domain, as far as the reader may see it."""
        union, figures = sighted.place.union, sighted.figures
        name = UnionName.of(union)
        return cls(
            **name.model_dump(),
            sector=union.sector,
            division=union.division,
            credit_code=union.credit_code,
            employer_code=union.employer_code,
            organ_code=union.organ_code,
            lon=union.lon,
            lat=union.lat,
            founded=union.founded.isoformat() if union.founded else None,
            desk=union.desk,
            telephone=union.telephone,
            hours=union.hours,
            hands=union.hands if figures else None,
            size=SIZES[size_class(union.members)],
            members=union.members if figures else None,
            units=union.units if figures else None,
            parent=sighted.place.parent,
            guide=sighted.place.guide,
            subordinates=sighted.subordinates,
            census=_census(sighted.below, figures=figures),
            second=_second(sighted),
            changed=sighted.place.changed,
        )


def _second(sighted: Sighted) -> SecondBranch | None:
    if sighted.second is None:
        return None
    census = _census(sighted.second, figures=sighted.figures)
    return SecondBranch(subordinates=total(sighted.second), census=census)


def _census(below: Counts, *, figures: bool) -> list[CensusCell]:
    unions, members = by_level_and_kind(below), by_level_and_kind(below, "m")
    return [
        CensusCell(level=level, kind=kind, unions=n, members=members.get((level, kind), 0) if figures else None)
        for (level, kind), n in sorted(unions.items(), key=lambda cell: (cell[0][0].depth, cell[0][1].letter))
    ]


class Changed(BaseModel):
    """What a change answers: the union, and the number of the fact."""

    union: str
    seq: int = Field(description="the number of the fact; undo takes it")
    parts: list[str] = []
    undone: int | None = None


class RecordedOut(BaseModel):
    """That what was done last was recorded above: how, from whom and when it was learnt, and by which union."""

    medium: Medium
    source: str
    day: date
    by: str


class BriefingOut(BaseModel):
    """How and when the members were told."""

    occasion: Occasion
    day: date


class ReceiptOut(BaseModel):
    """Where a union stands with a directive: when each milestone was reached, and what the issuer decided."""

    read: datetime | None = None
    signed: datetime | None = None
    relayed: datetime | None = None
    in_hand: datetime | None = None
    done: datetime | None = None
    note: str | None = None
    told: dict[str, Value | None] = Field(
        default_factory=dict, description="how the blanks were filled in, by label", examples=[{}]
    )
    extended: date | None = Field(default=None, description="the later day that was granted")
    met: dict[str, datetime] = Field(default_factory=dict, description="what was met one by one, by key", examples=[{}])
    recorded: RecordedOut | None = None
    ruling: Ruling | None = None
    ruled: datetime | None = None
    reason: str | None = None
    briefed: BriefingOut | None = Field(default=None, description="of a grassroots union: that its members were told")

    @classmethod
    def of(cls, receipt: Receipt | None, evidence: Evidence) -> "ReceiptOut":
        """From the domain; without a receipt nothing has been done."""
        if receipt is None:
            return cls()
        return cls.model_validate(asdict(receipt) | {"told": spoken(evidence, receipt.told)})


class ReminderOut(BaseModel):
    """That somebody was reminded: of what, when, and on behalf of which union."""

    milestone: Milestone
    at: datetime
    by: str | None = Field(description="None where it was the clock")

    @classmethod
    def told(cls, reminder: Reminder) -> "ReminderOut":
        """From the domain."""
        return cls.model_validate(reminder, from_attributes=True)

    @classmethod
    def of(cls, reminder: Reminder | None) -> "ReminderOut | None":
        """From the domain, where there is one."""
        return cls.told(reminder) if reminder else None


class AttachmentOut(BaseModel):
    """A file of a directive: what it holds, how large it is, and the SHA-256 of it."""

    id: str
    name: str = Field(examples=["附件1:送温暖统计表.xlsx"])
    media: str = Field(examples=["application/pdf"])
    size: int = Field(description="in bytes")
    digest: str

    @classmethod
    def of(cls, attachment: Attachment) -> "AttachmentOut":
        """From the domain."""
        return cls.model_validate(attachment, from_attributes=True)
