"""A load generator that costs little: kept connections send ready bytes, one request after another, and note the times."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import cast


@dataclass
class Load:
    """What came of it. `latencies` in seconds; `statuses`: how often which; `done`: when each was answered, by its place."""

    seconds: float = 0.0
    latencies: list[float] = field(default_factory=list)
    statuses: dict[int, int] = field(default_factory=dict)
    done: dict[int, float] = field(default_factory=dict)

    @property
    def rate(self) -> float:
        return len(self.latencies) / self.seconds

    def percentile(self, share: float) -> float:
        ordered = sorted(self.latencies)
        return ordered[min(int(len(ordered) * share), len(ordered) - 1)]


async def load(port: int, requests: Sequence[bytes], *, connections: int, per_second: float = 0.0) -> Load:
    """Send every request once. `per_second`: at this pace, waiting counted from when it was due; 0: as fast as can be."""
    result = Load()
    loop = asyncio.get_running_loop()
    round_ = _Round(requests, result, iter(range(len(requests))), time.perf_counter(), per_second)
    opened = [
        (await loop.create_connection(lambda: _Connection(round_), "127.0.0.1", port))[1]
        for _ in range(min(connections, len(requests)))
    ]
    try:
        round_.started = time.perf_counter()
        for connection in opened:
            connection.send_next()
        await asyncio.gather(*(connection.ended for connection in opened))
        result.seconds = time.perf_counter() - round_.started
    finally:
        for connection in opened:
            connection.close()
    return result


@dataclass
class _Round:
    """What the connections of one load share."""

    requests: Sequence[bytes]
    result: Load
    places: Iterator[int]
    started: float
    per_second: float


class _Connection(asyncio.Protocol):
    """One kept connection. No streams: they cost as much again as all that is measured here of the client."""

    def __init__(self, round_: _Round) -> None:
        self._round = round_
        self._place = 0
        self._due = 0.0
        self._received = bytearray()
        self._wanted = 0
        self.ended: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)

    def connection_lost(self, error: Exception | None) -> None:
        if not self.ended.done():
            self.ended.set_exception(error or ConnectionError("the server closed a kept connection"))

    def send_next(self) -> None:
        place = next(self._round.places, None)
        if place is None:
            self.ended.set_result(None)
            return
        self._place, self._due = place, time.perf_counter()
        if self._round.per_second:
            self._due = self._round.started + place / self._round.per_second
            if (wait := self._due - time.perf_counter()) > 0:
                asyncio.get_running_loop().call_later(wait, self._send)
                return
        self._send()

    def _send(self) -> None:
        self._transport.write(self._round.requests[self._place])

    def data_received(self, data: bytes) -> None:
        self._received += data
        if not self._wanted:
            end = self._received.find(b"\r\n\r\n")
            if end < 0:
                return
            head = bytes(self._received[:end]).lower()
            self._wanted = end + 4 + int(head.partition(b"content-length:")[2].partition(b"\r\n")[0])
        if len(self._received) >= self._wanted:
            self._answered(int(self._received[9:12]))

    def _answered(self, status: int) -> None:
        result = self._round.result
        result.latencies.append(time.perf_counter() - self._due)
        result.statuses[status] = result.statuses.get(status, 0) + 1
        result.done[self._place] = time.time()
        self._received.clear()
        self._wanted = 0
        self.send_next()

    def close(self) -> None:
        if not self.ended.done():
            self.ended.cancel()
        self._transport.close()


def get(path: str, host: str) -> bytes:
    return f"GET {path} HTTP/1.1\r\nHost: {host}\r\nUser-Agent: Mozilla/5.0 Firefox/140.0\r\nAccept: text/html\r\n\r\n".encode()


def post(path: str, host: str, body: bytes) -> bytes:
    head = (
        f"POST {path} HTTP/1.1\r\nHost: {host}\r\nUser-Agent: Mozilla/5.0 Firefox/140.0\r\nSec-Fetch-Site: same-origin\r\n"
        f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body
