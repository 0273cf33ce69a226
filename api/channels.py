"""Channels: by what and when you are told that something waits for you; and the default of a branch."""

from datetime import datetime
from typing import Annotated

import uuid_utils
from fastapi import APIRouter, Path, status
from pydantic import BaseModel, Field

from api.actors import Actor, Asked, Graph
from api.clock import Now
from api.files import Chosen
from api.models import NUMBER, Strict
from api.paging import Page, Paged
from api.problems import documented
from api.unions import UnionId
from graph import channels, messages
from orgnet.channels import ADDRESS_LENGTH, Carrier, Channel, Default, Habits, Pace
from orgnet.messages import Matter, Message

router = APIRouter(tags=["messages"])

Hour = Annotated[int, Field(ge=0, le=23), NUMBER]


class ChannelIn(Strict):
    """What carries messages to you, and where it leads: a mail address, a number, the key of a robot, or an https
    address that takes JSON."""

    carrier: Carrier
    address: str = Field(examples=["zhang.san@example.cn"], max_length=ADDRESS_LENGTH)


class ChannelOut(BaseModel):
    """One of your channels; of keys and addresses on the web the end only."""

    id: str
    carrier: Carrier
    address: str

    @classmethod
    def of(cls, channel: Channel) -> "ChannelOut":
        """From the domain."""
        return cls(id=channel.id, carrier=channel.carrier, address=channel.masked)


class QuietHours(Strict):
    """From which to which hour nothing comes but what is most urgent (特急)."""

    begins: Hour = Field(examples=[21])
    ends: Hour = Field(examples=[7])


class HabitsBody(Strict):
    """When you are told: at once, or once a day of everything together; and the hours that stay quiet."""

    pace: Pace = Pace.AT_ONCE
    digest: Hour = Field(8, description="the hour of the digest")
    quiet: QuietHours | None = None

    @classmethod
    def of(cls, habits: Habits) -> "HabitsBody":
        """From the domain."""
        quiet = QuietHours(begins=habits.quiet[0], ends=habits.quiet[1]) if habits.quiet else None
        return cls(pace=habits.pace, digest=habits.digest, quiet=quiet)

    def habits(self) -> Habits:
        """As the domain has it."""
        return Habits(self.pace, self.digest, (self.quiet.begins, self.quiet.ends) if self.quiet else None)


class DefaultBody(Strict):
    """What applies in a branch to who has chosen nothing: carriers that his own contacts serve, and when."""

    carriers: Annotated[list[Carrier], Field(max_length=len(Carrier))] = Field(examples=[["mail", "sms"]])
    habits: HabitsBody = Field(default_factory=lambda: HabitsBody.model_validate({}))

    @classmethod
    def of(cls, default: Default) -> "DefaultBody":
        """From the domain."""
        return cls(carriers=list(default.carriers), habits=HabitsBody.of(default.habits))


class Set(BaseModel):
    """The number of the fact."""

    seq: int


class ChannelChanged(Set):
    """The channel that was added or removed."""

    channel: str


class MessageOut(BaseModel):
    """A message that was given up, and why."""

    carrier: Carrier
    matter: Matter
    directive: str
    number: str | None
    title: str
    tries: int
    since: datetime
    error: str | None

    @classmethod
    def of(cls, message: Message) -> "MessageOut":
        """From the domain."""
        return cls(
            carrier=message.channel.carrier,
            matter=message.matter,
            directive=message.directive,
            number=message.number,
            title=message.title,
            tries=message.tries,
            since=message.due,
            error=message.error,
        )


@router.get("/me/channels", responses=documented())
async def read(graph: Graph, actor: Actor) -> list[ChannelOut]:
    """Your channels, at most five; without any, the default of your branch applies."""
    return [ChannelOut.of(each) for each in await graph.read(lambda tx: channels.own(tx, actor))]


@router.post("/me/channels", status_code=status.HTTP_201_CREATED, responses=documented(409))
async def add(graph: Graph, ask: Asked, now: Now, chosen: Chosen, body: ChannelIn) -> ChannelChanged:
    """Add a channel."""
    channel = Channel(str(uuid_utils.uuid7()), body.carrier, body.address)
    return ChannelChanged(**await channels.add(graph, ask, channel, chosen.webhook_hosts, now))


@router.delete("/me/channels/{channel}", responses=documented(404, 409))
async def remove(graph: Graph, ask: Asked, now: Now, channel: Annotated[str, Path(max_length=64)]) -> ChannelChanged:
    """Remove a channel."""
    return ChannelChanged(**await channels.remove(graph, ask, channel, now))


@router.get("/me/habits", responses=documented())
async def read_habits(graph: Graph, actor: Actor) -> HabitsBody | None:
    """When you have chosen to be told; nothing where the default of your branch applies."""
    found = await graph.read(lambda tx: channels.habits_of(tx, actor))
    return HabitsBody.of(found) if found else None


@router.put("/me/habits", responses=documented(409))
async def set_habits(graph: Graph, ask: Asked, now: Now, body: HabitsBody) -> Set:
    """Choose when you are told."""
    return Set(**await channels.set_habits(graph, ask, body.habits(), now))


@router.get("/me/messages/failed", responses=documented())
async def read_failed(graph: Graph, actor: Actor, paging: Paged) -> Page[MessageOut]:
    """The messages to you that were given up within the last 30 days."""
    after = paging.after("failed", "")
    found = await graph.read(lambda tx: messages.failed(tx, actor, after, paging.limit + 1))
    return paging.cut("failed", found, lambda each: each.key, MessageOut.of)


@router.get("/unions/{union}/channels", responses=documented(404))
async def read_default(graph: Graph, actor: Actor, union: UnionId) -> DefaultBody:
    """What applies at a union to who has chosen nothing: the nearest default at it or above."""
    return DefaultBody.of(await graph.read(lambda tx: channels.default_of(tx, union)))


@router.put("/unions/{union}/channels", responses=documented(403, 404, 409))
async def set_default(graph: Graph, ask: Asked, now: Now, union: UnionId, body: DefaultBody) -> Set:
    """Set the default of a union's branch, for whoever has chosen nothing."""
    default = Default(tuple(body.carriers), body.habits.habits())
    return Set(seq=(await channels.set_default(graph, ask, union, default, now))["seq"])
