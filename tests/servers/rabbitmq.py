"""An own RabbitMQ node: own name, cookie, port mapper and database, listening on loopback only.

The mapper (epmd) is started here as a child on a free port. Left to itself the node would start a daemon on the
machine's port 4369 that outlives the test run and would be shared with the machine's own node.
"""

from __future__ import annotations

import json
import os
import secrets
import shutil
import signal
import subprocess
from pathlib import Path
from typing import Any

import httpx

from tests.servers.ports import answers, free_port, until
from tests.servers.process import ChildProcess, remove_folder, temporary_folder

AMQP_GREETING = b"AMQP\x00\x00\x09\x01"
# The scripts under /usr/sbin insist on the account of the system service; these do not.
SCRIPTS = Path("/usr/lib/rabbitmq/bin")


class RabbitServer:
    """A node of one test run. Freshly declared quorum queues need a moment before they survive a `kill()`."""

    def __init__(self) -> None:
        if not (SCRIPTS / "rabbitmq-server").exists():
            raise RuntimeError("RabbitMQ is not installed: run `make packages`")
        self.port = free_port()
        self.api_port = free_port()
        self._mapper_port = free_port()
        self._node = f"mutabakat-{secrets.token_hex(4)}@localhost"
        self._folder = temporary_folder("rabbitmq")
        self._env = self._environment()
        self._mapper: ChildProcess | None = None
        self._server: ChildProcess | None = None

    @property
    def url(self) -> str:
        """`amqp://` address of the administrator, on the default virtual host."""
        return f"amqp://guest:guest@127.0.0.1:{self.port}/"

    @property
    def api_url(self) -> str:
        """Address of the management interface, with the administrator's name and password."""
        return f"http://guest:guest@127.0.0.1:{self.api_port}"

    def start(self) -> None:
        """Start the mapper and the node; return once clients and the management interface are served."""
        if self._mapper is None:
            self._write_configuration()
            epmd = shutil.which("epmd") or "epmd"
            self._mapper = ChildProcess(
                [epmd, "-port", str(self._mapper_port), "-address", "127.0.0.1"],
                self._folder / "epmd.log",
                env=self._env,
            )
            until("epmd answers", lambda: answers(self._mapper_port), timeout=20)
        self._server = ChildProcess(
            [SCRIPTS / "rabbitmq-server"], self._folder / "rabbitmq.log", env=self._env, cwd=self._folder
        )
        until("RabbitMQ serves", self._serves, timeout=120, pause=0.1)

    def stop(self) -> None:
        """End the node and the mapper, remove their folder."""
        if self._server is not None:
            self._server.kill()  # its data go with the folder; an orderly end takes it six seconds
            self._server = None
        if self._mapper is not None:
            self._mapper.kill()
            self._mapper = None
        remove_folder(self._folder)

    def kill(self) -> None:
        """`kill -9` of the node."""
        assert self._server is not None, "not started"
        self._server.kill()
        self._server = None
        # The mapper notices the closed socket; only then is the name free again.
        until("epmd forgets the node", lambda: self._node.split("@")[0] not in self._known_nodes(), timeout=20)

    def restart(self) -> None:
        """Start again after `kill()`, or stop and start; the same ports, the same data."""
        if self._server is not None:
            self._server.stop(signal.SIGTERM)
            self._server = None
        self.start()

    def stop_app(self) -> None:
        """Close every connection and stop serving; the Erlang node stays up."""
        self.ctl("stop_app")

    def start_app(self) -> None:
        """Serve again after `stop_app()`."""
        self.ctl("start_app")
        until("RabbitMQ serves", self._serves, timeout=60, pause=0.1)

    def list_queues(self, vhost: str = "/") -> list[dict[str, Any]]:
        """Name, type, arguments, consumers and message counts of every queue, straight from the node."""
        columns = ["name", "type", "arguments", "consumers", "messages", "messages_ready", "messages_unacknowledged"]
        output = self.ctl("list_queues", "--quiet", "--vhost", vhost, "--formatter", "json", *columns)
        queues: list[dict[str, Any]] = json.loads(output)
        return queues

    def ctl(self, *arguments: str) -> str:
        """Run rabbitmqctl on this node; RuntimeError with its words on an error. Takes a second or two."""
        result = subprocess.run(
            [str(SCRIPTS / "rabbitmqctl"), *arguments],
            env=self._env,
            cwd=self._folder,
            capture_output=True,
            text=True,
            timeout=90,
            check=False,
        )
        if result.returncode:
            raise RuntimeError(f"rabbitmqctl {arguments[0]}: {(result.stderr or result.stdout).strip()}")
        return result.stdout

    def _serves(self) -> bool:
        assert self._server is not None
        self._server.require_running()
        if not answers(self.port, AMQP_GREETING):
            return False
        try:
            return httpx.get(f"{self.api_url}/api/overview", timeout=5).status_code == httpx.codes.OK
        except httpx.HTTPError:
            return False

    def _known_nodes(self) -> str:
        names = subprocess.run(
            ["epmd", "-port", str(self._mapper_port), "-names"],
            env=self._env, capture_output=True, text=True, timeout=10, check=False,
        )  # fmt: skip
        return names.stdout

    def _environment(self) -> dict[str, str]:
        folder = self._folder
        return {
            "PATH": os.environ.get("PATH", "/usr/bin:/bin"),
            "LANG": "C.UTF-8",
            "HOME": str(folder),
            "ERL_EPMD_PORT": str(self._mapper_port),
            "ERL_EPMD_ADDRESS": "127.0.0.1",
            "RABBITMQ_NODENAME": self._node,
            "RABBITMQ_DIST_PORT": str(free_port()),
            "RABBITMQ_MNESIA_BASE": str(folder / "mnesia"),
            "RABBITMQ_LOG_BASE": str(folder / "log"),
            "RABBITMQ_PID_FILE": str(folder / "pid"),
            "RABBITMQ_CONF_ENV_FILE": str(folder / "rabbitmq-env.conf"),
            "RABBITMQ_CONFIG_FILE": str(folder / "rabbitmq.conf"),
            "RABBITMQ_ADVANCED_CONFIG_FILE": str(folder / "advanced.config"),
            "RABBITMQ_ENABLED_PLUGINS_FILE": str(folder / "enabled_plugins"),
            # Two schedulers that sleep when idle: the tests share the machine with what they test.
            "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": (
                "+S 2:2 +sbwt none +sbwtdcpu none +sbwtdio none -kernel inet_dist_use_interface {127,0,0,1}"
            ),
        }

    def _write_configuration(self) -> None:
        cookie = self._folder / ".erlang.cookie"
        cookie.write_text(secrets.token_hex(16))
        cookie.chmod(0o400)
        (self._folder / "rabbitmq-env.conf").write_text("")  # instead of the machine's own
        (self._folder / "advanced.config").write_text("[].\n")
        (self._folder / "enabled_plugins").write_text("[rabbitmq_management].\n")
        (self._folder / "rabbitmq.conf").write_text(
            f"listeners.tcp.1 = 127.0.0.1:{self.port}\n"
            f"management.tcp.ip = 127.0.0.1\n"
            f"management.tcp.port = {self.api_port}\n"
            "disk_free_limit.absolute = 50MB\n"
            "vm_memory_high_watermark.absolute = 1GB\n"
            "log.console = true\nlog.file = false\nlog.console.level = warning\n"
        )
