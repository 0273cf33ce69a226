"""Sending: what the log tells people of goes out through Apprise, every few seconds, by every process that serves.

A message is claimed before it is sent and noted after: whoever dies between sends it again, under the same key.
"""

import asyncio
import ipaddress
import socket
from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager
from datetime import UTC, datetime
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

import apprise
from anyio.to_thread import run_sync

from api.rounds import rounds
from graph import messages, post
from graph.db import Database
from graph.settings import Settings
from orgnet.channels import Carrier
from orgnet.messages import Message, body, subject

EVERY, AT_ONCE = 5.0, 50
"""Seconds between two rounds, and messages claimed at once."""

ROBOTS = {Carrier.WECOM: "wecombot", Carrier.DINGTALK: "dingtalk", Carrier.FEISHU: "feishu"}

# Redirects would lead where no address was checked.
ASSET = apprise.AppriseAsset(app_id="orgnet", app_desc="orgnet", http_redirects=False, async_mode=True)


def sending(database: Database, settings: Settings, every: float = EVERY) -> AbstractAsyncContextManager[None]:
    """Within it, a round is made at once and then every so many seconds."""
    since: datetime | None = None

    async def make() -> None:
        nonlocal since
        now = datetime.now(UTC)
        await draw(database, settings, now, since)
        since = now
        while await send(database, settings, datetime.now(UTC)):
            pass

    return rounds("sending", make, every)


def carriers(settings: Settings) -> frozenset[Carrier]:
    """What carries messages here: mail and SMS where there is a server for them."""
    without = {Carrier.MAIL: settings.mail is None, Carrier.SMS: settings.sms is None}
    return frozenset(carrier for carrier in Carrier if not without.get(carrier, False))


async def draw(database: Database, settings: Settings, now: datetime, since: datetime | None = None) -> None:
    """Read on in the log, write the messages, and let go what was held until now."""
    while await post.gather(database, now):
        pass
    while await post.spread(database, carriers(settings), now):
        pass
    await messages.release(database, since, now)


async def send(database: Database, settings: Settings, now: datetime) -> bool:
    """Send some of those messages whose time has come, together what goes together; False where there are none."""
    batches = await messages.claim(database, now, AT_ONCE)
    errors = await asyncio.gather(*(_sent(settings, some) for some in batches))
    for some, error in zip(batches, errors, strict=True):
        await messages.settle(database, some, error, now)
    return bool(batches)


async def _sent(settings: Settings, some: Sequence[Message]) -> str | None:
    """Send messages to one person by one channel; why it could not be, or None."""
    if some[0].channel.carrier is Carrier.WEBHOOK and not await run_sync(_outside, settings, some[0].channel.address):
        return "the address leads inside by now"
    notifier = apprise.Apprise(asset=ASSET)
    if not notifier.add(_url(settings, some[0])):
        return "this channel cannot be served here"
    text = body(some, f"{settings.address}/d/")
    done = await notifier.async_notify(text, title=subject(some), body_format=apprise.NotifyFormat.TEXT)
    return None if done else "the other side did not take it"


def _url(settings: Settings, message: Message) -> str:
    """Where a message goes, as Apprise names it."""
    address, key = message.channel.address, quote(message.batch or message.key, safe="")
    match message.channel.carrier:
        case Carrier.MAIL:
            server = settings.mail.get_secret_value() if settings.mail else ""
            return f"{server}{'&' if '?' in server else '?'}to={quote(address)}&+X-Idempotency-Key={key}"
        case Carrier.SMS:
            gateway = settings.sms.get_secret_value().replace("{to}", quote(address)) if settings.sms else ""
            return f"{gateway}{'&' if '?' in gateway else '?'}+Idempotency-Key={key}"
        case Carrier.WEBHOOK:
            return _hook(address, key)
        case robot:
            return f"{ROBOTS[robot]}://{address}"


def _hook(address: str, key: str) -> str:
    """An address on the web as Apprise names it, with what it asks."""
    parts = urlsplit(address)
    asks = urlencode([(f"-{name}", value) for name, value in parse_qsl(parts.query, keep_blank_values=True)])
    scheme = "jsons" if parts.scheme == "https" else "json"
    return f"{scheme}://{parts.netloc}{parts.path}?{asks}&+Idempotency-Key={key}"


def _outside(settings: Settings, address: str) -> bool:
    """Whether a host is one of the outside by its addresses too, or one that the settings name."""
    parts = urlsplit(address)
    if (f"{parts.hostname}:{parts.port}" if parts.port else parts.hostname) in settings.webhook_hosts:
        return True
    try:
        found = socket.getaddrinfo(parts.hostname, parts.port or 443, type=socket.SOCK_STREAM)
    except OSError:
        return False
    return all(ipaddress.ip_address(each[4][0]).is_global for each in found)
