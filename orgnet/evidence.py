"""Evidence: what a document wants told when it is done, as a small form, and what a union tells.

A document may want a note, files, and the blanks of a reply form filled in. What is told stands in the order of the
blanks; of numbers and of what is answered with yes, sums are kept.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum

from orgnet.documents import unmarked
from orgnet.duties import Duty, Thing
from orgnet.errors import Conflict, Invalid
from orgnet.names import clean

MOST_BLANKS, MOST_CHOICES, MOST_FILES = 12, 20, 10
LABEL_LENGTH, WORDS_LENGTH = 30, 500
GREATEST = 10**12
"""The greatest number told by one union, so that the sum of all is a whole number of 64 bits."""

Value = bool | int | str
Told = tuple[Value | None, ...]
Said = bool | int | Decimal | str
"""What is said to fill a blank in, as it comes from outside."""


class Filling(StrEnum):
    """What a blank takes: how many, how much money, words, one of some choices, yes or no, or a day."""

    COUNT = "count"
    AMOUNT = "amount"
    WORDS = "words"
    CHOICE = "choice"
    YES_NO = "yes_no"
    DAY = "day"


SUMMED = frozenset({Filling.COUNT, Filling.AMOUNT, Filling.YES_NO})
"""What sums are kept of; of what is answered with yes, how many did."""


@dataclass(frozen=True, slots=True)
class Blank:
    """A blank of a reply form, named by its label."""

    label: str
    filling: Filling
    required: bool = True
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is wanted when a document is done: a note, files, and the blanks of a form."""

    note: bool = False
    files: bool = False
    blanks: tuple[Blank, ...] = ()


NOTHING = Evidence()


def wanted(evidence: Evidence, duties: Collection[Duty]) -> Evidence:
    """What is wanted, tidied; raises Invalid, naming the field, where it cannot be asked for."""
    if evidence != NOTHING and not _tells(duties):
        raise Invalid("evidence belongs to what is to be done; ask for that, or for no evidence", field="evidence")
    if len(evidence.blanks) > MOST_BLANKS:
        raise Invalid(f"a reply form has at most {MOST_BLANKS} blanks; a larger one is a report", field="blanks")
    blanks = tuple(_tidied(blank, f"blanks.{n}") for n, blank in enumerate(evidence.blanks))
    if twice := _twice([blank.label for blank in blanks]):
        raise Invalid(f"there are two blanks called {twice}; give each its own label", field="blanks")
    return replace(evidence, blanks=blanks)


def _tidied(blank: Blank, field: str) -> Blank:
    label = unmarked(clean(blank.label, f"{field}.label", most=LABEL_LENGTH), f"{field}.label")
    choices = tuple(clean(each, f"{field}.choices", most=LABEL_LENGTH) for each in blank.choices)
    if (blank.filling is Filling.CHOICE) != (len(choices) > 1) or len(choices) > MOST_CHOICES:
        raise Invalid(f"a choice has 2 to {MOST_CHOICES} choices, and nothing else has any", field=f"{field}.choices")
    if twice := _twice(choices):
        raise Invalid(f"the choice {twice} stands there twice", field=f"{field}.choices")
    return replace(blank, label=label, choices=choices)


def _twice(words: Sequence[str]) -> str | None:
    return next((word for n, word in enumerate(words) if word in words[:n]), None)


def filled(evidence: Evidence, said: Mapping[str, Said]) -> Told:
    """What is said, by label, as told in the order of the blanks; raises Invalid, naming what would be right.

    Amounts are told in hundredths.
    """
    labels = [blank.label for blank in evidence.blanks]
    if unknown := sorted(said.keys() - set(labels)):
        known = f"its blanks are {', '.join(labels)}" if labels else "it asks for none"
        raise Invalid(f"this document has no blank {unknown[0]}; {known}", field="reply")
    return tuple(_value(blank, said.get(blank.label)) for blank in evidence.blanks)


def _value(blank: Blank, said: Said | None) -> Value | None:
    if said is None:
        return None
    value = FILLED[blank.filling](blank, said)
    if value is None:
        raise Invalid(f"{blank.label} takes {_takes(blank)}", field=f"reply.{blank.label}")
    return value


def _takes(blank: Blank) -> str:
    return TAKES[blank.filling] + (f": {', '.join(blank.choices)}" if blank.choices else "")


