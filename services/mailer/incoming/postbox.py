"""The platform's mailbox over IMAP: look, read a piece of each mail, lay it into a folder. Nothing is deleted.

Runs in a thread, always over TLS with the server's certificate checked. What cannot be moved stays and
is read again.
"""

from __future__ import annotations

import imaplib
import re
import ssl
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from imap_tools import MailBox
from imap_tools.errors import ImapToolsError, MailboxLoginError
from pydantic import SecretStr

from services.mailer.incoming.anatomy import MOST_BYTES, one_line

BROKEN = (imaplib.IMAP4.error, ImapToolsError, OSError, EOFError)
"""What a conversation dies of."""

_ARRIVED = re.compile(rb'INTERNALDATE "\s*([^"]{10,40})"')


class Refused(Exception):
    """The server does not let us in; the text is the server's, without the password."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """Where the mailbox is and what its folders are called."""

    host: str
    port: int
    user: str
    password: SecretStr = field(repr=False)
    folder: str
    understood: str
    unclear: str
    tls: ssl.SSLContext
    seconds: float = 30.0
    """Patience for each word of the server."""


@dataclass(frozen=True, slots=True)
class Incoming:
    """One mail as it lies in the folder: at most its first quarter of a megabyte."""

    uid: int
    content: bytes
    arrived_at: datetime | None


class Postbox:
    """An open mailbox; every method talks to the server and blocks."""

    def __init__(self, access: Access) -> None:
        """Connect, log in, choose the folder. Raises `Refused` or one of `BROKEN`."""
        self._access = access
        self._box = MailBox(access.host, access.port, timeout=access.seconds, ssl_context=access.tls)
        try:
            self._log_in()
            # What it can do is only told in full once we are known; moving is one of it.
            _, answer = self._box.client.capability()
            self._box.client.capabilities = tuple(answer[-1].decode("ascii", "replace").upper().split())
            self._box.folder.set(access.folder)
            self.uid_validity = self._number("UIDVALIDITY")
            self._folders: set[str] = set()
        except BaseException:
            self.close()
            raise

    def _log_in(self) -> None:
        user, password = self._access.user, self._access.password.get_secret_value()
        login = self._box.login if (user + password).isascii() else self._box.login_utf8
        try:
            login(user, password, initial_folder=None)
        except (MailboxLoginError, imaplib.IMAP4.error) as error:
            said = one_line(str(error).replace(password, "***"))[:300]
            raise Refused(said) from None

    def _number(self, name: str) -> int:
        _, values = self._box.client.response(name)
        last: Any = values[-1] if values else None
        return int(last) if last and bytes(last).isdigit() else 0

    def uids(self, after: int, limit: int) -> list[int]:
        """The next mails behind a place, oldest first."""
        found = sorted(int(uid) for uid in self._box.uids(f"UID {after + 1}:*", charset=None))
        # "5:*" means at least the last mail, also when that is the fourth.
        return [uid for uid in found if uid > after][:limit]

    def read(self, uid: int) -> Incoming | None:
        """The beginning of a mail; None when it is not there any more."""
        _, answer = self._box.client.uid("FETCH", str(uid), f"(INTERNALDATE BODY.PEEK[]<0.{MOST_BYTES}>)")
        for part in answer or ():
            if isinstance(part, tuple) and len(part) == 2:
                return Incoming(uid, bytes(part[1]), _moment(bytes(part[0])))
        return None

    def move(self, uids: Sequence[int], *, understood: bool) -> None:
        """Lay mails into one of the two folders, which is made when it is not there yet."""
        if not uids:
            return
        folder = self._access.understood if understood else self._access.unclear
        if folder not in self._folders:
            if not self._box.folder.exists(folder):
                self._box.folder.create(folder)
            self._folders.add(folder)
        self._box.move([str(uid) for uid in uids], folder)

    def close(self) -> None:
        """Leave; what goes wrong now has no meaning any more."""
        with suppress(*BROKEN, AttributeError):
            self._box.logout()


def _moment(line: bytes) -> datetime | None:
    found = _ARRIVED.search(line)
    if found is None:
        return None
    try:
        moment = datetime.strptime(found[1].decode("ascii"), "%d-%b-%Y %H:%M:%S %z")
    except ValueError:
        return None
    return moment.astimezone(UTC)
