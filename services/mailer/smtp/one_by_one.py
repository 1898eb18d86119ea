"""The default transport: one command after another over aiosmtplib, four round trips a mail.

The recipient's acceptance is answered by asking for the body and for the permission to send it at once: both take a round trip,
so they travel together, and the body waits for both.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress

from services.mailer.domain.replies import Reply
from services.mailer.domain.servers import Server
from services.mailer.domain.states import Phase
from services.mailer.letters.letter import Mail
from services.mailer.smtp.login import Login
from services.mailer.smtp.session import BROKEN, Dialling, Session, open_session
from services.mailer.transport import Attempt, Interrupted, Withdrawn


class OneByOne:
    """`smtp`: works with every server."""

    def __init__(self, dialling: Dialling) -> None:
        self._dialling = dialling

    async def open(self, server: Server, login: Login) -> SteppedConnection:
        return SteppedConnection(await open_session(server, login, self._dialling))


class SteppedConnection:
    """A session whose phases are walked through one by one."""

    def __init__(self, session: Session) -> None:
        self._session = session

    @property
    def delivered(self) -> int:
        return self._session.delivered

    @property
    def tls(self) -> str:
        return self._session.tls

    @property
    def usable(self) -> bool:
        return self._session.usable

    async def hand_over(self, mail: Mail, attempt: Attempt) -> Reply:
        try:
            return await self._converse(mail, attempt)
        except BROKEN as error:
            self._session.close()
            raise Interrupted(type(error).__name__) from error
        except BaseException:
            self._session.close()
            raise

    async def _converse(self, mail: Mail, attempt: Attempt) -> Reply:
        attempt.reached(Phase.MAIL)
        reply = await self._session.mail(mail.return_path or mail.sender, len(mail.content), mail.envelope_id)
        if reply.code != 250:
            return reply
        attempt.reached(Phase.RCPT)
        reply = await self._session.rcpt(mail.recipient, mail.notify if mail.envelope_id else "")
        if reply.code not in (250, 251):
            return reply
        allowed = asyncio.ensure_future(attempt.allowed())
        attempt.reached(Phase.DATA)
        try:
            reply = await self._session.data()
        except BaseException:
            # What was asked for is answered whatever becomes of us; nobody may be left waiting with an unread error.
            with suppress(Exception):
                await allowed
            raise
        if not await allowed:
            raise Withdrawn
        if reply.code != 354:
            return reply
        attempt.reached(Phase.BODY)
        return await self._session.body(mail.content)

    async def reset(self) -> None:
        try:
            await self._session.reset()
        except BROKEN as error:
            raise Interrupted(type(error).__name__) from error

    async def quit(self) -> None:
        await self._session.quit()

    def close(self) -> None:
        self._session.close()
