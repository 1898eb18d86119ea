"""One child process with its own process group, log file and temporary folder."""

from __future__ import annotations

import contextlib
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path


def unprivileged_account(*preferred: str) -> pwd.struct_passwd | None:
    """The account for servers that refuse to run as root; None when we are not root and need no other."""
    if os.geteuid() != 0:
        return None
    for name in (*preferred, "nobody"):
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(name)
    raise RuntimeError("running as root and there is no account `nobody` to run the server as")


def temporary_folder(prefix: str, owner: pwd.struct_passwd | None = None) -> Path:
    """A folder of its own directly under the system's temporary folder, so that another account can enter it."""
    folder = Path(tempfile.mkdtemp(prefix=f"mutabakat-{prefix}-"))
    if owner is not None:
        os.chown(folder, owner.pw_uid, owner.pw_gid)
    return folder


def remove_folder(folder: Path) -> None:
    """Remove what `temporary_folder` made; a server's last breath may still be writing there."""
    shutil.rmtree(folder, ignore_errors=True)


class ChildProcess:
    """A server process that is ended by the id of its own group and always reaped.

    Reaping matters: PostgreSQL refuses to start while its dead predecessor is still in the process table.
    """

    def __init__(
        self,
        command: Sequence[str | Path],
        log: Path,
        *,
        env: Mapping[str, str] | None = None,
        account: pwd.struct_passwd | None = None,
        cwd: Path | None = None,
    ) -> None:
        self.log = log
        with log.open("ab") as stream:
            self._process: subprocess.Popen[bytes] = subprocess.Popen(
                [str(part) for part in command],
                stdin=subprocess.DEVNULL,
                stdout=stream,
                stderr=stream,
                env=None if env is None else dict(env),
                cwd=cwd or log.parent,
                start_new_session=True,
                user=account.pw_uid if account else None,
                group=account.pw_gid if account else None,
                extra_groups=[] if account else None,
            )

    @property
    def pid(self) -> int:
        """The process id, which is also the id of its group."""
        return self._process.pid

    @property
    def running(self) -> bool:
        """Whether the process is alive; reaps it when it is not."""
        return self._process.poll() is None

    def send(self, number: signal.Signals) -> None:
        """Send a signal to the process alone."""
        if self.running:
            self._process.send_signal(number)

    def stop(self, number: signal.Signals = signal.SIGTERM, timeout: float = 30.0) -> None:
        """Ask the process to end, and end the whole group when it does not in time."""
        self.send(number)
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(timeout)
        self.kill()

    def kill(self) -> None:
        """SIGKILL the group and reap."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.pid, signal.SIGKILL)
        self._process.wait(30)

    def require_running(self) -> None:
        """RuntimeError with the end of the log when the process has ended."""
        if not self.running:
            raise RuntimeError(f"{self.log.name} ended with {self._process.returncode}:\n{self.tail()}")

    def tail(self, characters: int = 3000) -> str:
        """The end of the log."""
        return self.log.read_text(errors="replace")[-characters:]
