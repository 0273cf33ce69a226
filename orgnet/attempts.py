"""Attempts: how long one waits after wrong passwords and codes, by user name and by address.

Every attempt counts before it is looked at, and is taken back when it was right, so that many at once
guess no more than one after the other.
"""

import ipaddress
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

FORGOTTEN = timedelta(days=1)
"""Attempts this long ago count no more."""

LONGEST = 900
"""Seconds; longer, and whoever knows a user name could keep its owner out for hours."""

FREE = {"name": 3, "address": 100}
"""Failures without a wait: of one user name, and of one address, behind which a whole office may sit."""


@dataclass(frozen=True, slots=True)
class Attempts:
    """The attempts counted under one key, and when the last one was."""

    key: str
    failures: int = 0
    last: datetime | None = None

    def counted(self, now: datetime) -> int:
        """How many still count."""
        return self.failures if self.last and now - self.last < FORGOTTEN else 0

    def wait(self, now: datetime) -> int:
        """Whole seconds until the next attempt is looked at."""
        free_at = (self.last or now) + timedelta(seconds=seconds_after(self.key, self.counted(now)))
        return max(0, -int((now - free_at).total_seconds() // 1))


def seconds_after(key: str, failures: int) -> int:
    """Seconds to wait after so many failures: none at first, then doubling."""
    over = failures - FREE[key.partition("|")[0]]
    return min(LONGEST, 2 ** min(over, 20)) if over >= 0 else 0


def keys(username: str, address: str | None) -> list[str]:
    """The keys under which an attempt counts, in the order in which they are locked."""
    return [*([f"address|{place(address)}"] if address else []), f"name|{username}"]


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
