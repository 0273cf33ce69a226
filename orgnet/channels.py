"""Channels: by what and when somebody wants to be told; and what applies to who has chosen nothing."""

import ipaddress
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from enum import StrEnum
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from orgnet.errors import Conflict, Invalid
from orgnet.people import Person, mail, mobile

MOST, ADDRESS_LENGTH = 5, 500


class Carrier(StrEnum):
    """What carries a message."""

    MAIL = "mail"
    SMS = "sms"
    WECOM = "wecom"
    DINGTALK = "dingtalk"
    FEISHU = "feishu"
    WEBHOOK = "webhook"


SERVED = (Carrier.MAIL, Carrier.SMS)
"""The carriers that lead to the contacts everybody gives, a mail address and a mobile number."""


@dataclass(frozen=True, slots=True)
class Channel:
    """A carrier and where it leads: a mail address, a number, the key of a robot, or an address on the web."""

    id: str
    carrier: Carrier
    address: str

    @property
    def masked(self) -> str:
        """The address as it is read back: of keys and addresses on the web only the end, for whoever knows all of it
        can write there."""
        return self.address if self.carrier in SERVED else f"…{self.address[-4:]}"


class Pace(StrEnum):
    """How soon somebody is told: at once, or once a day of everything together."""

    AT_ONCE = "at_once"
    DIGEST = "digest"


@dataclass(frozen=True, slots=True)
class Habits:
    """When somebody is told: the hour of the day of a digest, and from which to which hour not at all."""

    pace: Pace = Pace.AT_ONCE
    digest: int = 8
    quiet: tuple[int, int] | None = (21, 7)


@dataclass(frozen=True, slots=True)
class Default:
    """What applies in a branch to who has chosen no channel: carriers that his own contacts serve, and habits."""

    carriers: tuple[Carrier, ...] = (Carrier.MAIL,)
    habits: Habits = Habits()


KEY = re.compile(r"[0-9A-Za-z_-]{16,128}", re.ASCII)


def checked(channel: Channel, held: Sequence[Channel], hosts: Collection[str]) -> Channel:
    """The channel tidied; raises where it leads nowhere, or somebody has it already. Addresses on the web lead to the
    outside, or to one of these hosts."""
    channel = replace(channel, address=_address(channel, hosts))
    if (channel.carrier, channel.address) in {(each.carrier, each.address) for each in held}:
        raise Conflict("you have this channel already", field="address")
    if len(held) >= MOST:
        raise Conflict(f"you have {len(held)} channels; more than {MOST} are not possible, remove one first")
    return channel


def _address(channel: Channel, hosts: Collection[str]) -> str:
    text = channel.address.strip()
    if len(text) > ADDRESS_LENGTH:
        raise Invalid(f"an address has at most {ADDRESS_LENGTH} characters", field="address")
    match channel.carrier:
        case Carrier.MAIL:
            return mail(text)
        case Carrier.SMS:
            return mobile(text)
        case Carrier.WEBHOOK:
            return _web(text, hosts)
        case _:
            if not KEY.fullmatch(text):
                raise Invalid("the key of a robot has 16 to 128 letters, digits, - and _", field="address")
            return text


def _web(text: str, hosts: Collection[str]) -> str:
    """An https address of the outside; of a host that is named, http too."""
    try:
        parts = urlsplit(text)
        host = f"{parts.hostname}:{parts.port}" if parts.port else parts.hostname
    except ValueError:
        parts, host = urlsplit(""), None
    if host in hosts and parts.scheme in ("http", "https") and not parts.username:
        return text
    if parts.scheme != "https" or not host or parts.username or not text.isascii() or not text.isprintable():
        raise Invalid("an address on the web looks like https://host.example.cn/path", field="address")
    if _inside(parts.hostname or ""):
        raise Invalid(
            "this address leads inside; ask whoever runs this installation to allow its host", field="address"
        )
    return text


def _inside(host: str) -> bool:
    """Whether a host is one of the inside as far as its name tells: an address that is not global, or no domain."""
    try:
        return not ipaddress.ip_address(host).is_global
    except ValueError:
        return "." not in host or host.rsplit(".", 1)[-1] in ("local", "localhost", "internal") or host[-1].isdigit()


def fitting(habits: Habits) -> Habits:
    """The habits; raises Invalid where an hour is none, or all day is quiet."""
    hours = (habits.digest, *(habits.quiet or ()))
    if any(not 0 <= hour <= 23 for hour in hours):
        raise Invalid("an hour is a number from 0 to 23", field="hour")
    if habits.quiet and habits.quiet[0] == habits.quiet[1]:
        raise Invalid("this would be quiet all day; leave the quiet hours out instead", field="quiet")
    if habits.pace is Pace.DIGEST and habits.quiet and quiet(habits, habits.digest):
        raise Invalid("the digest would come in the quiet hours; choose another hour", field="digest")
    return habits


def quiet(habits: Habits, hour: int) -> bool:
    """Whether an hour of the day is a quiet one."""
    if habits.quiet is None:
        return False
    begins, ends = habits.quiet
    return begins <= hour < ends if begins < ends else hour >= begins or hour < ends


def when(habits: Habits, now: datetime, zone: ZoneInfo, *, urgent: bool) -> datetime:
    """When somebody is told of what happens now; what is most urgent (特急) waits for nothing."""
    here = now.astimezone(zone)
    if urgent:
        return now
    if habits.pace is Pace.DIGEST:
        return _next(here, habits.digest)
    if habits.quiet and quiet(habits, here.hour):
        return _next(here, habits.quiet[1])
    return now


def _next(here: datetime, hour: int) -> datetime:
    """The next time that the clock strikes an hour."""
    today = datetime.combine(here.date(), time(hour), here.tzinfo)
    return (today if today > here else today + timedelta(days=1)).astimezone(UTC)


def chosen(person: Person, own: Sequence[Channel], default: Default) -> list[Channel]:
    """The channels by which somebody is told: his own, or those of the default that his contacts serve."""
    if own:
        return list(own)
    contacts = {Carrier.MAIL: person.mail, Carrier.SMS: person.mobile}
    return [
        Channel(carrier.value, carrier, address) for carrier in default.carriers if (address := contacts.get(carrier))
    ]
