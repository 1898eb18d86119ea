"""What a mail server's certificate says: for whom, until when; and, when it is for somebody else, for whom that is.

The names are asked for over a connection of their own, on which nothing is sent but a greeting, and only a certificate that a
trusted authority signed is quoted: anybody can write anything into one of their own.
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import aiosmtplib

from services.mailer.domain.findings import CannotConnect
from services.mailer.domain.servers import Security, Server
from services.mailer.smtp.dial import Guard, connect, resolve
from shared.text import forbidden_character

MOST_NAMES = 8


def described(sslobject: ssl.SSLObject) -> str:
    """Version of the encryption, names and last day of the certificate, for a line in the test."""
    certificate = sslobject.getpeercert() or {}
    names = ", ".join(names_in(certificate)[:3])
    ends = certificate.get("notAfter")
    until = ""
    if isinstance(ends, str):
        until = datetime.fromtimestamp(ssl.cert_time_to_seconds(ends), UTC).date().isoformat()
    return " · ".join(part for part in (sslobject.version() or "", names, until) if part)


def names_in(certificate: Mapping[str, Any]) -> list[str]:
    """The DNS names of a verified certificate, without what is no name."""
    found = [value for kind, value in certificate.get("subjectAltName", ()) if kind == "DNS"]
    return [name for name in dict.fromkeys(found) if len(name) <= 253 and forbidden_character(name) is None]


async def certificate_names(
    server: Server, guard: Guard, any_name: ssl.SSLContext, own_name: str, patience: float
) -> list[str]:
    """For whom the certificate was issued; nothing when its authority is not trusted or the server does not answer.

    `any_name` verifies the authority and not the name."""
    try:
        async with asyncio.timeout(patience):
            sock = await connect(await resolve(server, guard, patience), patience)
            client = aiosmtplib.SMTP(
                hostname=server.host,
                sock=sock,
                use_tls=server.security is Security.TLS,
                start_tls=False,
                tls_context=any_name,
                local_hostname=own_name,
                timeout=patience,
            )
            try:
                await client.connect()
                if server.security is Security.STARTTLS:
                    await client.ehlo()
                    await client.starttls()
                certificate = client.get_transport_info("ssl_object").getpeercert() or {}
            finally:
                client.close()
    except (CannotConnect, aiosmtplib.SMTPException, OSError, TimeoutError, EOFError, AttributeError):
        return []
    return names_in(certificate)[:MOST_NAMES]
