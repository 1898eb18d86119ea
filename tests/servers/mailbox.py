"""A mailbox whose every reply a test can script, with STARTTLS or implicit TLS and with authentication."""

from __future__ import annotations

import asyncio
import email
import email.policy
import ssl
import threading
import time
from collections import defaultdict
from dataclasses import dataclass, field
from email.message import EmailMessage
from typing import Any, Literal

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from tests.servers.ports import free_port

Phase = Literal["MAIL", "RCPT", "DATA"]


@dataclass
class Answer:
    """What the mailbox says to one address in one phase, instead of accepting.

    `reply` None means: hang up without a word. At `DATA` the body has been received by then; `keeps` decides whether
    the mail was delivered all the same, which is the case a sender can never tell from the other.
    `pause` holds the reply back until the event is set, or for ten seconds.
    """

    phase: Phase
    reply: str | None
    times: int = 1
    keeps: bool = False
    pause: threading.Event | None = None


@dataclass(frozen=True)
class Delivered:
    """A mail the mailbox has taken responsibility for."""

    sender: str
    recipients: list[str]
    content: bytes
    encrypted: bool
    login: str | None

    @property
    def message(self) -> EmailMessage:
        """The parsed message."""
        parsed = email.message_from_bytes(self.content, policy=email.policy.default)
        assert isinstance(parsed, EmailMessage)
        return parsed


@dataclass
class Mailbox:
    """An SMTP server in a thread of its own; `script()` may be called at any time.

    `tls`: None, or ("starttls" | "implicit", context). `logins`: name → password; none means no authentication.
    `pipelining`: announce that commands may come in groups, which it takes in any case.
    """

    tls: tuple[Literal["starttls", "implicit"], ssl.SSLContext] | None = None
    logins: dict[str, str] = field(default_factory=dict)
    pipelining: bool = False
    host: str = "127.0.0.1"
    port: int = field(default_factory=free_port)
    delivered: list[Delivered] = field(default_factory=list)
    attempts: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    _script: dict[str, list[Answer]] = field(default_factory=lambda: defaultdict(list))
    _controller: Controller | None = None

    def start(self) -> None:
        """Listen; returns once a connection was greeted."""
        kind, context = self.tls or (None, None)
        options: dict[str, Any] = {"enable_SMTPUTF8": True, "decode_data": False}
        if kind == "starttls":
            options |= {"tls_context": context, "require_starttls": True}
        if self.logins:
            options |= {"authenticator": self._authenticate, "auth_required": True}
        self._controller = _Listener(
            _Handler(self),
            hostname=self.host,
            port=self.port,
            server_hostname="mailbox.test",
            ssl_context=context if kind == "implicit" else None,
            **options,
        )
        self._controller.start()

    def stop(self) -> None:
        """Stop listening and drop every connection."""
        if self._controller is not None:
            self._controller.stop()
            self._controller = None

    def script(
        self,
        address: str,
        reply: str | None,
        *,
        phase: Phase = "RCPT",
        times: int = 1,
        keeps: bool = False,
        pause: threading.Event | None = None,
    ) -> None:
        """Answer the next `times` mails to (at `MAIL`: from) this address so; see `Answer`. Answers queue up."""
        self._script[address].append(Answer(phase, reply, times, keeps, pause))

    def to(self, address: str) -> list[Delivered]:
        """What was delivered to one address."""
        return [mail for mail in list(self.delivered) if address in mail.recipients]

    async def arrived(self, count: int, timeout: float = 15.0) -> list[Delivered]:
        """Wait until so many mails are there; AssertionError with what is there after `timeout` seconds."""
        deadline = time.monotonic() + timeout
        while len(self.delivered) < count:
            found = [mail.recipients for mail in self.delivered]
            assert time.monotonic() < deadline, f"{len(found)} of {count} mails arrived: {found}"
            await asyncio.sleep(0.02)
        return list(self.delivered)

    def next_answer(self, address: str, phase: Phase) -> Answer | None:
        """Take the scripted answer of this phase, when the oldest unused one is for it."""
        queue = self._script.get(address) or []
        if not queue or queue[0].phase != phase:
            return None
        answer = queue[0]
        answer.times -= 1
        if answer.times <= 0:
            queue.pop(0)
        return answer

    def _authenticate(
        self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: Any
    ) -> AuthResult:
        if isinstance(data, LoginPassword):
            name, password = data.login.decode(), data.password.decode()
            if self.logins.get(name) == password:
                return AuthResult(success=True, auth_data=name)
        return AuthResult(success=False, handled=False)


class _Listener(Controller):
    """Lets a client authenticate without STARTTLS: on implicit TLS there is none, which aiosmtpd does not see."""

    def factory(self) -> SMTP:
        server: SMTP = super().factory()  # type: ignore[no-untyped-call]  # aiosmtpd types half of it
        if server.tls_context is None:
            server._auth_require_tls = False
        return server


class _Handler:
    """Turns scripted answers into SMTP replies."""

    def __init__(self, mailbox: Mailbox) -> None:
        self._mailbox = mailbox

    async def handle_EHLO(  # noqa: N802  the name is aiosmtpd's
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        session.host_name = hostname
        return [*responses[:-1], *(["250-PIPELINING"] if self._mailbox.pipelining else []), responses[-1]]

    async def handle_MAIL(  # noqa: N802  the name is aiosmtpd's
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        answer = self._mailbox.next_answer(address, "MAIL")
        if answer is not None:
            return await self._say(server, answer)
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 2.1.0 OK"

    async def handle_RCPT(  # noqa: N802  the name is aiosmtpd's
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        self._mailbox.attempts[address] += 1
        answer = self._mailbox.next_answer(address, "RCPT")
        if answer is not None:
            return await self._say(server, answer)
        envelope.rcpt_tos.append(address)
        envelope.rcpt_options.extend(options)
        return "250 2.1.5 OK"

    async def handle_DATA(  # noqa: N802  the name is aiosmtpd's
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        answers = [self._mailbox.next_answer(address, "DATA") for address in envelope.rcpt_tos]
        answer = next((answer for answer in answers if answer is not None), None)
        if answer is None or answer.keeps:
            self._keep(server, session, envelope)
        return "250 2.0.0 OK: delivered" if answer is None else await self._say(server, answer)

    def _keep(self, server: SMTP, session: Session, envelope: Envelope) -> None:
        content = envelope.content
        assert isinstance(content, bytes)
        assert server.transport is not None
        self._mailbox.delivered.append(
            Delivered(
                sender=envelope.mail_from or "",
                recipients=list(envelope.rcpt_tos),
                content=content,
                encrypted=server.transport.get_extra_info("ssl_object") is not None,
                login=session.auth_data if session.authenticated else None,
            )
        )

    async def _say(self, server: SMTP, answer: Answer) -> str:
        if answer.pause is not None:
            await asyncio.to_thread(answer.pause.wait, 10)
        if answer.reply is None:
            assert isinstance(server.transport, asyncio.WriteTransport)
            server.transport.abort()
            return "421 4.3.0 hung up"
        return answer.reply
