"""One connection to a mail server, from the greeting to QUIT, with every phase driven separately.

Protects against what a mail library does for convenience: opportunistic TLS, several login tries, one time limit for all
phases, and clients that stay "connected" after a cancelled command (mailer.md §2.4). A session is made for one connection and
never reconnected; any exception in it, cancellation included, closes it.
"""

from __future__ import annotations

import asyncio
import re
import ssl
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import TypeVar, cast

import aiosmtplib

from services.mailer.domain.findings import CannotConnect, Finding, Stage
from services.mailer.domain.replies import Reply
from services.mailer.domain.servers import Security, Server
from services.mailer.smtp.certificates import described
from services.mailer.smtp.dial import Guard, connect, resolve, texts
from services.mailer.smtp.login import Login, TokenAged, log_in
from shared.crashpoint import crashpoint

BROKEN = (aiosmtplib.SMTPException, OSError, TimeoutError, EOFError)
"""What a conversation dies of; ssl.SSLError is an OSError."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Patience:
    """Seconds for each phase (reliability-security.md §2.5)."""

    connect: float = 10.0
    greeting: float = 15.0
    """For TLS and the server's first words."""
    command: float = 60.0
    data: float = 120.0
    reply: float = 600.0


@dataclass(frozen=True, slots=True)
class Dialling:
    """How this installation speaks to mail servers."""

    own_name: str
    tls: ssl.SSLContext
    guard: Guard
    patience: Patience
    any_name: ssl.SSLContext | None = None
    """Trusts the same authorities as `tls` and looks at no name: only to tell for whom a certificate is."""


Passed = Callable[[Stage, str], None]
"""Told about each stage that was passed, with what there is to know of it."""


def _ignore(_stage: Stage, _words: str) -> None:
    return


_NEEDS_NO_XTEXT = re.compile(r"[!-*,-<>-~]*")


def xtext(text: str) -> bytes:
    """`text` as RFC 3461 §4 writes it: `+`, `=` and what is not printable ASCII in hexadecimal."""
    if _NEEDS_NO_XTEXT.fullmatch(text):
        return text.encode("ascii")
    plain = (chr(byte) if 33 <= byte <= 126 and byte not in b"+=" else f"+{byte:02X}" for byte in text.encode())
    return "".join(plain).encode("ascii")


def stuffed(content: bytes) -> bytes:
    """A body as it travels: no line of it is taken for its end (RFC 5321 §4.5.2)."""
    return content.replace(b"\r\n.", b"\r\n..") if b"\r\n." in content else content


class Session:
    """An open, authenticated connection."""

    def __init__(self, client: aiosmtplib.SMTP, patience: Patience) -> None:
        self._client = client
        self._patience = patience
        self.delivered = 0
        """Mails that this connection has handed over: whoever reuses it knows that it may have gone stale."""

    @property
    def tls(self) -> str:
        """Version of the encryption, empty when there is none."""
        sslobject = self._client.get_transport_info("ssl_object")
        return sslobject.version() or "" if sslobject is not None else ""

    @property
    def usable(self) -> bool:
        return self._client.is_connected

    def offers(self, extension: str) -> bool:
        """Whether the server announced an extension, by its name in lower case."""
        return extension in self._client.esmtp_extensions

    def take_over(self, protocol: asyncio.Protocol) -> asyncio.Transport:
        """Let `protocol` speak from here on, over the connection that was greeted, encrypted and logged in."""
        transport = self._client.transport
        if transport is None or transport.is_closing():
            raise aiosmtplib.SMTPServerDisconnected("Connection lost")
        transport.set_protocol(protocol)
        # Event loops have transports of their own making, which are no subclasses.
        return cast("asyncio.Transport", transport)

    def mail_words(self, sender: str, size: int, envelope_id: str = "") -> tuple[bytes, ...]:
        """The command that names the sender; where the server can report about a mail (RFC 3461), under this name."""
        options = [f"SIZE={size}".encode()] if self.offers("size") else []
        if envelope_id and self.offers("dsn"):
            options += [b"RET=HDRS", b"ENVID=" + xtext(envelope_id)]
        return (b"MAIL", b"FROM:<%b>" % sender.encode("ascii"), *options)

    def rcpt_words(self, recipient: str, notify: str = "") -> tuple[bytes, ...]:
        options = []
        if notify and self.offers("dsn"):
            options = [b"NOTIFY=" + notify.encode("ascii"), b"ORCPT=rfc822;" + xtext(recipient)]
        return (b"RCPT", b"TO:<%b>" % recipient.encode("ascii"), *options)

    async def mail(self, sender: str, size: int, envelope_id: str = "") -> Reply:
        return await self._say(*self.mail_words(sender, size, envelope_id), patience=self._patience.command)

    async def rcpt(self, recipient: str, notify: str = "") -> Reply:
        return await self._say(*self.rcpt_words(recipient, notify), patience=self._patience.command)

    async def data(self) -> Reply:
        """Ask to send the body; 354 is yes."""
        return await self._say(b"DATA", patience=self._patience.data)

    async def body(self, content: bytes) -> Reply:
        """Send the body and the final dot, and wait long for the word that decides."""
        protocol = self._client.protocol
        if protocol is None:
            raise aiosmtplib.SMTPServerDisconnected("Connection lost")
        content = stuffed(content)
        # The library drops what arrives while nobody waits: the wait begins before the last byte is out.
        waiting = asyncio.ensure_future(protocol.read_response(timeout=self._patience.reply))
        try:
            await asyncio.sleep(0)
            protocol.write(content + b".\r\n")
            await asyncio.sleep(0)
            crashpoint("smtp.body_sent")
            response = await waiting
        except BaseException:
            waiting.cancel()
            self.close()
            raise
        self.delivered += 1
        return Reply.of(response.code, response.message)

    async def reset(self) -> None:
        await self._say(b"RSET", patience=self._patience.command)

    async def quit(self) -> None:
        """Leave politely; what goes wrong now has no meaning any more."""
        with suppress(*BROKEN):
            await self._say(b"QUIT", patience=2.0)
        self.close()

    def close(self) -> None:
        self._client.close()

    async def _say(self, *words: bytes, patience: float) -> Reply:
        try:
            response = await self._client.execute_command(*words, timeout=patience)
        except BaseException:
            self.close()
            raise
        return Reply.of(response.code, response.message)


