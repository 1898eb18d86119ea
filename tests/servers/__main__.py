"""Start the servers that all tests share, run a command beside them, stop them, and end as the command did.

    python -m tests.servers COMMAND ARGUMENT…

The command finds the addresses in the environment (`tests/servers/shared.py`).
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from types import FrameType

from tests.servers.postgres import PostgresServer
from tests.servers.rabbitmq import RabbitServer
from tests.servers.shared import POSTGRES, RABBIT, RABBIT_API


def main(command: list[str]) -> int:
    """The command's exit code; 2 when a server did not start."""
    if not command:
        sys.stderr.write("usage: python -m tests.servers COMMAND ARGUMENT…\n")
        return 2
    signal.signal(signal.SIGTERM, _interrupt)
    postgres, rabbit = PostgresServer(waits_for_disk=False), RabbitServer()
    try:
        failures = _start_together(postgres, rabbit)
        if failures:
            sys.stderr.write("".join(f"[servers] {failure}\n" for failure in failures))
            return 2
        addresses = {POSTGRES: postgres.url, RABBIT: rabbit.url, RABBIT_API: rabbit.api_url}
        return _run(command, {**os.environ, **addresses})
    finally:
        postgres.stop()
        rabbit.stop()


def _start_together(*servers: PostgresServer | RabbitServer) -> list[str]:
    failures: list[str] = []

    def start(server: PostgresServer | RabbitServer) -> None:
        try:
            server.start()
        except RuntimeError as error:
            failures.append(str(error))

    threads = [threading.Thread(target=start, args=(server,)) for server in servers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return failures


def _run(command: list[str], env: dict[str, str]) -> int:
    child = subprocess.Popen(command, env=env)
    while True:
        try:
            return child.wait()
        except KeyboardInterrupt:  # Ctrl-C reached the child as well: let it write its report
            child.send_signal(signal.SIGINT)


def _interrupt(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
