"""The other side of `shared.files.confined`: what runs inside the limited child before and around the reader.

Protects the machine from files: limits are set before anything of the reader is imported, the network is taken away where
the kernel allows it, the child dies with its parent, and of an unexpected error only its class leaves the child.
"""

from __future__ import annotations

import ctypes
import gc
import importlib
import json
import os
import pickle
import resource
import signal
import sys
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from shared.files.problems import FileProblem, TooLargeToRead

Progress = Callable[..., None]
"""`progress(done=1000, total=5000)`: keyword values that JSON can hold."""

COLLECT_AFTER = (200_000, 20, 100)
_CLONE_NEWUSER, _CLONE_NEWNET = 0x10000000, 0x40000000
_PR_SET_PDEATHSIG, _PR_SET_NO_NEW_PRIVS, _PR_SET_DUMPABLE = 1, 38, 4


def main(target: str, report: int, argument: int, parent: int, limits: dict[str, int]) -> None:
    """Run the function `target` and end. `report` and `argument` are file descriptors, `parent` the process that must be
    alive."""
    _limit(limits)
    _close_all_but(report, argument)
    _cut_off(parent)
    # Readers make many rows and hardly a cycle: looking for cycles after every 700 of them costs a sixth of the time.
    gc.set_threshold(*COLLECT_AFTER)
    with os.fdopen(report, "w", buffering=1, encoding="utf-8") as channel:

        def send(**message: Any) -> None:
            channel.write(json.dumps(message, default=str) + "\n")

        def progress(**values: Any) -> None:
            send(progress=values)

        send(**_outcome(target, argument, progress))
    # No destructor of a library may keep a child that has nothing more to say.
    os._exit(0)


def _outcome(target: str, argument: int, progress: Progress) -> dict[str, Any]:
    try:
        module, _, name = target.partition(":")
        # Loading takes half a second, in which the parent may still be making the argument.
        function = getattr(importlib.import_module(module), name)
        with os.fdopen(argument, "rb") as file:
            value = pickle.load(file)  # noqa: S301 - written by our own parent, never by the file that is read
        return {"result": function(value, progress)}
    except FileProblem as problem:
        return {"problem": problem.code, "params": dict(problem.params)}
    except MemoryError:
        return {"problem": TooLargeToRead.code, "params": {}}
    except BaseException as error:  # noqa: BLE001 - whatever a reader raises ends here, panics of native readers too
        return {"failed": type(error).__name__}


def _limit(limits: dict[str, int]) -> None:
    for kind, limit in (
        (resource.RLIMIT_AS, limits["memory"]),
        (resource.RLIMIT_FSIZE, limits["written"]),
        (resource.RLIMIT_CORE, 0),
    ):
        _, hard = resource.getrlimit(kind)
        allowed = limit if hard == resource.RLIM_INFINITY else min(limit, hard)
        resource.setrlimit(kind, (allowed, allowed))
    # The soft limit ends the child with a signal of its own, which the parent can tell from a lack of memory.
    resource.setrlimit(resource.RLIMIT_CPU, (limits["cpu_seconds"], limits["cpu_seconds"] + 5))
    signal.signal(signal.SIGXCPU, signal.SIG_DFL)


def _close_all_but(*kept: int) -> None:
    """Event loops start children in ways of their own; none of our connections may end up in one."""
    first = 3
    for descriptor in (*sorted(kept), 4096):
        os.closerange(first, descriptor)
        first = descriptor + 1


def _cut_off(parent: int) -> None:
    """Linux only; elsewhere the limits above still hold."""
    if not sys.platform.startswith("linux"):
        return
    with suppress(OSError, AttributeError):
        libc = ctypes.CDLL(None)
        libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
        libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
        if libc.unshare(_CLONE_NEWNET) != 0:
            libc.unshare(_CLONE_NEWUSER | _CLONE_NEWNET)
    if os.getppid() != parent:
        os._exit(1)  # it died before it could be watched
