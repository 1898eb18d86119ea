"""A receiver of webhooks whose every answer a test can script: one that refuses, redirects, hangs up, dribbles or never ends."""

from __future__ import annotations

import asyncio
import json
import ssl
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from tests.servers.ports import free_port


@dataclass(frozen=True)
class Received:
    """One call as it came."""

    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def webhook_id(self) -> str:
        return self.headers["webhook-id"]

    @property
    def told(self) -> Any:
        return json.loads(self.body)


@dataclass
class WebhookReceiver:
    """Answers with what `answers` holds, in order, the last one again and again; keeps what it was sent.

    An answer is a status with headers and body, or one of the words of `MISDEEDS`.
    """

    context: ssl.SSLContext | None = None
    host: str = "127.0.0.1"
    answers: list[tuple[int, dict[str, str], bytes] | str] = field(default_factory=lambda: [(200, {}, b"ok")])
    received: list[Received] = field(default_factory=list)
    connections: int = 0
    port: int = field(default_factory=free_port)
    _server: asyncio.Server | None = None
    _busy: set[asyncio.Task[None]] = field(default_factory=set)

    def gives(self, status: int, body: bytes = b"", **headers: str) -> None:
        """From now on this answer."""
        self.answers = [(status, {name.replace("_", "-"): value for name, value in headers.items()}, body)]

    def misbehaves(self, how: str) -> None:
        """From now on `hang_up`, `silence`, `dribble` (a good status, then one byte at a time), `endless` or `nonsense`."""
        self.answers = [how]

    @property
    def url(self) -> str:
        return f"{'https' if self.context else 'http'}://localhost:{self.port}/hook"

    async def start(self) -> None:
        self._server = await asyncio.start_server(self._serve, self.host, self.port, ssl=self.context)

    async def stop(self) -> None:
        if self._server is not None:
            self._server.close()
            for task in self._busy:
                task.cancel()
            await asyncio.gather(*self._busy, return_exceptions=True)
            self._server = None

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._busy.add(task)
        self.connections += 1
        try:
            while await self._one(reader, writer):
                pass
        except (OSError, EOFError, asyncio.CancelledError):
            pass
        finally:
            self._busy.discard(task)
            writer.close()
            with suppress(OSError, asyncio.CancelledError):
                await writer.wait_closed()

    async def _one(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        """One request; whether another may follow on the same connection."""
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        headers = {name.strip().lower(): value.strip() for name, _, value in (line.partition(":") for line in head[1:])}
        body = await reader.readexactly(int(headers.get("content-length", "0")))
        self.received.append(Received(head[0].split(" ")[1], headers, body))
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, str):
            await _misbehave(answer, writer)
            return False
        status, more, content = answer
        lines = [f"HTTP/1.1 {status} x", f"content-length: {len(content)}", *(f"{k}: {v}" for k, v in more.items())]
        writer.write("\r\n".join([*lines, "", ""]).encode() + content)
        await writer.drain()
        return True


async def _misbehave(how: str, writer: asyncio.StreamWriter) -> None:
    if how == "hang_up":
        return
    if how == "nonsense":
        writer.write(b"\x00\x01 not HTTP at all\r\n\r\n")
        await writer.drain()
        return
    if how == "silence":
        await asyncio.sleep(60)
    writer.write(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n")
    while True:
        chunk = b"x" if how == "dribble" else b"x" * 65536
        writer.write(f"{len(chunk):x}\r\n".encode() + chunk + b"\r\n")
        await writer.drain()
        await asyncio.sleep(0.2 if how == "dribble" else 0)
