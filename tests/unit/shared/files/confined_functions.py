"""What `test_confined` runs inside the child."""

from __future__ import annotations

import ctypes
import os
import resource
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

from shared.files.problems import DamagedXml, MixedDateColumn

Progress = Callable[..., None]


def count(argument: tuple[int, str], progress: Progress) -> dict[str, object]:
    number, word = argument
    for done in range(1, number + 1):
        progress(done=done, total=number)
    return {"counted": number, "word": word}


def damaged(_: object, progress: Progress) -> NoReturn:
    raise DamagedXml(line=7)


def mixed(_: object, progress: Progress) -> NoReturn:
    raise MixedDateColumn(
        column="tarih", day_first_cell="31/12/2026", day_first_row=1, month_first_cell="12/31/2026", month_first_row=2
    )


def fail(cell: str, progress: Progress) -> NoReturn:
    raise KeyError(cell)


def fill_memory(_: object, progress: Progress) -> int:
    return len(b"x" * (2 << 30))


def abort(_: object, progress: Progress) -> None:
    os.abort()


def kill_itself(_: object, progress: Progress) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def crash(_: object, progress: Progress) -> None:
    ctypes.string_at(1)


def spin(_: object, progress: Progress) -> None:
    while True:
        pass


def rest(path: str, progress: Progress) -> None:
    Path(path).write_text(str(os.getpid()))
    time.sleep(60)


def rest_with_a_child(folder: str, progress: Progress) -> None:
    child = subprocess.Popen(["sleep", "60"])
    Path(folder, "pid").write_text(str(os.getpid()))
    Path(folder, "child").write_text(str(child.pid))
    progress(ready=True)
    time.sleep(60)


def surroundings(_: object, progress: Progress) -> dict[str, Any]:
    files = []
    for name in os.listdir("/proc/self/fd"):  # noqa: PTH208 - the names are numbers, not paths
        try:
            files.append(os.readlink(f"/proc/self/fd/{name}"))  # noqa: PTH115 - likewise
        except OSError:
            continue  # the listing's own
    return {
        "environment": dict(os.environ),
        "input": sys.stdin.read(),
        "files": files,
        "session": os.getsid(0),
        "pid": os.getpid(),
    }


def connect(port: int, progress: Progress) -> str:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=2).close()
    except OSError:
        return "OSError"
    return "reached"


def limits(_: object, progress: Progress) -> dict[str, int]:
    kinds = {"memory": resource.RLIMIT_AS, "written": resource.RLIMIT_FSIZE, "core": resource.RLIMIT_CORE}
    return {name: resource.getrlimit(kind)[0] for name, kind in kinds.items()}


def write_nonsense(_: object, progress: Progress) -> None:
    _report(b"\x80\x04no json\n")


def write_unknown_problem(_: object, progress: Progress) -> None:
    _report(b'{"problem": "no_such_code", "params": {}}\n')


def write_wrong_parameters(_: object, progress: Progress) -> None:
    _report(b'{"problem": "damaged_xml", "params": {"self": 1}}\n')


def _report(line: bytes) -> NoReturn:
    for name in os.listdir("/proc/self/fd"):  # noqa: PTH208 - likewise
        try:
            if os.readlink(f"/proc/self/fd/{name}").startswith("pipe:"):  # noqa: PTH115 - likewise
                os.write(int(name), line)
        except OSError:
            continue
    os._exit(0)
