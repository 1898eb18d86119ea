"""Mailers whose platform server is a real Postfix, and whose mailbox for what comes back is in a real Dovecot."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select

from services.mailer.domain.return_path import ReturnPaths
from services.mailer.incoming.reader import Reader
from services.mailer.models import returned_mails
from shared.keys import KeyRing
from tests.component.mailer.conftest import Make
from tests.component.mailer.world import World, eventually
from tests.servers.mail_server import Account, MailServer

UNDERSTOOD, UNCLEAR = "Mutabakat understood", "Mutabakat unclear"


async def mailer_of(make: Make, server: MailServer, account: Account, **given: Any) -> World:
    """A mailer that sends with the login of `account`."""
    settings = {
        "authority": server.authority,
        "platform_host": "localhost",
        "platform_port": server.postfix.starttls_port,
        "platform_security": "starttls",
        "platform_user": account.address,
        "platform_password": account.password,
        "platform_sender_address": account.address,
    }
    return await make(**(settings | given))


class PostOffice:
    """A mailer and its mailbox: `read()` is one round of the reader."""

    def __init__(self, world: World, account: Account) -> None:
        self.world = world
        self.account = account
        loop = next(loop for loop in world.service.loops if loop.name == "mailbox")
        self.reader: Reader = loop.body.__self__  # type: ignore[attr-defined]  # a bound method
        self.paths = ReturnPaths(account.address, KeyRing.read(world.keys, "secrets.key"))

    @classmethod
    async def open(cls, make: Make, server: MailServer, **given: Any) -> PostOffice:
        account = server.account()
        settings = {
            "bounce_address": account.address,
            "bounce_imap_host": "localhost",
            "bounce_imap_port": server.dovecot.port,
            "bounce_imap_user": account.address,
            "bounce_imap_password": account.password,
        }
        return cls(await mailer_of(make, server, account, **(settings | given)), account)

    async def read(self) -> int:
        return await self.reader.read_once()

    async def read_when_arrived(self, count: int = 1) -> int:
        """Read once so many mails lie there."""
        await eventually(lambda: self.account.arrived(count), f"{count} mails came in")
        return await self.read()

    def lies_in(self, folder: str) -> int:
        return len(self.account.mails(folder))

    @property
    def sorted(self) -> tuple[int, int, int]:
        """How many mails lie in the folder that is read, among the understood, among the unclear."""
        return self.lies_in("INBOX"), self.lies_in(UNDERSTOOD), self.lies_in(UNCLEAR)

    async def kept(self, message_id: UUID | None = None) -> Sequence[Any]:
        query = select(returned_mails).order_by(returned_mails.c.uid)
        if message_id is not None:
            query = query.where(returned_mails.c.message_id == message_id)
        async with self.world.service.database.reading() as reading:
            return await reading.all(query)
