"""A load generator that costs little: kept connections send ready bytes, one request after another, and note the times."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field


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
    places = iter(range(len(requests)))
    started = time.perf_counter()
    await asyncio.gather(
        *(
            _connection(port, requests, places, result, started, per_second)
            for _ in range(min(connections, len(requests)))
        )
    )
    result.seconds = time.perf_counter() - started
    return result


async def _connection(
    port: int, requests: Sequence[bytes], places: Iterator[int], result: Load, started: float, per_second: float
) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    for place in places:
        due = time.perf_counter()
        if per_second:
            due = started + place / per_second
            if (wait := due - time.perf_counter()) > 0:
                await asyncio.sleep(wait)
        writer.write(requests[place])
        head = await reader.readuntil(b"\r\n\r\n")
        length = int(head.lower().partition(b"content-length:")[2].partition(b"\r\n")[0])
        await reader.readexactly(length)
        now = time.perf_counter()
        status = int(head[9:12])
        result.latencies.append(now - due)
        result.statuses[status] = result.statuses.get(status, 0) + 1
        result.done[place] = time.time()
    writer.close()
    await writer.wait_closed()


def get(path: str, host: str) -> bytes:
    return f"GET {path} HTTP/1.1\r\nHost: {host}\r\nUser-Agent: Mozilla/5.0 Firefox/140.0\r\nAccept: text/html\r\n\r\n".encode()


def post(path: str, host: str, body: bytes) -> bytes:
    head = (
        f"POST {path} HTTP/1.1\r\nHost: {host}\r\nUser-Agent: Mozilla/5.0 Firefox/140.0\r\nSec-Fetch-Site: same-origin\r\n"
        f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body
