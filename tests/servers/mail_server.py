"""A whole mail server: Postfix takes mails over TLS with login, Dovecot holds the mailboxes, a counterparty's server is behind.

`remote.script(address, …)` decides what the counterparty's server says to an address at `REMOTE`.
"""

from __future__ import annotations

import asyncio
import imaplib
import os
import ssl
from dataclasses import dataclass
from pathlib import Path

from tests.servers.certificates import Authority
from tests.servers.dovecot import PASSWORD, DovecotServer
from tests.servers.mailbox import Mailbox
from tests.servers.postfix import LOCAL, USERS, PostfixServer
from tests.servers.process import remove_folder, temporary_folder, unprivileged_account

MISNAMED = ("mail.hoster.test", "smtp.hoster.test")
"""The names in the certificate of the port that a wrongly named server listens on."""


@dataclass(frozen=True)
class Account:
    """A user of the mail server, whose address, login and mailbox nobody else uses."""

    address: str
    password: str
    port: int
    trust: ssl.SSLContext

    def with_tag(self, tag: str) -> str:
        """`name+tag@domain`, which lands in the same mailbox."""
        name, _, domain = self.address.partition("@")
        return f"{name}+{tag}@{domain}"

    def imap(self) -> imaplib.IMAP4_SSL:
        """A connection that is logged in; log out of it."""
        client = imaplib.IMAP4_SSL("127.0.0.1", self.port, ssl_context=self.trust, timeout=10)
        client.login(self.address, self.password)
        return client

    def put(self, content: bytes, folder: str = "INBOX") -> None:
        """Lay a mail into a folder, as if it had arrived."""
        with self.imap() as client:
            status, _ = client.append(folder, "", "", content)
            assert status == "OK"

    async def arrived(self, count: int = 1, folder: str = "INBOX") -> list[bytes]:
        """The mails of a folder once there are so many; none before."""
        mails = await asyncio.to_thread(self.mails, folder)
        return mails if len(mails) >= count else []

    def mails(self, folder: str = "INBOX") -> list[bytes]:
        """The mails of a folder, oldest first; none when there is no such folder."""
        with self.imap() as client:
            if client.select(f'"{folder}"', readonly=True)[0] != "OK":
                return []
            _, (numbers,) = client.search(None, "ALL")
            found = [client.fetch(number, "(BODY.PEEK[])")[1][0] for number in numbers.decode().split()]
        return [part[1] for part in found if isinstance(part, tuple)]


class MailServer:
    """Postfix, Dovecot and a scriptable server behind them, in one temporary folder."""

    def __init__(self, authority: Authority) -> None:
        if os.geteuid() != 0:
            raise RuntimeError(
                "Postfix can only be started by root, also on free ports and in a folder of its own. "
                "Run the tests as root, or leave those of the real mail server out with `-m 'not postfix'`."
            )
        self.authority = authority
        self.remote = Mailbox()
        self._users = iter(USERS)
        self._folder = temporary_folder("mail-server")
        self._folder.chmod(0o711)
        chain, other_chain = (self._readable(authority.server_chain(*names)) for names in ((), MISNAMED))
        self.dovecot = DovecotServer(self._made("dovecot"), chain=chain)
        self.postfix = PostfixServer(
            self._made("postfix"),
            auth=self.dovecot.auth,
            chain=chain,
            other_chain=other_chain,
            remote_port=self.remote.port,
        )

    def start(self) -> None:
        """Start all of it."""
        account = unprivileged_account()
        mail = self._made("mail")
        if account is not None:
            os.chown(mail, account.pw_uid, account.pw_gid)
        self.remote.start()
        self.dovecot.start()
        self.postfix.start()

    def stop(self) -> None:
        """Stop all of it and remove what it kept."""
        self.postfix.stop()
        self.dovecot.stop()
        self.remote.stop()
        remove_folder(self._folder)

    def account(self) -> Account:
        """A user of one's own."""
        address = f"{next(self._users)}@{LOCAL}"
        return Account(address, PASSWORD, self.dovecot.port, self.authority.client_context())

    def _made(self, name: str) -> Path:
        path = self._folder / name
        path.mkdir(mode=0o755)
        return path

    def _readable(self, chain: Path) -> Path:
        copy = self._folder / chain.name
        copy.write_bytes(chain.read_bytes())
        copy.chmod(0o600)
        return copy
