"""Keeps a loop alive: what fails is logged and started again with back-off; nothing dies silently.

Cancellation passes through, and an error that asks for a restart of the process is passed on.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress

import structlog

from shared.errors import ConfigurationError

log = structlog.get_logger(__name__)

LoopBody = Callable[[asyncio.Event], Awaitable[None]]


async def supervise(
    name: str,
    body: LoopBody,
    stop: asyncio.Event,
    *,
    fatal: tuple[type[Exception], ...] = (ConfigurationError,),
) -> None:
    """Run `body(stop)` until `stop` is set, again whenever it raises."""
    wait = 0.5
    while not stop.is_set():
        started = asyncio.get_running_loop().time()
        try:
            await body(stop)
            if not stop.is_set():
                raise RuntimeError(f"loop {name!r} ended although nobody asked it to")
        except fatal:
            raise
        except Exception as error:
            # A loop that ran well for a while starts over at once; one that fails at its start waits longer each time.
            ran = asyncio.get_running_loop().time() - started
            wait = 0.5 if ran > 60 else min(wait * 2, 30.0)
            log.error("loop.failed", loop=name, error=str(error), again_in=wait, exc_info=error)
            with suppress(TimeoutError):
                async with asyncio.timeout(wait):
                    await stop.wait()


async def every(
    seconds: float,
    work: Callable[[], Awaitable[object]],
    stop: asyncio.Event,
    *,
    wake: asyncio.Event | None = None,
) -> None:
    """Do `work` now and then every so many seconds until `stop`; `wake` cuts a pause short."""
    while not stop.is_set():
        await work()
        waiting = [asyncio.ensure_future(stop.wait())]
        if wake is not None:
            waiting.append(asyncio.ensure_future(wake.wait()))
        try:
            await asyncio.wait(waiting, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in waiting:
                task.cancel()
        if wake is not None:
            wake.clear()
