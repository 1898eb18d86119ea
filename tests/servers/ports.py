"""Free loopback ports that stay free while a server is down."""

from __future__ import annotations

import os
import random
import socket
import time
from collections.abc import Callable

# Below the range the kernel hands out for outgoing connections. A client that keeps dialling a dead server on a
# port of that range can end up connected to itself, and then the server cannot come back to its own port.
LOWEST, HIGHEST = 12_000, 31_999
SHARES = 4
_given: set[int] = set()


def free_port() -> int:
    """A port of 127.0.0.1 on which nobody listens now, and that nobody else of this test run was given of late: whoever asks may
    listen on it much later."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "").removeprefix("gw")
    share = (int(worker) + 1) % SHARES if worker.isdigit() else 0
    width = (HIGHEST - LOWEST + 1) // SHARES
    mine = range(LOWEST + share * width, LOWEST + (share + 1) * width)
    if len(_given) > width // 2:
        _given.clear()
    for _ in range(200):
        port = random.SystemRandom().choice(mine)
        if port in _given:
            continue
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            _given.add(port)
            return port
    raise RuntimeError(f"no free port between {LOWEST} and {HIGHEST} on 127.0.0.1")


def answers(port: int, greeting: bytes = b"", timeout: float = 1.0) -> bool:
    """Whether something accepts on the port, and, when a greeting is given, says something back to it."""
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=timeout) as connection:
            if not greeting:
                return True
            connection.sendall(greeting)
            return bool(connection.recv(1))
    except OSError:
        return False


def until(condition_name: str, ready: Callable[[], bool], timeout: float = 60.0, pause: float = 0.05) -> None:
    """Poll `ready()` until it is true; RuntimeError naming the condition after `timeout` seconds."""
    deadline = time.monotonic() + timeout
    while not ready():
        if time.monotonic() > deadline:
            raise RuntimeError(f"waited {timeout:.0f} s in vain: {condition_name}")
        time.sleep(pause)
