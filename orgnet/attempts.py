"""Attempts: how long one waits after wrong passwords and codes, by who is tried and from where.

Every attempt counts before it is looked at, and is taken back when it was right, so that many at once
guess no more than one after the other. What was counted eases with time, so that the mistakes of a large
office never add up to a wait.
"""

import ipaddress
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

FORGOTTEN = timedelta(days=1)
"""Attempts this long ago count no more."""

LONGEST = 900
"""Seconds; longer, and whoever knows a user name could keep its owner out for hours."""

FREE = {"pair": 3, "name": 30, "address": 100}
"""Failures without a wait: of one user name from one address, of one name from anywhere, and of one
address, behind which a whole office may sit. So a guesser keeps himself out long before the owner."""

EASING = {"pair": timedelta(minutes=15), "name": timedelta(minutes=15), "address": timedelta(minutes=1)}
"""How long it takes until one failure counts no more."""


@dataclass(frozen=True, slots=True)
class Attempts:
    """The attempts counted under one key, and when the last one was."""

    key: str
    failures: float = 0.0
    last: datetime | None = None

    @property
    def kind(self) -> str:
        """What is counted: a pair, a name or an address."""
        return self.key.partition("|")[0]

    def counted(self, now: datetime) -> float:
        """How many still count."""
        if self.last is None or now - self.last >= FORGOTTEN:
            return 0.0
        eased = max(timedelta(0), now - self.last) / EASING[self.kind]
        return max(0.0, self.failures - eased)

    def wait(self, now: datetime) -> int:
        """Whole seconds until the next attempt is looked at."""
        if self.last is None or now - self.last >= FORGOTTEN:
            return 0
        seconds = seconds_after(self.kind, self.failures)
        free_at = self.last + timedelta(seconds=seconds)
        return min(seconds, max(0, -int((now - free_at).total_seconds() // 1)))


def seconds_after(kind: str, failures: float) -> int:
    """Seconds to wait after so many failures: none at first, then doubling."""
    over = round(failures) - FREE[kind]
    return min(LONGEST, 2 ** min(over, 20)) if over >= 0 else 0


def keys(username: str, address: str | None) -> list[str]:
    """The keys under which an attempt counts, in the order in which they are locked."""
    if not address:
        return [f"name|{username}"]
    known = place(address)
    return [f"address|{known}", f"name|{username}", f"pair|{username}|{known}"]


def place(address: str) -> str:
    """An address as it is counted: of IPv6, the network that one house gets."""
    try:
        known = ipaddress.ip_address(address)
    except ValueError:
        return address[:60]
    if known.version == 4:
        return str(known)
    return str(known.ipv4_mapped or ipaddress.ip_network(f"{known}/64", strict=False).network_address)


def longest_wait(attempts: Sequence[Attempts], now: datetime) -> int:
    """The wait of an attempt that counts under several keys."""
    return max((one.wait(now) for one in attempts), default=0)
