"""A process that reads imports until it is killed."""

from __future__ import annotations

import asyncio
from pathlib import Path

from pydantic import SecretStr

from services.aggregator import build as aggregator
from services.aggregator.loops import import_worker
from shared.clock import SystemClock
from shared.telemetry import Metrics


async def work(url: str, folder: Path) -> None:
    """Short leases: whoever comes after a kill need not wait long."""
    settings = aggregator.AggregatorSettings(
        data_dir=folder, keys_dir=folder / "keys", database_url=SecretStr(url), lease_seconds=1.5, poll_seconds=0.1
    )
    service = aggregator.build(settings, clock=SystemClock(), metrics=Metrics())
    await import_worker(service.database, settings).run(asyncio.Event())


def begin(url: str, folder: str) -> None:
    """As a process of its own: `tests.product.forked`."""
    asyncio.run(work(url, Path(folder)))
