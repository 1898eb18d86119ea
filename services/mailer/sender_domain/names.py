"""Questions to the domain name system, each bounded in time. "There is none" is an answer; silence is not."""

from __future__ import annotations

from collections.abc import Sequence
from ipaddress import ip_address

import dns.asyncresolver
import dns.exception
import dns.nameserver
import dns.resolver
from dns.rdatatype import RdataType

PORT = 53


class LookupFailed(Exception):
    """No answer, or none that can be used."""


class Names:
    """Asks the system's name servers, or those that the deployment names."""

    def __init__(self, servers: Sequence[str], seconds: float) -> None:
        self._servers = tuple(servers)
        self._seconds = seconds
        self._resolver: dns.asyncresolver.Resolver | None = None

    async def texts(self, name: str) -> list[str]:
        """The TXT records of a name, each in one piece."""
        found = await self._ask(name, RdataType.TXT)
        return [b"".join(record.strings).decode("utf-8", "replace") for record in found]  # type: ignore[attr-defined]  # of TXT

    async def addresses(self, name: str) -> list[str]:
        found = [*await self._ask(name, RdataType.A), *await self._ask(name, RdataType.AAAA)]
        return [str(record.address) for record in found]  # type: ignore[attr-defined]  # of A and AAAA

    async def exchanges(self, name: str) -> list[str]:
        """The names of a domain's incoming mail servers."""
        return [record.exchange.to_text(omit_final_dot=True) for record in await self._ask(name, RdataType.MX)]  # type: ignore[attr-defined]  # of MX

    async def _ask(self, name: str, kind: RdataType) -> Sequence[object]:
        try:
            answer = await self._made().resolve(name, kind, search=False, lifetime=self._seconds)
        except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer):
            return []
        except (dns.exception.DNSException, OSError, ValueError) as error:
            raise LookupFailed(type(error).__name__) from None
        return list(answer)

    def _made(self) -> dns.asyncresolver.Resolver:
        """Made at the first question: a machine without name servers can still send mail."""
        if self._resolver is None:
            resolver = dns.asyncresolver.Resolver(configure=not self._servers)
            if self._servers:
                resolver.nameservers = [_name_server(text) for text in self._servers]
            self._resolver = resolver
        return self._resolver


def _name_server(text: str) -> dns.nameserver.Nameserver:
    address, port = split(text)
    return dns.nameserver.Do53Nameserver(address, port)


def split(text: str) -> tuple[str, int]:
    """`192.0.2.53`, `192.0.2.53:5353`, `2001:db8::53` or `[2001:db8::53]:5353`. ValueError for anything else."""
    address, port = text, PORT
    if text.startswith("["):
        address, _, rest = text[1:].partition("]")
        port = int(rest.removeprefix(":")) if rest else PORT
    elif text.count(":") == 1:
        address, _, given = text.partition(":")
        port = int(given)
    return str(ip_address(address)), port
