"""Origins: where a document comes from that reached its issuer on paper."""

from datetime import date

from pydantic import Field

from api.models import Strict
from orgnet.origins import ISSUER_LENGTH, NUMBER_LENGTH, Origin


class OriginIn(Strict):
    """The document on paper that is handed on: who issued it, its number as it stands there, and its day."""

    issuer: str = Field(examples=["中华全国总工会"], min_length=1, max_length=ISSUER_LENGTH)
    number: str = Field(examples=["总工发〔2026〕23号"], min_length=1, max_length=NUMBER_LENGTH)
    day: date = Field(examples=["2026-03-02"])

    @classmethod
    def of(cls, origin: Origin | None) -> "OriginIn | None":
        """From the domain, where there is one."""
        return cls(issuer=origin.issuer, number=origin.number, day=origin.day) if origin else None

    def origin(self) -> Origin:
        """As the domain has it."""
        return Origin(self.issuer, self.number, self.day)
