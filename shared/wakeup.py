"""A wake-up call between tasks of one process. A hint that saves waiting, never the truth: whoever sleeps also polls."""

from __future__ import annotations

import asyncio


class Wakeup:
    """Set by whoever made work, awaited by whoever does it."""

    def __init__(self) -> None:
        self._event = asyncio.Event()

    def set(self) -> None:
        self._event.set()

    async def wait(self, timeout: float, *, linger: float = 0.0) -> bool:  # noqa: ASYNC109  # returns, never raises
        """Sleep until called or until the time is up; `linger` lets a burst of work gather. True when called."""
        try:
            async with asyncio.timeout(timeout):
                await self._event.wait()
        except TimeoutError:
            return False
        if linger:
            await asyncio.sleep(linger)
        self._event.clear()
        return True
