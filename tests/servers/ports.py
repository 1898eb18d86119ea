"""Free loopback ports that stay free while a server is down."""

from __future__ import annotations

import random
import socket
import time
from collections.abc import Callable

# Below the range the kernel hands out for outgoing connections. A client that keeps dialling a dead server on a
# port of that range can end up connected to itself, and then the server cannot come back to its own port.
LOWEST, HIGHEST = 12_000, 31_999


def free_port() -> int:
    """A port of 127.0.0.1 on which nobody listens now."""
    for _ in range(200):
        port = random.SystemRandom().randint(LOWEST, HIGHEST)
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
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
