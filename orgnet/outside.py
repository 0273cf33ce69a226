"""Outside codes: by what codes older systems know a union, each with its system and its dates."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class OutsideCode:
    """A code of an older system, from one day to another; open while `until` is None."""

    system: str
    code: str
    since: date
    until: date | None = None