async def open_session(server: Server, login: Login, dialling: Dialling, passed: Passed = _ignore) -> Session:
    """Connect, protect, greet and log in, each once. Raises `CannotConnect` with the finding."""
    try:
        return await _opened(server, login, dialling, passed)
    except TokenAged:
        # Tokens are withdrawn before their time; the second connection brings one that was just given.
        return await _opened(server, login, dialling, passed, again=True)


async def _opened(server: Server, login: Login, dialling: Dialling, passed: Passed, *, again: bool = False) -> Session:
    patience = dialling.patience
    addresses = await resolve(server, dialling.guard, patience.connect)
    passed(Stage.DNS, ", ".join(dict.fromkeys(texts(addresses))))
    sock = await connect(addresses, patience.connect)
    passed(Stage.TCP, "")
    client = aiosmtplib.SMTP(
        hostname=server.host,
        sock=sock,
        use_tls=server.security is Security.TLS,
        start_tls=False,
        tls_context=dialling.tls,
        local_hostname=dialling.own_name,
        timeout=patience.command,
    )
    try:
        await _greet(client, server, patience, passed)
        if server.username:
            await _logged_in(client, server.username, login, passed, again=again)
    except BaseException:
        # The socket belongs to the connection's transport by now; closing it underneath would hit whoever gets its number.
        client.close()
        raise
    return Session(client, patience)


async def _greet(client: aiosmtplib.SMTP, server: Server, patience: Patience, passed: Passed) -> None:
    await _translated(client.connect(timeout=patience.greeting))
    await _translated(client.ehlo())
    if server.security is Security.STARTTLS:
        if not client.supports_extension("starttls"):
            raise CannotConnect(Finding.TLS_MISSING)
        await _translated(client.starttls(timeout=patience.connect))
        await _translated(client.ehlo())
    if server.security is not Security.NONE:
        passed(Stage.TLS, described(client.get_transport_info("ssl_object")))
    passed(Stage.EHLO, " ".join(sorted(client.esmtp_extensions)))


async def _logged_in(client: aiosmtplib.SMTP, username: str, login: Login, passed: Passed, *, again: bool) -> None:
    try:
        await log_in(client, username, login, passed, again=again)
    except BROKEN:
        raise CannotConnect(Finding.INTERRUPTED) from None


async def _translated(step: Awaitable[T]) -> T:
    """A step of the greeting, with its failure as a finding and never as the library's own text."""
    try:
        return await step
    except ssl.SSLCertVerificationError as error:
        raise CannotConnect(_certificate_finding(error)) from None
    except ssl.SSLError:
        raise CannotConnect(Finding.TLS_OTHER) from None
    except aiosmtplib.SMTPResponseException as error:
        reply = Reply.of(error.code, error.message)
        if 400 <= reply.code < 500:
            raise CannotConnect(Finding.BUSY, reply.text, reply.code) from None
        # Only what spoke proper SMTP is quoted: other protocols' banners are none of the asker's business.
        words = reply.text if 500 <= reply.code < 600 else ""
        raise CannotConnect(Finding.NOT_SMTP, words, reply.code if words else 0) from None
    except aiosmtplib.SMTPConnectError as error:
        if isinstance(error.__cause__, ssl.SSLCertVerificationError):
            raise CannotConnect(_certificate_finding(error.__cause__)) from None
        if isinstance(error.__cause__, ssl.SSLError):
            raise CannotConnect(Finding.TLS_OTHER) from None
        raise CannotConnect(Finding.UNREACHABLE) from None
    except BROKEN:
        raise CannotConnect(Finding.UNREACHABLE) from None


def _certificate_finding(error: ssl.SSLCertVerificationError) -> Finding:
    # X509_V_ERR_HOSTNAME_MISMATCH and X509_V_ERR_IP_ADDRESS_MISMATCH
    return Finding.TLS_NAME if error.verify_code in (62, 64) else Finding.TLS_OTHER
