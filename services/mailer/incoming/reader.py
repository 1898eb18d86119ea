"""Reads the platform's mailbox now and then: each mail is kept with its effect in one transaction, and only then moved.

After a kill between the two the mail is known again, and the next round only moves it. Whatever a mail is, the round goes
on with the next one; a server that does not answer is tried again, later each time.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from contextlib import suppress
from hashlib import sha256

import structlog
from sqlalchemy.exc import InterfaceError, OperationalError, SQLAlchemyError

from services.mailer.domain.return_path import ReturnPaths
from services.mailer.domain.returned import Kind, Returned
from services.mailer.incoming.postbox import BROKEN, Incoming, Postbox, Refused
from services.mailer.incoming.understanding import understand
from services.mailer.use_cases.returned_mail import Place, take_in
from shared.database import Database

log = structlog.get_logger(__name__)

AT_ONCE = 50
LONGEST_PAUSE = 3600.0
_FOLDED = re.compile(rb"\n[ \t]+")
_WHO_AND_WHEN = (b"from:", b"to:", b"date:", b"subject:")


class Reader:
    """`open_box` connects to the mailbox; a new connection for each round."""

    def __init__(
        self,
        database: Database,
        open_box: Callable[[], Postbox],
        returns: ReturnPaths | None,
        *,
        seconds: float,
    ) -> None:
        self._database = database
        self._open_box = open_box
        self._returns = returns
        self._seconds = seconds

    async def run(self, stop: asyncio.Event) -> None:
        """Read every so many seconds until `stop`."""
        pause = self._seconds
        while not stop.is_set():
            try:
                await self.read_once(stop)
                pause = self._seconds
            except Refused as error:
                pause = min(pause * 2, LONGEST_PAUSE)
                log.error("mailbox.login_refused", said=str(error), again_in=pause)
            except (*BROKEN, SQLAlchemyError) as error:
                pause = min(pause * 2, LONGEST_PAUSE)
                log.warning("mailbox.not_read", error=type(error).__name__, again_in=pause)
            with suppress(TimeoutError):
                async with asyncio.timeout(pause):
                    await stop.wait()

    async def read_once(self, stop: asyncio.Event | None = None) -> int:
        """Everything that lies there now; returns how many mails were dealt with."""
        box = await asyncio.to_thread(self._open_box)
        try:
            after = dealt = 0
            while stop is None or not stop.is_set():
                uids = await asyncio.to_thread(box.uids, after, AT_ONCE)
                if not uids:
                    break
                after = uids[-1]
                dealt += await self._batch(box, uids)
            return dealt
        finally:
            await asyncio.to_thread(box.close)

    async def _batch(self, box: Postbox, uids: list[int]) -> int:
        understood: list[int] = []
        unclear: list[int] = []
        for uid in uids:
            kind = await self._deal(box, uid)
            if kind is not None:
                (unclear if kind is Kind.UNCLEAR else understood).append(uid)
        await asyncio.to_thread(box.move, understood, understood=True)
        await asyncio.to_thread(box.move, unclear, understood=False)
        return len(understood) + len(unclear)

    async def _deal(self, box: Postbox, uid: int) -> Kind | None:
        mail = await asyncio.to_thread(box.read, uid)
        if mail is None:
            return None
        found = await asyncio.to_thread(understand, mail.content, self._returns)
        place = Place(fingerprint(mail), box.uid_validity, uid, mail.arrived_at or self._database.clock.now())
        try:
            kind = await self._keep(found, place)
        except (OperationalError, InterfaceError, OSError):
            raise  # the database is gone: nothing is wrong with the mail
        except Exception as error:  # noqa: BLE001  # whatever is in it, it must not stop those behind it
            log.error("mailbox.mail_not_kept", uid=uid, error=type(error).__name__)
            kind = await self._keep(Returned(kind=Kind.UNCLEAR, words="not kept"), place)
        log.info("mailbox.read", uid=uid, kind=kind or "later", said=found.status)
        return kind

    async def _keep(self, found: Returned, place: Place) -> Kind | None:
        async with self._database.transaction() as tx:
            return await take_in(tx, found, place)


def fingerprint(mail: Incoming) -> str:
    """What a mail is known by wherever it lies: its Message-ID and its body. What servers write above it may differ.

    A Message-ID may stand on the next line (Exchange writes so); without one, two people's same words are told apart by who wrote
    them to whom and when.
    """
    head, _, body = mail.content.replace(b"\r\n", b"\n").partition(b"\n\n")
    lines = _FOLDED.sub(b" ", head).split(b"\n")
    named = next((line.strip() for line in lines if line.lower().startswith(b"message-id:")), b"")
    if not named.partition(b":")[2]:
        named = b"\n".join(sorted(line.strip() for line in lines if line.lower().startswith(_WHO_AND_WHEN)))
    return sha256(named + b"\0" + body).hexdigest()
