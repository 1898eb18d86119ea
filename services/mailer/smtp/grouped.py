"""The transport that groups commands: sender, recipient and the wish to send in one packet, the body in the next (RFC 2920).

aiosmtplib connects, encrypts and logs in; from then on its connection speaks through a protocol of our own, because the library
drops what it did not wait for (mailer.md §2.4). A server that does not announce PIPELINING is spoken to one command at a time.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress

from services.mailer.domain.findings import CannotConnect, Finding
from services.mailer.domain.replies import Reply
from services.mailer.domain.servers import Server
from services.mailer.domain.states import Phase
from services.mailer.letters.letter import Mail
from services.mailer.smtp.login import Login
from services.mailer.smtp.one_by_one import SteppedConnection
from services.mailer.smtp.session import BROKEN, Dialling, Patience, Session, open_session, stuffed
from services.mailer.smtp.wire import Wire
from services.mailer.transport import Attempt, Connection, Interrupted, Withdrawn
from shared.crashpoint import crashpoint

FAREWELL_SECONDS = 2.0


class Grouped:
    """`smtp+pipelining`."""

    def __init__(self, dialling: Dialling) -> None:
        self._dialling = dialling

    async def open(self, server: Server, login: Login) -> Connection:
        session = await open_session(server, login, self._dialling)
        if not session.offers("pipelining"):
            return SteppedConnection(session)
        try:
            return GroupedConnection(session, self._dialling.patience)
        except BROKEN:
            session.close()
            raise CannotConnect(Finding.INTERRUPTED) from None


class GroupedConnection:
    """A session of which the handshake is over."""

    def __init__(self, session: Session, patience: Patience) -> None:
        self._session = session
        self._patience = patience
        self._wire = Wire()
        self._out = session.take_over(self._wire)
        self.delivered = 0

    @property
    def tls(self) -> str:
        return self._session.tls

    @property
    def usable(self) -> bool:
        return not self._wire.over and not self._out.is_closing()

    async def hand_over(self, mail: Mail, attempt: Attempt) -> Reply:
        try:
            return await self._converse(mail, attempt)
        except BaseException:
            self.close()
            raise

    async def _converse(self, mail: Mail, attempt: Attempt) -> Reply:
        session, patience = self._session, self._patience
        attempt.reached(Phase.MAIL)
        self._say(
            session.mail_words(mail.return_path or mail.sender, len(mail.content), mail.envelope_id),
            session.rcpt_words(mail.recipient, mail.notify if mail.envelope_id else ""),
            (b"DATA",),
        )
        reply = await self._wire.reply(patience.command)
        if reply.code != 250:
            await self._refused(2)
            return reply
        attempt.reached(Phase.RCPT)
        reply = await self._wire.reply(patience.command)
        if reply.code not in (250, 251):
            await self._refused(1)
            return reply
        # Asked for before the server's word on the body: on a long way it has been given when that word arrives.
        allowed = asyncio.ensure_future(attempt.allowed())
        attempt.reached(Phase.DATA)
        try:
            reply = await self._wire.reply(patience.data)
        except BaseException:
            with suppress(Exception):
                await allowed
            raise
        if not await allowed:
            raise Withdrawn
        if reply.code != 354:
            return reply
        attempt.reached(Phase.BODY)
        self._out.write(stuffed(mail.content) + b".\r\n")
        crashpoint("smtp.body_sent")
        reply = await self._wire.reply(patience.reply)
        self.delivered += 1
        return reply

    async def _refused(self, behind: int) -> None:
        """Take the replies to what was said in the same breath. A server that wants a body all the same never gets an end of
        one: it is left, because even an empty body would be a mail."""
        try:
            for _ in range(behind):
                if (await self._wire.reply(self._patience.data)).code == 354:
                    self.close()
        except Interrupted:
            self.close()

    def _say(self, *commands: tuple[bytes, ...]) -> None:
        if self._wire.over or self._wire.unasked or self._out.is_closing():
            raise Interrupted(self._wire.over or "the server has said goodbye")
        self._out.write(b"".join(b" ".join(words) + b"\r\n" for words in commands))

    async def reset(self) -> None:
        await self._ask(b"RSET", self._patience.command)

    async def quit(self) -> None:
        with suppress(Interrupted):
            await self._ask(b"QUIT", FAREWELL_SECONDS)
        self.close()

    async def _ask(self, word: bytes, patience: float) -> None:
        try:
            self._say((word,))
            await self._wire.reply(patience)
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        self._session.close()
