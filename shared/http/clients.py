"""Who asks: the address of the direct peer, or what trusted proxies say in its place.

`X-Forwarded-For` is believed from the right, as far as the addresses that speak are trusted: the first one that is not is the
client. Whatever a client itself writes into the header stands further left and is never reached (reliability-security.md §4.4).
"""

from __future__ import annotations

import ipaddress
from collections.abc import Sequence

from starlette.requests import Request

from shared.errors import ConfigurationError

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network


class TrustedProxies:
    """Proxies whose word on a client's address is taken: networks such as `10.0.0.0/8`, separated by commas."""

    def __init__(self, text: str = "") -> None:
        try:
            self._networks: Sequence[Network] = [
                ipaddress.ip_network(one.strip(), strict=False) for one in text.split(",") if one.strip()
            ]
        except ValueError as error:
            raise ConfigurationError(
                f"MUTABAKAT_TRUSTED_PROXIES: {error}. Write networks such as 10.0.0.0/8, separated by commas."
            ) from None

    def client(self, request: Request) -> str:
        """The client's IP address as text; empty where there is none, as on a Unix socket."""
        peer = request.client.host if request.client else ""
        if not self._networks:
            return peer
        said = ",".join(request.headers.getlist("x-forwarded-for")).split(",")
        client = _address(peer)
        for text in reversed(said):
            if client is None or not self._trusts(client):
                break
            before = _address(text.strip())
            if before is None:
                break
            client = before
        return str(client) if client is not None else peer

    def _trusts(self, address: Address) -> bool:
        return any(address.version == network.version and address in network for network in self._networks)


def _address(text: str) -> Address | None:
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return None
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return mapped or address
