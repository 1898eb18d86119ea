"""Starts processes from one that has imported the product already: a fork takes milliseconds, the imports take seconds.

What runs is the product from its command line on, in a process of its own that is killed like any other; only its imports are
shared. That the real command starts as well is shown by the tests that say `as_commands`.
"""

from __future__ import annotations

import asyncio
import ctypes
import multiprocessing
import os
import signal
import sys
from collections.abc import Mapping
from importlib import import_module
from multiprocessing import forkserver
from multiprocessing.context import ForkServerProcess
from pathlib import Path

_context = multiprocessing.get_context("forkserver")
_context.set_forkserver_preload(["tests.product.preloaded"])

SET_DEATH_SIGNAL = 1  # PR_SET_PDEATHSIG of <sys/prctl.h>
COMMAND = "tests.product.forked:command"
"""The product's own command line."""


class Forked:
    """A process, with what tests use of `asyncio.subprocess.Process`."""

    def __init__(self, process: ForkServerProcess) -> None:
        self._process = process

    @property
    def pid(self) -> int:
        assert self._process.pid is not None
        return self._process.pid

    @property
    def returncode(self) -> int | None:
        """None while it runs; as of `subprocess`, a negative number is the signal that ended it."""
        return self._process.exitcode

    def send_signal(self, number: signal.Signals) -> None:
        if self.returncode is None:
            os.kill(self.pid, number)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)

    async def wait(self) -> int:
        while (code := self.returncode) is None:  # noqa: ASYNC110  # the end of a process, told by no event of this loop
            await asyncio.sleep(0.01)
        return code


async def fork(
    function: str, *arguments: str, environment: Mapping[str, str], cwd: Path, log: Path | None = None
) -> Forked:
    """Call `module:function` with the arguments in a process of its own; what it prints goes to the end of `log`, or nowhere.

    An exit by `SystemExit` is its exit code; an error is a traceback and the exit code 1.
    """
    target = str(log) if log else os.devnull
    process = _context.Process(
        target=_become, args=(function, arguments, dict(environment), str(cwd), target), daemon=True
    )
    await asyncio.to_thread(process.start)
    return Forked(process)


def command(*arguments: str) -> None:
    from services.cli import app

    sys.argv = ["mutabakat", *arguments]
    app()


def _end_with_the_test_run() -> None:
    """However it ends: the forking process ends with the run, once nobody else holds its life line, and we end with it."""
    os.close(forkserver._forkserver._forkserver_alive_fd)  # type: ignore[attr-defined]  # CPython's own name
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(SET_DEATH_SIGNAL, signal.SIGKILL)


def _become(function: str, arguments: tuple[str, ...], environment: dict[str, str], folder: str, log: str) -> None:
    """In the new process: take on what a process that was started anew would have been given."""
    _end_with_the_test_run()
    output = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
    os.dup2(output, 1)
    os.dup2(output, 2)
    os.close(output)
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    module, _, name = function.partition(":")
    getattr(import_module(module), name)(*arguments)