TAKES: Mapping[Filling, str] = {
    Filling.COUNT: "a whole number from 0 to 1,000,000,000,000",
    Filling.AMOUNT: "an amount from 0 to 10,000,000,000 with at most two decimals",
    Filling.WORDS: f"words, at most {WORDS_LENGTH} characters",
    Filling.CHOICE: "one of its choices",
    Filling.YES_NO: "true or false",
    Filling.DAY: "a day such as 2026-03-05",
}


def _count(_: Blank, said: Said) -> int | None:
    return said if type(said) is int and 0 <= said <= GREATEST else None


def _amount(_: Blank, said: Said) -> int | None:
    if isinstance(said, bool) or not AMOUNT.fullmatch(str(said)):
        return None
    hundredths = int(Decimal(str(said)) * 100)
    return hundredths if hundredths <= GREATEST else None


AMOUNT = re.compile(r"[0-9]{1,11}(\.[0-9]{1,2})?", re.ASCII)


def _words(blank: Blank, said: Said) -> str | None:
    field = f"reply.{blank.label}"
    return unmarked(clean(said, field, most=WORDS_LENGTH, lines=True), field) if isinstance(said, str) else None


def _choice(blank: Blank, said: Said) -> str | None:
    return said if isinstance(said, str) and said in blank.choices else None


def _yes_no(_: Blank, said: Said) -> bool | None:
    return said if isinstance(said, bool) else None


def _day(_: Blank, said: Said) -> str | None:
    try:
        return said if isinstance(said, str) and date.fromisoformat(said).isoformat() == said else None
    except ValueError:
        return None


FILLED = {
    Filling.COUNT: _count,
    Filling.AMOUNT: _amount,
    Filling.WORDS: _words,
    Filling.CHOICE: _choice,
    Filling.YES_NO: _yes_no,
    Filling.DAY: _day,
}


def may_be_done(evidence: Evidence, note: str | None, told: Told | None, files: int) -> None:
    """Raises Conflict where less is told than is wanted."""
    if evidence.note and not note:
        raise Conflict("this document wants a note on what was done", field="note")
    if evidence.files and not files:
        raise Conflict("this document wants a file that shows what was done; attach it first", field="files")
    for blank, value in zip(evidence.blanks, told or (None,) * len(evidence.blanks), strict=True):
        if blank.required and value is None:
            raise Conflict(f"this document wants to be told {blank.label}: {_takes(blank)}", field="reply")


def spoken(evidence: Evidence, told: Told | None) -> dict[str, Value | None]:
    """What was told, by label, as it was said, amounts with their decimals; empty where nothing was."""
    if told is None:
        return {}
    return {blank.label: _said(blank, value) for blank, value in zip(evidence.blanks, told, strict=True)}


def _said(blank: Blank, value: Value | None) -> Value | None:
    if blank.filling is Filling.AMOUNT and isinstance(value, int):
        return f"{value // 100}.{value % 100:02}"
    return value


def summed(told: Told | None) -> dict[int, int]:
    """What a union adds to the sums, by the places of the blanks."""
    return {n: int(value) for n, value in enumerate(told or ()) if isinstance(value, int) and value}


def totals(evidence: Evidence, sums: Mapping[int, int]) -> dict[str, Value | None]:
    """Sums by label, as they are said, of what sums are kept of."""
    return {
        blank.label: _said(blank, sums.get(n, 0)) for n, blank in enumerate(evidence.blanks) if blank.filling in SUMMED
    }


def _tells(duties: Collection[Duty]) -> bool:
    """Whether something is to be done or answered, so that there is something to tell."""
    return any(duty.thing in (Thing.DO, Thing.ANSWER) for duty in duties)


def may_add(duties: Collection[Duty], held: Sequence[str], name: str, *, accepted: bool) -> None:
    """Raises Conflict where a file of this name cannot be added to those of these names."""
    if not _tells(duties):
        raise Conflict("this document asks for nothing to be done, so there is nothing to show")
    if accepted:
        raise Conflict(ACCEPTED)
    if len(held) >= MOST_FILES:
        raise Conflict(f"there are {len(held)} files already; more than {MOST_FILES} are not possible")
    if name.casefold() in {each.casefold() for each in held}:
        raise Conflict(f"there is a file {name} already; take it back first, or give another name", field="name")


def may_take_away(evidence: Evidence, held: int, *, done: bool, accepted: bool) -> None:
    """Raises Conflict where a file cannot be taken back, out of so many."""
    if accepted:
        raise Conflict(ACCEPTED)
    if evidence.files and done and held == 1:
        raise Conflict("what is reported done has to be shown; add another file first, or take the report back")


ACCEPTED = "what you reported was accepted and stays as it is; ask the issuer to return it"
