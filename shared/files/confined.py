"""Reads what strangers wrote in a child process with limits of memory, processor time and time.

Protects the service: a file that unfolds, loops or breaks a native reader ends the child, and the service answers with a
`FileProblem`. What comes back is JSON and never unpickled, so a child that a file has taken over can lie but not rule.

    rows = await run_confined("services.aggregator.readers.job:read", job, on_progress=show)

The function is called as `read(job, progress)`; its result must be a JSON value. Rows go into files that the job names.
"""

from __future__ import annotations

import asyncio
import inspect
import json
import os
import pickle
import signal
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from typing import Any

from shared.files.limits import MIB
from shared.files.problems import FileProblem, ReadingFailed, TooLargeToRead, TooLong

_LARGEST_LINE = 4 * MIB
_START = (
    "import sys; sys.path[:] = {path!r}; from shared.files.confined_child import main; "
    "main({target!r}, {report}, {argument}, {parent}, {limits!r})"
)
_KEPT = ("LANG", "LC_ALL", "LC_CTYPE", "TZ", "TMPDIR", "LD_LIBRARY_PATH")
"""All that a child gets of our environment, which holds addresses of databases and keys."""


@dataclass(frozen=True, slots=True)
class ConfinedLimits:
    """Bytes and seconds; `written` is the largest file that the child may write."""

    memory: int = 1024 * MIB
    cpu_seconds: int = 120
    wall_seconds: float = 600
    written: int = 4096 * MIB


OnProgress = Callable[[Mapping[str, Any]], None]


async def run_confined(
    target: str, argument: object, limits: ConfinedLimits = ConfinedLimits(), on_progress: OnProgress | None = None
) -> Any:
    """Call `module:function` of `target` with `argument` (picklable) in a limited child and return its JSON result. An argument
    that can be awaited is made while the child starts; what that raises is raised here.

    A `FileProblem` that it raises is raised here. Lack of memory is `TooLargeToRead`, lack of time `TooLong`, anything else
    `ReadingFailed` with the name of the error's class and nothing of the file. Cancelling kills the child with its group.
    """
    receiver, sender = os.pipe()
    argument_read, argument_written = os.pipe()
    passed = {"report": sender, "argument": argument_read}
    values = {key: int(value) for key, value in asdict(limits).items()}
    command = _START.format(path=_path(), target=target, parent=os.getpid(), limits=values, **passed)
    try:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            *("-I", "-S", "-X", "utf8", "-c", command),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.DEVNULL,
            pass_fds=tuple(passed.values()),
            env={name: os.environ[name] for name in _KEPT if name in os.environ},
            start_new_session=True,
        )
    except BaseException:
        os.close(receiver)
        os.close(argument_written)
        raise
    finally:
        os.close(sender)
        os.close(argument_read)
    try:
        async with asyncio.timeout(limits.wall_seconds):
            try:
                await _hand_over(argument, argument_written)
            except BaseException:
                os.close(receiver)
                raise
            message = await _last_message(receiver, on_progress)
            status = await process.wait()
    except TimeoutError:
        raise TooLong() from None
    finally:
        await _end(process)
    return _result(message, status)


async def _hand_over(argument: Any, descriptor: int) -> None:
    try:
        value = pickle.dumps(await argument if inspect.isawaitable(argument) else argument)
    except BaseException:
        os.close(descriptor)
        raise
    await asyncio.to_thread(_write, descriptor, value)


def _write(descriptor: int, value: bytes) -> None:
    # A child that ended before it has read this says why in another way.
    with suppress(BrokenPipeError), os.fdopen(descriptor, "wb") as pipe:
        pipe.write(value)


async def _last_message(receiver: int, on_progress: OnProgress | None) -> Mapping[str, Any]:
    """Walk through the progress of the child to its last word; empty when it ended without one."""
    reader = asyncio.StreamReader(limit=_LARGEST_LINE)
    transport, _ = await asyncio.get_running_loop().connect_read_pipe(
        lambda: asyncio.StreamReaderProtocol(reader), os.fdopen(receiver, "rb", buffering=0)
    )
    last: Mapping[str, Any] = {}
    try:
        while line := await reader.readline():
            message = json.loads(line)
            if not isinstance(message, dict):
                return {"failed": "Report"}
            if "progress" not in message:
                last = message
            elif on_progress is not None and isinstance(message["progress"], dict):
                on_progress(message["progress"])
    except ValueError:
        return {"failed": "Report"}
    finally:
        transport.close()
    return last


def _result(message: Mapping[str, Any], status: int) -> Any:
    if "result" in message:
        return message["result"]
    if "problem" in message:
        params = message.get("params")
        kind = next((each for each in _problems(FileProblem) if each.code == message["problem"]), None)
        if kind is not None and isinstance(params, dict):
            raise _problem(kind, params)
        raise ReadingFailed(reason="Report")
    if "failed" in message:
        raise ReadingFailed(reason=str(message["failed"])[:60])
    if status == -signal.SIGXCPU:
        raise TooLong()
    # Native readers abort when memory ends; the kernel kills when there is none left to give.
    if status in (-signal.SIGABRT, -signal.SIGKILL):
        raise TooLargeToRead()
    raise ReadingFailed(reason=signal.Signals(-status).name if status < 0 else f"exit {status}")


def _problem(kind: type[FileProblem], params: Mapping[str, Any]) -> FileProblem:
    try:
        problem = kind(**params)
        str(problem)
    except (TypeError, KeyError, ValueError, IndexError, AttributeError):
        return ReadingFailed(reason="Report")
    return problem


def _problems(kind: type[FileProblem]) -> Iterator[type[FileProblem]]:
    yield kind
    for each in kind.__subclasses__():
        yield from _problems(each)


async def _end(process: asyncio.subprocess.Process) -> None:
    """Kill what is left of the child and its group; also while we are being cancelled."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    await asyncio.shield(process.wait())


def _path() -> list[str]:
    return [os.path.abspath(entry) for entry in sys.path]  # noqa: PTH100 - an empty entry means the working folder
