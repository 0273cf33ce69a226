"""Everything that can be wrong with what was asked, as one small tree.

Refusal
├── Invalid      the input itself is malformed; names the field and what would be right
├── Missing      there is no such thing, or the asker may not see it
├── Denied       the asker may see it, but not do this; carries the reason
├── Conflict     the input is well formed, but the network as it stands does not allow it
│   └── Reused   a request id was used before with another body
├── Stale        the thing was changed since the asker read it
├── Throttled    too many attempts; says when to come back
└── Unavailable  the database, or what else it takes, cannot answer now
"""


class Refusal(Exception):
    """Something asked for cannot be done; the message is one sentence for the asker."""

    def __init__(self, detail: str, *, field: str | None = None) -> None:
        super().__init__(detail)
        self.detail = detail
        self.field = field


class Invalid(Refusal):
    """The input is not well formed."""


class Missing(Refusal):
    """There is nothing here that you can see."""


class Denied(Refusal):
    """You may not do this."""


class Conflict(Refusal):
    """The network as it stands does not allow this."""


class Reused(Conflict):
    """This request id was already used for something else."""


class Stale(Refusal):
    """This was changed since you read it."""


class Throttled(Refusal):
    """Too many attempts."""

    def __init__(self, detail: str, *, seconds: int) -> None:
        super().__init__(detail)
        self.seconds = seconds


class Unavailable(Refusal):
    """This cannot be answered now."""
