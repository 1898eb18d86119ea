"""Reads a domain's SPF record (RFC 7208) with one question: does it name this mail server, or the provider behind it?

No full check of a sending address: from which one a provider sends is not known before a mail has arrived.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from services.mailer.domain.sender_domain import SHOWN_CHARACTERS, Advice, MailProvider, Subject, Verdict
from services.mailer.sender_domain.names import Names

MOST_LOOK_UPS = 10
"""RFC 7208 §4.6.4; beyond it the record counts as broken."""


class _Broken(Exception):
    """`verdict` says how."""

    def __init__(self, verdict: Verdict, why: str = "") -> None:
        super().__init__(why)
        self.verdict = verdict
        self.why = why


@dataclass(slots=True)
class _Walk:
    """One way through a record and all that it includes."""

    names: Names
    wanted: str
    addresses: frozenset[IPv4Address | IPv6Address]
    look_ups: int = 0
    record: str = ""
    found: bool = False
    unread: bool = False
    """A part of it has a name that only a receiver can make, of the mail that it sees (RFC 7208 §7)."""
    visited: set[str] = field(default_factory=set)

    async def through(self, domain: str) -> None:
        record = await self._record(domain)
        redirect = ""
        for term in record.split()[1:]:
            if self.found:
                return
            if "=" in term.split(":", 1)[0]:
                name, _, value = term.partition("=")
                redirect = value if name.lower() == "redirect" else redirect
                continue
            if term.lstrip("+-~?").lower() == "all":
                return  # decides about everybody: no term behind it and no redirect is ever read
            if term[0] in "-~?":
                continue
            mechanism, _, value = term.lstrip("+").partition(":")
            await self._look_at(mechanism.lower(), value, domain)
        if redirect and not self.found:
            await self._include(redirect)

    async def _look_at(self, mechanism: str, value: str, domain: str) -> None:
        kind = mechanism.partition("/")[0]
        match kind:
            case "include":
                await self._include(value)
            case "ip4" | "ip6":
                self._network(value)
            case "a" | "mx":
                self._count()
                named, _, length_6 = f"{value}{mechanism[len(kind) :]}".partition("//")
                named, _, length = named.partition("/")
                target = named or domain
                if self.addresses and "%" not in target:
                    hosts = await self.names.exchanges(target) if kind == "mx" else [target]
                    for host in hosts[:MOST_LOOK_UPS]:
                        await self._host(host, length, length_6)
            case "exists" | "ptr":
                self._count()
            case _:
                raise _Broken(Verdict.SPF_BROKEN, mechanism[:40])

    async def _include(self, name: str) -> None:
        self._count()
        known = name.rstrip(".").lower()
        if self.wanted and known == self.wanted:
            self.found = True
        elif "%" in known:
            self.unread = True
        elif known not in self.visited:
            await self.through(known)

    async def _record(self, domain: str) -> str:
        self.visited.add(domain.lower())
        records = [text for text in await self.names.texts(domain) if text.lower().split(" ", 1)[0] == "v=spf1"]
        first = not self.record
        if first and records:
            self.record = " · ".join(sorted(records))[:SHOWN_CHARACTERS]
        if len(records) > 1:
            raise _Broken(Verdict.SPF_SEVERAL if first else Verdict.SPF_BROKEN, domain)
        if not records:
            raise _Broken(Verdict.SPF_MISSING if first else Verdict.SPF_BROKEN, domain)
        return records[0]

    async def _host(self, name: str, length: str, length_6: str) -> None:
        """`a:host/24//64` means the networks around the addresses of the name."""
        for text in await self.names.addresses(name):
            bits = length_6 if ":" in text else length
            self._network(f"{text}/{bits}" if bits else text)

    def _network(self, value: str) -> None:
        try:
            network = ip_network(value, strict=False)
        except ValueError:
            raise _Broken(Verdict.SPF_BROKEN, value[:40]) from None
        self.found = self.found or any(
            address.version == network.version and address in network for address in self.addresses
        )

    def _count(self) -> None:
        self.look_ups += 1
        if self.look_ups > MOST_LOOK_UPS:
            raise _Broken(Verdict.SPF_TOO_DEEP)


def _literal(host: str) -> str:
    """The address, where a server is named by nothing else."""
    try:
        return str(ip_address(host))
    except ValueError:
        return ""


async def spf(names: Names, domain: str, host: str, provider: MailProvider | None) -> Advice:
    """What the record says about mail that leaves by `host`. Raises `LookupFailed`."""
    literal = _literal(host)
    addresses = [literal] if literal else [] if provider else await names.addresses(host)
    walk = _Walk(names, provider.spf if provider else "", frozenset(ip_address(text) for text in addresses))
    sender = provider.name if provider else host
    example = f"include:{provider.spf}" if provider else f"a:{host}"
    if literal:
        example = f"ip{ip_address(literal).version}:{literal}"
    values = {"domain": domain, "sender": sender, "example": example}
    try:
        await walk.through(domain)
    except _Broken as broken:
        if broken.verdict is Verdict.SPF_MISSING:
            values["example"] = f"v=spf1 {example} ~all"
        return Advice(Subject.SPF, broken.verdict, walk.record, values | {"why": broken.why})
    if walk.found:
        return Advice(Subject.SPF, Verdict.SPF_GOOD, walk.record, values)
    sure = provider and not walk.unread
    return Advice(Subject.SPF, Verdict.SPF_OTHER if sure else Verdict.SPF_UNCLEAR, walk.record, values)
