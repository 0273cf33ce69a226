"""Messages: that something waits for somebody. They carry no content beyond title, number and link."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import groupby

from orgnet.channels import Channel
from orgnet.reminders import Scope

TRIES = 6
LEASE = timedelta(minutes=5)
"""After which a message that was being sent when its sender died is sent again, under the same key."""


class Matter(StrEnum):
    """What somebody is told of."""

    ISSUED = "issued"
    REMINDED = "reminded"
    NEAR = "near"
    RETURNED = "returned"
    ANSWERED = "answered"


SAID = {
    Matter.ISSUED: "新文件",
    Matter.REMINDED: "催办",
    Matter.NEAR: "临近期限",
    Matter.RETURNED: "退回",
    Matter.ANSWERED: "答复",
}


class State(StrEnum):
    """Where a message stands; what is not due yet is held until the hour at which it is."""

    HELD = "held"
    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Message:
    """Something to tell one person by one channel. `batch` is the same for those that go together, however often they
    are tried: the key by which they are known where they arrive."""

    key: str
    person: str
    channel: Channel
    matter: Matter
    directive: str
    number: str | None
    title: str
    due: datetime
    state: State = State.WAITING
    tries: int = 0
    error: str | None = None
    batch: str | None = None

    @property
    def seq(self) -> int:
        """The number of the fact that it tells of."""
        return int(self.key.partition(".")[0])


@dataclass(frozen=True, slots=True)
class Errand:
    """Something of the log that people are to be told of: of `directive`, those of these unions, or if none is named of
    the branch of `at`, with its `top` or without; `path` is how far it has got."""

    seq: int
    matter: Matter
    directive: str
    at: str
    scope: Scope
    unions: tuple[str, ...] = ()
    milestone: str | None = None
    path: tuple[str, ...] = ()
    top: bool = True


def key(errand: Errand, person: str, channel: Channel) -> str:
    """The idempotency key of a message: of one fact, one person and one channel there is one message."""
    return f"{errand.seq}.{person}.{channel.id}"


def batched(messages: Sequence[Message]) -> list[list[Message]]:
    """Messages that go together: to one person by one channel, those that were tried before as they were then."""
    ordered = sorted(messages, key=lambda each: (each.person, each.channel.id, each.batch or "~", each.seq))
    groups = [list(some) for _, some in groupby(ordered, lambda each: (each.person, each.channel.id, each.batch))]
    return [[replace(each, batch=each.batch or some[0].key) for each in some] for some in groups]


def subject(messages: Sequence[Message]) -> str:
    """What messages that go together are headed with."""
    first = messages[0]
    head = f"【{SAID[first.matter]}】{first.number or ''}{first.title}"
    return head if len(messages) == 1 else f"{head}等{len(messages)}件"


def body(messages: Sequence[Message], address: str) -> str:
    """What messages that go together say: number, title and link of each."""
    lines = (f"【{SAID[each.matter]}】{each.number or ''} {each.title}\n{address}{each.directive}" for each in messages)
    return "\n\n".join(lines)


def pause(tries: int) -> timedelta:
    """For how long a message rests after so many tries that failed."""
    return timedelta(minutes=2 ** (2 * tries - 2))


def over(tries: int) -> bool:
    """Whether a message is given up."""
    return tries >= TRIES
