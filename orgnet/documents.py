"""Documents: what an official document is, says and asks."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from orgnet.duties import Duty, Thing, last_day, only
from orgnet.errors import Invalid
from orgnet.names import clean

TITLE_LENGTH = 200
BODY_LENGTH = 200_000


class DocumentKind(StrEnum):
    """The fifteen official kinds (Regulation on the handling of official documents, 2012, art. 8)."""

    RESOLUTION = "resolution"
    DECISION = "decision"
    ORDER = "order"
    COMMUNIQUE = "communique"
    PROCLAMATION = "proclamation"
    ANNOUNCEMENT = "announcement"
    OPINION = "opinion"
    NOTICE = "notice"
    CIRCULAR = "circular"
    REPORT = "report"
    REQUEST = "request"
    REPLY = "reply"
    MOTION = "motion"
    LETTER = "letter"
    MINUTES = "minutes"


class Direction(StrEnum):
    """Whereto a document travels: to those below, to those above, or to those who are neither."""

    DOWN = "down"
    UP = "up"
    ACROSS = "across"


DOWN, UP, ACROSS = frozenset({Direction.DOWN}), frozenset({Direction.UP}), frozenset({Direction.ACROSS})

DIRECTIONS: Mapping[DocumentKind, frozenset[Direction]] = {
    DocumentKind.RESOLUTION: DOWN,
    DocumentKind.DECISION: DOWN,
    DocumentKind.ORDER: DOWN,
    DocumentKind.COMMUNIQUE: DOWN,
    DocumentKind.PROCLAMATION: DOWN,
    DocumentKind.ANNOUNCEMENT: DOWN,
    DocumentKind.OPINION: DOWN | UP | ACROSS,
    DocumentKind.NOTICE: DOWN,
    DocumentKind.CIRCULAR: DOWN,
    DocumentKind.REPORT: UP,
    DocumentKind.REQUEST: UP,
    DocumentKind.REPLY: DOWN,
    DocumentKind.MOTION: UP,
    DocumentKind.LETTER: ACROSS,
    DocumentKind.MINUTES: DOWN | ACROSS,
}
"""Whereto each kind may travel (the same Regulation, art. 8 and 15)."""


class Urgency(StrEnum):
    """How fast a document wants to be handled."""

    ORDINARY = "ordinary"
    URGENT = "urgent"
    EXTRA_URGENT = "extra_urgent"


class Access(StrEnum):
    """Who may read a document: everybody, or those it concerns. State secrets have no place here."""

    PUBLIC = "public"
    INTERNAL = "internal"


class Publication(StrEnum):
    """What the issuer of a public document lets everybody see of how far it has got: nothing, the figures of all, or
    those of each union directly below as well."""

    NOTHING = "nothing"
    TOTALS = "totals"
    BRANCHES = "branches"


SECRET = re.compile(r"(绝密|机密|秘密)\s*[★☆]|[(（\[【〔](绝密|机密|秘密)[)）\]】〕]")
"""The marks of state secrets as they stand on paper, such as 机密★1年 (GB/T 9704-2012, 7.2.2)."""


GAP = "××"
"""What is left to be filled in, as official documents write it."""


@dataclass(frozen=True, slots=True)
class Text:
    """What a document says and asks; checked by `checked`. It closes by itself when `expires` has passed.

    Without duties it is for information. A relay's are those that came to it and those that it has added.
    """

    title: str
    body: str
    kind: DocumentKind = DocumentKind.NOTICE
    urgency: Urgency = Urgency.ORDINARY
    duties: tuple[Duty, ...] = only(Thing.SIGN)
    access: Access = Access.INTERNAL
    expires: date | None = None

    @property
    def deadline(self) -> date | None:
        """The day by which all that it asks is due."""
        return last_day(self.duties)

    @property
    def unfilled(self) -> bool:
        """Whether gaps such as templates leave are still in it."""
        return GAP in self.title + self.body


def checked(text: Text) -> Text:
    """The text of a directive with its title and body tidied; raises Invalid, naming the field, where it cannot
    stand."""
    if Direction.DOWN not in DIRECTIONS[text.kind]:
        down = ", ".join(kind for kind, directions in DIRECTIONS.items() if Direction.DOWN in directions)
        raise Invalid(f"a {text.kind} does not travel down; a directive is one of: {down}", field="kind")
    if text.deadline and text.expires and text.expires < text.deadline:
        raise Invalid(f"it would expire before its deadline {text.deadline}", field="expires")
    title = unmarked(clean(text.title, "title", most=TITLE_LENGTH), "title")
    return replace(text, title=title, body=unmarked(clean(text.body, "body", most=BODY_LENGTH, lines=True), "body"))


def unmarked(said: str, field: str) -> str:
    """What is said; raises Invalid where it bears the mark of a state secret."""
    if mark := SECRET.search(said):
        raise Invalid(
            f"it bears the mark {mark[0]} of a state secret; only public and internal documents may be kept here",
            field=field,
        )
    return said
