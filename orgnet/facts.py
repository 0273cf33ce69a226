"""Facts: the lines of the log, one for every write."""

import hashlib
import json
from dataclasses import dataclass, field
from typing import Any

from orgnet.errors import Reused
from orgnet.levels import Level


@dataclass(frozen=True, slots=True)
class Ask:
    """Who asks for a write, under which request id, with which body (a digest of it)."""

    actor: str
    request: str | None = None
    digest: str = ""

    @property
    def key(self) -> str | None:
        """The request id, which is the asker's own."""
        return f"{self.actor}|{self.request}" if self.request else None


@dataclass(frozen=True, slots=True)
class Fact:
    """What a write did: its kind, the union it happened at with that union's line, and the details.

    `line` maps the levels province, city and county to the union's superiors of these levels at the
    time, so that a branch's log can be read without asking who was where. `answer` is what the asker
    got, and gets again under the same request id.
    """

    kind: str
    ask: Ask
    union: str | None
    subject: str | None = None
    line: dict[Level, str] = field(default_factory=dict[Level, str])
    data: dict[str, Any] = field(default_factory=dict[str, Any])
    answer: dict[str, Any] = field(default_factory=dict[str, Any])


BRANCH_LEVELS = (Level.PROVINCIAL, Level.MUNICIPAL, Level.COUNTY)

SHELF = 10_000
"""The facts of a branch stand on shelves of so many numbers: one is found by equality, which every engine
has an index for, where from a number to a number would be a search through all facts."""


def digest(body: Any) -> str:
    """A digest that is the same for the same request body."""
    text = json.dumps(body, sort_keys=True, ensure_ascii=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def answered(ask: Ask, earlier_digest: str, answer: dict[str, Any]) -> dict[str, Any]:
    """The earlier answer to the same request; raises Reused where it had another body."""
    if earlier_digest != ask.digest:
        raise Reused("this request id was already used with another body; use a new one", field="Idempotency-Key")
    return answer
