"""The seam between sending and the way in which mail is handed over: what a lane asks of a transport, and what it is told.

Protects the promise of design §4 from the ways of providers: whatever carries the mail says how far it came, asks before the
body, and tells a refusal from a silence. Adapters stand in a dictionary in `build.py`; one suite is passed by all of them
(`tests/component/mailer/test_transports.py`).
"""

from __future__ import annotations

from collections.abc import Awaitable
from typing import Protocol

from services.mailer.domain.replies import Reply
from services.mailer.domain.servers import Server
from services.mailer.domain.states import Phase
from services.mailer.letters.letter import Mail
from services.mailer.smtp.login import Login


class Interrupted(Exception):
    """The connection broke or stayed silent. What that means depends on the phase that was reached."""


class Withdrawn(Exception):
    """The message is not ours to send any more: its body must not go out."""


class Attempt(Protocol):
    """One attempt, as its transport sees it."""

    def reached(self, phase: Phase) -> None:
        """Called before the first byte of a phase leaves. From `BODY` on the server may own a copy."""

    def allowed(self) -> Awaitable[bool]:
        """Asked once, when the recipient has been accepted: True when `transmitting` is committed and the body may go out."""


class Connection(Protocol):
    """An open, authenticated way to one server; used for one mail at a time, never reopened."""

    @property
    def delivered(self) -> int:
        """Mails that this connection has handed over: whoever reuses it knows that it may have gone stale."""

    @property
    def tls(self) -> str:
        """Version of the encryption, empty when there is none."""

    @property
    def usable(self) -> bool:
        """Whether another mail may be tried on it."""

    async def hand_over(self, mail: Mail, attempt: Attempt) -> Reply:
        """Carry one mail as far as the server lets it; returns the reply that decided, which is that of the phase reached.

        Raises `Interrupted` when there was none, `Withdrawn` when the body was not allowed, and what cancelled it; the connection
        is closed in all three cases.
        """

    async def reset(self) -> None:
        """Forget a mail that was refused half-way. Raises `Interrupted`."""

    async def quit(self) -> None:
        """Leave politely; never raises for what the server does."""

    def close(self) -> None:
        """Leave at once."""


class Transport(Protocol):
    """Opens connections."""

    async def open(self, server: Server, login: Login) -> Connection:
        """Connect, protect, greet and log in, each once. Raises `CannotConnect` (of `domain.findings`)."""
