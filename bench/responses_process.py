"""Starts what `bench.responses` measures, each in a process of its own."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx

from tests.component.responses.world import page_url
from tests.servers.ports import free_port

UNLIMITED = {
    "MUTABAKAT_RESPONSES_LINK_REQUESTS_PER_MINUTE": "1000000",
    "MUTABAKAT_RESPONSES_NETWORK_REQUESTS_PER_MINUTE": "100000000",
    "MUTABAKAT_RESPONSES_REQUESTS_PER_MINUTE": "100000000",
}
"""The load comes from one address; the limits are counted all the same."""


@asynccontextmanager
async def served(what: str, folder: Path, url: str) -> AsyncIterator[tuple[int, int]]:
    """One worker process; gives its port and its number."""
    port = free_port()
    environment = {
        **os.environ,
        **UNLIMITED,
        "MUTABAKAT_DATA_DIR": str(folder),
        "MUTABAKAT_PUBLIC_URL": f"http://127.0.0.1:{port}",
        "MUTABAKAT_RESPONSES_DATABASE_URL": url,
        "MUTABAKAT_RESPONSES_PAGE_DATABASE_URL": page_url(url),
    }
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bench.responses_served", what, str(port), env=environment
    )
    try:
        async with httpx.AsyncClient() as client:
            for _ in range(900):
                try:
                    await client.get(f"http://127.0.0.1:{port}/m/x")
                    break
                except httpx.TransportError:
                    await asyncio.sleep(0.1)
        yield port, process.pid
    finally:
        process.terminate()
        await process.wait()
