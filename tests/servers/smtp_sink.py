"""Postfix's smtp-sink: a fast real SMTP server that keeps or drops what it takes, and fails on request."""

from __future__ import annotations

import email
import email.errors
import email.policy
import os
import shutil
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path

from tests.servers.ports import answers, free_port, until
from tests.servers.process import ChildProcess, remove_folder, temporary_folder, unprivileged_account


@dataclass(frozen=True)
class SunkMail:
    """One transaction that reached the end of its body."""

    sender: str
    recipients: list[str]
    message: EmailMessage


class SmtpSink:
    """smtp-sink on a free port.

    `flags` are its own fault flags: `-f RCPT -B "550 5.1.1 unknown"` refuses for good, `-r RCPT -b "450 4.2.1 busy"`
    for now, `-q .` drops the connection after the body without a word, `-Q CONNECT` says 421, `-w 2` delays.
    With `keep` every mail is a file and `mails()` reads them; without, it is a bare counter for load.
    """

    def __init__(self, *flags: str, keep: bool = True, backlog: int = 500) -> None:
        self.host = "127.0.0.1"
        self.port = free_port()
        self._flags = flags
        self._backlog = backlog
        self._account = unprivileged_account()
        self._folder = temporary_folder("smtp-sink", self._account)
        self._keep = keep
        self._server: ChildProcess | None = None

    def start(self) -> None:
        """Start and return once it accepts connections."""
        path = os.environ.get("PATH", "") + ":/usr/sbin:/usr/local/sbin"
        program = shutil.which("smtp-sink", path=path)
        if program is None:
            raise RuntimeError("smtp-sink is not installed: run `make packages`")
        # It changes to the account by itself, after binding; started as root it insists on being told which.
        account = ["-u", self._account.pw_name] if self._account else []
        keep = ["-d", f"{self._folder}/mail."] if self._keep else []
        address = f"{self.host}:{self.port}"
        command = [program, *account, *keep, *self._flags, address, str(self._backlog)]
        self._server = ChildProcess(command, self._folder / "smtp-sink.log")
        until("smtp-sink answers", self._serves, timeout=20)

    def stop(self) -> None:
        """End it and remove what it kept."""
        self.kill()
        remove_folder(self._folder)

    def kill(self) -> None:
        """End it at once, keep what it has stored; `start()` brings it back on its port."""
        if self._server is not None:
            self._server.kill()
            self._server = None

    def mails(self) -> list[SunkMail]:
        """Every stored mail, oldest first; one that is still arriving is not stored yet."""
        files = sorted(self._folder.glob("mail.*"), key=lambda path: path.stat().st_mtime_ns)
        return [mail for mail in map(_read, files) if _is_complete(mail.message)]

    def stored(self) -> int:
        """How many mails have begun to be stored; cheap enough to ask all the time."""
        return sum(name.startswith("mail.") for name in os.listdir(self._folder))  # noqa: PTH208  # names alone are enough

    def _serves(self) -> bool:
        assert self._server is not None
        self._server.require_running()
        return answers(self.port)


def _is_complete(message: EmailMessage) -> bool:
    """The file grows while the body arrives: a multipart message is whole once its last boundary is there."""
    unfinished = (email.errors.StartBoundaryNotFoundDefect, email.errors.CloseBoundaryNotFoundDefect)
    if any(isinstance(defect, unfinished) for defect in message.defects):
        return False
    return message.is_multipart() or bool(message.get_payload())


def _read(path: Path) -> SunkMail:
    """Split smtp-sink's own `X-…-Args` lines off the message that it took."""
    message = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    sender = str(message.get("X-Mail-Args", ""))
    recipients = [str(value) for value in message.get_all("X-Rcpt-Args", [])]
    for name in ("X-Client-Addr", "X-Client-Proto", "X-Helo-Args", "X-Mail-Args", "X-Rcpt-Args"):
        del message[name]
    return SunkMail(_address(sender), [_address(value) for value in recipients], message)


def _address(arguments: str) -> str:
    """`<a@x.test> BODY=8BITMIME` → `a@x.test`."""
    return arguments.split(">")[0].split("<")[-1].strip()
