"""Embedded mode: the relay writes straight into the consumers' inbox tables.

Nothing is held in memory, so nothing can be lost with it: a parcel counts as published when every consumer's table has it,
and a crash before that repeats the batch, whose doubles the inboxes leave out.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from uuid import UUID

import structlog

from shared.messaging.inbox import Inbox
from shared.messaging.transport import Parcel

log = structlog.get_logger(__name__)


class LocalTransport:
    """Brings parcels to the inboxes of the same process."""

    def __init__(self) -> None:
        self._consumers: tuple[Inbox, ...] = ()

    async def start(self, consumers: Sequence[Inbox]) -> None:
        self._consumers = tuple(consumers)

    async def publish(self, service: str, parcels: Sequence[Parcel]) -> Mapping[UUID, str]:
        failures: dict[UUID, str] = {}
        for inbox in self._consumers:
            mine = [parcel for parcel in parcels if inbox.subscriptions.wants(parcel.type)]
            if not mine:
                continue
            try:
                await inbox.accept([parcel.body for parcel in mine])
            except Exception as error:  # noqa: BLE001  # any failure of the other side means: not delivered, try again
                log.warning("local.not_accepted", consumer=inbox.service, count=len(mine), error=str(error))
                failures |= {parcel.event_id: f"{inbox.service}: {error}" for parcel in mine}
        return failures

    async def watch(self, stop: asyncio.Event) -> None:
        await stop.wait()

    async def healthy(self) -> str | None:
        return None

    async def close(self) -> None:
        self._consumers = ()
