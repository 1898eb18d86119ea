"""Opens the TCP connection of a mail server: resolves once, checks every address, connects to the very address checked.

Protects the networks that this process can reach from being explored through user-given host names (mailer.md §5.2). TLS is
verified later against the configured name, not against the address.
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass

from services.mailer.domain.findings import CannotConnect, Finding
from services.mailer.domain.servers import Security, Server
from shared.networks import Network, inside, may_connect

LONGEST_LOOK_UP = 5.0
"""Seconds for a name (mailer.md §5.2)."""


@dataclass(frozen=True, slots=True)
class Guard:
    """Where companies' own servers may stand and on which ports."""

    networks: Collection[Network] = ()
    ports: Collection[int] = (25, 465, 587, 2525)

    def check(self, server: Server, addresses: Collection[str]) -> None:
        if server.trusted:
            return
        # In the clear only inside networks that the deployment named.
        private = all(inside(address, self.networks) for address in addresses)
        if (
            server.port not in self.ports
            or not self.allows(addresses)
            or (server.security is Security.NONE and not private)
        ):
            raise CannotConnect(Finding.BLOCKED)

    def allows(self, addresses: Collection[str]) -> bool:
        """Whether we may speak to every one of these addresses."""
        return bool(addresses) and all(may_connect(address, self.networks) for address in addresses)


Address = tuple[socket.AddressFamily, tuple[str, int] | tuple[str, int, int, int]]


async def resolve(server: Server, guard: Guard, patience: float) -> list[Address]:
    """The addresses of the server, every one of them allowed."""
    addresses = await look_up(server.host, server.port, patience)
    guard.check(server, texts(addresses))
    return addresses


async def look_up(host: str, port: int, patience: float) -> list[Address]:
    """What the name stands for at this moment; asked once, so that nobody can answer differently the second time."""
    loop = asyncio.get_running_loop()
    try:
        async with asyncio.timeout(min(patience, LONGEST_LOOK_UP)):
            found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, TimeoutError, UnicodeError):
        raise CannotConnect(Finding.DNS) from None
    return [(family, place) for family, _, _, _, place in found]  # type: ignore[misc]  # typeshed allows a third shape


def texts(addresses: Collection[Address]) -> list[str]:
    """The bare addresses, in the resolver's order."""
    return [str(place[0]) for _, place in addresses]


async def connect(addresses: Collection[Address], patience: float) -> socket.socket:
    """A connected socket to the first address that answers; the patience is for all of them together."""
    loop = asyncio.get_running_loop()
    with suppress(TimeoutError):
        async with asyncio.timeout(patience):
            for family, place in addresses:
                sock = socket.socket(family, socket.SOCK_STREAM)
                try:
                    sock.setblocking(False)
                    sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                    await loop.sock_connect(sock, place)
                except OSError:
                    sock.close()
                except BaseException:
                    sock.close()
                    raise
                else:
                    return sock
    raise CannotConnect(Finding.UNREACHABLE)
