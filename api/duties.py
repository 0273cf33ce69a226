"""Duties: what a document asks, what of it a union has met, and how far all have got with it."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Annotated

from pydantic import BaseModel, Field

from api.models import Strict
from orgnet.duties import MOST, WORDS_LENGTH, Duty, Thing
from orgnet.fulfilments import own_day
from orgnet.receipts import Receipt
from orgnet.standings import Standing


class DutyIn(Strict):
    """One thing that a document asks."""

    thing: Thing
    words: Annotated[str, Field(min_length=1, max_length=WORDS_LENGTH)] | None = Field(
        default=None, examples=["报送困难职工名单"], description="in a few words, where the title does not say it all"
    )
    day: date | None = Field(
        default=None,
        examples=["2099-01-20"],
        description="due until its end; the deadline of the document where there is none",
    )

    def duty(self) -> Duty:
        """As the domain has it."""
        return Duty(self.thing, self.words, self.day)


Duties = Annotated[list[DutyIn], Field(max_length=MOST)] | None


class DutyOut(BaseModel):
    """One thing that a document asks."""

    key: str = Field(examples=["do.0"])
    thing: Thing
    words: str | None
    day: date | None
    added: str | None = Field(description="the relay that has added it; None where the first document asks it")

    @classmethod
    def of(cls, duty: Duty) -> "DutyOut":
        """From the domain."""
        return cls.model_validate(duty, from_attributes=True)


class OwnDutyOut(DutyOut):
    """One thing that is asked of a union, until its own day."""

    met: datetime | None

    @classmethod
    def held(cls, duty: Duty, receipt: Receipt | None) -> "OwnDutyOut":
        """From the domain."""
        own = {"day": own_day(duty, receipt), "met": receipt.meets(duty) if receipt else None}
        return cls.model_validate(DutyOut.of(duty).model_dump() | own)


class DutyProgress(DutyOut):
    """How many have met one thing that the first document asks, and how many have still to."""

    met: int
    missing: int | None = Field(description="None where it is asked only of those who have somebody below")

    @classmethod
    def counted(cls, duties: Sequence[Duty], standing: Standing) -> "list[DutyProgress]":
        """From the domain."""
        asked = [DutyOut.of(duty).model_dump() | standing.fulfilled(duties, n) for n, duty in enumerate(duties)]
        return [cls.model_validate(each) for each in asked]
