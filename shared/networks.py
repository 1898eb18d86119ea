"""Where what a company names may stand, be it a mail server or a receiver of webhooks: the public Internet, unless the deployment
allows a network by name.

An own list, because `ipaddress.is_global` of the Python versions we support lets NAT64, 6to4, multicast and others through
(mailer.md §5.2). The resolved address is checked, never the text: `2130706433` and `0177.1` are 127.0.0.1 too.
"""

from __future__ import annotations

from collections.abc import Iterable
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

Network = IPv4Network | IPv6Network

_NOT_PUBLIC_4 = tuple(
    IPv4Network(network)
    for network in (
        "0.0.0.0/8",
        "10.0.0.0/8",
        "100.64.0.0/10",
        "127.0.0.0/8",
        "169.254.0.0/16",
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.0.2.0/24",
        "192.88.99.0/24",
        "192.168.0.0/16",
        "198.18.0.0/15",
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/4",
        "240.0.0.0/4",
    )
)
_PUBLIC_6 = IPv6Network("2000::/3")
_NOT_PUBLIC_6 = tuple(IPv6Network(network) for network in ("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20"))


def may_connect(address: str, allowed: Iterable[Network]) -> bool:
    """Whether we may open a connection to this address for a company."""
    ip = _plain(address)
    if inside(address, allowed):
        return True
    if isinstance(ip, IPv4Address):
        return not any(ip in network for network in _NOT_PUBLIC_4)
    return ip in _PUBLIC_6 and not any(ip in network for network in _NOT_PUBLIC_6)


def inside(address: str, networks: Iterable[Network]) -> bool:
    """Whether the address lies in one of these networks."""
    ip = _plain(address)
    return any(ip.version == network.version and ip in network for network in networks)


def _plain(address: str) -> IPv4Address | IPv6Address:
    ip = ip_address(address.partition("%")[0])
    if isinstance(ip, IPv6Address) and ip.ipv4_mapped is not None:
        return ip.ipv4_mapped
    return ip
