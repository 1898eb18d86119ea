"""An own PostgreSQL cluster that loses nothing when it is killed; measured ones also wait for the disk, as in production."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
from collections.abc import Mapping
from pathlib import Path

from tests.servers.ports import free_port, until
from tests.servers.process import ChildProcess, remove_folder, temporary_folder, unprivileged_account

SUPERUSER = "postgres"
AS_DEPLOYED = {"shared_buffers": "512MB", "max_wal_size": "4GB", "checkpoint_timeout": "15min"}
"""What `deploy/compose.yaml` sets, and therefore what is measured: by itself PostgreSQL takes 128 MB and a checkpoint each GB."""


def binaries() -> Path:
    """The folder of initdb, postgres and psql: Debian's newest version, else what PATH knows."""
    versions = sorted(
        (path for path in Path("/usr/lib/postgresql").glob("*/bin") if (path / "initdb").exists()),
        key=lambda path: float(path.parent.name),
    )
    if versions:
        return versions[-1]
    found = shutil.which("initdb")
    if found is None:
        raise RuntimeError("PostgreSQL is not installed: run `make packages`")
    return Path(found).resolve().parent


class PostgresClient:
    """psql against a running cluster, by the superuser's address `postgresql://postgres@127.0.0.1:port`."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.port = int(url.rsplit(":", 1)[1])

    def sql(self, statement: str, database: str = "postgres", user: str = SUPERUSER) -> str:
        """Run statements through psql and return its plain output; RuntimeError with psql's words on an error."""
        command = [str(binaries() / "psql"), "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-c", statement]
        return self._psql(command, database, user, {})

    def sql_file(self, path: Path, database: str = "postgres", env: Mapping[str, str] | None = None) -> str:
        """Run a file through psql; `env` is for what it reads from the environment itself."""
        command = [str(binaries() / "psql"), "-X", "-q", "-v", "ON_ERROR_STOP=1", "-f", str(path)]
        return self._psql(command, database, SUPERUSER, env or {})

    def _psql(self, command: list[str], database: str, user: str, env: Mapping[str, str]) -> str:
        server = {"PGHOST": "127.0.0.1", "PGPORT": str(self.port), "PGUSER": user, "PGDATABASE": database}
        result = subprocess.run(
            command,
            env={**os.environ, **server, "PGCLIENTENCODING": "UTF8", **env},
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        if result.returncode:
            raise RuntimeError(f"psql: {result.stderr.strip()}")
        return result.stdout.strip()


class PostgresServer:
    """A cluster of one test run. `kill()` is a power cut for the server; `restart()` brings it back on its port."""

    def __init__(self, *, waits_for_disk: bool = True) -> None:
        """`waits_for_disk`: as it is deployed. Without it only a power cut of the machine could tell the difference, and no test
        has one."""
        self._settings = {"fsync": "on", **AS_DEPLOYED} if waits_for_disk else {"fsync": "off"}
        self.port = free_port()
        self.url = f"postgresql://{SUPERUSER}@127.0.0.1:{self.port}"
        self.client = PostgresClient(self.url)
        self._bin = binaries()
        self._account = unprivileged_account("postgres")
        self._folder = temporary_folder("postgres", self._account)
        self._data = self._folder / "data"
        self._server: ChildProcess | None = None

    def start(self) -> None:
        """Create the cluster if there is none yet, start it, return once it answers."""
        if not self._data.exists():
            self._initialise()
        # After a kill the old children hold the shared memory for a moment, and the new server then ends at once.
        until("PostgreSQL starts", self._start_once, timeout=60, pause=0.2)

    def stop(self) -> None:
        """Stop at once but cleanly, and remove the cluster."""
        if self._server is not None:
            self._server.stop(signal.SIGINT)  # "fast" shutdown: does not wait for the sessions
            self._server = None
        remove_folder(self._folder)

    def kill(self) -> None:
        """`kill -9` of the server and of every session, nothing flushed."""
        assert self._server is not None, "not started"
        sessions = _children(self._server.pid)  # they lead groups of their own
        self._server.kill()
        for session in sessions:
            _kill_quietly(session)
        self._server = None

    def restart(self) -> None:
        """Start again after `kill()`, or stop and start."""
        if self._server is not None:
            self._server.stop(signal.SIGINT)
            self._server = None
        self.start()

    def _initialise(self) -> None:
        cluster = ["-U", SUPERUSER, "-A", "trust", "-E", "UTF8", "--locale", "C.UTF-8", "--no-sync"]
        initdb = ChildProcess(
            [str(self._bin / "initdb"), "-D", str(self._data), *cluster],
            self._folder / "initdb.log",
            account=self._account,
        )
        until("initdb ends", lambda: not initdb.running, timeout=60)
        if not (self._data / "PG_VERSION").exists():
            raise RuntimeError(f"initdb failed:\n{initdb.tail()}")

    def _start_once(self) -> bool:
        settings = {
            "listen_addresses": "127.0.0.1",
            "port": str(self.port),
            "unix_socket_directories": str(self._folder),
            **self._settings,
            "synchronous_commit": "on",
            "max_connections": "300",
            "timezone": "UTC",
        }
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        self._server = ChildProcess(
            [self._bin / "postgres", "-D", self._data, *options],
            self._folder / "postgres.log",
            account=self._account,
        )
        until("PostgreSQL answers", lambda: not self._running() or self._ready(), timeout=60)
        return self._running()

    def _running(self) -> bool:
        return self._server is not None and self._server.running

    def _ready(self) -> bool:
        command = [str(self._bin / "pg_isready"), "-q", "-h", "127.0.0.1", "-p", str(self.port)]
        return subprocess.run(command, timeout=10, check=False).returncode == 0


def _children(parent: int) -> list[int]:
    children = Path(f"/proc/{parent}/task/{parent}/children")
    if children.exists():
        return [int(pid) for pid in children.read_text().split()]
    listing = subprocess.run(["ps", "-o", "pid=", "--ppid", str(parent)], capture_output=True, text=True, check=False)
    return [int(pid) for pid in listing.stdout.split()]


def _kill_quietly(pid: int) -> None:
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        return
