"""A mailer in a process of its own, which a crash point may end: sends until nothing is left that it may send by itself."""

from __future__ import annotations

import asyncio
from pathlib import Path

from pydantic import SecretStr
from sqlalchemy import func, select

from services.mailer import build as mailer
from services.mailer.domain.servers import Security
from services.mailer.models import messages
from shared.clock import SystemClock
from shared.telemetry import Metrics


async def main(database_url: str, keys: Path, port: int, record_seconds: float) -> None:
    settings = mailer.MailerSettings(
        database_url=SecretStr(database_url),
        keys_dir=keys,
        data_dir=keys.parent,
        platform_host="127.0.0.1",
        platform_port=port,
        platform_security=Security.NONE,
        platform_sender_address="mutabakat@platform.test",
        public_url="https://mutabakat.test",
        queue_poll_seconds=0.02,
        sweep_seconds=0.1,
        lease_seconds=1,
        uncertain_retry_minutes=0.005,
        claim_batch=10,
        record_seconds=record_seconds,
    )
    service = mailer.build(settings, clock=SystemClock(), metrics=Metrics())
    stop = asyncio.Event()
    loops = [asyncio.ensure_future(loop.body(stop)) for loop in service.loops]
    columns = messages.c
    left = (
        select(func.count()).select_from(messages).where(columns.due_at.is_not(None) | columns.lease_until.is_not(None))
    )
    while True:
        async with service.database.reading() as reading:
            if not await reading.scalar(left):
                break
        await asyncio.sleep(0.05)
    stop.set()
    await asyncio.gather(*loops)
    await service.database.dispose()


def begin(database_url: str, keys: str, port: str, record_seconds: str) -> None:
    """As a process of its own: `tests.product.forked`."""
    asyncio.run(main(database_url, Path(keys), int(port), float(record_seconds)))
