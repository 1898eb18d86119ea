"""Install what the test servers need from Debian's packages, without starting any of it on the machine.

    python -m tests.servers.packages

As root on Debian or Ubuntu it installs what is missing. Anywhere else it names the command and fails.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

SEARCHED = os.pathsep.join([os.environ.get("PATH", ""), "/usr/sbin", "/usr/local/sbin", "/usr/bin"])
POLICY = Path("/usr/sbin/policy-rc.d")


def missing() -> list[str]:
    """Debian packages of which the program we start is not there."""
    found = {
        "postgresql": any(Path("/usr/lib/postgresql").glob("*/bin/initdb")) or _program("initdb"),
        "rabbitmq-server": Path("/usr/lib/rabbitmq/bin/rabbitmq-server").exists() and _program("epmd"),
        "postfix": _program("smtp-sink") and _program("postfix"),
        "dovecot-imapd": _program("dovecot") and Path("/usr/lib/dovecot/imap").exists(),
        "chromium": _program("chromium"),
        # Playwright's driver is linked against it, and its wheel does not bring it.
        "libatomic1": any(Path("/usr/lib").glob("*/libatomic.so.1")),
    }
    if int(os.environ.get("MUTABAKAT_SOAK_OFFICE", "0")):
        # Large, and only the long runs open files with it.
        found["libreoffice-calc-nogui"] = _program("soffice")
    return [package for package, there in found.items() if not there]


def main() -> int:
    """Install or explain; 0 when everything is there in the end."""
    wanted = missing()
    if not wanted:
        return 0
    command = ["apt-get", "install", "-y", "--no-install-recommends", *wanted]
    if os.geteuid() != 0 or not Path("/etc/debian_version").exists():
        _say(f"The tests need {', '.join(wanted)}, which this machine does not have.")
        _say(f"On Debian and Ubuntu run:  sudo {' '.join(command)}")
        _say("Their system services are not needed; the tests start servers of their own.")
        return 1
    _say(f"installing {', '.join(wanted)} from Debian's packages; no service of theirs is started")
    env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    with services_denied():
        subprocess.run(["apt-get", "update", "-qq"], env=env, check=True)
        waiting = ["-qq", "-o", "DPkg::Lock::Timeout=300", "-o", "Dpkg::Use-Pty=0"]
        subprocess.run([*command[:1], *waiting, *command[1:]], env=env, check=True, stdout=subprocess.DEVNULL)
    still = missing()
    if still:
        _say(f"apt-get succeeded, and yet there is no {', '.join(still)}")
    return 1 if still else 0


@contextmanager
def services_denied() -> Iterator[None]:
    """Debian asks policy-rc.d before a package starts its service: answer 101, "not allowed", for a while."""
    if POLICY.exists():  # somebody has decided already
        yield
        return
    POLICY.write_text("#!/bin/sh\nexit 101\n")
    POLICY.chmod(0o755)
    try:
        yield
    finally:
        POLICY.unlink(missing_ok=True)


def _program(name: str) -> bool:
    return shutil.which(name, path=SEARCHED) is not None


def _say(text: str) -> None:
    sys.stderr.write(f"[packages] {text}\n")


if __name__ == "__main__":
    sys.exit(main())
