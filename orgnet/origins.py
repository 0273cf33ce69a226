"""Origins: where a document comes from that reached a union on paper, and how it is joined with its original."""

import re
import unicodedata
from dataclasses import dataclass, replace
from datetime import date

from orgnet.errors import Conflict, Invalid
from orgnet.names import clean

ISSUER_LENGTH, NUMBER_LENGTH = 100, 60


@dataclass(frozen=True, slots=True)
class Origin:
    """The document on paper that a directive hands on: who issued it, under which number, on which day."""

    issuer: str
    number: str
    day: date

    @property
    def key(self) -> str:
        """The same for numbers that differ in widths, brackets and blanks only."""
        return normal(self.number)


BRACKETS = str.maketrans("[]()【】{}", "〔〕〔〕〔〕〔〕")


def normal(number: str) -> str:
    """A number as it is compared: 总工发[2026] 23 号 and 总工发〔2026〕23号 are one."""
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", number)).translate(BRACKETS).casefold()


def registered(origin: Origin | None, today: date | None) -> Origin | None:
    """An origin tidied; raises Invalid where it names nothing, or a day to come."""
    if origin is None:
        return None
    if today and origin.day > today:
        raise Invalid(f"the day {origin.day} is still to come; the latest possible is {today}", field="origin.day")
    issuer = clean(origin.issuer, "origin.issuer", most=ISSUER_LENGTH)
    return replace(origin, issuer=issuer, number=clean(origin.number, "origin.number", most=NUMBER_LENGTH))


def may_join(origin: Origin | None, joined: bool, number: str | None, issuer: str) -> None:
    """Raises Conflict unless a directive of this origin may be joined with a document of this number and issuer."""
    if origin is None:
        raise Conflict("only what came on paper is joined with its original")
    if joined:
        raise Conflict("it is joined with its original already; part them first")
    if number is None or normal(number) != origin.key:
        raise Conflict(
            f"the paper has the number {origin.number}, and this document {number or 'none'}", field="original"
        )
    if normal(issuer) != normal(origin.issuer):
        raise Conflict(f"the paper is of {origin.issuer}, and this document of {issuer}", field="original")
