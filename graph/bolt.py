"""Where a graph database is reached."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Bolt:
    """The Bolt address of a server; `http` is an ArcadeDB's own HTTP address, where it takes SQL."""

    uri: str
    user: str
    password: str
    database: str
    http: str | None = None
