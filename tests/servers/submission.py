"""A submission server with TLS that logs in by password or by token, and whose words about it a test can script.

Written on bare sockets, because a library's server neither offers XOAUTH2 nor says the wrong things on demand.
"""

from __future__ import annotations

import base64
import json
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any, Literal, Self

from tests.servers.ports import free_port


@dataclass(frozen=True)
class Try:
    """One login that was tried."""

    mechanism: str
    username: str
    secret: str


@dataclass(frozen=True)
class Taken:
    """A mail that was accepted, with who had logged in."""

    login: str
    sender: str
    recipient: str
    content: bytes


@dataclass
class Submission:
    """`secrets`: user name → the password or token that is right. Everything may be changed while it runs."""

    context: ssl.SSLContext
    secrets: dict[str, str] = field(default_factory=dict)
    mechanisms: tuple[str, ...] = ("PLAIN", "LOGIN", "XOAUTH2")
    kind: Literal["starttls", "implicit"] = "starttls"
    refusal: str = "535 5.7.8 Error: authentication failed"
    """`%s` in it is replaced by what the client sent, as careless servers do."""
    hang_up: bool = False
    """After a refused login the connection is dropped."""
    mail_reply: str = "250 2.1.0 OK"
    tries: list[Try] = field(default_factory=list)
    taken: list[Taken] = field(default_factory=list)
    port: int = field(default_factory=free_port)
    _listener: socket.socket | None = None

    def start(self) -> None:
        self._listener = socket.create_server(("127.0.0.1", self.port))
        threading.Thread(target=self._accept, args=(self._listener,), daemon=True).start()

    def stop(self) -> None:
        if self._listener is not None:
            with suppress(OSError):
                self._listener.shutdown(socket.SHUT_RDWR)
            self._listener.close()
            self._listener = None

    def _accept(self, listener: socket.socket) -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        with suppress(OSError, ssl.SSLError, ValueError, EOFError), _Conversation(self, connection) as conversation:
            if self.kind == "implicit":
                conversation.encrypt()
            conversation.run()


class _Conversation:
    """One connection, line by line."""

    def __init__(self, server: Submission, connection: socket.socket) -> None:
        self._server = server
        self._connection = connection
        self._lines = connection.makefile("rb")
        self._login = self._sender = self._recipient = ""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._lines.close()
        self._connection.close()

    def encrypt(self) -> None:
        self._lines.close()
        plain = self._connection
        try:
            self._connection = self._server.context.wrap_socket(plain, server_side=True)
        finally:
            plain.close()
        self._lines = self._connection.makefile("rb")

    def run(self) -> None:
        self._say("220 submission.test ESMTP")
        while line := self._read():
            verb, _, rest = line.partition(" ")
            match verb.upper():
                case "EHLO":
                    self._greet()
                case "STARTTLS":
                    self._say("220 2.0.0 Ready")
                    self.encrypt()
                case "AUTH":
                    if not self._authenticate(*rest.split(" ", 1)):
                        return
                case "MAIL":
                    self._sender = rest[rest.index("<") + 1 : rest.index(">")]
                    self._say(self._server.mail_reply)
                case "RCPT":
                    self._recipient = rest[rest.index("<") + 1 : rest.index(">")]
                    self._say("250 2.1.5 OK")
                case "DATA":
                    self._take()
                case "QUIT":
                    self._say("221 2.0.0 Bye")
                    return
                case _:
                    self._say("250 2.0.0 OK")

    def _greet(self) -> None:
        encrypted = isinstance(self._connection, ssl.SSLSocket)
        extensions = ["PIPELINING", "SIZE 36700160"]
        extensions += [f"AUTH {' '.join(self._server.mechanisms)}"] if encrypted else ["STARTTLS"]
        lines = ["submission.test", *extensions]
        for line in lines[:-1]:
            self._say(f"250-{line}")
        self._say(f"250 {lines[-1]}")

    def _authenticate(self, mechanism: str, initial: str = "") -> bool:
        """Whether the conversation goes on."""
        sent = initial
        if mechanism.upper() == "LOGIN":
            self._say("334 UGFzc3dvcmQ6")
            sent = self._read()
            username, secret = _decoded(initial), _decoded(sent)
        elif mechanism.upper() == "PLAIN":
            _, username, secret = _decoded(initial).split("\0")
        else:
            user, bearer = _decoded(initial).split("\x01")[:2]
            username, secret = user.removeprefix("user="), bearer.removeprefix("auth=Bearer ")
        self._server.tries.append(Try(mechanism.upper(), username, secret))
        if self._server.secrets.get(username) == secret:
            self._login = username
            self._say("235 2.7.0 Accepted")
            return True
        if mechanism.upper() == "XOAUTH2":
            challenge = {"status": "401", "schemes": "bearer", "scope": "https://mail.google.com/"}
            self._say(f"334 {base64.b64encode(json.dumps(challenge).encode()).decode()}")
            self._read()
        self._say(self._server.refusal.replace("%s", f"{sent} {secret}"))
        return not self._server.hang_up

    def _take(self) -> None:
        self._say("354 Go ahead")
        content = b""
        while (line := self._lines.readline()) not in (b".\r\n", b""):
            content += line
        self._server.taken.append(Taken(self._login, self._sender, self._recipient, content))
        self._say(f"250 2.0.0 Ok: queued as {len(self._server.taken):08X}")

    def _read(self) -> str:
        return self._lines.readline().decode().rstrip("\r\n")

    def _say(self, line: str) -> None:
        self._connection.sendall(f"{line}\r\n".encode())


def _decoded(text: str) -> str:
    return base64.b64decode(text).decode()


@contextmanager
def submission(context: ssl.SSLContext, **given: Any) -> Iterator[Submission]:
    """A server that listens inside the block."""
    server = Submission(context, **given)
    server.start()
    try:
        yield server
    finally:
        server.stop()
