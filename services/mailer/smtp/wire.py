"""Reads SMTP replies off a connection, however they are cut into pieces, and hands them out in order.

Several commands may be under way. A reply that nobody asked for, such as the farewell of a server that closes an idle connection,
is never taken for the answer to a later command: whoever speaks next is told that the connection is over.
"""

from __future__ import annotations

import asyncio
from collections import deque

from services.mailer.domain.replies import Reply
from services.mailer.transport import Interrupted

LONGEST_LINE = 2048
LONGEST_REPLY = 64 * 1024


class Wire(asyncio.Protocol):
    """One connection's incoming side."""

    def __init__(self) -> None:
        self._pending = b""
        self._texts: list[str] = []
        self._size = 0
        self._replies: deque[Reply] = deque()
        self._waiter: asyncio.Future[None] | None = None
        self.over = ""
        """Why no further reply will come; empty while one may."""

    @property
    def unasked(self) -> bool:
        """Whether something has arrived that no command waits for."""
        return bool(self._replies or self._texts or self._pending)

    async def reply(self, patience: float) -> Reply:
        """The next reply. Raises `Interrupted` when there will be none within `patience` seconds."""
        if not self._replies:
            await self._arrival(patience)
        return self._replies.popleft()

    async def _arrival(self, patience: float) -> None:
        if self.over:
            raise Interrupted(self.over)
        self._waiter = asyncio.get_running_loop().create_future()
        try:
            async with asyncio.timeout(patience):
                await self._waiter
        except TimeoutError:
            raise Interrupted(f"no reply within {patience:g} s") from None
        finally:
            self._waiter = None
        if not self._replies:
            raise Interrupted(self.over)

    def data_received(self, data: bytes) -> None:
        *lines, self._pending = (self._pending + data).split(b"\n")
        for line in lines:
            if self.over:
                return
            self._take(line)
        if len(self._pending) > LONGEST_LINE:
            self._end("a line without an end")

    def _take(self, line: bytes) -> None:
        code, more, text = line[:3], line[3:4], line[4:]
        self._size += len(line)
        if not code.isdigit() or len(code) != 3 or more.strip() not in (b"", b"-"):
            self._end("no SMTP reply")
        elif self._size > LONGEST_REPLY or len(line) > LONGEST_LINE:
            self._end("a reply without an end")
        else:
            self._texts.append(text.decode("utf-8", "replace").strip())
            if more != b"-":
                self._replies.append(Reply.of(int(code), "\n".join(self._texts)))
                self._texts, self._size = [], 0
                self._wake()

    def eof_received(self) -> bool:
        self._end("the server hung up")
        return False

    def connection_lost(self, exc: Exception | None) -> None:
        self._end(f"connection lost: {type(exc).__name__}" if exc else "connection lost")

    def _end(self, why: str) -> None:
        self.over = self.over or why
        self._wake()

    def _wake(self) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)
