"""How many attempts are let through in a window of time, and whose they are. Counting: `shared.attempts`, `shared.rates`."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from math import ceil

from shared.errors import TooMany


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `most` attempts of one subject of this scope in each window."""

    scope: str
    most: int
    window: timedelta = timedelta(minutes=15)

    def window_at(self, now: datetime) -> datetime:
        """The start of the window in which an instant falls."""
        seconds = int(self.window.total_seconds())
        return datetime.fromtimestamp(int(now.timestamp()) // seconds * seconds, UTC)

    def wait(self, now: datetime) -> int:
        """Seconds until the next window."""
        return max(ceil((self.window_at(now) + self.window - now).total_seconds()), 1)


Subject = tuple[Limit, str]
"""Whom a limit is applied to, as text."""


def network_of(client: str, *, v6_prefix: int = 48) -> str:
    """The network an address belongs to: whoever owns one address of it owns the others too (/24, /48)."""
    try:
        address = ipaddress.ip_address(client)
    except ValueError:
        return "unknown"
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped is not None:
        address = address.ipv4_mapped
    prefix = 24 if address.version == 4 else v6_prefix
    return str(ipaddress.ip_network(f"{address}/{prefix}", strict=False))


def too_many(wait: int) -> TooMany:
    return TooMany("Too many tries. Wait {retry_after} seconds and try again.", code="too_many_tries", retry_after=wait)
